"""Django's ``migrate``, where each migration is done whole or not at all, in half of the time.

The collector of unreachable objects takes a third of it. Drawing every model again that hangs together with the one that
changed takes a third more: its direct neighbours are enough for the database, and Django draws the rest where a
migration asks for it (``RunPython``; ``ProjectState.is_delayed``).
"""

from __future__ import annotations

import gc
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState

from treem.db.executor import WholeMigrationExecutor


class Command(migrate.Command):
    """Django draws pictures of models for each step; those of 130 steps fit into memory (about 300 MB)."""

    def handle(self, *args: Any, **options: Any) -> None:
        collected = gc.isenabled()
        gc.disable()
        # Django's command takes its executor from its own module; there is no other way to give it one.
        migrate.MigrationExecutor = WholeMigrationExecutor  # type: ignore[attr-defined]
        reload_model = ProjectState.reload_model
        ProjectState.reload_model = _reload_neighbours  # type: ignore[method-assign, assignment]
        try:
            super().handle(*args, **options)
        finally:
            ProjectState.reload_model = reload_model  # type: ignore[method-assign]
            if collected:
                gc.enable()


def _reload_neighbours(state: ProjectState, app_label: str, model_name: str, delay: bool = True) -> None:  # noqa: ARG001
    """``ProjectState.reload_model``, always delayed."""
    state.reload_models([(app_label, model_name)], delay=True)
