"""A round from its draft to its opening and closing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from treem.audit import services as audit
from treem.db import scope
from treem.duties import selectors as duties
from treem.duties.recurrence import days_of
from treem.kernel.errors import DomainError
from treem.kernel.periods import Period, Window, parse_period, sensible
from treem.kernel.time import local_date, today
from treem.kernel.vietnamese import date_text, place_key
from treem.law.windows import window_of
from treem.organisations import selectors as organisations
from treem.reporting import rules
from treem.reporting.errors import (
    BodyOutOfReach,
    DeadlineBeforePeriod,
    NoBodies,
    NoDocument,
    NoRecipient,
    NoTemplate,
    RoundExists,
    RoundNotOpen,
    SkipReasonMissing,
)
from treem.reporting.models import (
    Return,
    ReturnChange,
    ReturnState,
    ReturnValue,
    Round,
    RoundKind,
    RoundState,
)
from treem.reporting.services.duty_rows import make_rows
from treem.reporting.templates_data import Template, template_on
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.duties.models import Obligation
    from treem.organisations.models import Body, User

FIRST_TEMPLATE = "children-basic"
"""Proposed for a round about a period until a guidance letter's own annexes are typed in."""
DIRECTIVE_TEMPLATE = "directive-results"
"""Proposed where a document asks once how it was carried out: its rows are the document's duties."""


def title_of(kind: str, period: Period) -> str:
    """The name of a round: «Báo cáo 6 tháng đầu năm 2026»."""
    match kind:
        case RoundKind.ONE_OFF:
            return f"Báo cáo kết quả thực hiện văn bản chỉ đạo, {period.label}"
        case RoundKind.AD_HOC:
            return f"Báo cáo đột xuất, {period.label}"
        case _:
            return f"Báo cáo {period.label}"


def oddities_of(
    *, period: str, template_key: str, deadline: date | None, op: str, on: date
) -> tuple[str, ...]:
    """What to ask again before such a round is written down by hand; nothing where it is refused anyhow."""
    try:
        found = sensible(parse_period(period))
        window = window_for(found, template_on(template_key, window_for(found, None).end))
    except DomainError:
        return ()
    return rules.oddities(window, rules.term(op, deadline), today=on)


def window_for(period: Period, template: Template | None) -> Window:
    """The days that count for the period under the template's rule. Raises NotInForce."""
    return window_of(period, template.period_rule if template else "administrative")


NEAR_DAYS = 62
"""A recurring report gets its draft when it falls due within two months: twelve drafts of a year would hide the one that
is due."""


def draft_round_from(obligation: Obligation, *_occurrences: object) -> None:
    """A duty to report by a day becomes a draft of a round for each of its dates; others are left alone.

    Dates written in the document all at once, those of a recurrence (every month, every year) as they come near. The
    period is guessed from the wording and marked as a guess: a person confirms it by opening the round. Told by
    ``duties.hooks.confirmed`` and ``extended`` in their transactions, and nightly; running it again changes nothing.
    """
    draft_near(obligation, on=today())


def draft_near(obligation: Obligation, *, on: date) -> None:
    """The drafts that a duty to report wants on a day, as far as they are missing."""
    if obligation.unit_type != "reporting" or _only_the_lead(obligation):
        return  # what the lead agency itself sends up is the report made from a round
    # A period in the text belongs to the first of several dates only.
    wanted = {
        day: obligation.period if day == obligation.deadline else "" for day in obligation.pattern.written
    }
    for each in duties.occurrences_of(obligation):
        if each.due_on is not None and on <= each.due_on <= on + timedelta(days=NEAR_DAYS):
            wanted.setdefault(each.due_on, each.period)
    for day, period in wanted.items():
        Round.objects.get_or_create(
            obligation_id=obligation.pk,
            deadline=day,
            defaults={
                "document_label": obligation.document_label,
                "deadline_op": obligation.deadline_op or "by",
                "onward": list(obligation.onward),
                **guessed(obligation, day, period),
            },
        )


def guessed(obligation: Obligation, day: date, period: str) -> dict[str, Any]:
    """What a draft of a round says of itself, from the words and the day of its duty."""
    last_day = rules.term(obligation.deadline_op, day).last_day or day
    guess = rules.guess_period(period=period, recurrence=obligation.recurrence, last_day=last_day)
    key = _template_for(obligation, guess.kind)
    template = template_on(key, last_day)
    # A directive of former years must not fail here: the days are part of the guess.
    window = days_of(guess.period)
    return {
        "title": title_of(guess.kind, guess.period),
        "kind": guess.kind,
        "period": guess.period.key,
        "period_guessed": True,
        "window_start": window.start,
        "window_end": window.end,
        "recipient": organisations.lead_body(last_day),
        "template_key": key,
        "template_version": template.version if template else "",
    }


def draft_rounds_coming_near(*, on: date) -> int:
    """The drafts of recurring reports that fall due within two months and have none yet. Returns how many were made.
    For the system, each night."""
    before = Round.objects.count()
    for obligation in duties.reporting_due_between(on, on + timedelta(days=NEAR_DAYS)):
        draft_near(obligation, on=on)
    return Round.objects.count() - before


def _template_for(obligation: Obligation, kind: str) -> str:
    """A report asked once, about no period that the text names, is about the document itself."""
    about_itself = kind == RoundKind.ONE_OFF and not obligation.period.strip()
    return DIRECTIVE_TEMPLATE if about_itself and obligation.document_id is not None else FIRST_TEMPLATE


def _only_the_lead(obligation: Obligation) -> bool:
    bodies = {execution.body for execution in duties.executions_of_obligation(obligation, None)}
    return bool(bodies) and all(body.lead_for_children for body in bodies)


@transaction.atomic
def draft_round(
    *, kind: str, period: str, deadline: date | None, deadline_op: str, template_key: str, title: str, actor: User,
    at: datetime,
) -> Round:  # fmt: skip
    """Write down a round by hand, without a duty behind it. Of two people at once one makes it, the other hears of it.

    Raises UnknownPeriod, PeriodOutOfTime, DeadlineBeforePeriod, NotInForce, NoTemplate, RoundExists.
    """
    round = Round(
        recipient=organisations.lead_body(local_date(at)),
        deadline=deadline,
        deadline_op=deadline_op,
        kind=kind,
    )
    _set_period(round, period=period, template_key=template_key, title=title)
    _check_only(round)
    round.save()
    audit.record(actor=actor, action="reporting.draft_round", subject=round)
    return round


@transaction.atomic
def save_draft(
    round: Round,
    *,
    version: int,
    kind: str,
    period: str,
    title: str,
    template_key: str,
    actor: User,
    **by_hand: Any,
) -> Round:
    """Change a draft; looking at the period ends its being a guess.

    ``by_hand``: ``deadline`` and ``deadline_op``, only for a round without a duty behind it. Raises RoundNotOpen,
    StaleVersion, UnknownPeriod, PeriodOutOfTime, DeadlineBeforePeriod, NotInForce, NoTemplate, RoundExists.
    """
    locked = locked_round(round, RoundState.DRAFT)
    mine = {
        "kind": kind,
        "period": parse_period(period).key,
        "title": title,
        "template_key": template_key,
        **by_hand,
    }
    check_version(locked, version, mine)
    locked.kind = kind
    if locked.obligation_id is None:
        locked.deadline = by_hand.get("deadline", locked.deadline)
        locked.deadline_op = by_hand.get("deadline_op", locked.deadline_op)
    _set_period(locked, period=period, template_key=template_key, title=title)
    _check_only(locked)
    locked.period_guessed = False
    locked.version += 1
    locked.save()
    audit.record(actor=actor, action="reporting.save_draft", subject=locked)
    return locked


def same_draft(round: Round) -> Round | None:
    """Another draft for the same template, period and document; None for a round that a duty asks for."""
    if round.obligation_id is not None:
        return None
    return (
        Round.objects.filter(
            obligation=None, state=RoundState.DRAFT, template_key=round.template_key, period=round.period,
            document_label=round.document_label,
        )
        .exclude(pk=round.pk)
        .first()
    )  # fmt: skip


def _check_only(round: Round) -> None:
    with connection.cursor() as cursor:  # until the end of the transaction: there is no row to lock yet
        key = f"reporting.draft:{round.template_key}:{round.period}:{round.document_label}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    if other := same_draft(round):
        raise RoundExists(title=other.title)


def _set_period(round: Round, *, period: str, template_key: str, title: str) -> None:
    found = sensible(parse_period(period))
    # Templates are dated too: the one in force when the period ends, by its own rule of windows.
    rough = window_for(found, None)
    template = template_on(template_key, rough.end)
    if template is None:
        raise NoTemplate(key=template_key, on=date_text(rough.end))
    window = window_for(found, template)
    round.period = found.key
    round.window_start, round.window_end = window.start, window.end
    last_day = round.term.last_day
    if last_day is not None and round.deadline is not None and last_day < window.start:
        field = None if round.obligation_id is None else "period"
        raise DeadlineBeforePeriod(
            field=field, deadline=date_text(round.deadline), start=date_text(window.start)
        )
    round.template_key, round.template_version = template.key, template.version
    round.title = title.strip() or title_of(round.kind, found)


@transaction.atomic
def open_round(round: Round, bodies: Collection[Body], actor: User, *, at: datetime) -> list[Return]:
    """Freeze the template and give each body its return; from now on the bodies see it.

    A commune's body answers for its commune, a provincial agency for none. Raises NoBodies, BodyOutOfReach,
    NoTemplate, NoDocument, NoRecipient, RoundNotOpen.
    """
    locked = locked_round(round, RoundState.DRAFT)
    wanted = {body.pk: body for body in bodies}
    _check_bodies(wanted, local_date(at))
    template = template_on(locked.template_key, locked.window_end)
    if template is None:
        raise NoTemplate(key=locked.template_key, on=date_text(locked.window_end))
    if template.kind == "duties" and (locked.obligation is None or locked.obligation.document_id is None):
        raise NoDocument()
    locked.recipient = locked.recipient or organisations.lead_body(local_date(at))
    if locked.recipient is None:
        raise NoRecipient()
    locked.template, locked.template_version = template.as_json(), template.version
    locked.state, locked.opened_at, locked.opened_by = RoundState.OPEN, at, actor
    locked.period_guessed = False
    locked.asked = sorted(wanted)
    locked.version += 1
    locked.save()
    reports = Return.objects.bulk_create(
        Return(round=locked, body=body, commune_id=body.unit_id if body.level == "commune" else None)
        for body in sorted(wanted.values(), key=lambda body: (body.level != "commune", place_key(body.name)))
    )
    ReturnValue.objects.bulk_create(
        ReturnValue(report=report, body_id=report.body_id, commune_id=report.commune_id, row_key=row.key)
        for report in reports
        for row in template.rows_for(report.body.level)
        if not row.computed
    )
    if template.kind == "duties":
        make_rows(locked, reports)
    ReturnChange.objects.bulk_create(
        ReturnChange(report=report, body_id=report.body_id, at=at, by=actor, to_state=ReturnState.DRAFT)
        for report in reports
    )
    audit.record(
        actor=actor,
        action="reporting.open_round",
        subject=locked,
        detail={"returns": len(reports), "period": locked.period},
    )
    return reports


def _check_bodies(bodies: dict[int, Body], on: date) -> None:
    if not bodies:
        raise NoBodies()
    in_force = scope.current()
    outside = [
        str(body)
        for body in bodies.values()
        if not body.in_force(on) or (in_force is not None and body.pk not in in_force.bodies)
    ]
    if outside:
        # Said here, because the row policy would only say no.
        raise BodyOutOfReach(names=", ".join(sorted(outside)))


@transaction.atomic
def skip_round(round: Round, actor: User, *, reason: str, at: datetime) -> Round:
    """A draft that will not be opened, and why: the day had passed, another letter replaced it. Nobody is asked.

    Raises SkipReasonMissing, RoundNotOpen.
    """
    reason = reason.strip()
    if not reason:
        raise SkipReasonMissing()
    locked = locked_round(round, RoundState.DRAFT)
    locked.state, locked.skip_reason = RoundState.SKIPPED, reason
    locked.closed_at, locked.closed_by = at, actor
    locked.version += 1
    locked.save()
    audit.record(actor=actor, action="reporting.skip_round", subject=locked)
    return locked


@transaction.atomic
def draft_again(round: Round, actor: User) -> Round:
    """A round that was not to be opened is a draft again. Raises RoundNotOpen, RoundExists (another draft took its
    place meanwhile)."""
    locked = locked_round(round, RoundState.SKIPPED)
    _check_only(locked)
    locked.state, locked.skip_reason = RoundState.DRAFT, ""
    locked.closed_at, locked.closed_by = None, None
    locked.version += 1
    locked.save()
    audit.record(actor=actor, action="reporting.draft_again", subject=locked)
    return locked


def locked_round(round: Round, state: RoundState) -> Round:
    """The row, locked, when it is in the state. Raises RoundNotOpen."""
    locked = Round.objects.select_for_update(of=("self",)).select_related("obligation").get(pk=round.pk)
    if locked.state != state:
        raise RoundNotOpen(state=locked.get_state_display())
    return locked
