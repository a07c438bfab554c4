"""The approved decisions as this process knows them, asked by ``treem.law`` for every value and every day.

Read from the database at most every five seconds, in two small queries; between them an answer costs nothing.
Another process therefore learns of an approval up to five seconds later; the one that approved, at once.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from treem import law
from treem.kernel.sources import Source
from treem.law.calendar import Day
from treem.law.files import frozen
from treem.lawbook import rules
from treem.lawbook.models import CalendarDay, DayKind, Override

REFRESH_S = 5.0


@dataclass(frozen=True)
class _Pages:
    overrides: Mapping[str, tuple[Override, ...]] = field(default_factory=dict)
    """By parameter, oldest first; of two for one day the one approved last is later."""
    days: Mapping[date, CalendarDay] = field(default_factory=dict)


class Book:
    """One for each process. ``automatic`` off (in tests): read only when told, so that rules need no database."""

    def __init__(self) -> None:
        self.automatic = True
        self._pages = _Pages()
        self._read_at: float | None = None
        self._has_tables = False

    def value(self, key: str, on: date) -> law.LegalValue | None:
        """The province's own value of a parameter on the day; None: the texts decide."""
        decision = next((d for d in reversed(self._fresh().overrides.get(key, ())) if d.from_on <= on), None)
        parameter = law.parameters().get(key)
        if decision is None or decision.back_to_law or parameter is None:
            return None
        return law.LegalValue(
            key=key,
            title=parameter.title,
            unit=parameter.unit,
            value=frozen(rules.as_law(parameter, decision.value)),
            source=Source(decision.document, decision.article),
            since=decision.from_on,
            verified=True,
            note=decision.note,
            reviewed_on=decision.approved_at.date() if decision.approved_at else None,
        )

    def day(self, on: date) -> Day | None:
        """What the province decided about the day; None: nothing of its own."""
        decision = self._fresh().days.get(on)
        if decision is None:
            return None
        name = decision.name or str(DayKind(decision.kind).label)
        source = Source(decision.document, decision.article)
        return Day(on, decision.kind, name, source, verified=True)  # type: ignore[arg-type]

    def forget(self) -> None:
        """Read anew at the next question."""
        self._read_at = None

    def read(self) -> None:
        """Read the approved decisions now."""
        overrides: dict[str, list[Override]] = {}
        for decision in _approved(Override).order_by("from_on", "approved_at", "pk"):
            overrides.setdefault(decision.parameter, []).append(decision)
        days = {decision.on: decision for decision in _approved(CalendarDay).order_by("approved_at", "pk")}
        self._pages = _Pages({key: tuple(found) for key, found in overrides.items()}, days)
        self._read_at = time.monotonic()

    def close(self) -> None:
        """Know nothing, as a process that has just started."""
        self._pages, self._read_at = _Pages(), None

    def _fresh(self) -> _Pages:
        stale = self._read_at is None or time.monotonic() - self._read_at > REFRESH_S
        # In a transaction that has failed nothing can be read; what we know is at most one refresh old.
        if self.automatic and stale and not connection.needs_rollback and self._tables_are_there():
            self.read()
        return self._pages

    def _tables_are_there(self) -> bool:
        """False while the very first migrations run: they may ask for legal values too."""
        if not self._has_tables:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT to_regclass('lawbook_override') IS NOT NULL AND to_regclass('lawbook_calendarday') IS NOT NULL"
                )
                self._has_tables = bool(cursor.fetchone()[0])
        return self._has_tables


def _approved(model: Any) -> Any:
    return model.objects.filter(approved_at__isnull=False)


book = Book()
