from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "treem.api"
    verbose_name = _("Giao diện cho phần mềm khác")

    def ready(self) -> None:
        from treem.api.permissions import PERMISSIONS
        from treem.db import grants
        from treem.organisations import permissions
        from treem.web.registry import FootLink, register_foot_link

        permissions.register(PERMISSIONS)
        grants.limit("api_account", grants.APPEND)
        grants.limit("api_done", grants.APPEND)
        register_foot_link(FootLink(_("Kết nối phần mềm (API)"), "api:tokens", "api.manage_tokens"))
