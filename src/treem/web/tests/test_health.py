"""The three addresses that look after the process."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from treem.web import registry
from treem.web.health import HealthMiddleware
from treem.web.registry import Check

pytestmark = pytest.mark.database


def test_healthz_answers_without_the_database() -> None:
    answer = HealthMiddleware(lambda _: pytest.fail("went on"))(RequestFactory().get("/healthz"))
    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_readyz_says_which_check_fails_and_survives_a_broken_one(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Check:
        raise RuntimeError

    checks = {"good": lambda: Check(True, "fine"), "bad": broken}
    monkeypatch.setattr(registry, "readiness", checks)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {
        "good": {"ok": True, "note": "fine"}, "bad": {"ok": False, "note": "RuntimeError"},
    }  # fmt: skip


def test_the_checks_of_the_machine_pass_here(client: Any) -> None:
    checks = client.get("/readyz").json()["checks"]
    assert {"migrations", "disk", "clock", "worker", "audit", "backup"} <= set(checks)
    assert checks["migrations"]["ok"]
    assert checks["clock"]["ok"]
    assert not checks["worker"]["ok"], "no worker runs in a test"


def test_metrics_answer_this_machine_only(client: Any) -> None:
    assert b"treem_uptime_seconds" in client.get("/metrics").content
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
