"""More time for many bodies at once: looked at before, recorded as one, undone as one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.duties import rules
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
from treem.duties.services.asking import grant_unasked
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
) -> Extension:
    """Give all of them until the end of the day, as far as each can be given it; each one's history says so.

    ``mark`` is that of the plan the person saw. Raises ReasonMissing, PlanChanged, NobodyToExtend.
    """
    if not reason.strip():
        raise ReasonMissing(field="text")
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
        obligation=obligation, body=issuer, until=until, reason=reason.strip(), at=at, by=actor
    )
    for planned in plan.possible:
        _extend_one(made, planned.execution, actor=actor, at=at)
    audit.record(
        actor=actor, action="duties.extend_many", subject=made,
        detail={"obligation": obligation.pk, "executions": len(plan.possible), "until": until},
    )  # fmt: skip
    return made


def _extend_one(made: Extension, execution: Execution, *, actor: User, at: datetime) -> None:
    before = {
        name: getattr(execution, name) for name in ("last_day", "soon_from", "late_from", "extended_to")
    }
    granted = grant_unasked(
        execution, kind=RequestKind.EXTENSION, text=made.reason, until=made.until, actor=actor, at=at,
        version=execution.version,
    )  # fmt: skip
    ExtensionLine.objects.create(
        extension=made, execution=execution, request=granted, body_id=execution.body_id, **before
    )


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
    for line in lines:
        _undo_one(line, reason.strip(), actor=actor, at=at)
    locked.undone_at = at
    locked.save(update_fields=["undone_at"])
    audit.record(
        actor=actor, action="duties.undo_extension", subject=locked, detail={"executions": len(lines)}
    )
    return len(lines)


def _undo_one(line: ExtensionLine, reason: str, *, actor: User, at: datetime) -> None:
    execution, request = line.execution, line.request
    execution.last_day, execution.soon_from = line.last_day, line.soon_from
    execution.late_from, execution.extended_to = line.late_from, line.extended_to
    execution.version += 1
    execution.save(update_fields=["last_day", "soon_from", "late_from", "extended_to", "version"])
    request.state = RequestState.WITHDRAWN
    request.save(update_fields=["state"])
    line.undone_at, line.undone_by, line.undone_why = at, actor, reason
    line.save(update_fields=["undone_at", "undone_by", "undone_why"])
    audit.record(actor=actor, action="duties.undo_extend", subject=execution)
