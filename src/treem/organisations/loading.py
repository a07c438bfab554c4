"""The agencies of a province and of its communes, from ``data/``; a second run changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING

from django.db import transaction

from treem.kernel.vietnamese import fold
from treem.organisations.models import Body, BodyAlias, BodyLevel, BodySuccession
from treem.territory import selectors as territory
from treem.territory.rules import UNKNOWN_START

if TYPE_CHECKING:
    from treem.territory.models import Unit

DATA = resources.files("treem.organisations") / "data"
SOURCE = "bodies-province.csv"


@dataclass(frozen=True)
class Loaded:
    """How many agencies the province has now, and how many rows had to be written."""

    provincial: int
    of_communes: int
    written: int


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@transaction.atomic
def load_bodies(province: Unit, on: date) -> Loaded:
    """Agencies of the province, and of each of its communes as of ``on``, with the ways letters write them.

    What is there already (by code) is left as it is: the province may have put it right.
    """
    before = Body.objects.count()
    known = set(Body.objects.values_list("code", flat=True))
    rows = _rows("bodies-province.csv")
    for row in rows:
        if row["code"] not in known:
            _provincial(row, province).save(force_insert=True)
    provincial = {body.code: body for body in Body.objects.exclude(level=BodyLevel.COMMUNE)}
    aliases = [
        BodyAlias(body=provincial[row["code"]], name=name, folded=fold(name), source=SOURCE)
        for row in rows
        for name in dict.fromkeys(_filled(a, province) for a in row["aliases"].split("|") if a)
    ]
    BodyAlias.objects.bulk_create(aliases, ignore_conflicts=True)
    BodySuccession.objects.bulk_create(
        (
            BodySuccession(
                from_name=row["from_name"], from_body=provincial[row["from_code"]], to_body=provincial[row["to_code"]],
                field_of_work=row["field"], on=date.fromisoformat(row["on"]), act=row["act"], verified=row["verified"] == "yes",
            )
            for row in _rows("successions.csv")
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    of_communes = _load_communes(province, on, known)
    return Loaded(len(rows), of_communes, Body.objects.count() - before)


def _filled(text: str, province: Unit) -> str:
    return text.format(tinh=province.kind, ten=province.name)


def _provincial(row: dict[str, str], province: Unit) -> Body:
    name = _filled(row["name"], province)
    return Body(
        code=row["code"],
        name=name[:1].upper() + name[1:],
        short_name=_filled(row["short_name"], province),
        kind=row["kind"],
        level=row["level"],
        unit=None if row["level"] == BodyLevel.CENTRAL else province,
        parent=Body.objects.get(code=row["parent"]) if row["parent"] else None,
        lead_for_children=row["lead"] == "yes",
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        verified=row["verified"] == "yes",
    )


def _load_communes(province: Unit, on: date, known: set[str]) -> int:
    communes = list(territory.communes_of(province, on))
    made: dict[tuple[str, int], Body] = {}
    for row in _rows("bodies-commune.csv"):
        new = [body for body in _of_communes(row, communes, made) if body.code not in known]
        # One kind after the other: the division hangs below its People's Committee.
        Body.objects.bulk_create(new)
        found = Body.objects.filter(code__startswith=f"{row['prefix']}-", unit__in=communes)
        made |= {(row["prefix"], body.unit_id): body for body in found if body.unit_id is not None}
    return len(made)


def _of_communes(
    row: dict[str, str], communes: list[Unit], made: dict[tuple[str, int], Body]
) -> Iterator[Body]:
    since = date.fromisoformat(row["valid_from"]) if row["valid_from"] else UNKNOWN_START
    for unit in communes:
        yield Body(
            code=f"{row['prefix']}-{unit.code}",
            name=row["name"].format(xa=unit.kind, ten=unit.name),
            short_name=row["short_name"].format(xa=unit.kind, ten=unit.name),
            kind=row["kind"],
            level=BodyLevel.COMMUNE,
            unit=unit,
            parent=made[row["parent"], unit.pk] if row["parent"] else None,
            valid_from=max(since, unit.valid_from),
            verified=row["verified"] == "yes",
        )
