"""Buttons pressed twice, in turn or at once on a slow line: done once, and the second press is told the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World

from treem.organisations.models import User
from treem.organisations.roles import Role
from treem.reporting import services
from treem.reporting.models import Return, Round
from treem.reporting.tests.factories import AT, approved, committee, make_round, return_of, send, type_in

pytestmark = pytest.mark.database


@pytest.fixture
def report(world: World) -> Return:
    return return_of(make_round(world), committee(world))


def _step(report: Return, world: World, step: str) -> Return:
    Return.objects.filter(pk=approved(type_in(report, world.lan), world.lan).pk).update(step=step)
    report.refresh_from_db()
    return report


def _prepared(name: str, report: Return, world: World) -> tuple[User, dict[str, Any]]:
    head, leader = world.users[Role.COMMUNE_DIVISION_HEAD], world.users[Role.COMMUNE_LEADER]
    if name == "present_return":
        type_in(report, world.lan)
        return world.lan, {"as_of": "15/10/2026", "narrative": "", **_figures(report)}
    if name == "check_return":
        _step(report, world, "check")
        return head, {}
    if name == "approve_return":
        _step(report, world, "approve")
        return leader, {"capacity": "chair"}
    if name == "step_back":
        _step(report, world, "check")
        return head, {"back-reason": "Sai dòng 2."}
    if name == "recall_return":
        services.present(type_in(report, world.lan), actor=world.lan, at=AT)
        return world.lan, {}
    if name == "submit_return":
        _step(report, world, "send")
        return world.lan, {}
    send(report, world.lan)
    return world.hung, {"reason": "Thiếu bản Nà Bó."} if name == "send_back" else {}


def _figures(report: Return) -> dict[str, str]:
    return {f"row_{v.row_key}": f"{v.typed:.0f}" for v in report.values.all() if v.typed is not None}


NAMES = ["present_return", "check_return", "approve_return", "step_back", "recall_return", "submit_return",
         "accept_return", "send_back"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_second_press_does_nothing_more_and_hears_the_same(
    world: World, report: Return, browser: Callable[..., Any], name: str
) -> None:
    who, fields = _prepared(name, report, world)
    report.refresh_from_db()
    client, url = browser(who), reverse(f"reporting:{name}", args=[report.uuid])
    fields |= {"version": report.version, "back-version": report.version}
    first = client.post(url, fields)
    assert first.status_code == 302, first.content.decode()[:2000]
    said = client.get(first.url).content.decode()
    report.refresh_from_db()
    done = (report.state, report.step, report.version, report.changes.count())
    second = client.post(url, fields)
    assert (second.status_code, second.headers.get("Location")) == (302, first.url)
    again = client.get(second.url).content.decode()
    report.refresh_from_db()
    assert (report.state, report.step, report.version, report.changes.count()) == done
    assert "đã thay đổi từ khi đồng chí mở" not in again
    words = said[said.index("notice notice--done") :].partition("</div>")[0]
    assert (
        words.partition("<p>")[2][:8] == again[again.index("notice notice--done") :].partition("<p>")[2][:8]
    )


def test_what_somebody_else_did_is_not_taken_for_the_own_press(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    send(report, world.lan)
    report.refresh_from_db()
    version = report.version
    director = next(user for role, user in world.users.items() if "director" in role and user != world.hung)
    services.accept(report, actor=director, at=AT, version=version)
    url = reverse("reporting:accept_return", args=[report.uuid])
    answer = browser(world.hung).post(url, {"version": version})
    assert answer.status_code == 409


def test_a_reason_typed_while_the_round_was_closed_is_shown_again(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    send(report, world.lan)
    report.refresh_from_db()
    Round.objects.filter(pk=report.round_id).update(state="closed", closed_at=AT)
    url = reverse("reporting:send_back", args=[report.uuid])
    answer = browser(world.hung).post(url, {"version": report.version, "reason": "Thiếu bản Nà Bó."})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Thiếu bản Nà Bó." in text[text.index('id="unsaved"') :]
    report.refresh_from_db()
    assert report.state == "submitted"


@pytest.mark.parametrize("version", ["", "None", "1x", "²", "9999999999"])
@pytest.mark.parametrize(
    "name", [name for name in NAMES if name != "present_return"]
)  # it compares what is typed
def test_a_step_without_a_readable_version_is_not_done(
    world: World, report: Return, browser: Callable[..., Any], name: str, version: str
) -> None:
    who, fields = _prepared(name, report, world)
    report.refresh_from_db()
    before = (report.state, report.step, report.version)
    client, url = browser(who), reverse(f"reporting:{name}", args=[report.uuid])
    answer = client.post(url, fields | {"version": version, "back-version": version})
    assert answer.status_code in (200, 409, 422), answer.status_code
    report.refresh_from_db()
    assert (report.state, report.step, report.version) == before
