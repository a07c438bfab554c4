"""The reference table into the database, in bulk; a second run changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from treem.kernel.vietnamese import fold
from treem.territory import hooks
from treem.territory.models import Unit, UnitChange
from treem.territory.reference import Key, Place, Reference, read_reference
from treem.territory.rules import WHOLE

FIELDS = ("name", "folded", "kind", "parent_id", "district_id", "valid_to", "act", "source", "verified")


@dataclass(frozen=True)
class Loaded:
    """How many units and changes the table holds, and how many rows had to be written."""

    units: int
    changes: int
    written: int


def _uuid(key: Key) -> UUID:
    """The same number for the same place on every installation."""
    return uuid5(NAMESPACE_URL, "treem:unit:{}:{}:{:%Y-%m-%d}".format(*key))


@transaction.atomic
def load_reference() -> Loaded:
    """Provinces, communes, old units and what became of them, as ``data/`` has them.

    Safe to run again, also after an upgrade brought a newer table: rows are matched on level, code and first
    day. A unit that was closed here stays closed. Tells ``hooks.units_changed`` about units that closed.
    """
    reference = read_reference()
    have = {(unit.level, unit.code, unit.valid_from): unit for unit in Unit.objects.all()}
    known = frozenset(have)
    written = 0
    closed: set[Key] = set()
    # Provinces first, then districts, then communes: each needs the ids of the one before. Within a level
    # the older row first: it is closed before the next one with its code begins.
    for level in ("province", "district", "commune"):
        places = [place for place in reference.places.values() if place.level == level]
        rows = [
            row for place in sorted(places, key=lambda p: p.key) if (row := _changed(place, have, closed))
        ]
        Unit.objects.bulk_create(
            rows,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["code", "level", "valid_from"],
            update_fields=[name.removesuffix("_id") for name in FIELDS],
        )
        written += len(rows)
        have |= {(u.level, u.code, u.valid_from): u for u in Unit.objects.filter(level=level)}
    written += _load_changes(reference, have)
    _tell(reference, have, known, closed)
    return Loaded(len(reference.places), len(reference.moves), written)


def _changed(place: Place, have: dict[Key, Unit], closed: set[Key]) -> Unit | None:
    """The row to write for the place, or None when the database has it as it should be."""
    row = Unit(
        uuid=_uuid(place.key),
        code=place.code,
        level=place.level,
        valid_from=place.valid_from,
        name=place.name,
        folded=fold(place.name),
        kind=place.kind,
        parent_id=have[place.province].pk if place.province else None,
        district_id=have[place.district].pk if place.district else None,
        valid_to=place.valid_to,
        act=place.act,
        source=place.source,
        verified=place.verified,
    )
    before = have.get(place.key)
    if before is None:
        return row
    if before.valid_to and not row.valid_to:
        row.valid_to = before.valid_to
    if row.valid_to and not before.valid_to:
        closed.add(place.key)
    if all(getattr(before, name) == getattr(row, name) for name in FIELDS):
        return None
    return row


def _load_changes(reference: Reference, have: dict[Key, Unit]) -> int:
    known = set(UnitChange.objects.values_list("from_unit_id", "to_unit_id", "on"))
    rows = [
        UnitChange(
            from_unit=have[move.source], to_unit=have[move.target], on=move.on, act=move.act,
            share=WHOLE, basis=move.basis, verified=move.verified,
        )
        for move in reference.moves
        if (have[move.source].pk, have[move.target].pk, move.on) not in known
    ]  # fmt: skip
    UnitChange.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _tell(reference: Reference, have: dict[Key, Unit], known: frozenset[Key], closed: set[Key]) -> None:
    """News only when an installation that was running gets a newer map."""
    for on in sorted({move.on for move in reference.moves if move.source in closed}):
        moves = [move for move in reference.moves if move.on == on and move.source in closed]
        for tell in hooks.units_changed:
            tell(
                on=on,
                closed=frozenset(have[move.source].pk for move in moves),
                opened=frozenset(have[move.target].pk for move in moves if move.target not in known),
            )
