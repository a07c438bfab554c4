"""A document is replaced: drafts of rounds follow the duties that stay, and come back with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.db import keys
from treem.directives import services as directives
from treem.directives.errors import StandsIssued
from treem.directives.models import Reading
from treem.directives.tests.factories import AT, BACKEND, issue, make_reading, unit
from treem.directives.tests.test_issuing import decide_all
from treem.directives.tests.test_replacing import NEW_TEXT, decide_new, new_result, replace
from treem.organisations.models import Body
from treem.reporting import services
from treem.reporting.models import Round

pytestmark = pytest.mark.database

LATER = AT + timedelta(days=1)
BACK = AT + timedelta(days=2)
ASKS = "5. Các đơn vị báo cáo về Sở Y tế trước ngày {}.\n"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.TREEM_KEY_FILE, settings.TREEM_FILES_DIR = (
        tmp_path / "keys" / "master-keys.json",
        tmp_path / "files",
    )
    keys.forget()
    yield
    keys.forget()


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def first(world: World, monkeypatch: pytest.MonkeyPatch) -> Reading:
    made = make_reading(world, monkeypatch)
    decide_all(made, world)
    issue(made, world)
    return made


def replaced(first: Reading, world: World, monkeypatch: pytest.MonkeyPatch, *days: str) -> Reading:
    """Another edition that asks for the report by these days (by none: it asks for none)."""
    written = [date.fromisoformat(day) for day in days]
    text = NEW_TEXT + "".join(ASKS.format(f"{day:%d/%m/%Y}") for day in written[:1])
    found = new_result()
    if days:
        found["obligations"].append(
            unit("5. Các đơn vị", text, path="7", unit_type="reporting", assignees=["UBND các xã, phường"], role="report",
                 deadline=list(days) if len(days) > 1 else days[0], deadline_op="before", recipient="Sở Y tế")
        )  # fmt: skip
    new = replace(first, world, monkeypatch, found, text)
    decide_new(new, world)
    directives.present(new, actor=world.hung, at=LATER)
    directives.issue(new, world.users["lead_director"], at=LATER)
    new.refresh_from_db()
    return new


def rounds() -> list[tuple[str, str, str]]:
    return [(str(each.deadline), each.state, each.title) for each in Round.objects.order_by("deadline")]


def go_back(wrong: Reading, world: World) -> None:
    directives.ask_back(wrong, why="Đưa nhầm tệp.", actor=world.hung, at=BACK)
    directives.go_back(wrong, actor=world.users["lead_director"], at=BACK)


def test_the_draft_of_a_duty_that_stays_moves_with_its_day_and_back(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = Round.objects.get()
    Round.objects.filter(pk=draft.pk).update(title="Báo cáo của tôi", period_guessed=False)
    new = replaced(first, world, monkeypatch, "2026-12-18")
    assert rounds() == [("2026-12-18", "draft", "Báo cáo của tôi")]
    go_back(new, world)
    assert rounds() == [("2026-12-20", "draft", "Báo cáo của tôi")]
    assert Round.objects.get().pk == draft.pk


def test_the_draft_of_a_duty_that_goes_is_left_aside_with_the_reason_and_comes_back(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rounds()
    new = replaced(first, world, monkeypatch)
    (left,) = Round.objects.all()
    assert (left.state, left.skip_reason, left.closed_by) == (
        "skipped", "Theo bản thay thế.", world.users["lead_director"],
    )  # fmt: skip
    go_back(new, world)
    assert rounds() == before
    assert Round.objects.get().skip_reason == ""


def test_further_days_get_drafts_and_lose_them(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rounds()
    new = replaced(first, world, monkeypatch, "2026-12-20", "2027-01-20")
    assert [row[:2] for row in rounds()] == [("2026-12-20", "draft"), ("2027-01-20", "draft")]
    go_back(new, world)
    assert [row for row in rounds() if row[1] == "draft"] == before
    assert ("2027-01-20", "skipped") in [row[:2] for row in rounds()]


def test_a_draft_that_a_person_left_aside_stays_aside(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.skip_round(Round.objects.get(), world.hung, reason="Không cần.", at=AT)
    go_back(replaced(first, world, monkeypatch), world)
    assert Round.objects.get().skip_reason == "Không cần."


def test_a_round_that_bodies_have_stays_as_it_is(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    Round.objects.update(state="open", opened_at=AT, template={"rows": []}, opened_by=world.hung)
    before = rounds()
    replaced(first, world, monkeypatch)
    assert rounds() == before


def test_a_round_opened_on_the_wrong_edition_is_in_the_way_and_named(
    world: World, first: Reading, monkeypatch: pytest.MonkeyPatch, client: Any
) -> None:
    new = replaced(first, world, monkeypatch, "2026-12-18")
    draft = Round.objects.get()
    assert draft.obligation is not None
    bodies = list(Body.objects.filter(pk__in=draft.obligation.executions.values("body_id")))
    services.open_round(draft, bodies, world.hung, at=BACK)
    with pytest.raises(StandsIssued, match="vòng báo cáo"):
        directives.ask_back(new, why="Đưa nhầm tệp.", actor=world.hung, at=BACK)
    client.force_login(world.hung, backend=BACKEND)
    page = client.get(reverse("directives:back", args=[new.uuid])).content.decode()
    assert draft.title in page
    assert draft.obligation.deadline == date(2026, 12, 18)
