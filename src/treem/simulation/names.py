"""Names of invented people, and the invented officers of the demonstration.

Names follow the habits of each group of people (family names with their weights, middle names, given
names): ``data/family_names.csv``, ``data/given_names.toml``. They are combined by chance, never taken
from a person.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, NamedTuple

from treem.simulation.places import DATA, Commune, groups

POOL = 4096
"""Length of a pool of names to draw from: one chance number, one look-up."""

_RANK_OFFSET = 6


@dataclass(frozen=True, slots=True)
class NamePools:
    """Names to draw from with equal chance; frequent ones stand there often.

    Pools other than ``family`` hold middle and given name together («Văn Tuấn», «A Páo»).
    """

    family: list[str]
    boys: list[str]
    girls: list[str]
    men: list[str]
    women: list[str]


@cache
def name_pools(group: str) -> NamePools:
    """The names of a group of people. Raises KeyError for a group that ``groups.csv`` does not list."""
    which = groups()[group].names
    rng = Random(f"names:{group}")
    families = _family_names()[group]
    return NamePools(
        family=rng.choices(list(families), list(families.values()), k=POOL),
        boys=_pool(which, "child", "male", rng),
        girls=_pool(which, "child", "female", rng),
        men=_pool(which, "adult", "male", rng),
        women=_pool(which, "adult", "female", rng),
    )


def _pool(which: str, age: str, sex: str, rng: Random) -> list[str]:
    lists = _given_names()[which][age][sex]
    middle: Mapping[str, float] = lists["middle"]
    given: Sequence[str] = lists["given"]
    ranks = [1 / (place + _RANK_OFFSET) for place in range(1, len(given) + 1)]
    pool: list[str] = []
    while len(pool) < POOL:
        first = rng.choices(list(middle), list(middle.values()))[0]
        last = rng.choices(given, ranks)[0]
        if first != last:
            pool.append(f"{first} {last}")
    return pool


@cache
def _family_names() -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = {}
    with (DATA / "family_names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["group"], {})[row["name"]] = float(row["weight"])
    return found


@cache
def _given_names() -> Mapping[str, Any]:
    return tomllib.loads((DATA / "given_names.toml").read_text(encoding="utf-8"))


class Officer(NamedTuple):
    """A demo login. ``body`` is the code of the agency; ``commune_code`` is empty for the province."""

    username: str
    full_name: str
    role: str
    body: str
    commune_code: str


def officers(communes: Sequence[Commune], seed: int = 0) -> list[Officer]:
    """The people of the story (``data/officers.csv``), then an officer and a leader for each other commune.

    People of the story whose commune is not in the list are left out. Every commune ends up with exactly
    one commune officer and one leader.
    """
    codes = {commune.code for commune in communes}
    with (DATA / "officers.csv").open(encoding="utf-8", newline="") as file:
        found = [Officer(**row) for row in csv.DictReader(file) if row["commune_code"] in {"", *codes}]
    filled = {(officer.role, officer.commune_code) for officer in found}
    for commune in communes:
        rng = Random(f"{seed}:{commune.code}:officers")
        code = commune.code
        officer_name, leader_name = _adult(rng, woman_in=0.6), _adult(rng, woman_in=0.25)
        if ("commune_officer", code) not in filled:
            found.append(Officer(f"canbo.{code}", officer_name, "commune_officer", f"vhxh-{code}", code))
        if ("commune_leader", code) not in filled:
            found.append(Officer(f"lanhdao.{code}", leader_name, "commune_leader", f"ubnd-{code}", code))
    return found


def _adult(rng: Random, *, woman_in: float) -> str:
    known = groups()
    group = rng.choices(list(known), [entry.children_share for entry in known.values()])[0]
    pools = name_pools(group)
    given = rng.choice(pools.women if rng.random() < woman_in else pools.men)
    return f"{rng.choice(pools.family)} {given}"
