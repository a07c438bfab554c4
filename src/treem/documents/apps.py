from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "treem.documents"
    verbose_name = _("Văn bản")

    def ready(self) -> None:
        from treem.documents.permissions import PERMISSIONS
        from treem.documents.tabs import Tab, register_tab
        from treem.organisations import permissions

        permissions.register(PERMISSIONS)
        register_tab(Tab(20, _("Sổ văn bản"), "documents:register", "documents.view_document"))
