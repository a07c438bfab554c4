"""Reading a list of villages as people keep it in a spreadsheet; nothing is saved here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from treem.kernel.vietnamese import fold, nfc
from treem.territory.errors import NotAVillageList, UnreadableList
from treem.territory.models import Unit, Village, VillageKind

COLUMNS = ("xã", "loại", "tên", "số")
"""Commune (code, or name with or without xã, phường), kind, name, number. Kind may stand inside the name."""

_HEADINGS = {
    "xa": "xã", "ma xa": "xã", "xa, phuong": "xã", "xa phuong": "xã", "commune": "xã", "ma": "xã",
    "loai": "loại", "kind": "loại",
    "ten": "tên", "ten to, ban, tieu khu": "tên", "ten thon": "tên", "ten ban": "tên", "name": "tên",
    "so": "số", "number": "số",
}  # fmt: skip
_KINDS = {
    **{fold(kind.value): kind.value for kind in VillageKind},
    "to dan pho": VillageKind.TO.value,
    "tdp": VillageKind.TO.value,
    "tk": VillageKind.TIEU_KHU.value,
}
_NUMBER = re.compile(r"(?:số\s+)?([0-9]{1,3}[A-Za-zĐđ]?)\b[\s.,:-]*", re.IGNORECASE)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """Something about one row of the file. ``row`` counts as the spreadsheet does: the heading is 1."""

    row: int
    column: str
    severity: Severity
    message: str


@dataclass(frozen=True)
class Preview:
    """What an import would do, or did."""

    rows: int
    new: int
    already: int
    findings: tuple[Finding, ...]
    applied: bool

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True)
class NewVillage:
    row: int
    unit: Unit
    kind: str
    name: str
    number: str

    @property
    def key(self) -> tuple[int, str, str, str]:
        return self.unit.pk, self.kind, self.name.lower(), self.number.upper()


@dataclass
class Reading:
    """The rows understood, and what is wrong with the others."""

    rows: int = 0
    already: int = 0
    new: list[NewVillage] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def error(self, row: int, column: str, message: str) -> None:
        self.findings.append(Finding(row, column, Severity.ERROR, message))

    def warn(self, row: int, column: str, message: str) -> None:
        self.findings.append(Finding(row, column, Severity.WARNING, message))


def rows_from_csv(content: bytes) -> list[dict[str, str]]:
    """Rows of a CSV file (UTF-8, comma or semicolon or tab) under the names of ``COLUMNS``.

    Raises UnreadableList for anything else than UTF-8 text, NotAVillageList when a column is absent.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableList from error
    if not text.strip() or "\x00" in text:
        raise UnreadableList
    heading = text.lstrip().splitlines()[0]
    delimiter = max(",;\t", key=heading.count)
    table = list(csv.reader(io.StringIO(text.lstrip()), delimiter=delimiter))
    names = [_HEADINGS.get(fold(cell).strip(), "") for cell in table[0]]
    if missing := [name for name in ("xã", "tên") if name not in names]:
        raise NotAVillageList(columns=", ".join(missing))
    return [
        {name: cell for name, cell in zip(names, cells, strict=False) if name}
        for cells in table[1:]
        if any(cell.strip() for cell in cells)
    ]


def read_rows(
    rows: Iterable[Mapping[str, str]], communes: Mapping[str, Unit], standing: Mapping[int, list[Village]]
) -> Reading:
    """Understand the rows against the communes of the day (by code) and the villages they have (by commune)."""
    reading = Reading()
    seen: dict[tuple[int, str, str, str], int] = {}
    likes: dict[tuple[int, str, str], str] = {}
    there = set()
    for unit_id, villages in standing.items():
        for village in villages:
            there.add((unit_id, village.kind, village.name.lower(), village.number.upper()))
            likes[unit_id, village.kind, village.folded] = village.full_name
    by_name: dict[str, list[Unit]] = {}
    for commune in communes.values():
        by_name.setdefault(fold(commune.name), []).append(commune)
        by_name.setdefault(fold(commune.full_name), []).append(commune)

    for line, row in enumerate(rows, start=2):
        reading.rows += 1
        unit = _commune(reading, line, row.get("xã", ""), communes, by_name)
        parts = _parts(reading, line, row)
        if unit is None or parts is None:
            continue
        new = NewVillage(line, unit, *parts)
        if new.key in seen:
            reading.warn(line, "tên", _("Trùng với dòng {row}; bỏ qua.").format(row=seen[new.key]))
            continue
        seen[new.key] = line
        if new.key in there:
            reading.already += 1
            continue
        like = (unit.pk, new.kind, fold(f"{new.number} {new.name}"))
        if like in likes:
            reading.warn(
                line,
                "tên",
                _("Chỉ khác dấu với “{name}”. Hãy kiểm tra đây có phải cùng một nơi không.").format(
                    name=likes[like]
                ),
            )
        likes[like] = f"{new.kind} {new.number} {new.name}".replace("  ", " ").strip()
        reading.new.append(new)
    return reading


def _commune(
    reading: Reading,
    line: int,
    written: str,
    communes: Mapping[str, Unit],
    by_name: Mapping[str, list[Unit]],
) -> Unit | None:
    written = nfc(written)
    if not written:
        reading.error(line, "xã", _("Thiếu xã, phường."))
        return None
    if written.isascii() and written.isdigit():
        # Spreadsheets drop the zero at the front.
        if by_code := communes.get(written.zfill(5)):
            return by_code
        message = _(
            "Mã {code} không phải xã, phường của tỉnh vào ngày này. Mã cũ trước 01/7/2025 cần đổi sang mã mới."
        )
        reading.error(line, "xã", message.format(code=written))
        return None
    found = by_name.get(fold(written), [])
    if len(found) == 1:
        return found[0]
    exact = [unit for unit in found if written.lower() in (unit.name.lower(), unit.full_name.lower())]
    if len(exact) == 1:
        return exact[0]
    message = (
        _("Có nhiều xã, phường tên “{name}”; hãy ghi mã.")
        if found
        else _("Không có xã, phường nào tên “{name}” vào ngày này. Hãy ghi tên mới hoặc mã.")
    )
    reading.error(line, "xã", message.format(name=written))
    return None


def _parts(reading: Reading, line: int, row: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Kind, name, number, wherever they were typed: «Tổ dân phố số 5», or loại «tổ» and số «5»."""
    name, number = nfc(row.get("tên", "")), nfc(row.get("số", "")).upper().removesuffix(".0")
    if name.removesuffix(".0").isdigit():
        name = name.removesuffix(".0")  # a spreadsheet made a number of it
    kind, rest = _kind_in(name)
    written = nfc(row.get("loại", ""))
    if written:
        named = _KINDS.get(fold(written))
        if named is None:
            kinds = ", ".join(k.value for k in VillageKind)
            reading.error(line, "loại", _("Không hiểu loại “{kind}”. Dùng một trong: {kinds}.").format(kind=written, kinds=kinds))  # fmt: skip
            return None
        # «Bản» as kind and «Bản Mới» as name: the word is said twice, not part of the name.
        name, kind = (rest if kind == named else name), named
    elif kind:
        name = rest
    else:
        reading.error(line, "loại", _("Thiếu loại (tổ, bản, tiểu khu, thôn, khu phố)."))
        return None
    if not number and (found := _NUMBER.match(name)):
        number, name = found[1].upper(), name[found.end() :].strip()
    if not name and not number:
        reading.error(line, "tên", _("Thiếu tên hoặc số."))
        return None
    return kind, name, number


def _kind_in(name: str) -> tuple[str, str]:
    folded = fold(name)
    for words, kind in sorted(_KINDS.items(), key=lambda pair: -len(pair[0])):
        if folded == words or folded.startswith(words + " "):
            return kind, name[len(words) :].strip()
    return "", name
