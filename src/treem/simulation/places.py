"""How many children the invented communes have, and who lives in them.

The communes themselves are real (their list is an argument); sizes and shares are invented within the
magnitudes that are known of the province. Settings: ``data/places.toml``, ``data/groups.csv``.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"
_ROUNDS_OF_SCALING = 60


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people (dân tộc): its share of the province's children and how its families differ.

    ``poverty`` is relative; ``births`` are weights of mothers who end with 1, 2, 3, 4 deliveries;
    ``first_birth`` is the usual range of a mother's age in years.
    """

    name: str
    children_share: float
    poverty: float
    names: str
    first_birth: tuple[int, int]
    births: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune or ward of today as the list of units describes it.

    ``units`` counts the former units in it, ``district`` is the first former district, ``has_town`` says
    that one of the units was a district town (thị trấn).
    """

    code: str
    name: str
    kind: str
    district: str
    units: int = 1
    has_town: bool = False

    @property
    def is_ward(self) -> bool:
        return self.kind == "phường"


@dataclass(frozen=True, slots=True)
class CommuneSpec:
    """A commune with the number of children to invent.

    ``ordinal`` (from 0, of ``among``) keeps personal numbers of different communes apart, so specs of one
    population must come from one call of ``allocate``. ``mix`` holds each group's share of the children.
    """

    commune: Commune
    ordinal: int
    among: int
    share: float
    children: int
    mix: tuple[tuple[str, float], ...]

    @property
    def code(self) -> str:
        return self.commune.code


@cache
def groups() -> Mapping[str, Group]:
    """The groups by name; their shares add up to 1."""
    with (DATA / "groups.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    total = sum(float(row["children_share"]) for row in rows)
    return {
        row["group"]: Group(
            name=row["group"],
            children_share=float(row["children_share"]) / total,
            poverty=float(row["poverty"]),
            names=row["names"],
            first_birth=(int(row["age_first_birth_from"]), int(row["age_first_birth_to"])),
            births=(
                float(row["births_1"]),
                float(row["births_2"]),
                float(row["births_3"]),
                float(row["births_4"]),
            ),
        )
        for row in rows
    }


@cache
def settings() -> Mapping[str, Any]:
    """``places.toml`` as it stands."""
    return tomllib.loads((DATA / "places.toml").read_text(encoding="utf-8"))


def commune_from_row(row: Mapping[str, str]) -> Commune:
    """A line of the list of communes with their former units (columns of ``mergers-14.csv``)."""
    former = row["merged_from_names"].split(";")
    return Commune(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        district=re.sub(r"\s*\(\d+\)$", "", row["former_districts"].split(";")[0]),
        units=len(former),
        has_town=any(name.startswith("Thị trấn") for name in former),
    )


def read_communes(path: Path) -> list[Commune]:
    """All communes of such a list, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [commune_from_row(row) for row in csv.DictReader(file)]


def apportion(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to the weights that add up to ``total`` (largest remainders first)."""
    whole = sum(weights)
    exact = [weight / whole * total for weight in weights]
    counts = [int(value) for value in exact]
    behind = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
    for i in behind[: total - sum(counts)]:
        counts[i] += 1
    return counts


def allocate(communes: Sequence[Commune], total: int) -> list[CommuneSpec]:
    """Spread ``total`` children over the communes, in their order.

    Sizes follow the number of former units, within the plausible range of a province; the relative sizes
    are the same for every total. Raises ValueError without communes or for a negative total.
    """
    if not communes or total < 0:
        raise ValueError("at least one commune and no negative number of children")
    shares = _shares(communes)
    mixes = _mixes(communes, shares)
    return [
        CommuneSpec(commune, ordinal, len(communes), share, children, mix)
        for ordinal, (commune, share, children, mix) in enumerate(
            zip(communes, shares, apportion(shares, total), mixes, strict=True)
        )
    ]


def first_numbers(specs: Iterable[CommuneSpec], start: int = 1) -> list[int]:
    """The first integer key of each commune, for children and for households alike.

    Communes can then be generated in any order or process: a commune never has more households than
    children. Keys of households therefore have gaps between communes.
    """
    firsts = []
    for spec in specs:
        firsts.append(start)
        start += spec.children
    return firsts


def _shares(communes: Sequence[Commune]) -> list[float]:
    raw = [commune.units**0.85 * Random(f"size:{commune.code}").uniform(0.8, 1.2) for commune in communes]
    wards = sum(size for size, commune in zip(raw, communes, strict=True) if commune.is_ward)
    others = sum(raw) - wards
    in_wards = float(settings()["wards_share"]) if wards and others else float(bool(wards))
    shares = [
        size / wards * in_wards if commune.is_ward else size / others * (1 - in_wards)
        for size, commune in zip(raw, communes, strict=True)
    ]
    least = settings()["smallest"] / settings()["at_size"]
    most = settings()["largest"] / settings()["at_size"]
    if not least * len(shares) < 1 < most * len(shares):
        return shares  # a handful of communes: the range of a whole province does not apply
    for _ in range(_ROUNDS_OF_SCALING):
        shares = [min(max(share, least), most) for share in shares]
        free = sum(share for share in shares if least < share < most)
        excess = sum(shares) - 1
        shares = [share - excess * share / free if least < share < most else share for share in shares]
    return shares


def _affinity(commune: Commune) -> list[float]:
    data = settings()
    here = data["district"].get(commune.district, {})
    own = data["commune"].get(commune.code, {})
    factors = []
    for name in groups():
        usual = 1.0 if name == "Thái" else float(data["elsewhere"][name])
        factor = float(here.get(name, usual))
        if commune.is_ward:
            factor *= float(data["ward"].get(name, 1))
        elif commune.has_town:
            factor *= float(data["town"].get(name, 1))
        factors.append(float(own.get(name, factor)))
    return factors


def _mixes(communes: Sequence[Commune], shares: Sequence[float]) -> list[tuple[tuple[str, float], ...]]:
    """Shares of the groups in each commune such that the province's shares come out (iterative scaling)."""
    wanted = [group.children_share for group in groups().values()]
    table = [
        [factor * share for factor, share in zip(_affinity(commune), wanted, strict=True)]
        for commune in communes
    ]
    for _ in range(_ROUNDS_OF_SCALING):
        table = [
            [value / sum(row) * share for value in row] for row, share in zip(table, shares, strict=True)
        ]
        sums = [sum(column) for column in zip(*table, strict=True)]
        table = [
            [value / total * want for value, total, want in zip(row, sums, wanted, strict=True)]
            for row in table
        ]
    return [tuple(zip(groups(), (value / sum(row) for value in row), strict=True)) for row in table]
