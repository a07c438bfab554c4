"""Reading the book and the texts for pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from treem import law
from treem.law.lists import LegalList, legal_lists
from treem.law.values import Parameter
from treem.lawbook.book import book
from treem.lawbook.models import CalendarDay, Decision, Override


@dataclass(frozen=True)
class Row:
    """A parameter as it stands on a day; ``value`` is None where no rule is in force."""

    parameter: Parameter
    value: law.LegalValue | None
    own: bool
    waiting: int


def parameter(key: str) -> Parameter | None:
    return law.parameters().get(key)


def standing(found: Parameter, on: date, waiting: int = 0) -> Row:
    """The parameter on the day, the province's own value first."""
    try:
        value = law.value(found.key, on=on)
    except law.NotInForce:
        return Row(found, None, False, waiting)
    return Row(found, value, book.value(found.key, on) is not None, waiting)


def every_parameter(on: date) -> list[Row]:
    """All parameters, by area and title."""
    waiting: dict[str, int] = {}
    for key in overrides_waiting().values_list("parameter", flat=True):
        waiting[key] = waiting.get(key, 0) + 1
    found = sorted(law.parameters().values(), key=lambda p: (p.key.partition(".")[0], p.title))
    return [standing(each, on, waiting.get(each.key, 0)) for each in found]


@dataclass(frozen=True)
class ListRow:
    """A list as it stands on a day; ``listing`` is None where no edition is in force."""

    known: LegalList
    listing: law.Listing | None


def legal_list(key: str) -> LegalList | None:
    return legal_lists().get(key)


def list_standing(known: LegalList, on: date) -> ListRow:
    try:
        return ListRow(known, known.on(on))
    except law.NotInForce:
        return ListRow(known, None)


def every_list(on: date) -> list[ListRow]:
    """All lists, by area and title."""
    found = sorted(legal_lists().values(), key=lambda each: (each.key.partition(".")[0], each.title))
    return [list_standing(each, on) for each in found]


def overrides_waiting() -> QuerySet[Override]:
    return Override.objects.filter(approved_at__isnull=True, withdrawn_at__isnull=True).order_by(
        "proposed_at"
    )


def days_waiting() -> QuerySet[CalendarDay]:
    return CalendarDay.objects.filter(approved_at__isnull=True, withdrawn_at__isnull=True).order_by(
        "proposed_at"
    )


def overrides_of(key: str) -> QuerySet[Override]:
    """Everything proposed for a parameter, the latest first."""
    return Override.objects.filter(parameter=key).order_by("-from_on", "-proposed_at")


def has_own_value(key: str) -> bool:
    """Whether the province ever put a value of its own into force, so that there is one to give up."""
    return Override.objects.filter(parameter=key, approved_at__isnull=False, back_to_law=False).exists()


def calendar_days() -> QuerySet[CalendarDay]:
    """Everything proposed about days, the latest day first."""
    return CalendarDay.objects.order_by("-on", "-proposed_at")


def decision(model: type[Override] | type[CalendarDay], uuid: UUID) -> Override | CalendarDay | None:
    return model.objects.filter(uuid=uuid).first()


def people(decisions: Iterable[Decision]) -> dict[int, Any]:
    """The persons whom decisions name, by id."""
    ids = {
        n for d in decisions for n in (d.proposed_by_id, d.approved_by_id, d.withdrawn_by_id) if n is not None
    }
    return dict(get_user_model()._default_manager.in_bulk(list(ids)))
