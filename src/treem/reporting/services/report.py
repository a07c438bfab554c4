"""The written report of a round: gathered once, frozen as a version, and made into DOCX, PDF and XLSX from that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import override

from treem.audit import services as audit
from treem.documents import services as documents
from treem.documents.layout import SigningForm, render_docx, render_pdf, signing_forms
from treem.documents.layout.errors import PdfFailed, PdfTooSlow
from treem.documents.rules import abbreviation
from treem.files import services as files
from treem.indicators.counting import ratio_of
from treem.indicators.rules import base_of, fall, for_this_year, status_of
from treem.indicators.selectors import targets_in_force
from treem.indicators.words import level_words
from treem.kernel.periods import parse_period
from treem.kernel.time import local_date
from treem.kernel.typed import record_number
from treem.kernel.vietnamese import fold, nfc_lines, writable
from treem.organisations import selectors as organisations
from treem.reporting import rules, selectors
from treem.reporting.consolidation import Consolidation
from treem.reporting.errors import NoRecipient, NothingToReport, UnknownSigner
from treem.reporting.models import Round, WrittenReport
from treem.reporting.outline import outline_of
from treem.reporting.paper import paper_of
from treem.reporting.services.consolidating import consolidate
from treem.reporting.workbook import workbook_of
from treem.reporting.written import Issuer, Sending, TargetLine, Written
from treem.web import registry

if TYPE_CHECKING:
    from uuid import UUID

    from treem.documents.models import OutgoingPaper
    from treem.files.models import StoredFile
    from treem.indicators.models import PlanTarget
    from treem.kernel.ratio import Ratio
    from treem.organisations.models import Body, User

REPORT = "reporting.report"
"""The purpose under which the files of written reports are kept, and the origin of their papers."""


def signing_of(round: Round) -> list[SigningForm]:
    """As what the agency that received the returns can sign its report."""
    if round.recipient is None:
        return []
    return signing_forms(round.recipient.kind, date(parse_period(round.period).year, 12, 31))


@transaction.atomic
def make_report(
    round: Round,
    *,
    signing: str,
    actor: User,
    at: datetime,
    signer: str = "",
    words: Mapping[str, str] | None = None,
    uuid: UUID | None = None,
) -> WrittenReport:
    """A new version of the report, from what is in; the missing are named.

    ``signing``: key of ``signing_of``. ``words``: what a person wrote, by section of the outline. Where the PDF cannot
    be drawn the version has none. ``uuid``: of the form; the same form sent twice is one version. Raises NothingToReport when nobody has sent anything, NoRecipient, UnknownSigner,
    LayoutError.
    """
    # Two people at once make two versions, never one number twice. Returns go on while the papers are drawn.
    locked = (
        Round.objects.select_for_update(of=("self",), no_key=True)
        .select_related("recipient", "recipient__unit", "recipient__parent")
        .get(pk=round.pk)
    )
    uuid = record_number(uuid, locked.uuid)
    if earlier := WrittenReport.objects.filter(uuid=uuid).first():
        return earlier
    with override("vi"):  # an official paper is Vietnamese, whatever the screens speak
        report = gather(locked, signing=signing, signer=signer, words=words or {}, at=at)
        paper = paper_of(report)
        contents: dict[str, bytes] = {"docx": render_docx(paper), "xlsx": workbook_of(report)}
        with suppress(PdfTooSlow, PdfFailed):  # the DOCX of the same content is there
            contents["pdf"] = render_pdf(paper)
    about = "-".join(re.findall(r"[a-z0-9]+", fold(report.found.template.title)))
    name = f"bao-cao-{about}-{report.period_key.lower()}-du-thao-{report.number}"
    kept = {kind: _keep(content, f"{name}.{kind}", kind, actor) for kind, content in contents.items()}
    assert locked.recipient_id is not None  # gather refuses a round without one
    made = WrittenReport.objects.create(
        round=locked, number=report.number, body_id=locked.recipient_id, data=report.as_json(),
        sha256=report.fingerprint(), figures_sha256=report.found.fingerprint(), docx=kept["docx"], pdf=kept.get("pdf"),
        xlsx=kept["xlsx"], at=at, by=actor, uuid=uuid,
    )  # fmt: skip
    audit.record(
        actor=actor, action="reporting.make_report", subject=made,
        detail={
            "round": str(locked.uuid), "number": made.number, "included": len(report.found.included),
            "missing": len(report.found.missing), "sha256": made.sha256,
        },
    )  # fmt: skip
    return made


def _keep(content: bytes, name: str, kind: str, actor: User) -> StoredFile:
    return files.store(ContentFile(content, name=name), actor=actor, purpose=REPORT, kinds={kind})


def gather(round: Round, *, signing: str, signer: str, words: Mapping[str, str], at: datetime) -> Written:
    """Everything the report will say, under the scope in force. Raises NothingToReport, NoRecipient, UnknownSigner."""
    found = consolidate(round)
    if not found.included and not any(part.sent for part in found.in_words):
        raise NothingToReport()
    if round.recipient is None:
        raise NoRecipient()
    form = next((each for each in signing_of(round) if each.key == signing), None)
    if form is None:
        raise UnknownSigner(given=signing)
    day = local_date(at)
    outline = outline_of(found.template.kind, round.window_end)
    return Written(
        period_key=round.period,
        window=round.window,
        document_label=round.document_label,
        onward=tuple(str(each) for each in round.onward),
        issuer=_issuer(round.recipient, form, signer),
        found=found,
        targets=tuple(targets_of(found, year=parse_period(round.period).year, on=round.window_end)),
        sendings=tuple(
            Sending(
                name=line.report.body.name, stage=line.report.stage, timeliness=line.timeliness,
                sent_on=_iso(line.report.sent_on),
                as_of=_iso(line.report.as_of) if line.report.state in rules.SENT else "",
                on_behalf=line.report.on_behalf and line.report.state in rules.SENT,
            )
            for line in selectors.lines_of(round, today=day, with_findings=False)
        ),
        outline_on=round.window_end,
        words={
            section.key: text
            for section in outline.written_by_hand
            if (text := nfc_lines(writable(words.get(section.key, ""))).strip())
        },
        number=selectors.last_number(round) + 1,
        simulated=any(asks() for asks in registry.simulated),
    )  # fmt: skip


def _issuer(body: Body, form: SigningForm, signer: str) -> Issuer:
    name = body.short_name or body.name
    return Issuer(
        name=name,
        parent=organisations.superior_of(body),
        place=body.unit.name if body.unit else name,
        symbol=f"BC-{abbreviation(name)}",
        lines=form.lines,
        signer=" ".join(signer.split()),
    )


def targets_of(found: Consolidation, *, year: int, on: date) -> list[TargetLine]:
    """The targets of the year for which the consolidated sums give a rate: computed from sums, never from rates."""
    facts = {row.fact: row.key for row in found.template.rows if row.fact and not row.where}
    now = {fact: int(total) for fact, key in facts.items() if (total := found.totals.get(key)) is not None}
    compared = {fact: found.compared(key) for fact, key in facts.items()}
    before = {fact: int(each.before) for fact, each in compared.items() if each.before is not None}
    lines = []
    for target in targets_in_force(year):
        ratio = ratio_of(target, now, on)
        if ratio is not None:
            lines.append(_target(target, ratio, ratio_of(target, before, on), year=year))
    return lines


def _target(target: PlanTarget, ratio: Ratio, earlier: Ratio | None, *, year: int) -> TargetLine:
    base = base_of(target.unit, target.comparator) or 1
    value, before = ratio.per(base), earlier.per(base) if earlier else None
    measure = fall(value, before) if target.comparator == "reduce_by" else value
    this_year = for_this_year(target.horizon, year)
    level = level_words(target)
    return TargetLine(
        label=target.label,
        name=target.name,
        unit=target.unit_words,
        level=level if this_year else f"{level} (đến năm {target.horizon[:4]})",
        # A level for a later year is no plan for this one; a fall is not held against the rate itself.
        wanted=None if target.level is None or not this_year or target.comparator == "reduce_by" else Fraction(target.level),
        value=value,
        before=before,
        status=status_of(
            measure, comparator=target.comparator, target=target.value, upper=target.upper, horizon=target.horizon,
            year=year,
        ),
    )  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


@transaction.atomic
def prepare_issue(report: WrittenReport, *, actor: User, at: datetime) -> OutgoingPaper:
    """The outgoing paper of a version, to be recorded as issued once the agency's own system has issued it."""
    content = selectors.content_of(report)
    return documents.prepare_paper(
        body=report.body, type="Báo cáo", symbol=content.issuer.symbol, subject=content.subject, origin_kind=REPORT,
        origin_uuid=report.uuid, sha256=(report.pdf or report.docx).sha256, actor=actor, at=at,
        signer=content.issuer.signer, position=", ".join(content.issuer.lines),
    )  # fmt: skip
