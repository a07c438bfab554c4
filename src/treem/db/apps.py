from django.apps import AppConfig
from django.db.models.signals import post_migrate

from treem.db import grants


class DatabaseConfig(AppConfig):
    name = "treem.db"
    label = "treem_db"

    def ready(self) -> None:
        # The application makes and reads data keys; wrapping them anew is the owner's business.
        grants.limit("db_datakey", grants.APPEND)
        # Runs once for each app; the last run, for this app, sees every table (it is last in INSTALLED_APPS).
        post_migrate.connect(_grant, sender=self, dispatch_uid="treem.db.grants")


def _grant(using: str = "default", **_: object) -> None:
    grants.grant_all(using)
