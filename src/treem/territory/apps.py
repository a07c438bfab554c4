from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    name = "treem.territory"
    label = "territory"
    verbose_name = _("Địa bàn")

    def ready(self) -> None:
        from treem.db import grants
        from treem.territory import jobs

        assert jobs  # imported so that the worker knows its jobs

        grants.limit("territory_boundaryrow", "")  # for the definer functions alone
