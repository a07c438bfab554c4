"""Who acts in the request under way, for entries written far below the view."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The person and the role in force."""

    user_id: int | None
    appointment_id: int | None


NOBODY = Actor(None, None)
current: ContextVar[Actor] = ContextVar("treem_audit_actor", default=NOBODY)
