from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "treem.indicators"

    def ready(self) -> None:
        from treem.indicators import formulas  # noqa: F401 - registers the formulas
        from treem.indicators.permissions import PERMISSIONS
        from treem.organisations import permissions
        from treem.web.registry import MenuEntry, register_menu

        permissions.register(PERMISSIONS)
        register_menu(
            MenuEntry(
                order=50, key="figures", label=_("Số liệu và báo cáo"), icon="chart",
                url_name="indicators:targets", permission="indicators.view_target", prefix="/indicators/",
            )
        )  # fmt: skip
