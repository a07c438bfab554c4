"""Migrations that stand for others."""

from __future__ import annotations

from typing import ClassVar

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations import CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from treem.db.executor import WholeMigrationExecutor


def test_what_a_migration_replaces_stays_for_databases_that_stopped_half_way() -> None:
    """Django takes a replacement for done where some of its migrations ran and the others are gone."""
    known = MigrationLoader(None).disk_migrations
    ours = {key: m for key, m in known.items() if m.__module__.startswith("treem.")}
    replaced = {old for migration in ours.values() for old in migration.replaces}
    assert replaced, "nothing replaces anything any more: this test can go"
    assert replaced <= set(ours)


class TwoTables(Migration):
    """One table that points to another: Django keeps the key for the end, and notes the migration after it."""

    replaces: ClassVar = [("two", "0001_a"), ("two", "0002_b")]
    operations: ClassVar = [
        CreateModel("First", [("id", models.AutoField(primary_key=True))]),
        CreateModel(
            "Second",
            [
                ("id", models.AutoField(primary_key=True)),
                ("first", models.ForeignKey("two.First", on_delete=models.CASCADE)),
            ],
        ),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("notes", [0, 1])
def test_a_migration_cut_off_before_it_is_noted_leaves_nothing(
    notes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCutError(Exception): ...

    noted: list[str] = []
    note = MigrationRecorder.record_applied

    def cut_off(self: MigrationRecorder, app: str, name: str) -> None:
        if len(noted) == notes:
            raise PowerCutError
        noted.append(name)
        note(self, app, name)

    migration = TwoTables("0001_a_b", "two")
    with monkeypatch.context() as patched:
        patched.setattr(MigrationRecorder, "record_applied", cut_off)
        with pytest.raises(PowerCutError):
            WholeMigrationExecutor(connection).apply_migration(ProjectState(), migration)
    assert not {"two_first", "two_second"} & set(connection.introspection.table_names())
    assert not MigrationRecorder(connection).migration_qs.filter(app="two").exists()

    executor = WholeMigrationExecutor(connection)
    state = executor.apply_migration(ProjectState(), migration)
    assert {"two_first", "two_second"} <= set(connection.introspection.table_names())
    assert MigrationRecorder(connection).migration_qs.filter(app="two").count() == 2
    executor.unapply_migration(ProjectState(), migration)
    assert state is not None
    assert not {"two_first", "two_second"} & set(connection.introspection.table_names())
    assert not MigrationRecorder(connection).migration_qs.filter(app="two").exists()


@pytest.mark.django_db
def test_the_command_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def remember(self: WholeMigrationExecutor, targets: object) -> list[object]:
        asked.append(type(self))
        return []

    monkeypatch.setattr(WholeMigrationExecutor, "migration_plan", remember)
    call_command("migrate", plan=True, verbosity=0)
    assert asked == [WholeMigrationExecutor]
