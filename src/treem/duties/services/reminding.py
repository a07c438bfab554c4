"""The letter that urges who is late and who is silent: drafted, kept, recorded. Nothing is sent from here."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import override

from treem.audit import services as audit
from treem.db.turns import hold
from treem.documents import services as documents
from treem.duties import board
from treem.duties.board import Asked
from treem.duties.errors import NothingChosen, NothingToUrge
from treem.duties.letter import Letter, Urged, reminder_docx, symbol_of
from treem.duties.models import Execution, Reminder, ReminderIssue, ReminderKind, ReminderLine
from treem.files import services as files
from treem.kernel.time import local_date
from treem.kernel.typed import record_number
from treem.kernel.vietnamese import fold
from treem.web import registry

if TYPE_CHECKING:
    from treem.documents.models import OutgoingPaper
    from treem.organisations.models import Body, User

LETTER = "duties.reminder"
"""The purpose of the files of these letters."""


@transaction.atomic
def make_reminder(
    asked: Asked, *, issuer: Body, actor: User, at: datetime, uuid: UUID | None = None
) -> Reminder:
    """Draft the letter for the late and the silent of one document or one deadline, and record whom it urges. Asked
    again with the same ``uuid``, also in the same moment: the first one.

    Raises NothingChosen, NothingToUrge, LayoutError.
    """
    if asked.document is None and asked.due is None:
        raise NothingChosen()
    if uuid is not None:
        hold(uuid)
    number = record_number(uuid, issuer.uuid, asked)
    if earlier := Reminder.objects.filter(uuid=number).first():
        return earlier
    day = local_date(at)
    bodies, found = board.found_cells(asked, day)
    urged = [cell.uuid for cell in board.to_urge(bodies, found, issuer)]
    executions = list(
        Execution.objects.filter(uuid__in=urged).select_related("obligation__document", "body__unit")
    )
    if not executions:
        raise NothingToUrge()
    executions.sort(key=lambda each: (each.body.level != "commune", fold(str(each.body)), each.obligation_id))
    late_days = {each.pk: _days_late(each, day) for each in executions}
    letter = Letter(
        issuer=issuer,
        what=executions[0].obligation.document_label if asked.document is not None else "",
        due_on=asked.due,
        day=day,
        late=[_line(each, late_days[each.pk]) for each in executions if late_days[each.pk]],
        silent=[_line(each, 0) for each in executions if not late_days[each.pk]],
        simulated=any(asks() for asks in registry.simulated),
    )
    with override("vi"):  # an official paper is Vietnamese, whatever the screens speak
        content = reminder_docx(letter)
    name = f"cong-van-don-doc-{day:%Y%m%d}-du-thao.docx"
    stored = files.store(ContentFile(content, name=name), actor=actor, purpose=LETTER, kinds={"docx"})
    reminder = Reminder.objects.create(
        uuid=number, body=issuer, document_id=asked.document, due_on=asked.due, subject=letter.subject[:400], at=at, by=actor,
        file=stored,
    )  # fmt: skip
    ReminderLine.objects.bulk_create(
        ReminderLine(
            reminder=reminder,
            execution=each,
            body_id=each.body_id,
            kind=ReminderKind.LATE if late_days[each.pk] else ReminderKind.SILENT,
            days_late=late_days[each.pk],
            at=at,
        )
        for each in executions
    )
    audit.record(
        actor=actor, action="duties.remind", subject=reminder,
        detail={"executions": len(executions), "bodies": len(letter.bodies), "late": len(letter.late)},
    )  # fmt: skip
    return reminder


@transaction.atomic
def prepare_letter(reminder: Reminder, *, actor: User, at: datetime) -> OutgoingPaper:
    """The outgoing paper of a drafted letter, to be recorded as issued once the agency's own system has issued it."""
    return documents.prepare_paper(
        body=reminder.body, type="Công văn", symbol=symbol_of(reminder.body), subject=f"V/v {reminder.subject}",
        origin_kind=LETTER, origin_uuid=reminder.uuid, sha256=reminder.file.sha256, actor=actor, at=at,
    )  # fmt: skip


def tell_of_issue(paper: OutgoingPaper) -> None:
    """A letter was recorded as issued: written down for each body that it urges. For ``documents.hooks.papers_issued``."""
    reminder = (
        Reminder.objects.filter(uuid=paper.origin_uuid).first() if paper.origin_kind == LETTER else None
    )
    if reminder is None or paper.issued_on is None or paper.recorded_at is None:
        return
    bodies = sorted(set(reminder.lines.values_list("body_id", flat=True)))
    ReminderIssue.objects.bulk_create(
        ReminderIssue(
            reminder=reminder, body_id=body, number_symbol=paper.number_symbol, issued_on=paper.issued_on,
            at=paper.recorded_at,
        )
        for body in bodies
    )  # fmt: skip


def _days_late(execution: Execution, day: date) -> int:
    """Days since the last one in time; 0 while it is not late."""
    if execution.late_from is None or day < execution.late_from:
        return 0
    return (day - execution.late_from).days + 1


def _line(execution: Execution, days_late: int) -> Urged:
    duty = execution.obligation
    return Urged(str(execution.body), duty.path, duty.text, execution.due_on, days_late)
