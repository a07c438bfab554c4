"""Changing the map below the communes: villages. The units themselves come from ``loading``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from treem.audit.services import record
from treem.kernel.vietnamese import date_text, fold, nfc
from treem.territory import selectors
from treem.territory.errors import VillageClosed, VillageNameTaken
from treem.territory.models import Unit, Village
from treem.territory.villages import Finding, Preview, Reading, read_rows
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


@transaction.atomic
def import_villages(
    rows: Iterable[Mapping[str, str]],
    *,
    actor: AbstractBaseUser,
    on: date,
    province: Unit,
    apply: bool = False,
) -> Preview:
    """Villages of a province from the rows of a table (columns: ``villages.COLUMNS``), as they stand on ``on``.

    Without ``apply`` nothing is saved: the answer tells what would happen, row by row. With it, everything
    is saved or, when one row has an error, nothing. Villages that are there already are left alone; nothing
    is ever closed by an import, because a list of one commune says nothing about the others.
    """
    communes = {unit.code: unit for unit in selectors.communes_of(province, on)}
    reading = read_rows(rows, communes, _standing(communes.values(), on))
    preview = Preview(
        rows=reading.rows,
        new=len(reading.new),
        already=reading.already,
        findings=tuple(reading.findings),
        applied=apply and not reading.has_errors,
    )
    if preview.applied and reading.new:
        _save(reading, actor=actor, on=on)
    return preview


def _standing(communes: Iterable[Unit], on: date) -> dict[int, list[Village]]:
    found: dict[int, list[Village]] = {}
    for village in Village.objects.filter(selectors.in_force(on), unit__in=list(communes)):
        found.setdefault(village.unit_id, []).append(village)
    return found


def _save(reading: Reading, *, actor: AbstractBaseUser, on: date) -> None:
    villages = [
        Village(
            unit=new.unit, kind=new.kind, name=new.name, number=new.number, folded=folded_name(new.number, new.name),
            valid_from=on,
        )
        for new in reading.new
    ]  # fmt: skip
    Village.objects.bulk_create(villages, batch_size=2000)
    record(
        actor=actor,
        action="territory.import_villages",
        subject_ids=[village.pk for village in villages],
        detail={"count": len(villages), "on": on.isoformat()},
    )


def folded_name(number: str, name: str) -> str:
    """What a search for the village compares: «5 na can»."""
    return fold(" ".join(part for part in (number, name) if part))


@transaction.atomic
def rename_village(
    *, village: Village, name: str, number: str = "", on: date, version: int, actor: AbstractBaseUser
) -> Village:
    """Give the village another name from the day ``on``; the old name stays known until the day before.

    ``version`` is the one the person saw. A name that was wrong from the start is put right by giving the
    first day of the village as ``on``.

    Raises VillageNameTaken, VillageClosed, or StaleVersion when somebody else saved first.
    """
    standing = Village.objects.select_for_update().select_related("unit").get(pk=village.pk)
    name, number = nfc(name), nfc(number)
    check_version(standing, version, {"name": name, "number": number})
    if standing.valid_to is not None:
        raise VillageClosed(village=standing.full_name, on=date_text(standing.valid_to))
    taken = Village.objects.filter(
        unit=standing.unit, kind=standing.kind, name=name, number=number, valid_to__isnull=True
    )
    if taken.exclude(pk=standing.pk).exists():
        raise VillageNameTaken(commune=standing.unit.full_name, village=taken[0].full_name)
    if on > standing.valid_from:
        former = Village(
            unit=standing.unit, kind=standing.kind, name=standing.name, number=standing.number,
            folded=standing.folded, valid_from=standing.valid_from, valid_to=on - selectors.DAY,
        )  # fmt: skip
        former.save(force_insert=True)
        standing.valid_from = on
    # The row that others point to keeps its id and carries the name of today.
    standing.name, standing.number = name, number
    standing.folded = folded_name(number, name)
    standing.version += 1
    standing.full_clean(exclude=["unit"])
    standing.save()
    record(
        actor=actor,
        action="territory.rename_village",
        subject=standing,
        detail={"on": on.isoformat()},
    )
    return standing


__all__ = ["Finding", "Preview", "import_villages", "rename_village"]
