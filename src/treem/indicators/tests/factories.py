"""Invented targets and figures for tests."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from tests.walk_world import World

from treem.db.scope import scoped
from treem.documents.models import Document
from treem.indicators import figures
from treem.indicators.entry import Entry
from treem.indicators.figures import Typed
from treem.indicators.models import PlanTarget, TargetValue
from treem.kernel.time import now, today
from treem.organisations.models import Body, User
from treem.organisations.selectors import appointments_in_force, scope_for


@contextmanager
def acting(person: User) -> Iterator[User]:
    """Under the scope of the person's role, as the owner of the tables: what the services check, they check."""
    day = today()
    with scoped(scope_for(appointments_in_force(person, day)[0], day)):
        yield person


def make_target(world: World, **changes: Any) -> PlanTarget:
    """A target of the province's plan for this year, led by Sở Y tế; by default nothing treem can count."""
    document, _ = Document.objects.get_or_create(
        sha256="b" * 64, defaults={"type": "Kế hoạch", "received_at": timezone.now()}
    )
    fields: dict[str, Any] = {
        "document": document, "number": "7", "name": "Tỷ lệ thử", "comparator": "ge", "value": Decimal("90"),
        "unit": "%", "horizon": str(today().year), "lead": world.bodies["so-y-te"], "adopted_by_id": world.hung.pk,
        "adopted_at": timezone.now(), **changes,
    }  # fmt: skip
    return PlanTarget.objects.create(**fields)


def births(world: World, **changes: Any) -> PlanTarget:
    """The target on birth registration, which treem counts."""
    return make_target(
        world, number="18", name="Trẻ dưới 5 tuổi đăng ký khai sinh", value=Decimal("98.6"),
        indicator_key="birth_reg_u5", **changes,
    )  # fmt: skip


def typed(numerator: int | None = 90, denominator: int | None = 100, **changes: Any) -> Typed:
    """A figure of this year up to today."""
    day = changes.pop("as_of", today())
    rate = changes.pop("value", None)
    fields: dict[str, Any] = {"period": str(day.year), "source_text": "Sổ theo dõi của ngành", **changes}
    entry = Entry(rate, None, None) if rate is not None else Entry(None, numerator, denominator)
    return Typed(as_of=day, entry=entry, **fields)


def enter(
    target: PlanTarget, author: User, figure: Typed | None = None, at: datetime | None = None
) -> TargetValue:
    """A proposed value."""
    with acting(author):
        return figures.enter_value(
            target, uuid=uuid.uuid4(), typed=figure or typed(), actor=author, at=at or now()
        )


def confirm(value: TargetValue, person: User) -> TargetValue:
    """Confirmed by a second person."""
    with acting(person):
        return figures.confirm_value(value, actor=person, at=now(), version=value.version)


def confirmed(target: PlanTarget, author: User, second: User, figure: Typed | None = None) -> TargetValue:
    """Typed by one, confirmed by another."""
    return confirm(enter(target, author, figure), second)


def colleague(world: World, body: Body, role: str, name: str) -> User:
    """Another person of the same agency."""
    from tests.walk_world import make_person

    return make_person(role, body, name)


def form_data(**changes: str) -> dict[str, str]:
    """What a browser sends for a figure of this year up to the first of January."""
    day = date(today().year, 1, 1)
    return {
        "uuid": str(uuid.uuid4()), "period": str(day.year), "as_of_day": "1", "as_of_month": "1",
        "as_of_year": str(day.year), "numerator": "90", "denominator": "100", "value": "",
        "source_text": "Sổ theo dõi của ngành", "note": "", **changes,
    }  # fmt: skip
