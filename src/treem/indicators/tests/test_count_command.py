"""``./treem count PERIOD --json``: one line, as designed; counted and typed values each with its source."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.walk_world import World

from treem.indicators.models import TargetValue
from treem.indicators.tests.factories import births, confirmed, enter, make_target, typed
from treem.kernel.time import today
from treem.organisations.models import Role
from treem.registry.tests.factories import make_child

BORN = date(today().year, 1, 1)
pytestmark = pytest.mark.database


def count(period: str) -> dict[str, Any]:
    out = StringIO()
    call_command("count_facts", period, "--json", stdout=out)
    (line,) = out.getvalue().splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


def test_the_line_is_as_designed(world: World) -> None:
    births(world)
    confirmed(make_target(world), world.hung, world.users[Role.LEAD_DIVISION_HEAD], typed(45, 60))
    enter(make_target(world, number="6"), world.hung)
    make_target(world, number="9", horizon=str(today().year + 4))
    make_child(world.own, date_of_birth=BORN, birth_registered=True)
    make_child(world.neighbouring, date_of_birth=BORN, birth_registered=False)
    answer = count(str(today().year))
    assert set(answer) == {"period", "window", "as_of", "running", "seconds", "facts", "targets"}
    assert answer["facts"] == {
        **answer["facts"], "children": 2, "under5": 2, "under5_birth_registered": 1, "communes": 2,
    }  # fmt: skip
    assert all(isinstance(n, int) for n in answer["facts"].values())
    keys = ["number", "part", "value", "numerator", "denominator", "status", "source"]
    assert all(list(target) == keys for target in answer["targets"])
    told = {target["number"]: tuple(target.values())[2:] for target in answer["targets"]}
    assert told == {
        "18": (50.0, 1, 2, "missed", "counted"),
        "7": (75.0, 45, 60, "missed", "typed"),
        "6": (None, None, None, "none", ""),
        "9": (None, None, None, "tracked", ""),
    }


def test_the_first_half_takes_figures_of_the_half_only(world: World) -> None:
    year = today().year - 1
    target, second = make_target(world, horizon=str(year)), world.users[Role.LEAD_DIVISION_HEAD]
    for period, month, n in ((f"{year}-H1", 6, 40), (str(year), 11, 55)):
        confirmed(
            target,
            world.hung,
            second,
            typed(n, 60, period=period, as_of=today().replace(year=year, month=month, day=20)),
        )
    assert count(f"{year}-H1")["targets"][0]["numerator"] == 40
    assert count(str(year))["targets"][0]["numerator"] == 55
    assert TargetValue.objects.count() == 2


def test_a_period_nobody_understands_is_said_plainly(world: World) -> None:
    with pytest.raises(CommandError, match="Không hiểu kỳ báo cáo"):
        call_command("count_facts", "hôm qua", "--json")


def test_a_period_that_has_not_begun_is_refused_in_words(world: World) -> None:
    make_child(world.own, date_of_birth=BORN)
    for period in (str(today().year + 4), f"{today().year + 2}-Q1"):
        with pytest.raises(CommandError, match=r"chưa bắt đầu \(từ 15/12/20\d\d\)"):
            call_command("count_facts", period, "--json")
    with pytest.raises(CommandError, match="Không có kỳ báo cáo của năm 1066"):
        call_command("count_facts", "1066")


def test_a_period_that_still_runs_is_marked_as_up_to_today(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_child(world.own, date_of_birth=date(2026, 1, 1))
    for day, running, as_of in (
        (date(2026, 5, 4), True, "2026-05-04"),
        (date(2026, 6, 14), False, "2026-06-14"),  # the last day of the half is a whole half
        (date(2026, 7, 1), False, "2026-06-14"),
    ):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda day=day: day)
        answer = count("2026-H1")
        assert (answer["running"], answer["as_of"]) == (running, as_of)
        out = StringIO()
        call_command("count_facts", "2026-H1", stdout=out)
        assert ("hôm nay; kỳ kết thúc 14/6/2026" in out.getvalue()) is running
        assert f"số liệu đến {as_of[8:]}/{int(as_of[5:7])}/2026" in out.getvalue()


def test_keeping_counts_by_command_needs_no_person(world: World) -> None:
    births(world)
    make_child(world.own, date_of_birth=BORN, birth_registered=True)
    out = StringIO()
    call_command("keep_counts", stdout=out)
    assert "1 chỉ tiêu kế hoạch" in out.getvalue()
    assert (TargetValue.objects.get().numerator, TargetValue.objects.get().typed_by) == (1, None)
