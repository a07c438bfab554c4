"""Invented reports without a database: for the papers, the spreadsheet and the benchmark."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from treem.kernel.periods import parse_period
from treem.law.windows import window_of
from treem.reporting.consolidation import Consolidation, Part, add_up
from treem.reporting.figures import Figure, with_sums
from treem.reporting.templates_data import Template, template_on
from treem.reporting.written import Issuer, Sending, TargetLine, Written

YEAR = parse_period("2026")
END = date(2026, 12, 14)


def template(key: str = "children-basic") -> Template:
    found = template_on(key, END)
    assert found is not None
    return found


def figures(chance: random.Random, of: Template) -> dict[str, Figure | None]:
    """Some figure for each row."""
    return with_sums(of, {row.key: chance.randint(0, 9000) for row in of.rows if not row.computed})


def consolidation(
    communes: int = 3,
    missing: int = 0,
    *,
    before: bool = False,
    estimates: bool = False,
    key: str = "children-basic",
) -> Consolidation:
    """So many communes, the last ``missing`` of them silent, and an agency that writes words."""
    chance = random.Random(communes)
    of = template(key)
    parts = []
    for n in range(1, communes + 1):
        sent = n <= communes - missing
        now = figures(chance, of) if sent else {}
        parts.append(
            Part(
                n, f"Ủy ban nhân dân xã Suối Mẫu {n}", "commune", f"xã Suối Mẫu {n}", sent, "accepted" if sent else "draft",
                "2026-11-03" if sent else "", now, commune_id=n,
                estimates={k: v + 5 for k, v in now.items() if v is not None} if estimates and sent else {},
                previous=figures(chance, of) if before and sent else {},
            )
        )  # fmt: skip
    parts.append(
        Part(
            900,
            "Sở Giáo dục và Đào tạo",
            "province",
            "",
            True,
            "submitted",
            "2026-11-03",
            {},
            "Đã mở 12 lớp dạy bơi.",
        )
    )
    return add_up(of, parts)


def written(found: Consolidation | None = None, **changes: Any) -> Written:
    """A report of an imaginary department of health."""
    found = found or consolidation()
    report = Written(
        period_key="2026",
        window=window_of(YEAR, "administrative"),
        document_label="Kế hoạch số 12/KH-UBND",
        onward=("Bộ Y tế", "UBND tỉnh Sơn Mẫu"),
        issuer=Issuer(
            "Sở Y tế", "Ủy ban nhân dân tỉnh Sơn Mẫu", "Sơn Mẫu", "BC-SYT", ("KT. Giám đốc", "Phó Giám đốc"), "Lò Thị Mẫu"
        ),
        found=found,
        targets=(
            TargetLine(
                "11", "Trẻ em có hoàn cảnh đặc biệt trên tổng số trẻ em", "%", "dưới 6,4", Fraction(64, 10), Fraction(5),
                None, "met",
            ),
        ),
        sendings=tuple(
            Sending(part.name, "accepted" if part.sent else "not_started", "in_time" if part.sent else "overdue",
                    "2026-11-03" if part.sent else "", part.as_of)
            for part in found.parts
        ),
        outline_on=END,
        words={"direction": "Ban hành 03 văn bản.\nHọp 02 phiên."},
    )  # fmt: skip
    return replace(report, **changes)
