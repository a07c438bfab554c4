"""The table of a decision: which former unit, whole or by villages, becomes which new one. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from treem.files.sheets import Cell, Sheet
from treem.kernel.vietnamese import fold, nfc
from treem.territory.boundaries.errors import NoHeadings
from treem.territory.models import Basis, Kind

HEADINGS = {
    "old_code": ("Mã cũ", {"ma cu", "ma xa cu", "ma don vi cu", "ma"}),
    "old_name": ("Tên cũ", {"ten cu", "ten xa cu", "ten don vi cu", "xa, phuong cu"}),
    "how": ("Cách", {"cach", "cach chuyen", "hinh thuc", "cach nhap"}),
    "villages": ("Tổ, bản chuyển", {"to, ban chuyen", "to, ban", "ban", "to, ban, tieu khu", "thon, ban"}),
    "new_code": ("Mã mới", {"ma moi", "ma xa moi", "ma don vi moi"}),
    "new_name": ("Tên mới", {"ten moi", "ten xa moi", "ten don vi moi"}),
    "new_kind": ("Loại mới", {"loai moi", "loai", "loai don vi moi"}),
}
NEEDED = ("old_code", "how", "new_code", "new_name", "new_kind")
REST = "phần còn lại"
"""In the column of villages: everybody whom no other row of the unit names."""
HOW = {
    "toan bo": Basis.WHOLE, "nhap toan bo": Basis.WHOLE, "mot phan": Basis.PARTIAL, "nhap mot phan": Basis.PARTIAL,
    "giu nguyen": Basis.UNCHANGED, "doi ten": Basis.UNCHANGED, "doi loai": Basis.UNCHANGED, "doi ma": Basis.UNCHANGED,
}  # fmt: skip
KINDS = {fold(kind): kind.value for kind in (Kind.XA, Kind.PHUONG, Kind.DAC_KHU)}


@dataclass(frozen=True)
class Line:
    """One row. ``how`` and ``new_kind`` are empty where the word was not understood; ``villages`` as written."""

    number: int
    old_code: str
    old_name: str
    how: str
    villages: tuple[str, ...]
    rest: bool
    new_code: str
    new_name: str
    new_kind: str

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def from_kept(rows: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The lines that were kept as JSON."""
    return [Line(**{**row, "villages": tuple(row["villages"])}) for row in rows]


def read(sheets: Sequence[Sheet]) -> list[Line]:
    """The rows below the headings of the first sheet that has them. Raises NoHeadings."""
    for sheet in sheets:
        for top, row in enumerate(sheet.rows[:20]):
            places = _places(row)
            if all(key in places for key in NEEDED):
                return [
                    _line(number, cells, places)
                    for number, cells in enumerate(sheet.rows[top + 1 :], start=top + 2)
                    if any(_text(cell) for cell in cells)
                ]
    raise NoHeadings(columns=", ".join(HEADINGS[key][0] for key in NEEDED))


def _places(row: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        words = fold(_text(cell))
        for key, (_label, known) in HEADINGS.items():
            if words in known and key not in found:
                found[key] = place
    return found


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return nfc(str(cell)).strip()


def _line(number: int, cells: Sequence[Cell], places: Mapping[str, int]) -> Line:
    said = {key: _text(cells[place]) if place < len(cells) else "" for key, place in places.items()}
    written = said.get("villages", "")
    rest = fold(written) == fold(REST)
    villages = (
        () if rest else tuple(part.strip() for part in written.replace("\n", ";").split(";") if part.strip())
    )
    return Line(
        number, _code(said["old_code"]), said.get("old_name", ""), HOW.get(fold(said["how"]), ""), villages, rest,
        _code(said["new_code"]), said["new_name"][:120], KINDS.get(fold(said["new_kind"]), ""),
    )  # fmt: skip


def _code(text: str) -> str:
    """Five digits; a spreadsheet drops the zeros in front."""
    return text.zfill(5) if text.isascii() and text.isdigit() else text
