from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "treem.files"
    verbose_name = _("Tệp")

    def ready(self) -> None:
        from treem.db import grants
        from treem.files import hooks, selectors
        from treem.files.backup import age
        from treem.web import registry

        # A stored file is never changed: a new version is a new file.
        grants.limit("files_storedfile", grants.APPEND)
        hooks.access[selectors.EVIDENCE] = selectors.may_download_evidence
        registry.readiness["backup"] = age.backup_check
        registry.gauges["backup_age_seconds"] = age.seconds_since_backup
