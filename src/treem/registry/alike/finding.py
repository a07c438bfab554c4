"""One child against the register: who may be the same, weighed as ``linkage`` weighs two records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from treem.linkage.lookalike import Sign, lookalike
from treem.registry import selectors
from treem.registry.models import Child

if TYPE_CHECKING:
    from treem.registry.rules import Birth

HINTED = 0.05
"""From this probability on whoever writes a child down is shown a record: a look costs little. The queue asks for more."""
WEIGHED = 60
"""So many candidates are weighed, those that share most with the child."""
SHOWN = 5
_DAYS = {"year": "%Y", "month": "%m/%Y"}


@dataclass(frozen=True)
class Asked:
    """What is known of the child asked about, clean. ``except_for``: its own record, where it has one."""

    full_name: str
    birth: Birth
    sex: str = ""
    personal_id: str = ""
    mother_name: str = ""
    father_name: str = ""
    commune_id: int | None = None
    village_id: int | None = None
    ethnicity: str = ""
    except_for: int | None = None


@dataclass(frozen=True)
class Likeness:
    """A record that may be the child, how surely (0 to 1), and why."""

    child_id: int
    chance: float
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class Elsewhere:
    """In another commune such a child is registered: ``level`` number, or person (name, birthday and mother)."""

    commune_id: int
    level: str


_CANDIDATES = "SELECT * FROM registry_candidates(%s, %s, %s, %s, %s, %s)"
_ELSEWHERE = "SELECT commune, level FROM registry_known_elsewhere(%s, %s, %s, %s, %s)"


def likenesses(asked: Asked, *, least: float = HINTED) -> list[Likeness]:
    """Children of the scope who may be the one asked about, the likeliest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES,
            [asked.full_name, asked.birth.on, asked.sex, asked.mother_name, asked.personal_id, WEIGHED],
        )
        rows = [row for row in cursor.fetchall() if row[0] != asked.except_for]
    return weighed(asked, rows, least=least)


def weighed(asked: Asked, rows: Sequence[Sequence[Any]], *, least: float = HINTED) -> list[Likeness]:
    """The rows of ``registry_candidates`` by how likely they are the child."""
    if not rows:
        return []
    mine = _columns(
        asked.full_name, asked.sex, asked.birth.on, asked.birth.precision, asked.personal_id, asked.mother_name,
        asked.father_name, asked.commune_id, asked.village_id, asked.ethnicity,
    )  # fmt: skip
    found = lookalike(mine, [_columns(*row[1:]) for row in rows])
    return [
        Likeness(rows[one.place][0], one.probability, one.signs) for one in found if one.probability >= least
    ]


def _columns(
    name: str, sex: str, born: date, known: str, number: str, mother: str, father: str, commune: Any, village: Any,
    people: str,
) -> dict[str, str]:  # fmt: skip
    return {
        "full_name": name, "sex": sex, "date_of_birth": born.strftime(_DAYS.get(known, "%d/%m/%Y")),
        "personal_id": number, "mother_name": mother, "father_name": father, "commune": str(commune or ""),
        "village": str(village or ""), "ethnicity": people,
    }  # fmt: skip


def elsewhere(asked: Asked) -> list[Elsewhere]:
    """Communes outside the scope where this very child seems to be registered; never of whom a report is about."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ELSEWHERE,
            [asked.full_name, asked.birth.on, asked.birth.precision, asked.mother_name, asked.personal_id],
        )
        return [Elsewhere(commune, level) for commune, level in cursor.fetchall()]


def asked_of(child: Child) -> Asked:
    """A record of the register as a question."""
    return Asked(
        full_name=child.full_name, birth=child.birth, sex=child.sex, personal_id=child.personal_id,
        mother_name=child.mother_name, father_name=child.father_name, commune_id=child.commune_id,
        village_id=child.village_id, ethnicity=child.ethnicity, except_for=child.pk,
    )  # fmt: skip


def children_alike(asked: Asked) -> list[tuple[Child, Likeness]]:
    """The likeliest few with their records."""
    found = likenesses(asked)[:SHOWN]
    children = selectors.children_by_id({one.child_id for one in found})
    return [(children[one.child_id], one) for one in found if one.child_id in children]
