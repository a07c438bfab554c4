"""The 54 peoples as the register writes them: ``data/ethnicities.csv``, the peoples of Sơn La first.

Spelling without hyphens, as the province's own papers have it; not compared with the code list of the ministry's
child software yet (23/11/2026).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "ethnicities.csv"


@cache
def ethnicities() -> tuple[str, ...]:
    """All names in the order of the choice list."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(row["name"] for row in csv.DictReader(file))
