"""The summary of a directive as an official report (DOCX) and as a workbook (XLSX)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from treem import law
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
from treem.duties.rules import gist
from treem.files.workbooks import Book
from treem.kernel.language import gettext_noop
from treem.kernel.time import VIETNAM, local_date
from treem.kernel.vietnamese import date_text, number
from treem.law.files import read_toml
from treem.organisations.selectors import superior_of

if TYPE_CHECKING:
    from treem.duties.models import Execution, Obligation
    from treem.duties.selectors import Tally
    from treem.duties.summary import Summary
    from treem.organisations.models import Body

_FILE = Path(law.__file__).parent / "letters" / "summary.toml"
_SENTENCES = (
    "subject", "opening", "general", "given", "done", "doing", "overdue", "nothing", "evidence", "next", "by_body",
    "by_duty", "late_list",
)  # fmt: skip
_SHORT = 160
HEADS = (
    gettext_noop("Số việc"), gettext_noop("Đúng hạn"), gettext_noop("Xong quá hạn"), gettext_noop("Đang thực hiện"), "Đã nhận",
    gettext_noop("Chưa tiếp nhận"), gettext_noop("Quá hạn"), gettext_noop("Miễn"),
)  # fmt: skip


def moment_text(at: datetime) -> str:
    """«08 giờ 05 ngày 26/11/2026», in Vietnam's time."""
    here = at.astimezone(VIETNAM)
    return f"{here:%H} giờ {here:%M} ngày {date_text(here.date())}"


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of the report, from ``law/letters``; the project's own until an agency changes them."""

    signer: str
    doubt: str
    sentences: dict[str, str]

    def say(self, sentence: str, **values: str) -> str:
        """The sentence with its values."""
        return self.sentences[sentence].format(**values)


@cache
def wording() -> Wording:
    """Read once. Raises LawFileError."""
    table = read_toml(_FILE)
    table.text("title")
    table.day("since")
    table.flag("verified")
    table.source()
    found = Wording(
        signer=table.text("signer"),
        doubt=table.text("doubt"),
        sentences={name: table.text(name) for name in _SENTENCES},
    )
    table.done()
    return found


def figures(tally: Tally) -> tuple[int, ...]:
    """The figures of ``HEADS``: they add up, the first is the sum of the others."""
    return (
        tally.total, tally.done - tally.done_late, tally.done_late, tally.in_progress, tally.received, tally.issued,
        tally.overdue, tally.waived,
    )  # fmt: skip


def summary_docx(found: Summary, *, issuer: Body, simulated: bool) -> bytes:
    """The report in the layout of Nghị định 30/2020/NĐ-CP, number and day blank. Raises LayoutError."""
    words = wording()
    name = issuer.short_name or issuer.name
    return render_docx(
        OfficialPaper(
            parent_issuer=superior_of(issuer).replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n", 1),
            issuer=name,
            place=issuer.unit.name if issuer.unit else name,
            year=local_date(found.at).year,
            type_name="BÁO CÁO",
            symbol=f"BC-{abbreviation(name)}",
            subject=words.say("subject", what=found.label),
            body=_body(found, name, words),
            recipients=["Lãnh đạo cơ quan", "Lưu: VT"],
            authority_lines=[words.signer],
            annexes=[
                Annex(words.say("by_body"), [_bodies(found)]),
                Annex(words.say("by_duty"), [_duties(found)]),
                *([Annex(words.say("late_list"), [_late(found)])] if found.late else []),
            ],
            simulated=simulated,
        )
    )


def _body(found: Summary, name: str, words: Wording) -> list[Block]:
    total = found.total
    lines = [
        words.say(
            "given", duties=number(len(found.duties)), bodies=number(len(found.bodies)), total=number(total.total)
        ),
        words.say(
            "done", done=number(total.done), in_time=number(total.done - total.done_late), late=number(total.done_late)
        ),
        words.say(
            "doing", doing=number(total.in_progress), received=number(total.received), silent=number(total.issued),
            waived=number(total.waived),
        ),
        words.say(
            "overdue", overdue=number(total.overdue), bodies=number(found.late_bodies), explained=number(found.explained)
        )
        if total.overdue
        else words.say("nothing"),
        words.say("evidence", evidence=number(found.evidence)),
    ]  # fmt: skip
    return [
        Paragraph(words.say("opening", issuer=name, what=found.label, moment=moment_text(found.at))),
        *[Bullet(f"{line}{'.' if at == len(lines) - 1 else ';'}") for at, line in enumerate(lines)],
        Paragraph(words.say("next", issuer=name)),
    ]


def _columns(first: str, width: int) -> list[Column]:
    narrow = [Column(head, align="center", width=14) for head in HEADS]
    return [Column("TT", align="center", width=10), Column(first, align="left", width=width), *narrow]


def _bodies(found: Summary) -> NumberTable:
    rows: list[Sequence[str | int]] = [
        (at, line.name, *figures(line.tally), line.evidence) for at, line in enumerate(found.bodies, start=1)
    ]
    columns = [*_columns("Đơn vị", 42), Column("Minh chứng", align="center", width=14)]
    rows.append(("", "Cộng", *figures(found.total), found.evidence))
    return NumberTable(columns=columns, rows=rows)


def _duties(found: Summary) -> NumberTable:
    rows: list[Sequence[str | int]] = [
        (at, _named(line.duty), *figures(line.tally)) for at, line in enumerate(found.duties, start=1)
    ]
    return NumberTable(columns=_columns("Nhiệm vụ", 56), rows=rows)


def _late(found: Summary) -> NumberTable:
    columns = [
        Column("TT", align="center", width=10),
        Column("Đơn vị", align="left", width=40),
        Column("Nhiệm vụ", align="left"),
        Column("Hạn", align="center", width=24),
        Column("Quá hạn", unit="ngày", align="center", width=18),
        Column("Lý do đơn vị nêu", align="left", width=44),
    ]
    rows = [
        (at, str(line.execution.body), _named(line.execution.obligation), _due(line.execution), line.days, line.reason or "chưa nêu")
        for at, line in enumerate(found.late, start=1)
    ]  # fmt: skip
    return NumberTable(columns=columns, rows=rows)


def _named(duty: Obligation) -> str:
    words = " ".join(gist(duty.text, duty.assignee_text).split())
    short = words if len(words) <= _SHORT else f"{words[:_SHORT].rsplit(' ', 1)[0]}…"
    return f"{duty.path}. {short}" if duty.path else short


def _due(execution: Execution) -> str:
    if execution.extended_to:
        return f"gia hạn đến {date_text(execution.extended_to)}"
    return date_text(execution.due_on) if execution.due_on else "không có hạn"


def summary_xlsx(found: Summary, *, simulated: bool) -> bytes:
    """The same in four sheets: by body, by duty, each piece of work that is late, and the whole."""
    title = f"Tình hình thực hiện {found.label}"
    note = f"{'SỐ LIỆU MÔ PHỎNG. ' if simulated else ''}Số liệu đến {moment_text(found.at)}."
    book = Book(title=title, made_on=local_date(found.at))
    numbers = [12] * len(HEADS)
    sheet = book.sheet("Theo đơn vị", widths=[6, 34, *numbers, 12, 12])
    _top(sheet, title, note)
    sheet.heads(3, ["STT", "Đơn vị", *HEADS, "Minh chứng", "Đúng hạn (%)"], columns_kept=2)
    for at, line in enumerate(found.bodies, start=1):
        sheet.row(3 + at, [at, line.name, *figures(line.tally), line.evidence, _share(line.tally)])
    sheet.row(
        4 + len(found.bodies), ["", "Cộng", *figures(found.total), found.evidence, _share(found.total)], total=True
    )  # fmt: skip
    sheet = book.sheet("Theo nhiệm vụ", widths=[6, 12, 60, 14, *numbers])
    _top(sheet, title, note)
    sheet.heads(3, ["STT", "Mục", "Nhiệm vụ", "Hạn", *HEADS], columns_kept=3)
    for at, duty in enumerate(found.duties, start=1):
        text = " ".join(gist(duty.duty.text, duty.duty.assignee_text).split())
        sheet.row(3 + at, [at, duty.duty.path, text, duty.duty.deadline or "", *figures(duty.tally)])
    sheet = book.sheet("Quá hạn", widths=[6, 34, 12, 60, 16, 14, 50])
    _top(sheet, title, note)
    sheet.heads(
        3, ["STT", "Đơn vị", "Mục", "Nhiệm vụ", "Hạn", "Số ngày quá hạn", "Lý do đơn vị nêu"], columns_kept=2
    )
    for at, late in enumerate(found.late, start=1):
        duty_ = late.execution.obligation
        text = " ".join(gist(duty_.text, duty_.assignee_text).split())
        sheet.row(
            3 + at,
            [at, str(late.execution.body), duty_.path, text, _due(late.execution), late.days, late.reason],
        )
    return book.finish()


def _top(sheet: object, title: str, note: str) -> None:
    sheet.text(0, 0, title, "title")  # type: ignore[attr-defined]
    sheet.text(1, 0, note, "note")  # type: ignore[attr-defined]


def _share(tally: Tally) -> float | str:
    value = tally.in_time.value
    return "" if value is None else round(float(value) * 100, 1)
