"""Invented rounds and returns for tests, and facts that say what the test wants."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from tests.walk_world import START, World

from treem.db.scope import Scope, scoped
from treem.duties import services as duties
from treem.duties.models import Obligation
from treem.indicators import facts
from treem.indicators.facts import Cell, Fact
from treem.kernel.periods import Window
from treem.kernel.time import VIETNAM
from treem.organisations.models import Body, BodyKind, BodyLevel, User
from treem.organisations.selectors import appointments_in_force, scope_for
from treem.reporting import services
from treem.reporting.models import Return, Round
from treem.territory.models import Unit

OPENED = datetime(2026, 10, 1, 8, 0, tzinfo=VIETNAM)
AT = datetime(2026, 10, 20, 9, 0, tzinfo=VIETNAM)
DEADLINE = date(2026, 11, 5)
GOOD = {
    "children": 100, "children_male": 52, "children_female": 48, "under5": 30, "under5_birth_registered": 29,
    "children_special_circumstances": 6,
}  # fmt: skip


WORK: Mapping[str, int | str] = {
    "children": 100, "special": 6, "special_assisted": 5, "notices": 2, "abused": 1, "abused_supported": 1, "injured": 4,
    "injury_deaths": 0, "drowned": 0, "sessions": 12, "money_budget": "120,5", "money_raised": "30",
}  # fmt: skip
"""Figures of the template «child-work»."""


def committee(world: World, unit: Unit | None = None) -> Body:
    """The People's Committee of a commune (the own one)."""
    return world.bodies[f"ubnd-{(unit or world.own).code}"]


def make_duty(world: World, bodies: Sequence[Body] | None = None, **more: object) -> Obligation:
    """A duty to report «trước ngày 05/11/2026», issued to both committees; a draft round follows from it."""
    fields = {
        "origin_kind": "directive", "path": "V.2", "unit_type": "reporting", "text": "Báo cáo năm về Sở Y tế.",
        "assignee_text": "UBND các xã, phường", "deadline": DEADLINE, "deadline_op": "before", "recurrence": "yearly",
        "period": "2026", "document_label": "Kế hoạch số 12/KH-UBND", "onward": ["UBND tỉnh", "Bộ Y tế"], **more,
    }  # fmt: skip
    found = duties.draft_obligation(uuid=uuid.uuid4(), actor=world.hung, **fields)
    asked = bodies or [committee(world), committee(world, world.neighbouring)]
    duties.issue_obligations([found], {found: asked}, world.hung, at=OPENED)
    return found


def make_draft(world: World) -> Round:
    """The draft that follows from the duty."""
    return Round.objects.get(obligation_id=make_duty(world).pk)


def make_round(world: World, bodies: Sequence[Body] | None = None, template: str = "children-basic") -> Round:
    """A round that is open for both communes (or the bodies)."""
    draft = make_draft(world)
    Round.objects.filter(pk=draft.pk).update(template_key=template)
    asked = bodies or [committee(world), committee(world, world.neighbouring)]
    services.open_round(draft, asked, world.hung, at=OPENED)
    return Round.objects.get(pk=draft.pk)


def return_of(round: Round, body: Body) -> Return:
    return Return.objects.select_related("round", "body").get(round=round, body=body)


def type_in(report: Return, actor: User, figures: Mapping[str, int | str] = GOOD, **more: object) -> Return:
    """Save figures as a person types them, without counting."""
    report.refresh_from_db()
    texts = {f"row_{key}": str(value) for key, value in figures.items()}
    given = {"as_of": date(2026, 10, 15), "narrative": "", "version": report.version, "at": AT, **more}
    return services.save_return(report, actor=actor, texts={**texts, **given.pop("notes", {})}, **given)  # type: ignore[arg-type, dict-item]


def approved(report: Return, actor: User, at: datetime = AT) -> Return:
    """Past the steps inside its body, for tests of what comes after them; an agency's return has none."""
    if report.body.level == "commune":
        Return.objects.filter(pk=report.pk).update(
            state="pending", step="send", presented_at=at, presented_by=actor, approved_at=at, approved_by=actor,
            approved_as="chair",
        )  # fmt: skip
    report.refresh_from_db()
    return report


def send(
    report: Return, actor: User, figures: Mapping[str, int | str] = GOOD, at: datetime = AT, **more: object
) -> Return:
    """Type, and submit as approved."""
    return services.submit(
        approved(type_in(report, actor, figures, at=at, **more), actor, at), actor=actor, at=at
    )


def scope_of(user: User) -> Scope:
    """The scope of the person's only role."""
    day = date(2026, 10, 20)
    return scope_for(appointments_in_force(user, day)[0], day)


@contextmanager
def acting(user: User) -> Iterator[None]:
    """Under the person's scope, as the owner of the database."""
    with scoped(scope_of(user)):
        yield


def more_communes(world: World, total: int = 75) -> list[Body]:
    """Communes and their committees until the province has ``total``; all committees."""
    missing = total - Unit.objects.filter(level="commune").count()
    units = Unit.objects.bulk_create(
        Unit(
            code=f"{9000 + n:05d}", name=f"Xã thử {n}", folded=f"xa thu {n}", kind="xã", level="commune",
            parent=world.province, valid_from=START,
        )
        for n in range(missing)
    )  # fmt: skip
    Body.objects.bulk_create(
        Body(
            code=f"ubnd-{unit.code}", name=f"Ủy ban nhân dân xã {unit.name}", short_name=f"UBND {unit.name}",
            kind=BodyKind.PEOPLES_COMMITTEE, level=BodyLevel.COMMUNE, unit=unit, valid_from=START,
        )
        for unit in units
    )  # fmt: skip
    return list(Body.objects.filter(code__startswith="ubnd-", level=BodyLevel.COMMUNE).order_by("code"))


class FakeFact:
    """A fact whose cells are given: commune -> value of ``sex`` -> how many. It remembers how it was asked."""

    def __init__(self, key: str, cells: Mapping[int, Mapping[str, int]]) -> None:
        self.key, self.cells = key, cells
        self.asked: list[tuple[date, Window | None, tuple[int, ...]]] = []

    def count(self, *, as_of: date, window: Window | None, units: Sequence[int]) -> list[Cell]:
        self.asked.append((as_of, window, tuple(units)))
        return [Cell(u, (sex,), n) for u in units for sex, n in self.cells.get(u, {}).items()]

    def records(
        self,
        *,
        as_of: date,  # noqa: ARG002
        window: Window | None,  # noqa: ARG002
        unit_id: int | None,
        values: tuple[str, ...],
    ) -> str:
        return f"/children/?fact={self.key}&unit={unit_id}&sex={values[0]}"

    def fact(self) -> Fact:
        return Fact(self.key, self.key, "child", "stock", ("sex",), self.count, self.records)


@contextmanager
def facts_are(*fakes: FakeFact) -> Iterator[None]:
    """Only these facts are registered inside the block; afterwards the rooms' own again."""
    kept = dict(facts._facts)
    facts._facts.clear()
    try:
        for fake in fakes:
            facts.register(fake.fact())
        yield
    finally:
        facts._facts.clear()
        facts._facts.update(kept)
