"""The database is really gone: every address answers calmly, without asking it anything, and the cause is logged once."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from treem.web import registry
from treem.web.outage import database_gone

pytestmark = pytest.mark.database
CALM = "Hệ thống đang tạm thời không kết nối được cơ sở dữ liệu. Dữ liệu đã lưu không mất."
SESSION = {"sessionid": "a" * 32}


@pytest.fixture
def unguarded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Client]:
    """A browser whose requests use the connection as it is, outside any transaction of a test."""
    with django_db_blocker.unblock():
        yield Client(raise_request_exception=False)
        connection.close()


@pytest.fixture
def gone(unguarded: Client) -> Iterator[Client]:
    """Nobody listens where the database should be."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # taken, and not listening
        before = {name: connection.settings_dict[name] for name in ("HOST", "PORT")}
        connection.close()
        connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(reserved.getsockname()[1])}
        yield unguarded
        connection.close()
        connection.settings_dict |= before


def logged(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("path", ["/", "/account/login/", "/children/", "/law/"])
@pytest.mark.parametrize("cookies", [{}, SESSION])
def test_a_page_without_database_is_calm(
    gone: Client, caplog: pytest.LogCaptureFixture, path: str, cookies: dict[str, str]
) -> None:
    gone.cookies.load(cookies)
    answer = gone.get(path)
    text = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "no-store" in answer["Cache-Control"]
    assert CALM in text
    assert "<!doctype html>" in text
    (record,) = logged(caplog)
    assert "database unreachable" in record.getMessage()
    assert "127.0.0.1" in record.getMessage(), "the cause is named"


def test_signing_in_without_database_is_calm(gone: Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = gone.post("/account/login/", {"login": "lan", "password": "x"})
    assert (answer.status_code, CALM in answer.content.decode()) == (503, True)
    assert len(logged(caplog)) == 1


def test_in_english_for_whoever_chose_it(gone: Client) -> None:
    gone.cookies.load({"django_language": "en"})
    text = gone.get("/").content.decode()
    assert "What was saved is not lost" in text
    assert CALM not in text


def test_a_part_of_a_page_and_a_machine_get_their_own_form(gone: Client) -> None:
    part = gone.get("/children/", headers={"HX-Request": "true"})
    assert part.status_code == 503
    assert CALM in part.content.decode()
    assert "<html" not in part.content.decode()
    told = gone.get("/web/alive/", headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (503, "database_unreachable")
    assert gone.get("/readyz").status_code == 503
    assert gone.get("/healthz").status_code == 200
    metrics = gone.get("/metrics")
    assert (metrics.status_code, metrics.json()["code"]) == (503, "database_unreachable")


def test_a_connection_that_is_killed_is_calm_and_the_next_request_works(
    unguarded: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    options = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    options.pop("context", None)
    with psycopg.connect(**options, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    killed = unguarded.get("/account/login/")
    assert (killed.status_code, CALM in killed.content.decode()) == (503, True)
    assert len(logged(caplog)) == 1
    assert unguarded.get("/account/login/").status_code == 200


def test_a_connection_that_dies_in_the_middle_of_a_page_is_calm(
    unguarded: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return False

    monkeypatch.setattr(registry, "simulated", [die])
    answer = unguarded.get("/account/login/")
    assert (answer.status_code, CALM in answer.content.decode()) == (503, True)
    assert len(logged(caplog)) == 1
    monkeypatch.undo()
    assert unguarded.get("/account/login/").status_code == 200


@pytest.mark.parametrize("state", [psycopg.errors.QueryCanceled, psycopg.errors.DeadlockDetected])
def test_a_statement_that_failed_is_no_outage(state: type[psycopg.Error]) -> None:
    assert database_gone(state("stopped")) == ""
    assert database_gone(psycopg.errors.AdminShutdown("shut down")) == "shut down"
