"""Two officers of one commune on one return: the second sees the difference and decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.walk_world import World

from treem.organisations.roles import Role
from treem.reporting.models import Return
from treem.reporting.tests.factories import GOOD, committee, make_round, return_of, send

pytestmark = pytest.mark.database

TYPED = {f"row_{key}": str(value) for key, value in GOOD.items()} | {"as_of": "15/10/2026", "narrative": ""}
OPENED = {f"opened_row_{key}": "" for key in GOOD}


@pytest.fixture
def report(world: World) -> Return:
    return return_of(make_round(world), committee(world))


def test_the_second_one_sees_both_figures_and_what_is_chosen_is_saved(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan, head = browser(world.lan), browser(world.users[Role.COMMUNE_DIVISION_HEAD])
    url = f"/reports/returns/{report.uuid}/save/"
    assert lan.post(url, {**TYPED, **OPENED, "version": 1}).status_code == 302
    mine = {
        **TYPED,
        **OPENED,
        "row_under5": "25",
        "row_under5_birth_registered": "24",
        "narrative": "Thêm hai bản.",
        "version": 1,
    }
    answer = head.post(url, mine)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'name="choose_row_under5"' in text
    assert 'name="choose_row_children"' not in text  # both typed the same
    assert 'name="mine_row_under5" value="25"' in text
    assert str(world.lan) in text
    report.refresh_from_db()
    assert report.values.get(row_key="under5").typed == 30  # nothing was overwritten unseen

    same = {
        key: value
        for key, value in TYPED.items()
        if key not in ("row_under5", "row_under5_birth_registered", "narrative")
    }
    choices = {
        "version": 2, **same, "choose_row_under5": "mine", "mine_row_under5": "25",
        "choose_row_under5_birth_registered": "saved", "mine_row_under5_birth_registered": "24",
        "choose_narrative": "mine", "mine_narrative": "Thêm hai bản.",
    }  # fmt: skip
    assert head.post(url, choices).status_code == 302
    values = {v.row_key: v.typed for v in report.values.all()}
    assert values == {**GOOD, "under5": 25, "under5_birth_registered": 29}
    report.refresh_from_db()
    assert (report.narrative, report.version) == ("Thêm hai bản.", 3)


def test_the_same_work_done_twice_is_no_conflict(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan, head = browser(world.lan), browser(world.users[Role.COMMUNE_DIVISION_HEAD])
    url = f"/reports/returns/{report.uuid}/save/"
    for person in (lan, head):
        assert person.post(url, {**TYPED, **OPENED, "version": 1}).status_code == 302
    report.refresh_from_db()
    assert report.version == 2


def test_what_only_the_other_one_changed_is_proposed_as_saved(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan, head = browser(world.lan), browser(world.users[Role.COMMUNE_DIVISION_HEAD])
    url = f"/reports/returns/{report.uuid}/save/"
    lan.post(url, {**TYPED, **OPENED, "version": 1})
    untouched = {
        **dict.fromkeys(TYPED, ""),
        **OPENED,
        "as_of": "15/10/2026",
        "narrative": "Của tôi.",
        "opened_narrative": "",
        "version": 1,
    }
    text = head.post(url, untouched).content.decode()
    under5 = text[text.index('name="choose_row_under5"') :]
    assert 'value="saved" checked' in text[text.index("choose-row_under5-saved") :][:200]
    assert 'value="mine" checked' in text[text.index("choose-narrative-mine") :][:200]
    assert under5


def test_whoever_accepts_what_was_sent_anew_since_is_told(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    hung = browser(world.hung)
    base = f"/reports/returns/{report.uuid}/"
    send(report, world.lan)
    answer = hung.post(f"{base}accept/", {"version": 1})
    assert answer.status_code == 409
    assert "đã thay đổi từ khi đồng chí mở" in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "submitted"
