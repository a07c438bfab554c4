"""Invented villages of a commune: tổ and tiểu khu where there is a town, bản everywhere else.

Names are put together from parts in ``data/villages.toml``; a village that exists may bear such a name
by chance. Which villages a commune has does not depend on the number of children to invent.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal

from treem.simulation.places import DATA, CommuneSpec, apportion, groups, settings

Kind = Literal["tổ", "bản", "tiểu khu"]
_CITY = "Thành phố Sơn La"
_NUMBERED_IN_WARD = 0.6
_NUMBERED_IN_TOWN = 0.3
_DIVIDED = 0.07
"""Part of the names that stand for two villages, «Nà Hạ 1» and «Nà Hạ 2»."""


@dataclass(frozen=True, slots=True)
class Village:
    """``no`` counts from 1 in the commune; a village has a ``number`` or a ``name``, not both.

    ``group`` is the group of most of its families, ``weight`` its size against its neighbours.
    """

    no: int
    kind: Kind
    name: str
    number: str
    group: str
    weight: int

    @property
    def full_name(self) -> str:
        """«Bản Nà Hạ», «Tổ 5», «Tiểu khu 3»."""
        return f"{self.kind.capitalize()} {self.number or self.name}"


def villages_of(commune: CommuneSpec, seed: int = 0) -> tuple[Village, ...]:
    """The 8 to 35 villages of the commune; no two bear the same name."""
    rng = Random(f"{seed}:{commune.code}:villages")
    usual = commune.share * settings()["at_size"] / settings()["children_per_village"]
    count = min(max(round(usual), settings()["fewest_villages"]), settings()["most_villages"])
    quota = apportion([share for _, share in commune.mix], count)
    owners = [name for (name, _), number in zip(commune.mix, quota, strict=True) for _ in range(number)]
    numbered = round(count * _numbered_share(commune))
    # People of the lowland live in the numbered quarters first, then the Thái, then the others.
    owners.sort(key=lambda name: {"Kinh": 0, "Thái": 1}.get(name, 2))
    town, country = owners[:numbered], owners[numbered:]
    rng.shuffle(country)
    kind: Kind = "tổ" if commune.commune.district == _CITY else "tiểu khu"
    found = [
        Village(number, kind, "", str(number), group, rng.randint(2, 4))
        for number, group in enumerate(town, start=1)
    ]
    for group, name in zip(country, _names(country, rng), strict=True):
        found.append(Village(len(found) + 1, "bản", name, "", group, rng.randint(1, 4)))
    return tuple(found)


def _numbered_share(commune: CommuneSpec) -> float:
    if commune.commune.is_ward:
        return _NUMBERED_IN_WARD
    return _NUMBERED_IN_TOWN if commune.commune.has_town else 0.0


def _names(owners: list[str], rng: Random) -> list[str]:
    """One name for each village, in order. A base is used once, except as a divided pair «… 1», «… 2»."""
    taken: set[str] = set()
    second_halves: dict[str, list[str]] = {}
    names = []
    for place, owner in enumerate(owners):
        if waiting := second_halves.get(owner):
            names.append(waiting.pop())
            continue
        parts = _parts()[groups()[owner].names]
        base = ""
        while not base or base in taken:
            head, tail = rng.choice(parts["heads"]), rng.choice(parts["tails"])
            base = f"{head} {tail}" if head != tail else ""
        taken.add(base)
        if rng.random() < _DIVIDED and owner in owners[place + 1 :]:
            second_halves.setdefault(owner, []).append(f"{base} 2")
            base = f"{base} 1"
        names.append(base)
    return names


@cache
def _parts() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((DATA / "villages.toml").read_text(encoding="utf-8"))
