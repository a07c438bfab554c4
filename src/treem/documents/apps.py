from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "treem.documents"
    verbose_name = _("Văn bản")

    def ready(self) -> None:
        from treem.db import grants
        from treem.documents import selectors
        from treem.documents.permissions import PERMISSIONS
        from treem.documents.services import ISSUED, SOURCE
        from treem.documents.tabs import Tab, register_tab
        from treem.files import hooks as files
        from treem.organisations import permissions

        permissions.register(PERMISSIONS)
        files.access[SOURCE] = selectors.may_read_source
        files.access[ISSUED] = lambda user, stored: (
            user.has_perm("documents.view_paper") and selectors.holds_issued_file(stored)
        )
        grants.limit("documents_papercheck", grants.APPEND)
        grants.limit("documents_edition", grants.APPEND)
        register_tab(Tab(20, _("Sổ văn bản"), "documents:register", "documents.view_document"))
        register_tab(Tab(25, _("Văn bản đi"), "documents:papers", "documents.view_paper"))
