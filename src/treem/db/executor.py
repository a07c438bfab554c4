"""Migrations that are done whole or not at all."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState


class WholeMigrationExecutor(MigrationExecutor):
    """Commits a migration together with the note that it ran.

    Django writes that note after the tables are committed, and one note after another where a migration replaces
    others. A power cut between leaves tables that the next start makes again: "relation already exists", for ever.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        """Run one migration forwards and note it, in one transaction unless it forbids one."""
        if not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        with transaction.atomic(using=self.connection.alias):
            return super().apply_migration(state, migration, fake, fake_initial)

    def unapply_migration(self, state: ProjectState, migration: Migration, fake: bool = False) -> Any:
        """Run one migration backwards and take the note away, in one transaction unless it forbids one."""
        if not migration.atomic:
            return super().unapply_migration(state, migration, fake)
        with transaction.atomic(using=self.connection.alias):
            return super().unapply_migration(state, migration, fake)
