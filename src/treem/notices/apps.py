from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "treem.notices"
    verbose_name = _("Thông báo")

    def ready(self) -> None:
        from treem.notices import jobs, selectors
        from treem.web import registry

        assert jobs  # imported so that the worker knows its jobs
        registry.gauges["notices_failed"] = lambda: float(selectors.failed_today())
