"""Reading what is known of the ministry's child software. The row policies decide what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from treem.registry.ministry import values
from treem.registry.models import (
    Child,
    ChildImport,
    ImportState,
    MinistryFile,
    MinistryFileRow,
)

FILES_SHOWN = 20
ROWS_SHOWN = 100


@dataclass
class Counts:
    """Children by what is to be done about them in the ministry's software."""

    done: int = 0
    new: int = 0
    changed: int = 0
    left: int = 0

    @property
    def waiting(self) -> int:
        """Not (rightly) in the ministry's software yet."""
        return self.new + self.changed + self.left

    @property
    def total(self) -> int:
        return self.waiting + self.done

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.done + other.done, self.new + other.new, self.changed + other.changed, self.left + other.left
        )


def counts(communes: Iterable[int], day: date) -> dict[int, dict[int | None, Counts]]:
    """By commune and village."""
    found: dict[int, dict[int | None, Counts]] = defaultdict(lambda: defaultdict(Counts))
    with connection.cursor() as cursor:
        cursor.execute(values.COUNTS, values.parameters(communes, day))
        for commune, village, kind, number in cursor.fetchall():
            setattr(found[commune][village], kind, number)
    return found


def known(by_village: Mapping[int | None, Counts]) -> bool:
    """Whether anything is known of what stands there of a commune."""
    return any(one.done or one.changed or one.left for one in by_village.values())


def together(by_village: Iterable[Counts]) -> Counts:
    """The sum."""
    return sum(by_village, Counts())


def of_child(child: Child, day: date) -> values.Waiting | None:
    """What the ministry's software lacks of this child; None when it has everything, or needs nothing."""
    found = values.waiting([child.commune_id], day, child_id=child.pk)
    return found[0] if found else None


def known_of(child: Child) -> Any:
    """What is known to stand there of this child, or None."""
    copy = getattr(child, "ministry_copy", None)
    return copy if copy is not None and copy.present else None


def files_of(commune_id: int) -> list[MinistryFile]:
    """The latest files of a commune, the newest first."""
    return list(MinistryFile.objects.filter(commune_id=commune_id).order_by("-made_at", "-pk")[:FILES_SHOWN])


def file_by_uuid(uuid: Any) -> MinistryFile | None:
    """The file, or None when it is not in the scope."""
    return MinistryFile.objects.select_related("commune").filter(uuid=uuid).first()


def rows_of(
    file: MinistryFile, *, kind: str = "", after: int = 0, most: int = ROWS_SHOWN
) -> list[MinistryFileRow]:
    """Rows after a number, one more than ``most`` when there are more."""
    found = file.rows.filter(number__gt=after).order_by("number")
    if kind == "refused":
        found = found.exclude(refused="")
    elif kind:
        found = found.filter(kind=kind)
    return list(found[: most + 1])


def lists_to_see(commune_id: int) -> list[ChildImport]:
    """Lists of the commune that may be an export of the ministry's software."""
    ready = (ImportState.PREVIEW, ImportState.APPLIED)
    return list(
        ChildImport.objects.select_related("file")
        .filter(commune_id=commune_id, state__in=ready)
        .order_by("-created_at")[:5]
    )
