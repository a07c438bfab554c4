"""Django's ``migrate``, where each migration is done whole or not at all, and without the collector.

The collector of unreachable objects takes a third of its time.
"""

from __future__ import annotations

import gc
from typing import Any

from django.core.management.commands import migrate

from treem.db.executor import WholeMigrationExecutor


class Command(migrate.Command):
    """Django draws a picture of all models for each step; those of 120 steps fit into memory (about 350 MB)."""

    def handle(self, *args: Any, **options: Any) -> None:
        collected = gc.isenabled()
        gc.disable()
        # Django's command takes its executor from its own module; there is no other way to give it one.
        migrate.MigrationExecutor = WholeMigrationExecutor  # type: ignore[attr-defined]
        try:
            super().handle(*args, **options)
        finally:
            if collected:
                gc.enable()
