"""What happened in the invented province: a plan was read and issued, a letter waits for review, a round is under way,
reports about children in danger have come in.

Told with the services that people use, acting as them under their scopes; nothing here writes a table directly.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from treem.directives import selectors as directives
from treem.directives import services as directive_services
from treem.kernel.errors import DomainError
from treem.organisations.roles import Role
from treem.reporting import selectors as reporting
from treem.reporting import services as reporting_services
from treem.simulation.acting import acting
from treem.simulation.figures import give_figures
from treem.simulation.intakes import tell_intakes

if TYPE_CHECKING:
    from treem.organisations.models import User
    from treem.reporting.models import Return

Once = Callable[[str, str, Callable[[], dict[str, Any] | None]], None]
ROOT = Path(__file__).resolve().parents[3]
OWN_PLAN, OWN_LETTER = "ke-hoach-tre-em-muong-ang-2026.txt", "cong-van-duoi-nuoc-2026.txt"
SILENT, SENT_ONLY, SENT_BACK = 9, 11, 1
"""Of the 75 communes: how many have not sent, have sent and wait, were sent back; the others are accepted."""
STORY_COMMUNE = "04108"
"""Lan's commune: its return is left for whoever tries the demo."""


def tell_story(*, once: Once) -> None:
    """Make the parts of the story that are missing."""
    once("plan", "đọc kế hoạch, xác nhận, ban hành nhiệm vụ", _plan)
    once("letter", "đọc công văn, chờ xem", _letter)
    once("round", "vòng báo cáo: 75 xã, phường", _round)
    once("intakes", "thông tin về trẻ em cần bảo vệ", lambda: tell_intakes(STORY_COMMUNE))
    once("figures", "số liệu của chỉ tiêu kế hoạch", give_figures)


def directive_file(prefix: str, own: str) -> Path:
    """A real directive where they are at hand beside the project, else one of our own invented examples."""
    beside = sorted((ROOT.parent / "shared" / "directives").glob(f"{prefix}_*.txt"))
    return beside[0] if beside else ROOT / "examples" / "directives" / own


def _plan() -> dict[str, Any]:
    path = directive_file("001", OWN_PLAN)
    now = timezone.now()
    with acting(Role.LEAD_SPECIALIST, "so-y-te") as hung:
        taken = directive_services.take_in(path.read_bytes(), path.name, hung, at=now)
        directive_services.accept_all_confident(taken.reading, actor=hung, at=now)
        _decide_the_rest(taken.reading, hung, now)
        issued = directive_services.issue(taken.reading, hung, at=now)
    return {
        "obligations": len(issued.obligations),
        "executions": len(issued.executions),
        "targets": issued.targets,
    }


def _decide_the_rest(reading: Any, actor: User, now: datetime) -> None:
    """What the machine was not sure of: the invented specialist takes the proposed bodies, or leaves the finding out."""
    assignees = directives.Assignees(timezone.localdate())
    for item in directives.items_of(reading):
        card = directives.card_of(item, assignees)
        if item.decided:
            continue
        bodies = list(card.assignment.bodies) if card.assignment else None
        try:
            directive_services.decide(
                item,
                to=directive_services.ItemState.ACCEPTED,
                actor=actor,
                at=now,
                version=item.version,
                bodies=bodies or None,
            )
        except DomainError:
            directive_services.decide(
                item, to=directive_services.ItemState.REJECTED, actor=actor, at=now, version=item.version
            )


def _letter() -> dict[str, Any]:
    path = directive_file("000", OWN_LETTER)
    with acting(Role.LEAD_SPECIALIST, "so-y-te") as hung:
        directive_services.take_in(path.read_bytes(), path.name, hung, at=timezone.now())
    return {}


def _round() -> dict[str, Any]:
    now = timezone.now()
    today = timezone.localdate()
    with acting(Role.LEAD_SPECIALIST, "so-y-te") as hung:
        drafts = [r for r in reporting.rounds(drafts=True) if r.state == "draft" and r.kind == "annual"]
        if not drafts:
            return {"returns": 0}
        round = drafts[0]
        bodies = [
            b for b in reporting.bodies_proposed(round, on=today) if b.code.startswith("ubnd-") and b.unit_id
        ]
        opened = max(now - timedelta(days=30), _noon(today - timedelta(days=30)))
        returns = reporting_services.open_round(round, bodies, hung, at=opened)
    chance = Random("round of the invented province")
    others = [r for r in returns if not r.body.code.endswith(STORY_COMMUNE)]
    chance.shuffle(others)
    sending = others[SILENT:]
    for number, report in enumerate(sending):
        at = _noon((round.deadline or today) - timedelta(days=chance.randint(0, 9)))
        sent = _send(report, at, as_of=min(at.date(), today))
        if number < SENT_ONLY:
            continue
        with acting(Role.LEAD_SPECIALIST, "so-y-te") as hung:
            if number < SENT_ONLY + SENT_BACK:
                reporting_services.return_with_reason(
                    sent,
                    actor=hung,
                    reason="Số trẻ em dưới 5 tuổi thấp hơn hẳn năm trước, đề nghị rà soát.",
                    at=now,
                )
            else:
                reporting_services.accept(sent, actor=hung, at=now)
    return {"returns": len(returns), "sent": len(sending)}


def _send(report: Return, at: datetime, *, as_of: date) -> Return:
    """Filled and presented by the officer, approved by a leader, sent by the officer."""
    division = report.body.code.replace("ubnd-", "vhxh-")
    with acting(Role.COMMUNE_OFFICER, division) as officer:
        filled = reporting_services.fill_from_facts(report, actor=officer, at=at, as_of=as_of)
        presented = reporting_services.present(filled, actor=officer, at=at)
    with acting(Role.COMMUNE_LEADER, report.body.code) as leader:
        approved = reporting_services.approve(presented, actor=leader, at=at, capacity="deputy")
    with acting(Role.COMMUNE_OFFICER, division) as officer:
        return reporting_services.submit(approved, actor=officer, at=at)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 11, 0))  # noqa: DTZ001 - made aware here
