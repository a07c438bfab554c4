"""Places for tests, smaller than the reference table."""

from __future__ import annotations

from datetime import date
from itertools import count

from treem.kernel.vietnamese import fold
from treem.territory.models import Unit

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
