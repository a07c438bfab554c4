from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "treem.registry"
    label = "registry"
    verbose_name = _("Trẻ em")

    def ready(self) -> None:
        from treem.db import grants
        from treem.files import hooks as files
        from treem.organisations import permissions
        from treem.registry import entries, facts, selectors
        from treem.registry.moves import boundaries
        from treem.registry.permissions import PERMISSIONS
        from treem.registry.selectors import LISTS as PURPOSE
        from treem.territory import hooks as territory
        from treem.territory.boundaries import services

        permissions.register(PERMISSIONS)
        territory.boundary_rooms["registry"] = boundaries.RegistryRoom()
        territory.rows_stay.update(boundaries.STAY)
        services.children_of_villages[:] = [boundaries.children_of_villages]
        # Rows of a list that is read again make room for those of the second reading; they are no records.
        grants.limit("registry_childimportrow", "SELECT, INSERT, UPDATE, DELETE")
        files.access[PURPOSE] = selectors.may_download_list
        facts.register_all()
        entries.register_all()
