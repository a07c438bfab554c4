"""The policies themselves, on a table made for the test: what a scope opens, what stays closed, what must not leak."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import as_app
from django.db import connection, transaction
from django.db.migrations.state import ProjectState
from django.db.utils import ProgrammingError

from treem.db.policies import ProtectRows, in_bodies, in_communes
from treem.db.scope import NOBODY, SET_SCOPE, Scope, scoped

pytestmark = pytest.mark.database


def run(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def probe(db: None) -> str:
    """A protected table with one row of commune 1 and one of commune 2."""
    run("CREATE TABLE probe (id bigint PRIMARY KEY, commune_id bigint, body_id bigint)")
    with connection.schema_editor() as editor:
        ProtectRows(table="probe", using=in_communes()).database_forwards(
            "x", editor, ProjectState(), ProjectState()
        )
    run("GRANT SELECT, INSERT, UPDATE ON probe TO treem_app")
    run("INSERT INTO probe VALUES (1, 1, 10), (2, 2, 20)")
    return "probe"


def test_no_scope_means_no_rows(probe: str) -> None:
    with as_app(None):
        assert run("SELECT id FROM probe") == []
    assert len(run("SELECT id FROM probe")) == 2


def test_a_scope_opens_its_communes_and_no_other(probe: str) -> None:
    with as_app(Scope(user_id=7, communes=(2,))):
        assert run("SELECT id FROM probe") == [(2,)]


def test_an_empty_scope_is_closed_and_not_an_error(probe: str) -> None:
    with as_app(Scope(user_id=7)):
        assert run("SELECT id FROM probe") == []


def test_a_row_of_another_commune_cannot_be_written(probe: str) -> None:
    with as_app(Scope(user_id=7, communes=(2,))):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            run("INSERT INTO probe VALUES (3, 1, 10)")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            run("UPDATE probe SET commune_id = 1 WHERE id = 2")
        run("UPDATE probe SET commune_id = 2 WHERE id = 1")  # sees no such row
    assert sorted(run("SELECT id, commune_id FROM probe")) == [(1, 1), (2, 2)]


def test_nothing_can_be_deleted_by_the_application(probe: str) -> None:
    with (
        as_app(Scope(user_id=7, communes=(2,))),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        run("DELETE FROM probe")


def test_a_policy_by_body_reads_the_bodies_of_the_scope(probe: str) -> None:
    with connection.schema_editor() as editor:
        ProtectRows(table="probe", using=in_communes()).database_backwards(
            "x", editor, ProjectState(), ProjectState()
        )
        ProtectRows(table="probe", using=in_bodies()).database_forwards(
            "x", editor, ProjectState(), ProjectState()
        )
    with as_app(Scope(user_id=7, communes=(1, 2), bodies=(10,))):
        assert run("SELECT id FROM probe") == [(1,)]


def test_the_scope_before_comes_back_after_an_inner_one(probe: str) -> None:
    with as_app(Scope(user_id=7, communes=(1,))):
        with scoped(Scope(user_id=8, communes=(2,))):
            assert run("SELECT id FROM probe") == [(2,)]
        assert run("SELECT id FROM probe") == [(1,)]


def test_a_scope_set_in_a_savepoint_does_not_survive_it(probe: str) -> None:
    with as_app(Scope(user_id=7, communes=(1,))):
        with transaction.atomic(), scoped(Scope(user_id=8, communes=(1, 2))):
            assert len(run("SELECT id FROM probe")) == 2
        assert run("SELECT id FROM probe") == [(1,)]


@pytest.fixture
def kept_probe(app_connection: Any) -> Iterator[Any]:
    """The same table, committed, seen through a real login as treem_app."""
    run("CREATE TABLE kept_probe (id bigint PRIMARY KEY, commune_id bigint)")
    with connection.schema_editor() as editor:
        operation = ProtectRows(table="kept_probe", using=in_communes())
        operation.database_forwards("x", editor, ProjectState(), ProjectState())
    run("GRANT SELECT, INSERT, UPDATE ON kept_probe TO treem_app")
    run("INSERT INTO kept_probe VALUES (1, 1), (2, 2)")
    yield app_connection
    run("DROP TABLE kept_probe")


def test_a_real_login_sees_nothing_before_during_and_after_without_a_scope(kept_probe: Any) -> None:
    count = "SELECT count(*) FROM kept_probe"
    assert kept_probe.execute(count).fetchone() == (0,)
    with kept_probe.transaction():
        kept_probe.execute(SET_SCOPE, Scope(user_id=7, communes=(1,)).settings())
        assert kept_probe.execute(count).fetchone() == (1,)
    # The same connection, the next transaction: nothing stayed behind.
    assert kept_probe.execute(count).fetchone() == (0,)
    with kept_probe.transaction():
        assert kept_probe.execute(count).fetchone() == (0,)


def test_the_application_role_is_bound_by_policies(app_connection: Any) -> None:
    role = app_connection.execute(
        "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert role == ("treem_app", False, False, False)
    assert app_connection.execute(SET_SCOPE, NOBODY).fetchone() == NOBODY


def test_the_backend_sets_the_scope_when_a_transaction_begins(transactional_db: None) -> None:
    with scoped(Scope(user_id=7, communes=(3, 4), bodies=(5,))):
        with transaction.atomic():
            assert run("SELECT current_setting('treem.communes', true)") == [("3,4",)]
            assert run("SELECT current_setting('treem.user', true)") == [("7",)]
        # Outside a transaction there is no scope at all: '' is what a finished one leaves.
        assert run("SELECT current_setting('treem.communes', true)") in ([("",)], [(None,)])
