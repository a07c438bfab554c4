"""A child as the ministry's software would hold it: which values, out of which columns, in which words.

One statement computes them for a commune in the database; the same values stand in files and copies, so that "changed"
means the same everywhere.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from treem.registry import rules
from treem.registry.filters import age_limit
from treem.registry.models import Kind, Poverty, Sex

_DATA = Path(__file__).parents[1] / "data" / "ministry_layout.toml"

# Text for each key; what is not known is an empty text. Days by what is known of them, as people write them. Who is of
# age leaves the ministry's list by himself; a child who is gone and was never there needs nothing.
JUDGED = """
WITH doubles AS (SELECT d.survivor_id, array_agg(d.id) AS ids FROM registry_child d
  WHERE d.survivor_id IS NOT NULL AND d.commune_id = ANY (%(communes)s) GROUP BY d.survivor_id),
everybody AS (SELECT c.id, c.commune_id, c.village_id, c.status, jsonb_build_object(
    'full_name', c.full_name,
    'birth', to_char(c.date_of_birth, CASE c.birth_precision WHEN 'year' THEN 'YYYY' WHEN 'month' THEN 'MM/YYYY'
      ELSE 'DD/MM/YYYY' END),
    'sex', c.sex, 'ethnicity', c.ethnicity, 'personal_id', c.personal_id,
    'birth_registered', CASE WHEN c.birth_registered THEN 'yes' ELSE 'no' END,
    'mother_name', c.mother_name, 'father_name', c.father_name, 'village', coalesce(c.village_id::text, ''),
    'permanent_residence', c.permanent_residence, 'present_residence', c.present_residence,
    'household_code', coalesce(h.code, ''), 'head_name', coalesce(h.head_name, ''),
    'poverty', coalesce(h.poverty, ''),
    'special', coalesce((SELECT string_agg(DISTINCT s."group", ',' ORDER BY s."group")
      FROM registry_specialcircumstance s WHERE s.child_id = ANY (array_append(d.ids, c.id)) AND NOT s.withdrawn AND s.from_on <= %(day)s
        AND (s.to_on IS NULL OR s.to_on >= %(day)s)), '')) AS now,
  m.id AS copy, m.values AS there, coalesce(m.present, false) AS present
FROM registry_child c
LEFT JOIN registry_household h ON h.id = c.household_id
LEFT JOIN registry_ministrycopy m ON m.child_id = c.id
LEFT JOIN doubles d ON d.survivor_id = c.id
WHERE c.commune_id = ANY (%(communes)s) AND c.status <> 'withdrawn' AND c.id > %(after)s
  AND (%(child)s::bigint IS NULL OR c.id = %(child)s)
  AND (c.birth_latest > %(grown)s OR c.status <> 'active')),
judged AS (SELECT e.*, CASE
    WHEN e.status <> 'active' AND e.present THEN 'left'
    WHEN e.status <> 'active' THEN ''
    WHEN NOT e.present THEN 'new'
    WHEN e.now @> e.there THEN 'done'
    ELSE 'changed' END AS kind
  FROM everybody e)
"""
WAITING = (
    JUDGED
    + """
SELECT id, commune_id, kind, now, coalesce(there, '{}') FROM judged
WHERE kind IN ('new', 'changed', 'left') ORDER BY id LIMIT %(most)s
"""
)
COUNTS = (
    JUDGED
    + """
SELECT commune_id, village_id, kind, count(*) FROM judged WHERE kind <> '' GROUP BY 1, 2, 3
"""
)


@dataclass(frozen=True)
class Column:
    """One column of the file; ``width`` in characters."""

    key: str
    heading: str
    width: int


@dataclass(frozen=True)
class Layout:
    """The layout in force: where it is from, since when, whether somebody compared it with the paper."""

    source: str
    valid_from: date
    verified: bool
    columns: tuple[Column, ...]


@cache
def layout() -> Layout:
    """The columns of the file for the ministry's software, read once."""
    with _DATA.open("rb") as file:
        table = tomllib.load(file)
    columns = tuple(Column(**column) for column in table["columns"])
    return Layout(table["source"], table["valid_from"], table["verified"], columns)


def heading(key: str) -> str:
    """What the column is called."""
    return next((column.heading for column in layout().columns if column.key == key), key)


@dataclass(frozen=True)
class Waiting:
    """A child of whom the ministry's software has not what treem has."""

    child_id: int
    commune_id: int
    kind: str
    values: Mapping[str, str]
    there: Mapping[str, str]

    @property
    def changes(self) -> list[str]:
        """Keys in which the two differ; none for a new child, of whom everything is new."""
        if self.kind != Kind.CHANGED:
            return []
        return [key for key, value in self.there.items() if self.values.get(key) != value]


def parameters(communes: Iterable[int], day: date) -> dict[str, Any]:
    """For the statements of this module."""
    grown = rules.born_after(day, age_limit(day))
    return {"communes": list(communes), "day": day, "grown": grown, "after": 0, "child": None, "most": None}


def waiting(
    communes: Iterable[int],
    day: date,
    *,
    child_id: int | None = None,
    after: int = 0,
    most: int | None = None,
) -> list[Waiting]:
    """Children to be entered, mended or taken out there, by id; one child, or those after one, at most so many."""
    given = {**parameters(communes, day), "child": child_id, "after": after, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(WAITING, given)
        return [
            Waiting(child, commune, kind, json.loads(now), json.loads(there))
            for child, commune, kind, now, there in cursor.fetchall()
        ]


def in_words(key: str, value: str, *, villages: Mapping[int, str]) -> str:
    """A value as it is shown and written into the file."""
    if not value:
        return ""
    if key == "sex":
        return str(Sex(value).label) if value in Sex.values else value
    if key == "poverty":
        return str(Poverty(value).label) if value in Poverty.values else value
    if key == "birth_registered":
        return _("Đã đăng ký") if value == "yes" else _("Chưa đăng ký")
    if key == "village":
        return villages.get(int(value), "")
    return value


def village_ids(all_values: Iterable[Mapping[str, str]]) -> set[int]:
    """Villages named in the values."""
    return {int(values["village"]) for values in all_values if values.get("village")}
