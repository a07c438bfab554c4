"""The consolidated report as an official paper: DỰ THẢO, number and day blank. It is never numbered or signed here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import override

from treem.audit import services as audit
from treem.documents.layout import (
    Annex,
    Block,
    Bullet,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberTable,
    OfficialPaper,
    Paragraph,
    Run,
    render_docx,
)
from treem.kernel.periods import parse_period
from treem.kernel.time import local_date
from treem.reporting import rules, selectors, sentences
from treem.reporting.consolidation import Consolidation
from treem.reporting.errors import NoRecipient, NothingToReport
from treem.reporting.figures import Figure
from treem.reporting.models import Round
from treem.reporting.services.consolidating import consolidate
from treem.web import registry

if TYPE_CHECKING:
    from treem.organisations.models import Body, User


def report_docx(round: Round, actor: User, *, at: datetime) -> bytes:
    """The report of the agency that received the returns, from what is in; the missing are named.

    Raises NothingToReport when nobody has sent anything, NoRecipient, LayoutError.
    """
    found = consolidate(round)
    if not found.included and not any(part.sent for part in found.in_words):
        raise NothingToReport()
    if round.recipient is None:
        raise NoRecipient()
    lines = selectors.lines_of(round, today=local_date(at), with_findings=False)
    late = sum(line.timeliness == "late" and line.report.commune_id is not None for line in lines)
    with override("vi"):  # an official paper is Vietnamese, whatever the screens speak
        content = render_docx(_paper(round, round.recipient, found, late=late))
    audit.record(
        actor=actor, action="reporting.download_report", subject=round,
        detail={"included": len(found.included), "missing": len(found.missing), "state": round.state},
    )  # fmt: skip
    return content


def file_name(round: Round) -> str:
    """A name without spaces and marks, as every system keeps it."""
    return f"bao-cao-{round.period.lower()}-{round.template_key}-du-thao.docx"


def _paper(round: Round, issuer: Body, found: Consolidation, *, late: int) -> OfficialPaper:
    period = parse_period(round.period)
    name = issuer.short_name or issuer.name
    parent = superior_of(issuer)
    subject = f"Kết quả tổng hợp số liệu về {found.template.title[0].lower()}{found.template.title[1:]} {period.label}"
    return OfficialPaper(
        # Two lines, as letterheads have it: a narrow column would break the name of the province.
        parent_issuer=parent.replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n", 1),
        issuer=name,
        place=issuer.unit.name if issuer.unit else name,
        year=period.year,
        type_name="BÁO CÁO",
        symbol=f"BC-{rules.abbreviation(name)}",
        subject=subject,
        addressees=[str(onward) for onward in round.onward] or [parent],
        body=_body(round, name, subject, found, late=late),
        recipients=["Lưu: VT"],
        authority_lines=["Giám đốc"],
        annexes=[Annex("Số liệu theo xã, phường", [_table(found)])],
        simulated=any(asks() for asks in registry.simulated),
    )


def superior_of(body: Body) -> str:
    """The body above an agency, as its letterhead names it: the one it belongs to, else its province's committee."""
    if body.parent is not None:
        return body.parent.name
    return f"Ủy ban nhân dân {body.unit.kind} {body.unit.name}" if body.unit else ""


def _body(round: Round, name: str, subject: str, found: Consolidation, *, late: int) -> list[Block]:
    accepted = sum(part.state == rules.ACCEPTED for part in found.included)
    opening = sentences.opening(
        issuer=name, document_label=round.document_label, subject=f"{subject[0].lower()}{subject[1:]}"
    )
    blocks: list[Block] = [
        Paragraph(opening),
        Heading(1, "I. Tình hình gửi báo cáo"),
        Paragraph(sentences.who_has_sent(found, accepted=accepted, late=late)),
    ]
    if missing := sentences.who_is_missing(found.missing):
        blocks.append(Paragraph(missing))
    blocks += [
        Paragraph(sentences.days_counted(round.window, *found.days())),
        Heading(1, "II. Kết quả tổng hợp"),
    ]
    if found.included:
        lead = (
            "Toàn tỉnh có:"
            if found.complete
            else f"Tổng hợp từ {len(found.included)} xã, phường đã gửi báo cáo, có:"
        )
        blocks.append(
            KeyFigures(
                lead=lead,
                figures=[
                    KeyFigure(row.short, found.totals[row.key], row.unit, sentences.share_note(found, row))
                    for row in found.template.rows
                ],
            )
        )
    else:
        blocks.append(Paragraph("Chưa có số liệu của xã, phường nào."))
    if told := [part for part in found.in_words if part.sent]:
        blocks.append(Heading(1, "III. Kết quả của các cơ quan, tổ chức"))
        for part in told:
            blocks.append(Bullet([Run(f"{part.name}: ", bold=True), Run(" ".join(part.narrative.split()))]))
    if not found.template.verified and found.template.doubt:
        blocks.append(Paragraph([Run(f"Ghi chú về biểu số liệu: {found.template.doubt}", italic=True)]))
    blocks.append(
        Paragraph(
            f"Trên đây là {subject[0].lower()}{subject[1:]}; số liệu từng xã, phường tại Phụ lục kèm theo."
        )
    )
    return blocks


def _table(found: Consolidation) -> NumberTable:
    """One line a commune, the total last. A commune that has not sent prints «…», never a zero."""
    rows: list[Sequence[str | Figure | None]] = [
        (at, _capital(part.commune or part.name), *(part.figures.get(row.key) if part.sent else None for row in found.template.rows))
        for at, part in enumerate(found.asked, start=1)
    ]  # fmt: skip
    notes = [f"Mẫu “{found.template.title}”, bản {found.template.version}. {found.template.doubt}".strip()]
    if found.missing_figures:
        notes.insert(0, f"Chưa gửi báo cáo: {'; '.join(found.missing_figures)}.")
    total = "Toàn tỉnh" if found.complete else f"Cộng {len(found.included)} đơn vị đã gửi"
    return NumberTable(
        columns=[
            Column("TT", align="center", width=11),
            Column("Xã, phường", align="left"),
            *(Column(row.short) for row in found.template.rows),
        ],
        rows=rows or [("", "Không có xã, phường nào", *("" for _ in found.template.rows))],
        total=("", total, *(found.totals[row.key] for row in found.template.rows)),
        caption=found.template.title,
        unit=found.template.rows[0].unit if len({row.unit for row in found.template.rows}) == 1 else "",
        notes=notes,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
