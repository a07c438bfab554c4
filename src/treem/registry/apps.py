from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "treem.registry"
    label = "registry"
    verbose_name = _("Trẻ em")

    def ready(self) -> None:
        from treem.organisations import permissions
        from treem.registry import entries, facts
        from treem.registry.permissions import PERMISSIONS

        permissions.register(PERMISSIONS)
        facts.register_all()
        entries.register_all()
