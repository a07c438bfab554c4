"""The invented agencies gave figures for some targets of the plan: confirmed, waiting, sent back; counts were kept.

The figures are invented as everything here; the sources say so.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.management import call_command

from treem.indicators import figures, selectors
from treem.indicators.entry import Entry
from treem.indicators.figures import Typed
from treem.kernel.time import now, today
from treem.organisations.roles import Role
from treem.simulation.acting import acting

SOURCE = "Số liệu mô phỏng"
HEALTH = (Role.LEAD_SPECIALIST, "so-y-te")
SCHOOLS = (Role.SECTOR_OFFICER, "so-gddt")
CONFIRMS = (Role.LEAD_DIRECTOR, "so-y-te")

# By the number of the plan: who types; the figures of last October, June and October (a rate, or both parts).
Given = str | tuple[int, int] | None
STORY: dict[str, tuple[tuple[Role, str], Given, Given, Given]] = {
    "1": (HEALTH, (31, 75), (40, 75), (47, 75)),
    "3": (HEALTH, "9,6", "9,3", "9,2"),
    "4": (HEALTH, "12,6", "12,3", "12,1"),
    "5": (HEALTH, "18,9", "18,7", "18,6"),
    "7": (HEALTH, "26,3", None, "25,5"),
    "8": (HEALTH, "89,1", "90,4", "92,3"),
    "10": (SCHOOLS, (588, 612), (596, 612), (601, 612)),
    "16": (HEALTH, None, None, (0, 0)),
    "17": (HEALTH, "12,9", None, "12,5"),
    "20": (SCHOOLS, "99,4", None, "99,7"),
    "21b": (SCHOOLS, "0,13", "0,11", "0,09"),
}
WAITING: dict[str, Given] = {"23": (512, 604), "24a": (322, 604)}


def give_figures() -> dict[str, Any]:
    """Type and confirm what the story says; whatever lies ahead of today is left out."""
    day = today()
    targets = {target.label: target for target in selectors.targets_in_force(day.year)}
    done = 0
    for label, (author, *given) in STORY.items():
        days = (date(day.year - 1, 10, 31), date(day.year, 6, 30), date(day.year, 10, 31))
        for as_of, figure in zip(days, given, strict=True):
            if figure is not None and as_of <= day and label in targets:
                _give(targets[label], as_of, figure, author, confirmed=True)
                done += 1
    for label, figure in WAITING.items():
        if figure is not None and label in targets:
            _give(targets[label], date(day.year, 1, 2), figure, SCHOOLS, confirmed=False)
    call_command("keep_counts", stdout=StringIO())
    return {"values": done}


def _give(
    target: Any, as_of: date, figure: str | tuple[int, int], author: tuple[Role, str], *, confirmed: bool
) -> None:  # fmt: skip
    entry = (
        Entry(Decimal(figure.replace(",", ".")), None, None)
        if isinstance(figure, str)
        else Entry(None, *figure)
    )
    typed = Typed(str(as_of.year), as_of, entry, SOURCE)
    number = uuid5(NAMESPACE_URL, f"treem:simulation:{target.uuid}:{as_of}")
    with acting(*author) as person:
        if figures.may_answer(target, today()) is None:
            return
        value = figures.enter_value(target, uuid=number, typed=typed, actor=person, at=now())
    if confirmed:
        with acting(*CONFIRMS) as person:
            figures.confirm_value(value, actor=person, at=now(), version=value.version)
