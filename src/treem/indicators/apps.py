from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "treem.indicators"

    def ready(self) -> None:
        from treem.indicators import formulas  # noqa: F401 - registers the formulas
        from treem.indicators.permissions import PERMISSIONS
        from treem.organisations import permissions

        permissions.register(PERMISSIONS)
