"""Generating communes and copying them in: what one of several processes does. No Django here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from treem.kernel.vietnamese import sort_key
from treem.simulation.people import copy_lines, generate_commune
from treem.simulation.places import CommuneSpec

HOUSEHOLD = "id, uuid, commune_id, source_id, version, village_id, code, head_name, ethnicity, poverty, address, phone"
CARER = (
    "uuid, commune_id, source_id, version, household_id, full_name, year_of_birth, sex, relation, alive, away"
)
CHILD = (
    "id, uuid, commune_id, source_id, version, village_id, household_id, status, full_name, sort_key, sex, date_of_birth,"
    " birth_precision, ethnicity, personal_id, mother_name, father_name, permanent_residence, present_residence,"
    " residence_note, birth_registered, created_on"
)
SPECIAL = 'uuid, commune_id, source_id, version, child_id, "group", from_on, basis, withdrawn'


@dataclass(frozen=True)
class Plan:
    """What one process needs to make and copy one commune."""

    spec: CommuneSpec
    seed: int
    as_of: date
    unit_id: int
    villages: tuple[int, ...]
    source_id: int
    child_start: int
    household_start: int


def copy_communes(job: tuple[str, str, list[Plan]]) -> int:
    """Generate communes and copy them in, each in one transaction; returns how many children."""
    url, database, plans = job
    n = 0
    with psycopg.connect(url, dbname=database) as own:
        for plan in plans:
            n += _copy_commune(own, plan)
            own.commit()
    return n


def _copy_commune(own: psycopg.Connection[Any], plan: Plan) -> int:
    population = generate_commune(
        plan.spec,
        plan.seed,
        as_of=plan.as_of,
        household_start=plan.household_start,
        child_start=plan.child_start,
    )
    unit, source, villages = plan.unit_id, plan.source_id, plan.villages
    _copy(own, "registry_household", HOUSEHOLD, (
        (no, uuid, unit, source, 1, villages[village - 1], code, head, ethnicity, poverty, place, phone)
        for no, uuid, code, _, village, head, ethnicity, poverty, place, phone in population.households
    ))  # fmt: skip
    _copy(own, "registry_carer", CARER, (
        (uuid, unit, source, 1, household, name, year, sex, relation, alive, away)
        for uuid, household, _, _, name, year, sex, relation, alive, away in population.carers
    ))  # fmt: skip
    _copy(own, "registry_child", CHILD, (
        (no, uuid, unit, source, 1, villages[village - 1], household, "active", name, sort_key(name), sex, born,
         precision, ethnicity, number, mother, father, "", "", note, registered, plan.as_of)
        for no, uuid, household, _, _, village, name, sex, born, precision, ethnicity, number, mother, father,
        registered, _, note in population.children
    ))  # fmt: skip
    _copy(own, "registry_specialcircumstance", SPECIAL, (
        (_other_uuid(row[1]), unit, source, 1, row[0], row[15], row[8], "Mô phỏng", False)
        for row in population.children if row[15]
    ))  # fmt: skip
    return len(population.children)


def _other_uuid(uuid: str) -> str:
    """Another number than the child's, made from it: the first digit turned."""
    return f"{(int(uuid[0], 16) + 8) % 16:x}{uuid[1:]}"


def _copy(own: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with own.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as out:
        for block in copy_lines(rows):
            out.write(block)
