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
WORK = (Role.SECTOR_OFFICER, "so-noi-vu")
CULTURE = (Role.SECTOR_OFFICER, "so-vhttdl")
CONFIRMS = (Role.LEAD_DIRECTOR, "so-y-te")

Given = str | tuple[int, int] | None
STORY: dict[str, tuple[tuple[Role, str], Given, Given, Given]] = {
    "child_friendly_communes": (HEALTH, (31, 75), (40, 75), (47, 75)),
    "neonatal_mortality": (HEALTH, "9,6", "9,3", "9,2"),
    "infant_mortality": (HEALTH, "12,6", "12,3", "12,1"),
    "u5_mortality": (HEALTH, "18,9", "18,7", "18,6"),
    "underweight_u5": (HEALTH, "15,3", None, "14,7"),
    "stunting_u5": (HEALTH, "26,3", None, "25,5"),
    "full_immunisation_u1": (HEALTH, "89,1", "90,4", "92,3"),
    "schools_sanitation": (SCHOOLS, (588, 612), (596, 612), (601, 612)),
    "special_circumstances_assisted": (HEALTH, "89,6", "90,3", "91,4"),
    "abused_children": (HEALTH, "0,0088", "0,0052", "0,0089"),
    "child_labour": (WORK, "5,1", None, "4,9"),
    "injury_rate": (HEALTH, "365", "186", "352"),
    "injury_death_rate": (HEALTH, "14,6", "6,6", "13,9"),
    "disaster_children_supported": (HEALTH, None, None, (0, 0)),
    "child_marriage": (HEALTH, "12,9", None, "12,5"),
    "development_on_track_u5": (SCHOOLS, "99,0", None, "99,1"),
    "kindergarten_enrolment": (SCHOOLS, "99,4", None, "99,7"),
    "primary_completion": (SCHOOLS, "97,4", None, "98,1"),
    "dropout_primary": (SCHOOLS, "0,13", "0,11", "0,09"),
    "lower_secondary_completion": (SCHOOLS, "89,2", None, "90,4"),
    "dropout_lower_secondary": (SCHOOLS, "0,55", "0,49", "0,46"),
    "communes_playgrounds": (CULTURE, (27, 75), (29, 75), (32, 75)),
    "consulted_7plus": (HEALTH, "28,7", None, "30,2"),
}
"""By the indicator, whatever number a plan gives it: who types; the figures of last October, June and October (a rate,
or both parts). Near the targets, some above and some below; of the rest nobody has given a figure yet."""
WAITING: dict[str, Given] = {"schools_psych_support": (562, 604), "schools_disability_ready": (331, 604)}
"""Typed by the schools' agency with the last of these days, waiting for a second person."""
OWN_WORDS = {
    "Tỷ suất tử vong trẻ em dưới 5 tuổi": "u5_mortality",
    "Tỷ lệ trẻ em dưới 5 tuổi thấp còi": "stunting_u5",
    "Tỷ lệ trẻ em có hoàn cảnh đặc biệt được trợ giúp": "special_circumstances_assisted",
    "Tỷ lệ lao động trẻ em từ 5 đến 17 tuổi": "child_labour",
    "Tỷ lệ học sinh tiểu học bỏ học": "dropout_primary",
    "Tỷ lệ trường học có phòng tư vấn tâm lý": "schools_psych_support",
    "Tỷ lệ trẻ em từ 7 tuổi trở lên được hỏi ý kiến": "consulted_7plus",
    "Tỷ lệ tảo hôn": "child_marriage",
}
"""Targets of our own invented plan whose names are too short for the catalogue to be sure of them. One of the schools'
is left to whoever tries the demo."""


def give_figures() -> dict[str, Any]:
    """Type and confirm what the story says; whatever lies ahead of today is left out."""
    day = today()
    days = (date(day.year - 1, 10, 31), date(day.year, 6, 30), date(day.year, 10, 31))
    targets: dict[str, Any] = {}
    for target in sorted(selectors.targets_in_force(day.year), key=lambda each: each.horizon):
        targets.setdefault(target.indicator_key or OWN_WORDS.get(target.name, ""), target)
    done = 0
    for key, (author, *given) in STORY.items():
        for as_of, figure in zip(days, given, strict=True):
            if figure is not None and as_of <= day and key in targets:
                done += _give(targets[key], as_of, figure, author, confirmed=True)
    # The year so far, up to the last of the days that has come; early in a year up to its first working day.
    last = max([each for each in days if each.year == day.year and each <= day], default=date(day.year, 1, 2))
    for key, figure in WAITING.items():
        if figure is not None and key in targets and last <= day:
            _give(targets[key], last, figure, SCHOOLS, confirmed=False)
    call_command("keep_counts", stdout=StringIO())
    return {"values": done}


def _give(
    target: Any, as_of: date, figure: str | tuple[int, int], author: tuple[Role, str], *, confirmed: bool
) -> bool:  # fmt: skip
    """Whether the body answers for the target in the plan at hand, and so gave its figure."""
    entry = (
        Entry(Decimal(figure.replace(",", ".")), None, None)
        if isinstance(figure, str)
        else Entry(None, *figure)
    )
    typed = Typed(str(as_of.year), as_of, entry, SOURCE)
    number = uuid5(NAMESPACE_URL, f"treem:simulation:{target.uuid}:{as_of}")
    with acting(*author) as person:
        if figures.may_answer(target, today()) is None:
            return False
        value = figures.enter_value(target, uuid=number, typed=typed, actor=person, at=now())
    if confirmed:
        with acting(*CONFIRMS) as person:
            figures.confirm_value(value, actor=person, at=now(), version=value.version)
    return True
