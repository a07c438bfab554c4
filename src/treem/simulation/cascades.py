"""Some invented communes passed the province's plan on: a few issued their own, others draft, one says that it makes none.

The commune of the story is left alone: passing on is for whoever tries the demo.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from treem.directives import cascade_following as following
from treem.directives import cascade_selectors as selectors
from treem.directives import services
from treem.documents import services as papers
from treem.duties import assigning
from treem.files import services as files
from treem.indicators import adopting
from treem.indicators.adopting import Level
from treem.kernel.time import local_date
from treem.organisations.roles import Role
from treem.simulation.acting import acting

if TYPE_CHECKING:
    from treem.directives.cascade_following import Wanted
    from treem.directives.models import Cascade
    from treem.organisations.models import Body

ISSUED, PRESENTED, DRAFTED, DECLINED = 4, 1, 3, 1
LEFT_OUT = "Xã đã thực hiện trong kế hoạch năm trước, năm nay duy trì, không giao lại."
NO_PAPER = "Xã lồng ghép vào kế hoạch phát triển kinh tế - xã hội, không ban hành văn bản riêng."


def pass_on(story_commune: str, busy: int | None) -> dict[str, Any]:
    """Tell it for the newest document that wants papers of its bodies; in a small province each thing happens once."""
    now = timezone.now()
    with acting(Role.LEAD_SPECIALIST, "so-y-te"):
        wanted = following.wanted_documents()
        lines = following.missing()
    if not wanted:
        return {}
    document = wanted[-1]  # the plan came before the letter
    communes = [
        line.body
        for line in lines
        if line.wanted.document.pk == document.document.pk
        and line.body.level == "commune"
        and not line.body.code.endswith(story_commune)
    ]
    told = {"issued": 0, "drafts": 0, "declined": 0}
    issued, drafted = (ISSUED, DRAFTED) if busy is None else (1, 1)
    for at, body in enumerate(communes[: issued + PRESENTED + drafted + DECLINED]):
        if at >= issued + PRESENTED + drafted:
            with acting(Role.COMMUNE_OFFICER, _division(body)) as officer:
                services.decline(document.document, body, reason=NO_PAPER, actor=officer, at=now)
            told["declined"] += 1
            continue
        draft = _draft(document, body, now, leave_out=at % 2 == 1)
        if at < issued:
            _issue(draft, body, now, number=str(11 + 7 * at))
            told["issued"] += 1
        else:
            told["drafts"] += 1
            if at < issued + PRESENTED:
                _present(draft, body, now)
    return told


def _division(body: Body) -> str:
    return body.code.replace("ubnd-", "vhxh-")


def _draft(wanted: Wanted, body: Body, at: datetime, *, leave_out: bool) -> Cascade:
    today = local_date(at)
    with acting(Role.COMMUNE_OFFICER, _division(body)) as officer:
        offers = selectors.offers(wanted.document.pk, [body.pk], every=False, today=today)
        cascade = services.start_cascade(
            wanted.document, body, issuer=body, kind="plan", offers=offers,
            chosen={offer.obligation.pk for offer in offers[: -1 if leave_out and len(offers) > 1 else None]},
            days_earlier=services.usual_days_earlier(today), actor=officer, at=at,
        )  # fmt: skip
        lines = selectors.duties_of(cascade)
        house = [each for each in selectors.house_of(body, today) if each.code == _division(body)]
        services.give_several(
            cascade, lines, person=officer if officer in assigning.officers_of(body, today) else None, bodies=house,
            days_earlier=None, actor=officer, at=at,
        )  # fmt: skip
        cascade.refresh_from_db()
        if leave_out:
            taken = [line.pk for line in lines if line.taken]
            reasons = {line.pk: LEFT_OUT for line in lines}
            cascade = services.choose_duties(
                cascade, taken=taken, reasons=reasons, actor=officer, version=cascade.version
            )
        _levels(cascade, body, officer, at)
    return cascade


def _levels(cascade: Cascade, body: Body, officer: Any, at: datetime) -> None:
    """The province's levels, and for the first target of some communes a weaker one."""
    for place, target in enumerate(adopting.targets_of_unit(body, at.year, cascade.document_id)):
        value = target.level
        if value is None:
            continue
        weaker = place == 0 and target.comparator == "ge" and body.pk % 2 == 0
        adopting.adopt(
            target, body, Level(value=max(value - 10, Decimal(0)) if weaker else value, upper=None if weaker else target.upper_level),
            actor=officer, at=at, origin_uuid=cascade.uuid,
        )  # fmt: skip


def _present(cascade: Cascade, body: Body, at: datetime) -> Cascade:
    with acting(Role.COMMUNE_OFFICER, _division(body)) as officer:
        cascade.refresh_from_db()
        return services.present_cascade(cascade, actor=officer, at=at, version=cascade.version)


def _issue(cascade: Cascade, body: Body, at: datetime, *, number: str) -> None:
    waiting = _present(cascade, body, at)
    with acting(Role.COMMUNE_LEADER, body.code) as leader:
        services.approve(waiting, actor=leader, at=at, version=waiting.version)
    with acting(Role.COMMUNE_OFFICER, _division(body)) as officer:
        waiting.refresh_from_db()
        paper = services.prepare_paper(waiting, actor=officer, at=at)
        draft = selectors.versions_of(waiting)[0]
        scan = files.read_whole(draft.pdf or draft.docx)
        papers.record_issue(
            paper, version=paper.version, number=number, symbol=paper.symbol, issued_on=local_date(at - timedelta(days=2)),
            signer=str(leader), position="Chủ tịch", upload=ContentFile(scan, name="ban-quet.pdf"), actor=officer, at=at,
        )  # fmt: skip
