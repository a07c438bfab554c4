"""Taking a decision in, applying it as one transaction, undoing it as one."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction

from treem.audit.services import record
from treem.db import scope
from treem.files.sheets import read_sheets
from treem.kernel.vietnamese import date_text, fold
from treem.territory import hooks, selectors
from treem.territory.boundaries import table
from treem.territory.boundaries.errors import (
    ChangeFaulty,
    ChangeMoved,
    LaterChange,
    NewUnitsInUse,
    NotYetInForce,
)
from treem.territory.boundaries.plan import Plan, make_plan
from treem.territory.models import (
    Basis,
    BoundaryChange,
    ChangeState,
    Level,
    Unit,
    UnitAttribute,
    UnitChange,
    Village,
)
from treem.territory.rules import UNKNOWN_START, WHOLE
from treem.territory.villages import folded_name
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

children_of_villages: list[Callable[[list[int]], Mapping[tuple[int, int | None], int]]] = []
"""Filled by ``registry``: children of units by unit and village, for the share of a unit that went elsewhere."""


@dataclass(frozen=True)
class Decision:
    """What is written on the paper."""

    act: str
    act_on: date
    effective_on: date


@transaction.atomic
def take_in(
    content: bytes, *, name: str, decision: Decision, actor: AbstractBaseUser, at: datetime
) -> BoundaryChange:
    """Read the table of a decision and keep it for a look; nothing changes. Raises a FileRefused, NoHeadings."""
    lines = table.read(read_sheets(content))
    made = BoundaryChange.objects.create(
        act=decision.act, act_on=decision.act_on, effective_on=decision.effective_on,
        rows=[line.kept() for line in lines], file_name=name[:200], digest=hashlib.sha256(content).hexdigest(),
        created_at=at, created_by_id=actor.pk,
    )  # fmt: skip
    record(actor=actor, action="territory.take_boundaries_in", subject=made, detail={"rows": len(lines)})
    return made


def plan_of(change: BoundaryChange, province: Unit) -> Plan:
    """What the change would do as things stand now."""
    return make_plan(table.from_kept(change.rows), province, change.effective_on)


@transaction.atomic
def drop(*, change: BoundaryChange, version: int, actor: AbstractBaseUser) -> None:
    """Leave it. Raises StaleVersion, ChangeMoved."""
    standing = _locked(change, version, ChangeState.DRAFT)
    _step(standing, ChangeState.DROPPED)
    record(actor=actor, action="territory.drop_boundaries", subject=standing)


@transaction.atomic
def ask_to_apply(
    *, change: BoundaryChange, version: int, province: Unit, actor: AbstractBaseUser, at: datetime
) -> None:
    """Have it applied by a job. Raises StaleVersion, ChangeMoved, NotYetInForce, ChangeFaulty."""
    standing = _locked(change, version, ChangeState.DRAFT)
    if standing.effective_on > at.date():
        raise NotYetInForce(day=date_text(standing.effective_on))
    if faults := plan_of(standing, province).faults:
        raise ChangeFaulty(count=len(faults))
    _ask(standing, ChangeState.APPLYING, actor, at, "territory.apply_boundaries")


@transaction.atomic
def ask_to_undo(*, change: BoundaryChange, version: int, actor: AbstractBaseUser, at: datetime) -> None:
    """Have it undone by a job. Raises StaleVersion, ChangeMoved, LaterChange."""
    standing = _locked(change, version, ChangeState.APPLIED)
    _refuse_later(standing)
    _ask(standing, ChangeState.UNDOING, actor, at, "territory.undo_boundaries")


def _ask(
    change: BoundaryChange, state: ChangeState, actor: AbstractBaseUser, at: datetime, action: str
) -> None:
    change.asked_by_id, change.asked_at, change.why = actor.pk, at, ""
    _step(change, state)
    record(actor=actor, action=action, subject=change, detail={"act": change.act})


def _refuse_later(change: BoundaryChange) -> None:
    later = UnitChange.objects.filter(from_unit_id__in=change.before["territory"]["units"]).select_related(
        "from_unit"
    )
    if found := later.first():
        raise LaterChange(unit=found.from_unit.full_name)


def _locked(change: BoundaryChange, version: int | None, state: ChangeState) -> BoundaryChange:
    standing = BoundaryChange.objects.select_for_update().get(pk=change.pk)
    if standing.state != state:
        raise ChangeMoved(state=standing.get_state_display())
    if version is not None:
        check_version(standing, version, {})
    return standing


def _step(change: BoundaryChange, state: ChangeState) -> None:
    change.state = state
    change.version += 1
    change.save()


@transaction.atomic
def apply(change: BoundaryChange, *, province: Unit, at: datetime) -> BoundaryChange:
    """Close the former units, begin the new ones, give them villages, agencies and every protected row; all or nothing.

    Runs under a scope of the whole province. What was sent before stays as it was: returns and frozen figures keep the
    unit they were made for. Raises ChangeMoved, ChangeFaulty.
    """
    standing = _locked(change, None, ChangeState.APPLYING)
    _take_time()
    plan = plan_of(standing, province)
    if plan.faults:
        raise ChangeFaulty(count=len(plan.faults))
    until = [[unit.pk, unit.valid_to.isoformat() if unit.valid_to else None] for unit in plan.olds.values()]
    news = _begin(plan, standing, province)
    shares = _shares(plan)
    _connect(plan, news, shares, standing)
    villages = _give_villages(plan, news, standing.effective_on)
    _close(plan, standing)
    told = _told(plan, news, standing.effective_on)
    before: dict[str, Any] = {
        "territory": {
            "units": [unit.pk for unit in news.values()], "closed": [unit.pk for unit in plan.olds.values()], "until": until,
            **villages,
            "goes": [[old, new] for old, new in told.goes.items()],
            "continues": [[new, old] for new, old in told.continues.items()],
            "by_village": [[village, unit] for village, unit in told.by_village.items()],
        }
    }  # fmt: skip
    with _wider([unit.pk for unit in (*news.values(), *plan.olds.values())]):
        for tell in hooks.units_changed:
            tell(
                on=standing.effective_on,
                closed=frozenset(told.goes),
                opened=frozenset(unit.pk for unit in news.values()),
            )
        counts = _rows(
            _MOVE,
            standing.pk,
            list(told.goes),
            list(told.goes.values()),
            sorted(hooks.rows_stay),
        )
        for key, room in hooks.boundary_rooms.items():
            before[key] = room.apply(told)
    standing.before, standing.counts, standing.applied_at = before, counts, at
    _step(standing, ChangeState.APPLIED)
    return standing


def _take_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '5min'")


def _wider(units: list[int]) -> Any:
    """The scope in force, with these units besides: what is moved must be seen on both sides."""
    standing = scope.current()
    assert standing is not None
    return scope.scoped(replace(standing, communes=tuple(sorted({*standing.communes, *units}))))


# WITH: a statement that begins with SELECT is given no context of history.
_MOVE = """
WITH done AS MATERIALIZED (SELECT territory_move_rows(%s, %s, %s, %s) AS said) SELECT said FROM done
"""
_PUT_BACK = """
WITH done AS MATERIALIZED (SELECT territory_put_rows_back(%s, %s, %s, %s) AS said) SELECT said FROM done
"""


def _rows(statement: str, *values: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (said,) = cursor.fetchone()
    found: dict[str, Any] = said if isinstance(said, dict) else json.loads(said)
    return found


def _begin(plan: Plan, change: BoundaryChange, province: Unit) -> dict[str, Unit]:
    eve = change.effective_on - selectors.DAY
    Unit.objects.filter(pk__in=[unit.pk for unit in plan.olds.values()]).update(
        valid_to=eve
    )  # a code is free again
    act = f"{change.act}, {date_text(change.act_on)}"
    made = {}
    for new in plan.news:
        made[new.code] = Unit.objects.create(
            code=new.code, name=new.name, folded=fold(new.name), kind=new.kind, level=Level.COMMUNE, parent=province,
            valid_from=change.effective_on, act=act[:120], source=change.file_name[:200],
        )  # fmt: skip
    return made


def _shares(plan: Plan) -> dict[tuple[str, str], Decimal | None]:
    """The part of the children of a divided unit that went to each new one, out of the register's own count."""
    counted: Counter[tuple[str, str]] = Counter()
    ids = {unit.pk: code for code, unit in plan.olds.items() if len(plan.targets(code)) > 1}
    for count in children_of_villages:
        for (unit_id, village_id), number in count(list(ids)).items():
            code = ids[unit_id]
            counted[code, plan.by_village.get(village_id or 0, plan.goes[code])] += number
    totals: Counter[str] = Counter()
    for (code, _new), number in counted.items():
        totals[code] += number
    found: dict[tuple[str, str], Decimal | None] = {}
    for code in ids.values():
        for new in plan.targets(code):
            share = Decimal(counted[code, new]) / totals[code] if totals[code] else Decimal(0)
            share = share.quantize(Decimal("0.000001"))
            found[code, new] = share if 0 < share < 1 else None
    return found


def _connect(
    plan: Plan,
    news: Mapping[str, Unit],
    shares: Mapping[tuple[str, str], Decimal | None],
    change: BoundaryChange,
) -> None:
    rows = []
    for code, old in plan.olds.items():
        for new in plan.targets(code):
            divided = (code, new) in shares
            basis = next(line.how for line in plan.lines if (line.old_code, line.new_code) == (code, new))
            rows.append(
                UnitChange(
                    from_unit=old, to_unit=news[new], on=change.effective_on, act=change.act[:120],
                    share=shares[code, new] if divided else WHOLE,
                    basis=Basis.PARTIAL if divided else (Basis.WHOLE if basis == Basis.PARTIAL else basis),
                )
            )  # fmt: skip
    UnitChange.objects.bulk_create(rows)


def _give_villages(plan: Plan, news: Mapping[str, Unit], on: date) -> dict[str, Any]:
    """The row that others point to goes to the new unit; a copy keeps what it was until the day before."""
    eve = on - selectors.DAY
    codes = {unit.pk: code for code, unit in plan.olds.items()}
    standing = [
        v for v in Village.objects.filter(unit_id__in=codes) if v.valid_to is None or v.valid_to >= on
    ]
    former = [[v.pk, v.unit_id, v.valid_from.isoformat(), v.name, v.folded] for v in standing]
    copies = [
        Village(
            unit_id=v.unit_id, kind=v.kind, name=v.name, number=v.number, folded=v.folded, valid_from=v.valid_from,
            valid_to=eve, head_name=v.head_name, collaborator_name=v.collaborator_name,
        )
        for v in standing if v.valid_from <= eve
    ]  # fmt: skip
    for village in standing:
        code = codes[village.unit_id]
        village.unit = news[plan.by_village.get(village.pk, plan.goes[code])]
        village.valid_from = max(on, village.valid_from)
        village.name = plan.renamed.get(village.pk, village.name)
        village.folded = folded_name(village.number, village.name)
        village.version += 1
    Village.objects.bulk_update(
        standing, ["unit", "valid_from", "name", "folded", "version"], batch_size=1000
    )
    Village.objects.bulk_create(copies, batch_size=1000)
    return {"villages": former, "copies": [v.pk for v in copies]}


def _close(plan: Plan, change: BoundaryChange) -> None:
    """A unit that only changes its name or code keeps its attributes; of one that was put together nothing is known yet."""
    on = change.effective_on
    for code, old in plan.olds.items():
        new = Unit.objects.get(code=plan.goes[code], level=Level.COMMUNE, valid_from=on)
        if len(plan.targets(code)) == 1 and [c for c, t in plan.goes.items() if t == new.code] == [code]:
            UnitAttribute.objects.bulk_create(
                UnitAttribute(
                    unit=new, key=a.key, value=a.value, source=a.source, verified=a.verified, valid_from=on
                )
                for a in selectors.attributes_as_of(old, on - selectors.DAY).values()
            )


def _told(plan: Plan, news: Mapping[str, Unit], on: date) -> hooks.Applied:
    olds = plan.olds
    return hooks.Applied(
        on=on,
        goes={olds[code].pk: news[new].pk for code, new in plan.goes.items()},
        continues={news[new].pk: olds[code].pk for new, code in plan.continues.items()},
        by_village={village: news[new].pk for village, new in plan.by_village.items()},
        names={unit.pk: f"{unit.kind} {unit.name}" for unit in (*olds.values(), *news.values())},
    )


@transaction.atomic
def undo(change: BoundaryChange, *, at: datetime) -> BoundaryChange:
    """Everything as it was before the change; rows made since go to the unit whose agencies went on. All or nothing.

    Raises ChangeMoved, LaterChange, NewUnitsInUse.
    """
    standing = _locked(change, None, ChangeState.UNDOING)
    _take_time()
    _refuse_later(standing)
    known = standing.before["territory"]
    units = Unit.objects.in_bulk([*known["units"], *known["closed"]])
    told = hooks.Applied(
        on=standing.effective_on, goes=dict(known["goes"]), continues=dict(known["continues"]),
        by_village=dict(known["by_village"]), names={pk: f"{u.kind} {u.name}" for pk, u in units.items()},
    )  # fmt: skip
    # A new unit made of parts alone goes back to a unit that gave it one.
    back = {new: old for old, new in told.goes.items()} | dict(told.continues)
    for row in UnitChange.objects.filter(to_unit_id__in=known["units"]):
        back.setdefault(row.to_unit_id, row.from_unit_id)
    with _wider([*known["units"], *known["closed"]]):
        for key, room in reversed(hooks.boundary_rooms.items()):
            if key in standing.before:
                room.undo(standing.before[key], told)
        counts = _rows(_PUT_BACK, standing.pk, list(back), list(back.values()), sorted(hooks.rows_stay))
    _put_villages_back(known, back)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT territory_forget(%s, %s)", [standing.pk, known["units"]])
    except IntegrityError:
        raise NewUnitsInUse() from None
    for pk, last in known["until"]:
        Unit.objects.filter(pk=pk).update(valid_to=last)
    standing.counts = {**standing.counts, **counts}
    standing.undone_at = at
    _step(standing, ChangeState.UNDONE)
    return standing


def _put_villages_back(known: Mapping[str, Any], back: Mapping[int, int]) -> None:
    former = {pk: rest for pk, *rest in known["villages"]}
    standing = list(Village.objects.filter(unit_id__in=known["units"]))
    for village in standing:
        if village.pk in former:
            unit_id, since, name, folded = former[village.pk]
            village.unit_id, village.valid_from = unit_id, date.fromisoformat(since)
            village.name, village.folded = name, folded
        else:  # written down since
            village.unit_id = back[village.unit_id]
        village.version += 1
    Village.objects.bulk_update(
        standing, ["unit", "valid_from", "name", "folded", "version"], batch_size=1000
    )
    # Copies are not removed (each would be looked for in every child): they hold on no day that anybody asks for.
    Village.objects.filter(pk__in=known["copies"]).update(valid_from=UNKNOWN_START, valid_to=UNKNOWN_START)


@transaction.atomic
def stopped(change: BoundaryChange, why: str) -> None:
    """The work could not be done: the change waits as before, and says why."""
    standing = BoundaryChange.objects.select_for_update().get(pk=change.pk)
    back = {ChangeState.APPLYING: ChangeState.DRAFT, ChangeState.UNDOING: ChangeState.APPLIED}
    if (state := back.get(ChangeState(standing.state))) is not None:
        standing.why = why[:300]
        _step(standing, state)
