"""A written report as an official paper: outline, tables, annexes. DỰ THẢO, number and day blank; never signed here."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from treem.documents.layout import (
    Annex,
    Block,
    Bullet,
    Column,
    GroupRow,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberTable,
    OfficialPaper,
    Paragraph,
    Run,
    paragraphs_of,
)
from treem.documents.layout.blocks import TableRow
from treem.kernel.vietnamese import number
from treem.reporting import sentences
from treem.reporting.figures import Figure
from treem.reporting.outline import Section
from treem.reporting.templates_data import Row
from treem.reporting.written import Written

LONGEST_DUTY = 300
"""Characters of a duty in a table."""
NAMED_AGAIN = 12
"""Bodies that have not sent, named once more below a table; when they are more, their names stand where the sending is told."""
MOST_COLUMNS = 9
"""Rows of the template side by side in one annex; more are split into several tables."""


def paper_of(report: Written) -> OfficialPaper:
    """The paper; the same report gives the same paper."""
    issuer = report.issuer
    return OfficialPaper(
        # Two lines, as letterheads have it: a narrow column would break the name of the province.
        parent_issuer=issuer.parent.replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n", 1),
        issuer=issuer.name,
        place=issuer.place,
        year=report.period.year,
        type_name="BÁO CÁO",
        symbol=issuer.symbol,
        subject=report.subject,
        addressees=list(report.onward) or [issuer.parent],
        body=_body(report),
        recipients=["Lưu: VT"],
        authority_lines=list(issuer.lines),
        signer_name=issuer.signer,
        annexes=[
            Annex("Kết quả thực hiện nhiệm vụ theo đơn vị", [_answers(report)])
            if report.found.template.kind == "duties"
            else Annex("Số liệu theo xã, phường", _by_commune(report)),
            Annex("Tình hình gửi báo cáo", [_sendings(report)]),
        ],
        simulated=report.simulated,
    )


def _body(report: Written) -> list[Block]:
    found, outline = report.found, report.outline
    told = _small(report.subject)
    blocks: list[Block] = [
        Paragraph(
            sentences.opening(issuer=report.issuer.name, document_label=report.document_label, subject=told)
        )
    ]
    for section in outline.sections:
        blocks += _section(report, section)
    notes = [
        f"Ghi chú về {what}: {doubt}"
        for what, doubt, sure in (
            ("biểu số liệu", found.template.doubt, found.template.verified),
            ("đề cương", outline.doubt, outline.verified),
        )
        if doubt and not sure
    ]
    blocks += [Paragraph([Run(note, italic=True)]) for note in notes]
    each = "kết quả từng đơn vị" if found.template.kind == "duties" else "số liệu từng xã, phường"
    blocks.append(Paragraph(f"Trên đây là {told}; {each} tại Phụ lục kèm theo."))
    return blocks


def _section(report: Written, section: Section) -> list[Block]:
    """A heading with what stands below it; a part without content leaves no heading behind."""
    heading = Heading(section.level, section.title)
    if section.part:
        written = {"sent": _sent, "figures": _figures, "targets": _targets, "agencies": _agencies}[
            section.part
        ](report)
        return [heading, *written] if written else []
    if not section.prompt:
        return [heading]
    if typed := paragraphs_of(report.words.get(section.key, "")):
        return [heading, *typed]
    # A draft that hides what is missing would be signed with the gap in it.
    return [heading, Paragraph([Run(f"(Bổ sung: {section.prompt}.)", italic=True)])]


def _sent(report: Written) -> list[Block]:
    found = report.found
    lines = [sentences.who_has_sent(found, accepted=report.accepted, late=report.late)]
    lines += [sentences.who_is_missing(found), sentences.days_counted(report.window, *found.days())]
    return [Paragraph(line) for line in lines if line]


def _figures(report: Written) -> list[Block]:
    found = report.found
    if found.template.kind == "duties":
        return [_duties(report)]
    if not found.included:
        return [Paragraph("Chưa có số liệu của xã, phường nào.")]
    lead = (
        "Toàn tỉnh có:"
        if found.provincial
        else f"Tổng hợp từ {len(found.included)} xã, phường đã gửi báo cáo, có:"
    )
    figures = [
        KeyFigure(row.short, found.totals[row.key], row.unit, sentences.share_note(found, row))
        for row in found.template.rows
        if not row.indent and found.totals[row.key] is not None
    ]
    return [*([KeyFigures(lead=lead, figures=figures)] if figures else []), _totals(report)]


def _totals(report: Written) -> NumberTable:
    """The consolidated figures: year before, to date, estimate where there is one, difference."""
    found = report.found
    compared = {row.key: found.compared(row.key) for row in found.template.rows}
    with_before = any(each.bodies for each in compared.values())
    columns = [
        Column("TT", align="center", width=11),
        Column("Nội dung", align="left"),
        Column("Đơn vị tính", align="center"),
    ]
    columns += [Column("Cùng kỳ năm trước")] if with_before else []
    columns += [Column("Thực hiện đến ngày chốt")]
    columns += [Column("Ước cả kỳ")] if found.estimated else []
    if with_before:
        columns += [
            Column("Số", group="Tăng, giảm so cùng kỳ"),
            Column("%", group="Tăng, giảm so cùng kỳ", decimals=1),
        ]
    rows: list[TableRow] = []
    section = ""
    for at, row in enumerate(found.template.rows, start=1):
        if row.section and row.section != section:
            rows.append(GroupRow(row.section))
        section = row.section
        against = compared[row.key]
        cells: list[str | Figure | Fraction | None] = [at, row.label, row.unit]
        cells += [against.before] if with_before else []
        cells += [found.totals[row.key]]
        cells += [found.estimate(row.key) if row.estimate else ""] if found.estimated else []
        cells += [against.difference, against.percent] if with_before else []
        rows.append(cells)
    return NumberTable(
        columns=columns,
        rows=rows or [["", "Không có số liệu", "", *("" for _ in columns[3:])]],
        caption="Bảng 1. Số liệu tổng hợp"
        + ("" if found.provincial else f" của {len(found.included)} đơn vị đã gửi"),
        notes=_notes(report, {each.bodies for each in compared.values() if each.bodies}),
    )


def _notes(report: Written, bodies: set[int]) -> list[str]:
    """What a reader must know before adding, comparing or quoting."""
    found = report.found
    notes = []
    if found.missing_figures:
        without = f"Chưa tính {number(len(found.missing_figures))} đơn vị chưa gửi báo cáo"
        few = len(found.missing_figures) <= NAMED_AGAIN
        notes.append(
            f"{without}: {'; '.join(found.missing_figures)}."
            if few
            else f"{without}, nêu tên ở mục “Tình hình gửi báo cáo”."
        )
    fewer = sorted(count for count in bodies if count < len(found.included))
    if fewer:
        notes.append(
            f"So sánh cùng kỳ chỉ tính trên các đơn vị có số liệu của cả hai kỳ (ít nhất {number(fewer[0])} đơn vị), "
            "nên không so được với cột “Thực hiện”."
        )
    if found.estimated and (silent := found.without_estimate()):
        notes.append(f"Ước cả kỳ: {number(silent)} đơn vị không ước, lấy số thực hiện đến ngày chốt.")
    template = found.template
    notes.append(f"Mẫu “{template.title}”, bản {template.version}. {template.doubt}".strip())
    return notes


def _targets(report: Written) -> list[Block]:
    if not report.targets:
        return []
    with_before = any(line.before is not None for line in report.targets)
    columns = [
        Column("TT", align="center", width=13), Column("Chỉ tiêu kế hoạch", align="left"),
        Column("Đơn vị tính", align="center"),
    ]  # fmt: skip
    columns += [Column("Cùng kỳ năm trước", decimals=2)] if with_before else []
    columns += [
        Column("Thực hiện", decimals=2), Column("Kế hoạch năm", align="center"), Column("% so kế hoạch", decimals=1),
        Column("Chênh lệch so kế hoạch", decimals=2),
    ]  # fmt: skip
    rows: list[TableRow] = [
        [
            line.label, line.name, line.unit, *([line.before] if with_before else []), line.value, line.level,
            line.against_plan, line.difference,
        ]
        for line in report.targets
    ]  # fmt: skip
    notes = ["Tỷ lệ tính lại từ số tổng hợp, không lấy bình quân tỷ lệ của các xã, phường."]
    if not report.found.provincial:
        notes.append(f"Tính trên {number(len(report.found.included))} đơn vị đã gửi báo cáo.")
    return [
        NumberTable(
            columns=columns, rows=rows, caption="Bảng 2. Kết quả so với chỉ tiêu kế hoạch", notes=notes
        )
    ]


def _duties(report: Written) -> NumberTable:
    """Each duty of the document with how many bodies say what."""
    return NumberTable(
        columns=[
            Column("Mục", align="center", width=16), Column("Nhiệm vụ", align="left"), Column("Số đơn vị trả lời"),
            Column("Hoàn thành"), Column("Đang thực hiện"), Column("Chưa thực hiện"),
        ],
        rows=[
            [line.path, _cut(line.text), line.bodies, line.done, line.doing, line.not_yet]
            for line in report.found.duty_lines()
        ]
        or [["", "Chưa có đơn vị nào trả lời", "", "", "", ""]],
        caption="Bảng 1. Kết quả thực hiện nhiệm vụ",
        notes=_notes(report, set()),
    )  # fmt: skip


def _answers(report: Written) -> NumberTable:
    return NumberTable(
        columns=[
            Column("TT", align="center", width=11), Column("Đơn vị", align="left"), Column("Số nhiệm vụ"),
            Column("Hoàn thành"), Column("Đang thực hiện"), Column("Chưa thực hiện"),
        ],
        rows=[
            [at, part.where, *([len(part.duties), *(part.answers(state) for state in ("done", "doing", "not_yet"))] if part.sent else [None] * 4)]
            for at, part in enumerate(report.found.asked, start=1)
        ]
        or [["", "Không có đơn vị nào", "", "", "", ""]],
        notes=_notes(report, set())[:-1] if report.found.missing_figures else (),
    )  # fmt: skip


def _cut(text: str) -> str:
    """A duty can be a page long; the document holds the whole."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_DUTY else f"{flat[: LONGEST_DUTY - 1].rstrip()}…"


def _agencies(report: Written) -> list[Block]:
    """What the agencies of the province wrote; the words of 75 communes stand in the spreadsheet only."""
    return [
        Bullet([Run(f"{part.name}: ", bold=True), Run(" ".join(part.narrative.split()))])
        for part in report.found.in_words
        if part.sent and part.level != "commune" and part.narrative.strip()
    ]


def _by_commune(report: Written) -> list[Block]:
    """One line a commune, the total last. A commune that has not sent prints «…», never a zero."""
    rows = report.found.template.rows
    # Even pieces: 10 rows are 5 and 5, not 9 and 1.
    pieces = max(-(-len(rows) // MOST_COLUMNS), 1)
    size = max(-(-len(rows) // pieces), 1)
    return [
        _communes(report, rows[at : at + size], f" ({place}/{pieces})" if pieces > 1 else "")
        for place, at in enumerate(range(0, max(len(rows), 1), size), start=1)
    ]


def _communes(report: Written, columns: Sequence[Row], which: str) -> NumberTable:
    found = report.found
    rows: list[TableRow] = [
        [
            at,
            part.where,
            *(part.figures.get(row.key) if part.sent else None for row in columns),
        ]
        for at, part in enumerate(found.asked, start=1)
    ]
    total = found.total_words
    units = {row.unit for row in columns}
    one_unit = units.pop() if len(units) == 1 else ""
    return NumberTable(
        columns=[
            Column("TT", align="center", width=11),
            Column("Xã, phường", align="left"),
            *(Column(row.short, unit="" if one_unit else row.unit) for row in columns),
        ],
        rows=rows or [["", "Không có xã, phường nào", *("" for _ in columns)]],
        total=["", total, *(found.totals[row.key] for row in columns)],
        caption=f"{found.template.title}{which}",
        unit=one_unit,
        notes=_notes(report, set())[:-1] if found.missing_figures else (),
    )


def _sendings(report: Written) -> NumberTable:
    return NumberTable(
        columns=[
            Column("TT", align="center", width=11),
            Column("Đơn vị", align="left"),
            Column("Trạng thái", align="left"),
            Column("Ngày gửi", align="center"),
            Column("Thời hạn", align="left"),
            Column("Số liệu đến ngày", align="center"),
        ],
        rows=[
            [
                at, each.name, each.words, sentences.day_text(each.sent_on),
                sentences.TIMELINESS.get(each.timeliness, ""), sentences.day_text(each.as_of),
            ]
            for at, each in enumerate(report.sendings, start=1)
        ]
        or [["", "Không có đơn vị nào", "", "", "", ""]],
    )  # fmt: skip


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
