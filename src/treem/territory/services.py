"""Changing the map below the communes: villages. The units themselves come from ``loading``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from treem.audit.services import record
from treem.kernel.vietnamese import date_text, nfc
from treem.territory import selectors
from treem.territory.errors import VillageClosed, VillageNameTaken
from treem.territory.models import Village
from treem.territory.villages import NewVillage, folded_name
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


CONTACTS = ("head_name", "collaborator_name")
_CHANGEABLE = frozenset({*CONTACTS, "valid_from", "valid_to"})


@transaction.atomic
def add_villages(new: Sequence[NewVillage], *, actor: AbstractBaseUser | None) -> list[Village]:
    """Villages that the list of a commune names and the map does not have yet."""
    villages = Village.objects.bulk_create(
        [
            Village(
                unit=each.unit, kind=each.name.kind, name=each.name.name, number=each.name.number,
                folded=each.name.folded, valid_from=each.valid_from, head_name=each.head_name,
                collaborator_name=each.collaborator_name,
            )
            for each in new
        ],
        batch_size=2000,
    )  # fmt: skip
    if villages:
        record(
            actor=actor, action="territory.add_villages", subject_type="territory.village",
            subject_ids=[village.pk for village in villages], detail={"count": len(villages)},
        )  # fmt: skip
    return villages


@transaction.atomic
def change_villages(
    changes: Mapping[int, Mapping[str, str | date | None]], *, actor: AbstractBaseUser | None
) -> None:
    """Who answers for a village, and from when to when it is on the map; by id. Its name: ``rename_village``."""
    standing = Village.objects.select_for_update().in_bulk(list(changes))
    for pk, values in changes.items():
        village = standing[pk]
        if unknown := values.keys() - _CHANGEABLE:
            raise ValueError(f"not changed here: {unknown}")
        for name, value in values.items():
            setattr(village, name, value)
        village.version += 1
        village.save(update_fields=[*values, "version"])
    if changes:
        record(
            actor=actor, action="territory.change_villages", subject_type="territory.village",
            subject_ids=list(changes), detail={"count": len(changes)},
        )  # fmt: skip


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


__all__ = ["CONTACTS", "add_villages", "change_villages", "rename_village"]
