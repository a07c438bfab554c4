from django.apps import AppConfig
from django.utils.translation import gettext

from treem.kernel import language


class WebConfig(AppConfig):
    name = "treem.web"

    def ready(self) -> None:
        """Let the rooms that may not import Django speak the language of the request."""
        language.speak_through(gettext)
