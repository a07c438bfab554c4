from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "treem.organisations"
    label = "organisations"
    verbose_name = _("Tổ chức và con người")

    def ready(self) -> None:
        from treem.organisations import permissions
        from treem.organisations.models import LEAD_ROLES, Role
        from treem.web.registry import MenuEntry, register_menu

        permissions.register(
            {
                "organisations.view_people": {
                    Role.ADMINISTRATOR,
                    Role.INSPECTOR,
                    Role.PROVINCE_LEADER,
                    *LEAD_ROLES,
                },
                "organisations.manage_people": {Role.ADMINISTRATOR},
            }
        )
        register_menu(
            MenuEntry(
                order=70,
                key="admin",
                label=_("Quản trị"),
                icon="settings",
                url_name="organisations:bodies",
                permission="organisations.manage_people",
                prefix="/admin/",
            )
        )
