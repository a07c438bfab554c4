"""The report on the cleaning of the data on children, of a commune or of the province for a month: figures, DOCX, XLSX.

No child stands in it. What a month brought is told by the present spell of each finding: one that was mended and broke
again counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from treem.documents.layout import (
    Annex,
    Block,
    Bullet,
    Column,
    NumberTable,
    OfficialPaper,
    Paragraph,
    render_docx,
)
from treem.documents.rules import abbreviation
from treem.files.workbooks import Book, Sheet
from treem.kernel.vietnamese import date_text, number
from treem.law.files import read_toml
from treem.organisations.selectors import superior_of
from treem.registry.quality import rules, selectors

if TYPE_CHECKING:
    from treem.kernel.ratio import Ratio
    from treem.organisations.models import Body
    from treem.registry.quality.selectors import Period, Score
    from treem.territory.models import Unit

_FILE = Path(__file__).parents[1] / "data" / "cleaning_report.toml"
_SENTENCES = (
    "signer", "signer_local", "subject", "opening", "asked", "children", "open", "happened", "before", "unchecked",
    "next", "by_rule", "by_field", "by_commune",
)  # fmt: skip
_HEADS = ("Trẻ", "Hồ sơ sạch", "Chưa xử lý", "Phát sinh", "Đã sửa", "Chấp nhận", "Không còn áp dụng")


@cache
def wording() -> dict[str, str]:
    """The sentences of the report, read once. Raises LawFileError."""
    table = read_toml(_FILE)
    table.text("title")
    table.flag("verified")
    table.source()
    found = {name: table.text(name) for name in _SENTENCES}
    table.done()
    return found


@dataclass(frozen=True)
class Line:
    """A commune: its score at the end of the period, None when it was never checked, and what the period brought."""

    unit: Unit
    score: Score | None
    period: Period


@dataclass(frozen=True)
class Report:
    """What is told of a period; ``before`` is the score of the day before it, where one was kept."""

    first: date
    last: date
    lines: Sequence[Line]
    total: Score
    before: Score
    period: Period
    asked_in: str = ""
    """The document in force that asks for it every month; empty where none is known."""

    @property
    def month(self) -> str:
        """«tháng 11 năm 2026»."""
        return f"tháng {self.first.month} năm {self.first.year}"

    @property
    def unchecked(self) -> int:
        """Communes without a score."""
        return sum(line.score is None for line in self.lines)


def month_of(day: date, today: date) -> tuple[date, date]:
    """First and last day of the day's month; the month under way ends today."""
    first = day.replace(day=1)
    end = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first, min(end, today)


def report_of(units: Sequence[Unit], first: date, last: date, *, asked_in: str = "") -> Report:
    """The figures of communes for a period."""
    communes = [unit.pk for unit in units]
    known = selectors.scores(communes, last)
    happened = selectors.happened(communes, first, last)
    lines = [
        Line(unit, known.get(unit.pk), happened[unit.pk])
        for unit in sorted(units, key=lambda unit: unit.name)
    ]
    period = selectors.Period(Counter(), Counter(), Counter(), Counter())
    for one in happened.values():
        for name in ("came", "fixed", "accepted", "gone"):
            getattr(period, name).update(getattr(one, name))
    before = selectors.together(selectors.scores(communes, first - timedelta(days=1)).values())
    return Report(first, last, lines, selectors.together(known.values()), before, period, asked_in)


def _share(ratio: Ratio) -> str:
    return "không có số liệu" if ratio.percent is None else f"{number(ratio.percent, 1)}%"


def _say(sentence: str, **values: object) -> str:
    return wording()[sentence].format(
        **{name: number(value) if isinstance(value, int) else value for name, value in values.items()}
    )


def docx(found: Report, *, issuer: Body, place: str, simulated: bool) -> bytes:
    """The report in the layout of Nghị định 30/2020/NĐ-CP, a draft with number and day blank. Raises LayoutError."""
    words = wording()
    name = issuer.short_name or issuer.name
    several = len(found.lines) > 1
    tables = [
        *([Annex(words["by_rule"], [_rules_table(found)])] if _rule_rows(found) else []),
        Annex(words["by_field"], [_fields_table(found)]),
        *([Annex(words["by_commune"], [_communes_table(found)])] if several else []),
    ]
    return render_docx(
        OfficialPaper(
            parent_issuer=superior_of(issuer).replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n", 1),
            issuer=name, place=issuer.unit.name if issuer.unit else name, year=found.last.year, type_name="BÁO CÁO",
            symbol=f"BC-{abbreviation(name)}", subject=_say("subject", month=found.month),
            body=_body(found, name, place), recipients=["Lãnh đạo cơ quan", "Lưu: VT"],
            authority_lines=[words["signer" if several else "signer_local"]], annexes=tables, simulated=simulated,
        )
    )  # fmt: skip


def _body(found: Report, name: str, place: str) -> list[Block]:
    total, period = found.total, found.period
    lines = [
        _say("children", children=total.children, clean=total.clean, share=_share(total.share)),
        _say("open", open=total.open, errors=total.severe(rules.ERROR), warnings=total.severe(rules.WARNING),
             notes=total.severe(rules.NOTE)),
        _say("happened", came=period.came.total(), fixed=period.fixed.total(), accepted=period.accepted.total(),
             gone=period.gone.total()),
    ]  # fmt: skip
    if found.before.children:
        day = date_text(found.before.oldest or found.first)
        lines.append(_say("before", day=day, share=_share(found.before.share), now=_share(total.share)))
    if found.unchecked:
        lines.append(_say("unchecked", count=found.unchecked))
    opening = _say(
        "opening", issuer=name, place=place, first=date_text(found.first), last=date_text(found.last)
    )
    return [
        Paragraph(opening),
        *([Paragraph(_say("asked", document=found.asked_in))] if found.asked_in else []),
        *[Bullet(f"{line}{'.' if at == len(lines) - 1 else ';'}") for at, line in enumerate(lines)],
        Paragraph(_say("next", issuer=name)),
    ]


def _rule_rows(found: Report) -> list[tuple[rules.Rule, int, int, int, int]]:
    period = found.period
    every = rules.all_rules()
    named = {*found.total.by_rule, *period.came, *period.fixed, *period.accepted} & set(every)
    order = list(rules.SEVERITIES)
    rows = [
        (every[code], found.total.by_rule[code], period.came[code], period.fixed[code], period.accepted[code])
        for code in named
    ]
    return sorted(rows, key=lambda row: (order.index(row[0].severity), -row[1], row[0].code))


def _rules_table(found: Report) -> NumberTable:
    columns = [
        Column("TT", align="center", width=10), Column("Điểm cần xem", align="left"),
        Column("Mức độ", align="left", width=26), Column("Chưa xử lý", width=18), Column("Phát sinh", width=18),
        Column("Đã sửa", width=18), Column("Chấp nhận", width=18),
    ]  # fmt: skip
    rows: list[Sequence[str | int]] = [
        (at, rule.title_vi, rules.SEVERITIES[rule.severity], *figures)
        for at, (rule, *figures) in enumerate(_rule_rows(found), start=1)
    ]
    return NumberTable(columns=columns, rows=rows)


def _fields_table(found: Report) -> NumberTable:
    columns = [
        Column("TT", align="center", width=10), Column("Mục thông tin", align="left"),
        Column("Trẻ còn điểm", width=26), Column("Không có điểm nào", align="right", width=30),
    ]  # fmt: skip
    rows = [
        (
            at,
            label,
            found.total.by_field[name],
            _share(found.total.of(name)).replace("không có số liệu", "chưa ghi chép"),
        )
        for at, (name, (label, _mark)) in enumerate(rules.FIELDS.items(), start=1)
    ]
    return NumberTable(columns=columns, rows=rows)


def _figures(score: Score | None, period: Period) -> list[int | str]:
    known: list[int | str] = ["…", "…", "…"] if score is None else [score.children, score.clean, score.open]
    return [
        *known, period.came.total(), period.fixed.total(), period.accepted.total(), period.gone.total(),
    ]  # fmt: skip


def _communes_table(found: Report) -> NumberTable:
    columns = [
        Column("TT", align="center", width=10), Column("Xã, phường", align="left"),
        *[Column(head, width=19) for head in _HEADS], Column("Tỷ lệ hồ sơ sạch", width=20),
    ]  # fmt: skip
    rows: list[Sequence[str | int]] = [
        (
            at,
            line.unit.full_name,
            *_figures(line.score, line.period),
            _share(line.score.share) if line.score else "…",
        )
        for at, line in enumerate(found.lines, start=1)
    ]
    rows.append(("", "Cộng", *_figures(found.total, found.period), _share(found.total.share)))
    return NumberTable(columns=columns, rows=rows)


def xlsx(found: Report, *, place: str, simulated: bool) -> bytes:
    """The same as a workbook: by commune, by rule, by field; figures are figures."""
    title = f"Kết quả rà soát, làm sạch dữ liệu trẻ em {found.month}"
    mark = "SỐ LIỆU MÔ PHỎNG. " if simulated else ""
    note = f"{mark}{place}, từ {date_text(found.first)} đến {date_text(found.last)}."
    book = Book(title=title, made_on=found.last)

    def sheet(name: str, widths: Sequence[float], heads: Sequence[str], kept: int = 2) -> Sheet:
        made = book.sheet(name, widths=widths)
        made.text(0, 0, title, "title")
        made.text(1, 0, note, "note")
        made.heads(3, heads, columns_kept=kept)
        return made

    one = sheet("Theo xã, phường", [6, 30, *[13] * 8], ["STT", "Xã, phường", *_HEADS, "Tỷ lệ hồ sơ sạch (%)"])
    for at, line in enumerate(found.lines, start=1):
        one.row(3 + at, [at, line.unit.full_name, *_figures(line.score, line.period), _percent(line.score)])
    one.row(
        4 + len(found.lines),
        ["", "Cộng", *_figures(found.total, found.period), _percent(found.total)],
        total=True,
    )
    one = sheet(
        "Theo quy tắc", [6, 60, 24, 18, 13, 13, 13, 13, 40],
        ["STT", "Điểm cần xem", "Mục", "Mức độ", "Chưa xử lý", "Phát sinh", "Đã sửa", "Chấp nhận", "Căn cứ"],
    )  # fmt: skip
    for at, (rule, *figures) in enumerate(_rule_rows(found), start=1):
        cited = rule.cited + ("" if rule.verified or not rule.cited else " (chưa kiểm chứng)")
        words = [rule.title_vi, rules.FIELDS[rule.field][0], rules.SEVERITIES[rule.severity]]
        one.row(3 + at, [at, *words, *figures, cited])
    one = sheet(
        "Theo mục", [6, 36, 16, 20], ["STT", "Mục thông tin", "Trẻ còn điểm", "Không có điểm nào (%)"]
    )
    for at, (name, (label, _mark)) in enumerate(rules.FIELDS.items(), start=1):
        share = found.total.of(name).percent
        one.row(
            3 + at, [at, label, found.total.by_field[name], None if share is None else round(float(share), 1)]
        )
    return book.finish()


def _percent(score: Score | None) -> float | None:
    share = score.share.percent if score else None
    return None if share is None else round(float(share), 1)
