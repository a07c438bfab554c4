"""Acting as somebody of the invented province, under that person's scope."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone

from treem.db.scope import Scope, scoped
from treem.organisations import selectors as organisations

if TYPE_CHECKING:
    from treem.organisations.models import User
    from treem.organisations.roles import Role


@contextmanager
def acting(role: Role, body_code: str) -> Iterator[User]:
    """Act as the first person who holds the role at the body, under that person's scope."""
    person, scope = _who(role, body_code, timezone.localdate())
    with scoped(scope):
        yield person


@lru_cache(maxsize=1000)
def _who(role: Role, body_code: str, today: date) -> tuple[User, Scope]:
    # Nobody comes or goes while the story is told; asked anew for each of its thousand steps it would tell twice as long.
    body = organisations.body_by_code(body_code)
    if body is None:
        raise LookupError(f"The invented province has no body {body_code}.")
    person = organisations.people_of(body, today, [role])[0]
    appointments = organisations.appointments_in_force(person, today)
    person.appointment_in_force = next(a for a in appointments if a.body_id == body.pk)
    return person, organisations.scope_for(person.appointment_in_force, today)
