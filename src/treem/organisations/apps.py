from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "treem.organisations"
    label = "organisations"
    verbose_name = _("Tổ chức và con người")

    def ready(self) -> None:
        from treem.audit import services as audit
        from treem.files import hooks as files
        from treem.jobs import work
        from treem.lawbook import hooks as lawbook
        from treem.lawbook import queues
        from treem.lawbook.permissions import PERMISSIONS as LAWBOOK
        from treem.organisations import permissions, selectors, setup
        from treem.organisations.boundaries import OrganisationsRoom
        from treem.organisations.imports.services import PURPOSE
        from treem.organisations.roles import LEAD_ROLES, Role
        from treem.territory import hooks as territory
        from treem.territory.permissions import PERMISSIONS as TERRITORY
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
        # A job knows only the number of an appointment; what it may see is decided here, when it runs.
        work.scope_of_appointment[:] = [selectors.scope_of_appointment]
        work.scope_of_purpose[:] = [selectors.scope_of_system]
        # Audit, files and lawbook stand on one floor and do not know each other; roles stand above them.
        for recorders in (files.recorders, lawbook.recorders):
            if audit.record not in recorders:
                recorders.append(audit.record)
        permissions.register(
            {name: {Role(code) for code in codes} for name, codes in (*LAWBOOK.items(), *TERRITORY.items())}
        )
        territory.boundary_rooms["organisations"] = OrganisationsRoom()
        queues.register()
        setup.register()
        files.access[PURPOSE] = lambda user, _stored: user.has_perm("organisations.manage_people")
        register_menu(
            MenuEntry(
                order=70,
                key="admin",
                label=_("Quản trị"),
                icon="settings",
                url_name="organisations:bodies",
                permission="organisations.manage_people",
                prefix=("/admin/", "/territory/"),
            )
        )
