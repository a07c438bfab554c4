"""What one cell means: text, a code with its zeros, a telephone number, a day. No database here."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from django.utils.translation import gettext as _

from treem.files.sheets import Cell
from treem.kernel.vietnamese import date_text, fold, nfc
from treem.web.fields import EARLIEST, LATEST

_WRITTEN = re.compile(r"(?:ngay\s+)?(\d{1,2})\s*(?:[/.\-]|thang)\s*(\d{1,2})\s*(?:[/.\-]|nam)\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.0)?")
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
_FORMULA = ("=", "@", "＝", "＠")
_FOOT = (
    "tong cong", "tong so", "cong:", "nguoi lap", "thu truong", "noi nhan", "ky ten", "xac nhan", "danh sach nay",
    "ghi chu", "luu y", "tm. ", "kt. ", "nguoi ky",
)  # fmt: skip
_FOOT_DAY = re.compile(r"ngay\s*[\d.…]*\s*thang\s*[\d.…]*\s*nam")


class Refused(Exception):
    """Why one row is not taken, in Vietnamese."""


def text(cell: Cell, limit: int = 300) -> str:
    """One line of stored text. Raises Refused for what a spreadsheet would run, and for what is too long."""
    if cell == "":
        return ""
    if isinstance(cell, date):
        return date_text(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    written = nfc(str(cell))
    if not written.isprintable():
        written = "".join(letter for letter in written if unicodedata.category(letter) != "Cc").strip()
    if written.startswith(_FORMULA):
        raise Refused(_("Ô “{text}” là công thức; hãy ghi giá trị.").format(text=written[:40]))
    if len(written) > limit:
        raise Refused(_("“{text}…” dài quá {limit} chữ.").format(text=written[:40], limit=limit))
    return written


def code(cell: Cell, width: int) -> str:
    """A code of digits with the zeros a spreadsheet dropped; what is no number stays as it is."""
    written = text(cell)
    return written.zfill(width) if written.isascii() and written.isdigit() else written


def phone(cell: Cell) -> str:
    """Digits of a telephone number with its leading zero. Raises Refused."""
    written = text(cell, 60)
    if not written:
        return ""
    digits = re.sub(r"[\s.\-()]", "", written)
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    elif digits.startswith("84") and len(digits) == 11:
        digits = "0" + digits[2:]
    if digits.isascii() and digits.isdigit() and len(digits) == 9:
        digits = "0" + digits
    short = len(digits) < 8 and not digits.startswith("1")  # 111, 113 are numbers too
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12 or short or len(digits) < 3:
        raise Refused(_("Số điện thoại “{text}” chưa đúng.").format(text=written))
    return digits


def day(cell: Cell, label: str) -> date | None:
    """A day in one of the shapes in which people write days; None for an empty cell. Raises Refused."""
    if isinstance(cell, date):
        return _within(cell, label)
    written = text(cell, 60)
    if not written:
        return None
    folded = fold(written)
    if _SERIAL.fullmatch(written):
        return _within(_EPOCH + timedelta(days=int(float(written))), label)
    found = _WRITTEN.fullmatch(folded)
    parts = (found[3], found[2], found[1]) if found else None
    if parts is None and (found := _ISO.fullmatch(folded)):
        parts = (found[1], found[2], found[3])
    if parts is None:
        raise Refused(
            _("{label}: “{text}” chưa đủ ngày, tháng, năm (ví dụ 01/07/2025).").format(
                label=label, text=written
            )
        )
    try:
        return _within(date(int(parts[0]), int(parts[1]), int(parts[2])), label)
    except ValueError:
        raise Refused(_("{label}: không có ngày {text}.").format(label=label, text=written)) from None


def _within(value: date, label: str) -> date:
    if not EARLIEST <= value.year <= LATEST:
        raise Refused(_("{label}: năm {year} không hợp lý.").format(label=label, year=value.year))
    return value


def shown(cell: Cell) -> str:
    """The cell as it stood in the file, for the preview and the file of errors."""
    if isinstance(cell, date):
        return date_text(cell)
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def is_foot(cells: tuple[Cell, ...]) -> bool:
    """Whether the row is a total, a note or a place for signatures, not an entry."""
    first = next((fold(str(cell)) for cell in cells if cell != ""), "")
    return first in ("cong", "tong") or first.startswith(_FOOT) or bool(_FOOT_DAY.search(first))
