"""Migrations that stand for others."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader


def test_what_a_migration_replaces_stays_for_databases_that_stopped_half_way() -> None:
    """Django takes a replacement for done where some of its migrations ran and the others are gone."""
    known = MigrationLoader(None).disk_migrations
    ours = {key: m for key, m in known.items() if m.__module__.startswith("treem.")}
    replaced = {old for migration in ours.values() for old in migration.replaces}
    assert replaced, "nothing replaces anything any more: this test can go"
    assert replaced <= set(ours)
