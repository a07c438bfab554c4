from django.apps import AppConfig
from django.utils.translation import gettext

from treem.kernel import language


class WebConfig(AppConfig):
    name = "treem.web"

    def ready(self) -> None:
        from treem.web import machine, registry

        registry.readiness.update(
            migrations=machine.migrations_check, disk=machine.disk_check, clock=machine.clock_check
        )
        # The rooms that may not import Django speak the language of the request.
        language.speak_through(gettext)
