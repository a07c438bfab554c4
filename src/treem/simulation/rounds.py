"""Rounds of the invented year: the half-year's, closed; the year's, under way; the letter's, just opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from treem.kernel.time import local_date
from treem.organisations.roles import Role
from treem.reporting import selectors as reporting
from treem.reporting import services as reporting_services
from treem.simulation.acting import acting

if TYPE_CHECKING:
    from treem.reporting.models import Return, Round

LEAD = (Role.LEAD_SPECIALIST, "so-y-te")
SILENT, SENT_ONLY, SENT_BACK = 9, 11, 1
"""Of the 75 communes in the year's round: how many have not sent, have sent and wait, were sent back; the others are
accepted."""
NEVER_SENT = 2
"""Communes that stayed silent in the half-year's round, which was closed without them."""
REASON = "Số trẻ em dưới 5 tuổi thấp hơn hẳn năm trước, đề nghị rà soát."


def opened() -> list[Round]:
    """Rounds that are not drafts, in the scope in force."""
    return list(reporting.rounds(drafts=False))


def half_year(story_commune: str, busy: int | None) -> dict[str, Any]:
    """Asked in April, sent in time by nearly all, accepted, closed after the deadline with the missing named."""
    round = _draft("six_month")
    if round is None or round.deadline is None or round.deadline >= timezone.localdate():
        return {}
    returns = _open(round, before=30)
    others = _shuffled(returns, "half-year", without="")[NEVER_SENT:][:busy]
    sent = [
        _send(report, _noon(round.deadline - timedelta(days=n % 9 + 1))) for n, report in enumerate(others)
    ]
    end = _noon(round.deadline + timedelta(days=9))
    with acting(*LEAD) as hung:
        for report in sent:
            reporting_services.accept(report, actor=hung, at=end)
        closed = reporting.round_by_uuid(round.uuid)
        assert closed is not None
        reporting_services.close_round(closed, hung, at=end)
    return {"returns": len(returns), "sent": len(sent), "commune": story_commune}


def open_the_year() -> dict[str, Any]:
    """The year's round, open to all communes."""
    round = _draft("annual")
    return {} if round is None else {"returns": len(_open(round, before=30))}


def whole_year(story_commune: str, busy: int | None) -> dict[str, Any]:
    """What came in of it: most are accepted, some wait, one came back, some are silent."""
    round = _found("annual", "open")
    if round is None:
        return {}
    returns = list(reporting.returns().filter(round=round))
    if any(report.submitted_at for report in returns):
        return {}  # told by an earlier treem, or by people who did not wait
    chance = Random("round of the invented province")
    sending = _shuffled(returns, "whole year", without=story_commune)[SILENT:][:busy]
    last = round.deadline or timezone.localdate()
    now = timezone.now()
    for number, report in enumerate(sending):
        sent = _send(report, min(_noon(last - timedelta(days=chance.randint(0, 9))), now))
        if number < SENT_ONLY:
            continue
        with acting(*LEAD) as hung:
            if number < SENT_ONLY + SENT_BACK:
                reporting_services.return_with_reason(sent, actor=hung, reason=REASON, at=now)
            else:
                reporting_services.accept(sent, actor=hung, at=now)
    return {"returns": len(returns), "sent": len(sending)}


def of_the_letter(story_commune: str) -> dict[str, Any]:
    """The letter's round has just been opened to everybody whom the letter names; a few have begun to answer."""
    round = _draft("one_off")
    if round is None:
        return {}
    with acting(*LEAD) as hung:
        bodies = reporting.bodies_proposed(round, on=timezone.localdate())
        returns = reporting_services.open_round(round, bodies, hung, at=timezone.now())
    now = timezone.now()
    for report in _shuffled(returns, "letter", without=story_commune)[:6]:
        with acting(Role.COMMUNE_OFFICER, report.body.code.replace("ubnd-", "vhxh-")) as officer:
            reporting_services.fill_from_duties(report, actor=officer, at=now)
    return {"returns": len(returns)}


def _draft(kind: str) -> Round | None:
    return _found(kind, "draft")


def _found(kind: str, state: str) -> Round | None:
    with acting(*LEAD):
        found = [r for r in reporting.rounds(drafts=True) if r.state == state and r.kind == kind]
    return found[0] if found else None


def _open(round: Round, *, before: int) -> Sequence[Return]:
    """Open to the communes, so many days before the deadline."""
    today = timezone.localdate()
    with acting(*LEAD) as hung:
        bodies = [
            b for b in reporting.bodies_proposed(round, on=today) if b.code.startswith("ubnd-") and b.unit_id
        ]
        at = min(_noon((round.deadline or today) - timedelta(days=before)), timezone.now())
        return reporting_services.open_round(round, bodies, hung, at=at)


def _shuffled(returns: Sequence[Return], seed: str, *, without: str) -> list[Return]:
    found = [r for r in returns if r.body.code.startswith("ubnd-") and r.body.unit_id]
    found = [r for r in found if not without or not r.body.code.endswith(without)]
    Random(f"{seed} of the invented province").shuffle(found)
    return found


def _send(report: Return, at: datetime) -> Return:
    """Filled and presented by the officer, checked and approved by those above, sent by the officer."""
    division = report.body.code.replace("ubnd-", "vhxh-")
    with acting(Role.COMMUNE_OFFICER, division) as officer:
        filled = reporting_services.fill_from_facts(report, actor=officer, at=at, as_of=local_date(at))
        presented = reporting_services.present(filled, actor=officer, at=at)
    if presented.step == "check":  # where a head of the division uses the system
        with acting(Role.COMMUNE_DIVISION_HEAD, division) as head:
            presented = reporting_services.check(presented, actor=head, at=at)
    with acting(Role.COMMUNE_LEADER, report.body.code) as leader:
        approved = reporting_services.approve(presented, actor=leader, at=at, capacity="deputy")
    with acting(Role.COMMUNE_OFFICER, division) as officer:
        return reporting_services.submit(approved, actor=officer, at=at)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 11, 0))  # noqa: DTZ001 - made aware here
