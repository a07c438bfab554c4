"""Reading rounds and returns. Returns and their values are protected rows: each answer is bound by the scope."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet

from treem.db import scope
from treem.duties import selectors as duties
from treem.duties.selectors import Late
from treem.files import selectors as files
from treem.kernel.language import gettext as _
from treem.kernel.periods import parse_period
from treem.kernel.time import local_date
from treem.kernel.vietnamese import place_key
from treem.law.values import value
from treem.organisations import selectors as organisations
from treem.organisations.roles import Role
from treem.reporting import rules, written
from treem.reporting.figures import Entry, Figure, Finding, check, check_day
from treem.reporting.models import (
    Act,
    Return,
    ReturnChange,
    ReturnDuty,
    ReturnState,
    ReturnValue,
    Round,
    RoundChange,
    RoundState,
    Snapshot,
    WrittenReport,
)
from treem.reporting.rules import Timeliness
from treem.reporting.templates_data import Template, from_json, template_on

if TYPE_CHECKING:
    from treem.duties.models import Obligation
    from treem.files.models import StoredFile
    from treem.organisations.models import Body, User

PAPER = "paper"
"""The line of a return that its scan belongs to."""

# -- rounds -----------------------------------------------------------------------------------------------


def rounds(*, drafts: bool) -> QuerySet[Round]:
    """Rounds, the nearest deadline of the open ones first; drafts only for those who open them."""
    found = Round.objects.select_related("recipient")
    if not drafts:
        found = found.exclude(state__in=[RoundState.DRAFT, RoundState.SKIPPED])
    return found.order_by(F("closed_at").desc(nulls_first=True), F("deadline").asc(nulls_last=True), "pk")


def round_by_uuid(uuid: UUID) -> Round | None:
    """The round, or None."""
    return (
        Round.objects.select_related("recipient", "recipient__unit", "recipient__parent", "obligation")
        .filter(uuid=uuid)
        .first()
    )


def standing_mark(round: Round) -> str:
    """How many have sent, and how many of these were taken in, as one word to compare."""
    states = list(round.returns.values_list("state", flat=True))
    sent = [state for state in states if state in rules.SENT]
    return f"{len(states)}.{len(sent)}.{sent.count(ReturnState.ACCEPTED)}"


def closings_of(round: Round) -> QuerySet[RoundChange]:
    """When the round was closed and opened again, the newest first."""
    return round.changes.select_related("by").order_by("-at", "-pk")


def template_of(round: Round) -> Template | None:
    """The template of a round: as frozen, or for a draft the one in force at the end of its period."""
    if round.template:
        return from_json(round.template)
    return template_on(round.template_key, round.window_end)


# -- returns ----------------------------------------------------------------------------------------------


def _ended() -> tuple[int, ...]:
    """Ids of the bodies in the scope that have ended."""
    in_force = scope.current()
    return in_force.former if in_force else ()


def returns() -> QuerySet[Return]:
    """All returns in the scope, of rounds that are open or closed, round by round; of bodies that have ended what they
    sent."""
    return (
        Return.objects.exclude(round__state=RoundState.DRAFT)
        .exclude(body_id__in=_ended(), state__in=rules.NOT_SENT)
        .select_related("round", "body", "commune")
        .order_by("pk")
    )


def returns_to_do() -> QuerySet[Return]:
    """Being prepared, in rounds that are open; not what the lead agency types in from paper."""
    return returns().filter(state=ReturnState.DRAFT, round__state=RoundState.OPEN, reason="", on_behalf=False)


def returns_sent_back() -> QuerySet[Return]:
    """Sent back with a reason, by the lead agency or inside the body, waiting to be mended."""
    return returns().filter(
        Q(state=ReturnState.RETURNED) | (Q(state=ReturnState.DRAFT) & ~Q(reason="")),
        round__state=RoundState.OPEN, on_behalf=False,
    )  # fmt: skip


def returns_waiting(step: str) -> QuerySet[Return]:
    """Waiting inside their bodies to be checked, approved, or sent."""
    return returns().filter(state=ReturnState.PENDING, step=step, round__state=RoundState.OPEN)


def returns_from_paper() -> QuerySet[Return]:
    """Being typed in by the lead agency."""
    return returns().filter(state__in=rules.EDITABLE, round__state=RoundState.OPEN, on_behalf=True)


def returns_awaiting() -> QuerySet[Return]:
    """Sent, not accepted yet."""
    return returns().filter(state=ReturnState.SUBMITTED, round__state=RoundState.OPEN)


def returns_accepted() -> QuerySet[Return]:
    """Taken in, also in closed rounds."""
    return returns().filter(state=ReturnState.ACCEPTED)


SHOWN: dict[str, Callable[[], QuerySet[Return]]] = {
    "draft": returns_to_do,
    "returned": returns_sent_back,
    "checking": partial(returns_waiting, rules.CHECK),
    "approving": partial(returns_waiting, rules.APPROVE),
    "approved": partial(returns_waiting, rules.SEND),
    "paper": returns_from_paper,
    "submitted": returns_awaiting,
    "accepted": returns_accepted,
}


def shown(which: str) -> QuerySet[Return]:
    """The list that a filter of the address names; an unknown name shows all."""
    return SHOWN.get(which, returns)()


def return_visible(uuid: UUID) -> Return | None:
    """The return, when the scope holds it and its round has begun."""
    return (
        Return.objects.exclude(round__state=RoundState.DRAFT)
        .select_related(
            "round",
            "round__recipient",
            "body",
            "commune",
            "saved_by",
            "submitted_by",
            "accepted_by",
            "presented_by",
            "approved_by",
            "entered_by",
        )
        .filter(uuid=uuid)
        .first()
    )


def entries_of(report: Return) -> dict[str, Entry]:
    """The figures of a return by row."""
    return {v.row_key: v.entry for v in report.values.all()}


def history_of(report: Return) -> QuerySet[ReturnChange]:
    """The changes of a return, the newest first."""
    return report.changes.select_related("by").order_by("-at", "-pk")


_TWICE = timedelta(minutes=10)


def just_done(report: Return, act: Act, *, by: User, at: datetime) -> bool:
    """Whether the last thing that happened to the return is this act of this person, a moment ago: a button that was
    pressed twice, or once on a slow line, has done its work."""
    last = report.changes.order_by("-pk").first()
    return last is not None and last.act == act and last.by_id == by.pk and at - last.at <= _TWICE


def template_rows(report: Return) -> Template:
    """The frozen template of the return's round, with the rows its body is asked for."""
    template = from_json(report.round.template)
    level = report.body.level
    if template.rows_for(level):
        return template
    return replace(template, rows=(), checks=())


def previous_figures(reports: Iterable[Return]) -> dict[int, dict[str, Figure | None]]:
    """By return: the figures its body sent for the same period of the year before, on the same template."""
    by_round: dict[int, list[Return]] = {}
    for report in reports:
        by_round.setdefault(report.round_id, []).append(report)
    found: dict[int, dict[str, Figure | None]] = {}
    for group in by_round.values():
        this = group[0].round
        before = parse_period(this.period).a_year_before().key
        earlier = Return.objects.filter(
            body_id__in=[r.body_id for r in group], state__in=rules.SENT, round__period=before,
            round__kind=this.kind, round__template_key=this.template_key,
        ).prefetch_related("values")  # fmt: skip
        of_body = {r.body_id: {v.row_key: v.figure for v in r.values.all()} for r in earlier}
        found.update({report.pk: of_body[report.body_id] for report in group if report.body_id in of_body})
    return found


def findings_of(
    report: Return,
    *,
    today: date,
    entries: dict[str, Entry] | None = None,
    previous: dict[str, Figure | None] | None = None,
) -> list[Finding]:
    """Everything about a return that is wrong or wants an explanation, its day first."""
    entries = entries_of(report) if entries is None else entries
    template = template_rows(report)
    if previous is None:
        previous = previous_figures([report]).get(report.pk, {})
    found = check_day(
        report.as_of,
        window=report.round.window,
        today=today,
        counted_as_of=report.counted_as_of,
        uses_counts=any(e.counted is not None and e.typed is None for e in entries.values()),
    )
    limit = value("reporting.jump_to_explain", on=report.round.window_end).whole
    found += check(template, entries, previous=previous, jump_limit=limit)
    duty_rows = list(report.duties.order_by("pk"))
    found += [finding for row in duty_rows for finding in _about_duty(row)]
    if not template.rows and not duty_rows and not report.narrative.strip():
        found.append(Finding("narrative", "empty", _("Hãy ghi tình hình và kết quả thực hiện của đơn vị.")))
    return found


def _about_duty(row: ReturnDuty) -> list[Finding]:
    """What a duty's row still lacks: where it stands, and the words to it."""
    key = f"duty_{row.pk}"
    if not row.state:
        return [Finding(key, "missing", _("Hãy chọn tình trạng thực hiện nhiệm vụ này."))]
    if row.state == rules.NOT_YET and not row.difficulties.strip():
        return [Finding(key, "missing", _("Chưa thực hiện: hãy ghi khó khăn, vướng mắc."))]
    if row.state != rules.NOT_YET and not row.result.strip():
        return [Finding(key, "missing", _("Hãy ghi kết quả thực hiện."))]
    return []


PAGE = 50


def page_after(found: QuerySet[Return], cursor: str) -> tuple[list[Return], str]:
    """One page of a list of returns after a key, and the key the next page begins after ("" at the end)."""
    if cursor.isdecimal() and len(cursor) < 18:
        found = found.filter(pk__gt=int(cursor))
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""


# -- inside the body -------------------------------------------------------------------------------------

_STEPS_OF = {"commune": "reporting.approval_steps_commune"}


def chain_of(report: Return, *, on: date) -> tuple[str, ...]:
    """Whom the return passes inside its body before it is sent, by the setting of the day."""
    key = _STEPS_OF.get(report.body.level, "reporting.approval_steps_province")
    return rules.chain(value(key, on=on).whole)


_HOLDS = {
    "commune": {rules.CHECK: Role.COMMUNE_DIVISION_HEAD, rules.APPROVE: Role.COMMUNE_LEADER},
    "province": {rules.APPROVE: Role.SECTOR_OFFICER},
}


def holders(report: Return, step: str, *, on: date) -> set[int]:
    """Persons (ids) who may do the step for the body of the return."""
    role = _HOLDS.get(report.body.level, {}).get(step)
    if role is None:
        return set()
    ids = [report.body_id]
    if (
        report.body.level == "commune" and report.commune_id
    ):  # the division and the committee are bodies of one commune
        there = organisations.bodies_in_force(on).filter(unit_id=report.commune_id)
        ids = list(there.values_list("pk", flat=True))
    found = organisations.appointments_of(ids, on).filter(role=role, user__is_active=True)
    return set(found.values_list("user_id", flat=True))


@dataclass(frozen=True)
class Typed:
    """How many figures, marks and texts of a return a person typed, who saved last and when."""

    fields: int
    by: User | None
    at: datetime | None


def typed_in(report: Return) -> Typed | None:
    """What the body has typed into its return; None while it is empty."""
    by_hand = Q(typed__isnull=False) | Q(estimated__isnull=False) | Q(not_occurred=True) | ~Q(note="")
    said = ~Q(result="") | ~Q(difficulties="") | ~Q(proposals="")
    count = report.values.filter(by_hand).count() + report.duties.filter(said).count()
    count += bool(report.narrative.strip())
    return Typed(count, report.saved_by, report.saved_at) if count and report.saved_at else None


def paper_attached(report: Return) -> bool:
    """Whether a scan of the paper hangs on the return."""
    return files.attachments_of(report).filter(part=PAPER, withdrawn_at__isnull=True).exists()


# -- how a round stands -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """How many returns of a round stand how, as far as the scope reaches."""

    total: int = 0
    not_started: int = 0
    in_progress: int = 0
    checking: int = 0
    approving: int = 0
    approved: int = 0
    submitted: int = 0
    returned: int = 0
    accepted: int = 0

    @property
    def sent(self) -> int:
        return self.submitted + self.accepted

    @property
    def missing(self) -> int:
        return self.total - self.sent


_STAGES = {
    "not_started": Q(state=ReturnState.DRAFT, started_at__isnull=True),
    "in_progress": Q(state=ReturnState.DRAFT, started_at__isnull=False),
    "checking": Q(state=ReturnState.PENDING, step=rules.CHECK),
    "approving": Q(state=ReturnState.PENDING, step=rules.APPROVE),
    "approved": Q(state=ReturnState.PENDING, step=rules.SEND),
    "submitted": Q(state=ReturnState.SUBMITTED),
    "returned": Q(state=ReturnState.RETURNED),
    "accepted": Q(state=ReturnState.ACCEPTED),
}


def tallies(round_ids: Iterable[int]) -> dict[int, Tally]:
    """The counts of each round."""
    rows: Iterable[Any] = (
        Return.objects.filter(round_id__in=list(round_ids))
        .values("round_id")
        .annotate(total=Count("pk"), **{name: Count("pk", filter=q) for name, q in _STAGES.items()})
    )
    return {row.pop("round_id"): Tally(**row) for row in rows}


@dataclass(frozen=True)
class Line:
    """One body in the matrix of a round."""

    report: Return
    timeliness: Timeliness
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Nothing asked for an explanation: it can be accepted together with others."""
        return self.report.state == ReturnState.SUBMITTED and not self.findings


def timeliness_of(report: Return, *, today: date) -> Timeliness:
    """In time or late by the sending that stands; how near or overdue while there is none."""
    opened = report.round.opened_at
    term = rules.term(
        report.round.deadline_op, report.round.deadline, opened_on=local_date(opened) if opened else None
    )
    return rules.timeliness(term, today=today, submitted_on=report.sent_on)


def lines_of(round: Round, *, today: date, with_findings: bool = True) -> list[Line]:
    """Every body of a round: communes by name first, then agencies. Findings of sent returns only."""
    reports = list(
        round.returns.select_related("round", "body", "commune").prefetch_related(
            Prefetch("values", ReturnValue.objects.order_by("pk"))
        )
    )
    previous = previous_figures(reports) if with_findings else {}
    lines = []
    for report in sorted(reports, key=place_in_list):
        findings: tuple[Finding, ...] = ()
        if with_findings and report.state in rules.SENT:
            findings = tuple(findings_of(report, today=today, previous=previous.get(report.pk, {})))
        lines.append(Line(report, timeliness_of(report, today=today), findings))
    return lines


def place_in_list(report: Return) -> tuple[bool, str, str]:
    """Communes by their names first, then agencies."""
    name = report.commune.name if report.commune else report.body.name
    return report.commune is None, place_key(name), report.body.code


def snapshot_of(round: Round) -> Snapshot | None:
    """The latest frozen consolidation, for whom the body that received it is in scope."""
    return round.snapshots.order_by("-number").first()


def duty_of(round: Round) -> Obligation | None:
    """The duty behind the round, where somebody may be urged about it."""
    return round.obligation if round.obligation_id is not None else None


def opened_late(round: Round) -> bool:
    """Whether the deadline had passed when the round was opened."""
    late_from = round.term.late_from
    return round.opened_at is not None and late_from is not None and local_date(round.opened_at) >= late_from


def bodies_gone(round: Round, lines: Iterable[Line]) -> list[Body]:
    """Bodies that were asked and have ended since, whether the scope still knows their returns or not."""
    ended = {line.report.body_id for line in lines if line.report.ended}
    missing = set(round.asked) - {line.report.body_id for line in lines}
    found = organisations.bodies(missing | ended).values()
    return [body for body in found if body.valid_to is not None or body.pk in ended]


# -- the written report -----------------------------------------------------------------------------------


def last_number(round: Round) -> int:
    """The number of the last version of its report; 0 before the first."""
    return round.written_reports.aggregate(last=Max("number"))["last"] or 0


def written_reports(round: Round) -> QuerySet[WrittenReport]:
    """The versions of its report, the newest first, for whom the body that received the returns is in scope."""
    return round.written_reports.select_related("docx", "pdf", "xlsx", "by").order_by("-number")


def written_report(uuid: UUID) -> WrittenReport | None:
    """One version, when the scope holds it."""
    return (
        WrittenReport.objects.select_related("round", "body", "docx", "pdf", "xlsx", "by")
        .filter(uuid=uuid)
        .first()
    )


def content_of(report: WrittenReport) -> written.Written:
    """What a version says."""
    return written.from_json(report.data)


def holds_report_file(stored: StoredFile) -> bool:
    """Whether the file belongs to a version in the scope."""
    return WrittenReport.objects.filter(Q(docx=stored) | Q(pdf=stored) | Q(xlsx=stored)).exists()


# -- the leader's figures ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """Counts only: open rounds, returns asked for and missing in them, of these past the deadline."""

    rounds: int = 0
    returns: int = 0
    missing: int = 0
    overdue: int = 0


def progress(*, today: date) -> Progress:
    """How reporting stands in the scope."""
    open_ids = list(Round.objects.filter(state=RoundState.OPEN).values_list("pk", flat=True))
    asked = returns().filter(round_id__in=open_ids)
    missing = asked.filter(state__in=rules.NOT_SENT)
    late = sum(timeliness_of(report, today=today) == "overdue" for report in missing)
    return Progress(len(open_ids), asked.count(), len(missing), late)


def missing_lines(*, today: date) -> list[Line]:
    """What ``progress`` counts as missing, one by one: the longest late first, then by deadline."""
    missing = (
        returns()
        .filter(round__state=RoundState.OPEN, state__in=rules.NOT_SENT)
        .order_by("round__deadline", "round_id", "pk")
    )
    lines = [Line(report, timeliness_of(report, today=today), ()) for report in missing]
    return sorted(lines, key=lambda line: line.timeliness != "overdue")


def late_by_commune(*, today: date) -> dict[int, Late]:
    """Returns of open rounds that should have been sent, by the id of the commune."""
    missing = returns().filter(round__state=RoundState.OPEN, state__in=rules.NOT_SENT, commune__isnull=False)
    since: dict[int, list[date]] = {}
    for report in missing:
        if timeliness_of(report, today=today) == "overdue" and report.round.term.late_from:
            since.setdefault(report.commune_id or 0, []).append(report.round.term.late_from)
    return {commune: Late(len(days), min(days)) for commune, days in since.items()}


# -- who is asked -----------------------------------------------------------------------------------------


def bodies_proposed(round: Round, *, on: date) -> list[Body]:
    """Whom to ask: the bodies of the duty behind the round, else every commune's People's Committee. Never the
    body that receives the returns."""
    in_force = scope.current()
    reach = in_force.bodies if in_force else ()
    if round.obligation_id is not None:
        given = duties.executions_of(reach).filter(obligation_id=round.obligation_id, due_on=round.deadline)
        found = list({execution.body_id: execution.body for execution in given}.values())
    else:
        communes = in_force.communes if in_force else ()
        found = list(organisations.commune_bodies(communes, on).values())
    wanted = [body for body in found if body.pk != round.recipient_id]
    return sorted(wanted, key=lambda body: (body.level != "commune", place_key(body.name)))


def bodies_possible(*, on: date) -> list[Body]:
    """Everybody who could be asked: People's Committees of communes, and agencies of the province, in the scope."""
    in_force = scope.current()
    if in_force is None:
        return []
    communes = organisations.commune_bodies(in_force.communes, on).values()
    agencies = organisations.bodies_in_force(on).filter(pk__in=in_force.bodies, level="province")
    return sorted([*communes, *agencies], key=lambda body: (body.level != "commune", place_key(body.name)))
