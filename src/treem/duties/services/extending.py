"""More time for many bodies at once: looked at before, recorded as one, undone as one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.db.turns import hold
from treem.duties import following, rules
from treem.duties.errors import NobodyToExtend, NothingToUndo, PlanChanged, ReasonMissing
from treem.duties.models import (
    Execution,
    Extension,
    ExtensionLine,
    Obligation,
    Request,
    RequestKind,
    RequestState,
)
from treem.duties.services.asking import TERM, give_until
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text, place_key

if TYPE_CHECKING:
    from treem.organisations.models import Body, User


@dataclass(frozen=True)
class Planned:
    """What the extension would do to one execution; ``why`` says why it would do nothing."""

    execution: Execution
    until: date
    why: str = ""

    @property
    def possible(self) -> bool:
        return not self.why


@dataclass(frozen=True)
class Plan:
    """What the extension would do, body by body; ``mark`` changes whenever that changes."""

    lines: list[Planned]

    @property
    def possible(self) -> list[Planned]:
        return [line for line in self.lines if line.possible]

    @property
    def refused(self) -> list[Planned]:
        return [line for line in self.lines if not line.possible]

    @property
    def mark(self) -> str:
        said = "|".join(
            f"{line.execution.pk}.{line.execution.last_day}.{line.until}.{line.possible}"
            for line in self.lines
        )
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def plan_extension(executions: Iterable[Execution], *, until: date, today: date) -> Plan:
    """What would happen, without doing it."""
    found = sorted(executions, key=lambda x: (x.body.level != "commune", place_key(x.body.name), x.pk))
    waiting = set(
        Request.objects.filter(
            execution__in=[each.pk for each in found],
            kind=RequestKind.EXTENSION,
            state=RequestState.WAITING,
        ).values_list("execution_id", flat=True)
    )
    return Plan([Planned(each, until, _why(each, until, today, each.pk in waiting)) for each in found])


def _why(execution: Execution, until: date, today: date, waiting: bool) -> str:
    if execution.state not in rules.OPEN:
        return str(execution.get_state_display()).capitalize()
    if execution.last_day is None:
        return _("Không có hạn theo ngày")
    if waiting:
        return _("Đang có đề nghị gia hạn chờ trả lời")
    if not rules.may_extend(until, of=execution.term, today=today):
        return _("Hạn mới không sau hạn hiện nay (%(day)s), đã qua, hoặc xa hơn một năm") % {
            "day": date_text(execution.last_day)
        }
    return ""


@transaction.atomic
def extend_many(
    obligation: Obligation,
    executions: Collection[Execution],
    *,
    until: date,
    reason: str,
    issuer: Body,
    actor: User,
    at: datetime,
    mark: str,
    uuid: UUID | None = None,
) -> Extension:
    """Give all of them until the end of the day, as far as each can be given it; each one's history says so. Asked again
    with the same ``uuid`` (the number of the form): the first one.

    ``mark`` is that of the plan the person saw. Raises ReasonMissing, PlanChanged, NobodyToExtend.
    """
    if not reason.strip():
        raise ReasonMissing(field="text")
    if uuid is not None:
        hold(uuid)
    number = following.extension_number(uuid, obligation, issuer)
    if earlier := Extension.objects.filter(uuid=number).first():
        return earlier
    locked = (
        obligation.executions.select_for_update(of=("self",))
        .select_related("body")
        .filter(pk__in=[each.pk for each in executions])
        .order_by("pk")
    )
    plan = plan_extension(locked, until=until, today=local_date(at))
    if not plan.possible:
        raise NobodyToExtend()
    if plan.mark != mark:
        raise PlanChanged()
    made = Extension.objects.create(
        uuid=number,
        obligation=obligation,
        body=issuer,
        until=until,
        reason=reason.strip(),
        at=at,
        by=actor,
    )
    _give_all(made, [planned.execution for planned in plan.possible])
    audit.record(
        actor=actor, action="duties.extend_many", subject=made,
        detail={"obligation": obligation.pk, "executions": len(plan.possible), "until": until},
    )  # fmt: skip
    return made


def _give_all(made: Extension, executions: list[Execution]) -> None:
    """What ``grant_unasked`` does to one, to all in a few statements: a request that was granted, the days, the line."""
    requests = Request.objects.bulk_create(
        Request(
            execution=each, body_id=each.body_id, kind=RequestKind.EXTENSION, text=made.reason, until=made.until,
            granted_until=made.until, at=made.at, by=made.by, state=RequestState.GRANTED, decided_at=made.at, decided_by=made.by,
        )
        for each in executions
    )  # fmt: skip
    ExtensionLine.objects.bulk_create(
        ExtensionLine(
            extension=made, execution=each, request=request, body_id=each.body_id,
            **{name: getattr(each, name) for name in TERM},
        )
        for each, request in zip(executions, requests, strict=True)
    )  # fmt: skip
    for each in executions:
        give_until(each, made.until, made.at)
    Execution.objects.bulk_update(executions, [*TERM, "version"])
    audit.record(
        actor=made.by, action="duties.extend_deadline", subject_type="duties.execution",
        subject_ids=[each.pk for each in executions], detail={"until": made.until},
    )  # fmt: skip


def undoable(extension: Extension) -> list[ExtensionLine]:
    """The lines whose execution is still open and still has the deadline that this extension gave."""
    lines = extension.lines.select_related("execution__body", "request").filter(undone_at__isnull=True)
    return [
        line
        for line in lines.order_by("pk")
        if line.execution.state in rules.OPEN and line.execution.extended_to == extension.until
    ]


@transaction.atomic
def undo_extension(extension: Extension, *, reason: str, actor: User, at: datetime) -> int:
    """Give each body the deadline back that it had; what is done or was extended again stays. Returns how many.

    Raises ReasonMissing, NothingToUndo.
    """
    if not reason.strip():
        raise ReasonMissing(field="text")
    locked = Extension.objects.select_for_update().get(pk=extension.pk)
    list(Execution.objects.select_for_update().filter(extensions__extension=locked).order_by("pk"))
    lines = undoable(locked) if locked.undone_at is None else []
    if not lines:
        raise NothingToUndo()
    executions = [_old_days(line) for line in lines]
    Execution.objects.bulk_update(executions, [*TERM, "version"])
    Request.objects.filter(pk__in=[line.request_id for line in lines]).update(state=RequestState.WITHDRAWN)
    ExtensionLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        undone_at=at, undone_by=actor, undone_why=reason.strip()
    )
    locked.undone_at = at
    locked.save(update_fields=["undone_at"])
    audit.record(
        actor=actor, action="duties.undo_extension", subject_type="duties.execution",
        subject_ids=[each.pk for each in executions], detail={"extension": locked.pk},
    )  # fmt: skip
    return len(lines)


def _old_days(line: ExtensionLine) -> Execution:
    execution = line.execution
    for name in TERM:
        setattr(execution, name, getattr(line, name))
    execution.version += 1
    return execution
