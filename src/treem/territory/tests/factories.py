"""Places for tests, smaller than the reference table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count

from treem.files.sheets import Sheet
from treem.kernel.vietnamese import fold
from treem.territory.boundaries import table
from treem.territory.models import BoundaryChange, Unit

START = date(2025, 7, 1)
_codes = count(90001)


def make_province(code: str = "14", name: str = "Sơn La") -> Unit:
    """The province, found again when it is there."""
    found, _new = Unit.objects.get_or_create(
        code=code,
        level="province",
        valid_to=None,
        defaults={"name": name, "folded": fold(name), "kind": "tỉnh"},
    )
    return found


def make_commune(
    name: str = "Nà Thử", kind: str = "xã", *, code: str = "", province: Unit | None = None,
    valid_from: date = START, valid_to: date | None = None,
) -> Unit:  # fmt: skip
    """A commune of the province."""
    return Unit.objects.create(
        code=code or f"{next(_codes):05d}", name=name, folded=fold(name), kind=kind, level="commune",
        parent=province or make_province(), valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip


HEADINGS = ("Mã cũ", "Cách", "Tổ, bản chuyển", "Mã mới", "Tên mới", "Loại mới")


def make_lines(rows: Iterable[tuple[str, ...]]) -> list[table.Line]:
    """Rows of a table of changes, as ``HEADINGS``."""
    return table.read([Sheet("Thay đổi", (HEADINGS, *rows))])


def make_change(rows: Iterable[tuple[str, ...]], effective_on: date = date(2026, 11, 1)) -> BoundaryChange:
    """A decision that was taken in."""
    return BoundaryChange.objects.create(
        act="15/NQ-HĐND", act_on=date(2026, 10, 20), effective_on=effective_on,
        rows=[line.kept() for line in make_lines(rows)], file_name="bang.xlsx", digest="0" * 64,
        created_at=datetime(2026, 10, 21, 9, tzinfo=UTC), created_by_id=1,
    )  # fmt: skip
