"""What holds for every table there is, also for those made tomorrow."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from treem.db import grants

pytestmark = pytest.mark.database

OPEN_WITH_A_PLACE = {
    # Tables that name a commune or a body and are public knowledge.
    "territory_unitattribute", "territory_village", "organisations_body", "organisations_bodyalias",
    "organisations_bodysuccession", "organisations_appointment", "documents_document", "api_account",
}  # fmt: skip


READ_BEFORE_ANYTHING_IS_WRITTEN = {"registry_childimportrow"}
"""What a machine read of a list of children: forgotten when it is read again or dropped, kept by a trigger once written."""


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_every_table_with_a_commune_or_a_body_is_protected_or_named_as_open(db: None) -> None:
    placed = {
        str(table)
        for (table,) in _rows(
            "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND column_name IN ('commune_id', 'body_id', 'child_id', 'case_id', 'return_id')"
        )
    }
    protected = {
        str(table)
        for (table,) in _rows(
            "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity"
            " AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)"
        )
    }
    # History is closed to the application altogether: it may only be added to.
    history = {table for table in placed if grants.privileges_of(table, in_room=True) == grants.HISTORY}
    assert placed - protected - history - OPEN_WITH_A_PLACE == set()


def test_the_application_deletes_nothing_of_ours(db: None) -> None:
    ours = {
        m._meta.db_table
        for c in apps.get_app_configs()
        if c.name.startswith("treem.")
        for m in c.get_models()
    }
    granted = _rows(
        "SELECT table_name FROM information_schema.table_privileges"
        " WHERE grantee = 'treem_app' AND privilege_type IN ('DELETE', 'TRUNCATE')"
    )
    assert ours & {str(table) for (table,) in granted} == READ_BEFORE_ANYTHING_IS_WRITTEN
    assert ours


def test_history_and_audit_can_be_added_to_and_not_read_or_changed(db: None) -> None:
    granted: dict[str, set[str]] = {}
    for table, privilege in _rows(
        "SELECT table_name, privilege_type FROM information_schema.table_privileges WHERE grantee = 'treem_app'"
    ):
        granted.setdefault(str(table), set()).add(str(privilege))
    # Only the columns that tell what was done: not its number, its time of sealing, its seal.
    assert "audit_entry" not in granted
    columns = _rows(
        "SELECT DISTINCT privilege_type, column_name FROM information_schema.column_privileges"
        " WHERE grantee = 'treem_app' AND table_name = 'audit_entry'"
    )
    assert {kind for kind, _ in columns} == {"INSERT"}
    assert {name for _, name in columns}.isdisjoint({"id", "xid", "seal_id"})
    events = [
        table
        for table in granted
        if table.endswith("event") and not table.startswith(("pghistory", "procrastinate"))
    ]
    assert events, "no history table found"
    assert all(granted[table] == {"INSERT"} for table in events)


def test_every_definer_function_has_a_fixed_search_path_and_is_not_public(db: None) -> None:
    loose = _rows(
        "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE n.nspname = 'public' AND prosecdef"
        " AND (proconfig IS NULL OR NOT EXISTS (SELECT 1 FROM unnest(proconfig) s WHERE s LIKE 'search_path=%')"
        "      OR has_function_privilege('public', pg_proc.oid, 'EXECUTE'))"
    )
    assert loose == []
