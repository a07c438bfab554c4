"""The name of a tổ, bản, tiểu khu, wherever people typed its parts; nothing is saved here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from treem.kernel.vietnamese import fold, nfc
from treem.territory.errors import UnknownVillageKind, VillageWithoutKind, VillageWithoutName
from treem.territory.models import VillageKind

if TYPE_CHECKING:
    from treem.territory.models import Unit, Village

_KINDS = {
    **{fold(kind.value): kind.value for kind in VillageKind},
    "to dan pho": VillageKind.TO.value,
    "tdp": VillageKind.TO.value,
    "tk": VillageKind.TIEU_KHU.value,
}
_NUMBER = re.compile(r"(?:số\s+)?([0-9]{1,3}[A-Za-zĐđ]?)\b[\s.,:-]*", re.IGNORECASE)
KINDS = tuple(kind.value for kind in VillageKind)


@dataclass(frozen=True)
class VillageName:
    """Kind, number and name as they are stored: «tổ», «5», «»."""

    kind: str
    number: str
    name: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two rows one village of a commune. Tones count: Bản Mạt and Bản Mát may be two."""
        return self.kind, self.name.lower(), self.number.upper()

    @property
    def full_name(self) -> str:
        words = " ".join(part for part in (self.kind, self.number, self.name) if part)
        return words[:1].upper() + words[1:]

    @property
    def folded(self) -> str:
        """What a search for the village compares: «5 na can»."""
        return folded_name(self.number, self.name)


@dataclass(frozen=True)
class NewVillage:
    """A village to add, with who answers for it."""

    unit: Unit
    name: VillageName
    valid_from: date
    head_name: str = ""
    collaborator_name: str = ""


def folded_name(number: str, name: str) -> str:
    """What a search for the village compares: «5 na can»."""
    return fold(" ".join(part for part in (number, name) if part))


def name_of(village: Village) -> VillageName:
    return VillageName(village.kind, village.number, village.name)


def read_name(kind: str, name: str, number: str = "") -> VillageName:
    """Kind, name, number, wherever they were typed: «Tổ dân phố số 5», or loại «tổ» and số «5».

    Raises UnknownVillageKind, VillageWithoutKind, VillageWithoutName.
    """
    name, number, written = nfc(name), nfc(number).upper().removesuffix(".0"), nfc(kind)
    if name.removesuffix(".0").isdigit():
        name = name.removesuffix(".0")  # a spreadsheet made a number of it
    said, rest = _kind_in(name)
    if written:
        named = _KINDS.get(fold(written))
        if named is None:
            raise UnknownVillageKind(kind=written, kinds=", ".join(KINDS))
        # «Bản» as kind and «Bản Mới» as name: the word is said twice, not part of the name.
        name, said = (rest if said == named else name), named
    elif said:
        name = rest
    else:
        raise VillageWithoutKind(kinds=", ".join(KINDS))
    if not number and (found := _NUMBER.match(name)):
        number, name = found[1].upper(), name[found.end() :].strip()
    if not name and not number:
        raise VillageWithoutName
    return VillageName(said, number, name)


def _kind_in(name: str) -> tuple[str, str]:
    folded = fold(name)
    for words, kind in sorted(_KINDS.items(), key=lambda pair: -len(pair[0])):
        if folded == words or folded.startswith(words + " "):
            return kind, name[len(words) :].strip()
    return "", name
