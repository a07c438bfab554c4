"""Rows of a return that are duties: what the document behind the round gave the body, and what the body says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from treem.duties import selectors as duties
from treem.duties import services as duty_services
from treem.kernel.language import gettext as _
from treem.kernel.vietnamese import writable
from treem.reporting.errors import LinkRefused, TextTooLong
from treem.reporting.models import DutyAnswer, Return, ReturnDuty, Round

if TYPE_CHECKING:
    from treem.duties.models import Execution
    from treem.organisations.models import User

FIELDS = ("state", "result", "link", "difficulties", "proposals")
LONGEST = {"result": 5000, "link": 500, "difficulties": 2000, "proposals": 2000}
_STATE_OF = {"in_progress": DutyAnswer.DOING, "reported": DutyAnswer.DONE, "accepted": DutyAnswer.DONE}


def make_rows(round: Round, reports: Iterable[Return]) -> list[ReturnDuty]:
    """A row for each duty that the document gave each body, begun with what the body has reported."""
    by_body = {report.body_id: report for report in reports}
    rows = []
    for execution in _executions(round, by_body):
        report = by_body[execution.body_id]
        row = ReturnDuty(
            report=report, body_id=report.body_id, commune_id=report.commune_id, execution=execution,
            path=execution.obligation.path, text=execution.obligation.text,
        )  # fmt: skip
        _take(row, execution)
        rows.append(row)
    return ReturnDuty.objects.bulk_create(rows)


def _executions(round: Round, bodies: Collection[int]) -> Iterable[Execution]:
    """Everything the document gave the bodies but the report itself, in the order of the text."""
    if round.obligation is None or round.obligation.document_id is None:
        return []
    found = duties.executions_of(bodies).filter(obligation__document_id=round.obligation.document_id)
    return (
        found.exclude(obligation__unit_type="reporting")
        .exclude(state="waived")
        .order_by("obligation_id", "due_on", "pk")
    )


def _take(row: ReturnDuty, execution: Execution) -> bool:
    """What the body said of the execution, where the row says nothing yet; whether anything came in."""
    before = (row.state, row.result)
    row.state = row.state or _STATE_OF.get(execution.state, "")
    row.result = row.result or execution.note
    return (row.state, row.result) != before


def refresh(report: Return) -> int:
    """Take over what the body has reported on its duties since; what was written stays. How many rows changed."""
    changed = [row for row in report.duties.select_related("execution") if _take(row, row.execution)]
    ReturnDuty.objects.bulk_update(changed, ["state", "result"])
    return len(changed)


def field(row: ReturnDuty, name: str) -> str:
    """The name of a field on the page."""
    return f"duty_{row.pk}_{name}"


def texts_of(row: ReturnDuty) -> dict[str, str]:
    """Its fields as texts; the state in words."""
    return {name: str(row.get_state_display()) if name == "state" else getattr(row, name) for name in FIELDS}


def read_texts(
    rows: Iterable[ReturnDuty], texts: Mapping[str, str]
) -> tuple[dict[int, dict[str, str]], dict[str, str]]:
    """What was written beside each duty, and the faults by field name. A field that was not sent stays as it is."""
    given: dict[int, dict[str, str]] = {}
    faults: dict[str, str] = {}
    by_words = {str(answer.label): answer.value for answer in DutyAnswer}
    for row in rows:
        new: dict[str, str] = {}
        for name in FIELDS:
            text = writable(texts.get(field(row, name), getattr(row, name))).strip()
            if name == "state":
                text = by_words.get(text, text if text in DutyAnswer.values else "")
            elif len(text) > LONGEST[name]:
                faults[field(row, name)] = str(TextTooLong(length=len(text), limit=LONGEST[name]))
            if name == "link" and text and not text.startswith(("https://", "http://")):
                faults[field(row, name)] = str(LinkRefused())
            new[name] = text
        given[row.pk] = new
    return given, faults


def labels(row: ReturnDuty) -> dict[str, str]:
    """What each field is called where two people differ."""
    name = row.path or row.text[:60]
    words = {
        "state": _("tình trạng"), "result": _("kết quả thực hiện"), "link": _("đường dẫn minh chứng"),
        "difficulties": _("khó khăn, vướng mắc"), "proposals": _("đề xuất, kiến nghị"),
    }  # fmt: skip
    return {key: f"{name}: {word}" for key, word in words.items()}


def duties_as_json(report: Return) -> list[dict[str, Any]]:
    """As they are frozen when the return is sent."""
    return [
        {
            "execution": row.execution_id,
            "path": row.path,
            "text": row.text,
            **{n: getattr(row, n) for n in FIELDS},
        }
        for row in report.duties.order_by("pk")
    ]


def in_words(report: Return) -> str:
    """The answer as it goes on into the consolidation: what the body wrote, then each duty with its result."""
    rows = list(report.duties.order_by("pk"))
    if not rows:
        return report.narrative
    counted = {answer: sum(row.state == answer for row in rows) for answer in DutyAnswer}
    lines = [report.narrative] if report.narrative else []
    lines.append(
        _("Được giao {total} nhiệm vụ: {done} hoàn thành, {doing} đang thực hiện, {not_yet} chưa thực hiện.").format(
            total=len(rows), done=counted[DutyAnswer.DONE], doing=counted[DutyAnswer.DOING],
            not_yet=counted[DutyAnswer.NOT_YET],
        )
    )  # fmt: skip
    for row in rows:
        said = [row.result, _("Khó khăn: {words}").format(words=row.difficulties) if row.difficulties else ""]
        said.append(_("Đề xuất: {words}").format(words=row.proposals) if row.proposals else "")
        text = " ".join(" ".join(part.split()) for part in said if part)
        lines.append(f"- {row.path or row.text[:60]} ({row.get_state_display()}): {text}".strip())
    return "\n".join(lines)


def settle_duties(report: Return, *, actor: User, at: datetime, accepted_at: datetime) -> None:
    """What the accepted return says of its duties becomes what the duties say: done is reported on the day of the
    return and confirmed, under way has begun. What was said on a duty by hand stays."""
    for row in report.duties.select_related("execution"):
        execution = row.execution
        if row.state == DutyAnswer.DOING and execution.state == "not_started":
            duty_services.start_execution(execution, actor=report.submitted_by or actor, at=at)
        if row.state != DutyAnswer.DONE:
            continue
        if execution.state in ("not_started", "in_progress"):
            execution = duty_services.report_execution(
                execution, actor=report.submitted_by or actor, note=row.result, at=at
            )
        if execution.state == "reported":
            duty_services.accept_execution(execution, actor=actor, at=accepted_at)
