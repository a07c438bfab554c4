from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "treem.desk"
    verbose_name = _("Bàn làm việc")

    def ready(self) -> None:
        from treem.desk.permissions import PERMISSIONS
        from treem.organisations import permissions
        from treem.web.registry import MenuEntry, register_menu

        permissions.register(PERMISSIONS)

        # No permission: whoever signs in has a desk, be it an empty one.
        register_menu(
            MenuEntry(
                order=10,
                key="desk",
                label=_("Bàn làm việc"),
                icon="desk",
                url_name="desk:home",
                permission="",
                prefix="/leader/",
            )
        )
