"""How invented families are composed: deliveries of mothers, parents at home or gone, other carers,
children in special circumstances.

Everything here is the same for the whole province and is worked out once in a process. Settings:
``data/families.toml``, ``data/special_groups.csv``.

Ages are flat over the sixteen years and siblings keep a mother's spacing, both at once: a mother's whole
history of deliveries is laid at a chance place in time, and the children under sixteen are kept.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from treem.simulation.names import NamePools, name_pools
from treem.simulation.places import DATA, groups

HISTORIES = 2000
"""How many histories of mothers each group has to draw from."""


class Situation(NamedTuple):
    """Where the parents are (home, away, dead, unknown) and what follows for the children."""

    mother: str
    father: str
    group: str
    note: str


class Day(NamedTuple):
    """A day of birth as every child of that age (in days) needs it."""

    born: date
    years: int
    unregistered: float


@dataclass(frozen=True, slots=True)
class FamilyKind:
    """What the families of one group of people have in common."""

    name: str
    names: NamePools
    histories: list[tuple[int, ...]]
    first_birth: tuple[int, int]
    poor: float


@cache
def settings() -> Mapping[str, Any]:
    return tomllib.loads((DATA / "families.toml").read_text(encoding="utf-8"))


@cache
def calendar(as_of: date) -> tuple[Day, ...]:
    """Every day on which a child under sixteen was born, by age in days; nobody on it is sixteen yet."""
    limit = int(settings()["children_of_age_under"])
    steps = settings()["unregistered"]
    days: list[Day] = []
    while True:
        born = as_of - timedelta(days=len(days))
        years = as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
        if years >= limit:
            return tuple(days)
        unregistered = next(float(step["share"]) for step in steps if len(days) < step["under"])
        days.append(Day(born, years, unregistered))


@cache
def family_kinds(window: int) -> tuple[list[FamilyKind], list[float]]:
    """The groups, and for each the households needed for one child (children come at 1.3 to 2.2 each)."""
    usual = sum(group.children_share * group.poverty for group in groups().values())
    scale = float(settings()["share_poor_or_near_poor"]) / usual
    kinds, households = [], []
    for group in groups().values():
        histories = _histories(group.name, group.births)
        kinds.append(
            FamilyKind(
                group.name, name_pools(group.name), histories, group.first_birth, group.poverty * scale
            )
        )
        children = sum(len(days) * window / (window + days[-1]) for days in histories) / len(histories)
        households.append(1 / children)
    return kinds, households


def _histories(group: str, births: tuple[float, ...]) -> list[tuple[int, ...]]:
    """Days of the deliveries of many mothers, counted from the first; a repeated day is a pair of twins.

    Nobody has more than four children.
    """
    rng = Random(f"histories:{group}")
    spacing, twins = settings()["spacing"], float(settings()["twin_deliveries"])
    histories = []
    for number in rng.choices(range(1, len(births) + 1), births, k=HISTORIES):
        days = [spacing["longest_history"] + 1]
        while days[-1] > spacing["longest_history"]:
            days = [0]
            for _ in range(number - 1):
                if rng.random() < spacing["long_share"]:
                    gap = rng.randint(spacing["long_from"], spacing["long_to"])
                else:
                    gap = rng.randint(spacing["usual_from"], spacing["usual_to"])
                    gap -= rng.randint(0, spacing["usual_from"] - spacing["least"])
                days.append(days[-1] + gap)
        histories.append(days)
    deliveries = [(which, day) for which, days in enumerate(histories) for day in days]
    for which, day in rng.sample(deliveries, round(twins * len(deliveries))):
        histories[which].append(day)
    return [tuple(sorted(days)[:4]) for days in histories]


@cache
def situations() -> tuple[list[Situation], list[float]]:
    entries = settings()["situations"]
    found = [Situation(e["mother"], e["father"], e.get("group", ""), e.get("note", "")) for e in entries]
    return found, cumulated([float(entry["weight"]) for entry in entries])


@cache
def helpers() -> tuple[list[list[str]], list[float], list[list[str]], list[float]]:
    """Other carers where a parent is at home (may be none), and where none is."""
    entries = settings()["helpers"]
    needed = [entry for entry in entries if entry["needed"]]
    return (
        [entry["who"] for entry in entries],
        cumulated([float(entry["weight"]) for entry in entries]),
        [entry["who"] for entry in needed],
        cumulated([float(entry["weight"]) for entry in needed]),
    )


@cache
def special_chances() -> Mapping[bool, list[tuple[list[float], list[str]]]]:
    """By poverty and age in years: cumulated chances of the groups that do not come from the family."""
    limit, poor_share = (
        int(settings()["children_of_age_under"]),
        float(settings()["share_poor_or_near_poor"]),
    )
    with (DATA / "special_groups.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file)]
    whole = sum(float(row["share"]) for row in rows)
    from_family = sum(float(row["share"]) for row in rows if row["decided_by"] == "family") / whole
    everybody = float(settings()["share_in_special_groups"])
    table: dict[bool, list[tuple[list[float], list[str]]]] = {False: [], True: []}
    for poor in table:
        for age in range(limit):
            chances, codes = [], []
            for row in rows:
                first, last, needs = int(row["age_from"]), int(row["age_to"]), row["needs_poverty"] == "true"
                if row["decided_by"] == "child" and first <= age <= last and (poor or not needs):
                    reach = (last - first + 1) / limit * (poor_share if needs else 1)
                    chances.append(
                        float(row["share"]) / whole * everybody / reach / (1 - from_family * everybody)
                    )
                    codes.append(row["code"])
            table[poor].append((list(accumulate(chances)), codes))
    return table


def cumulated(weights: list[float]) -> list[float]:
    """Upper bounds in (0, 1] for ``bisect`` with a chance number."""
    whole = sum(weights)
    return [*list(accumulate(weight / whole for weight in weights))[:-1], 1.0]
