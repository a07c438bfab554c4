"""News of people and agencies for the rooms above: filled in their ``AppConfig.ready()``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from treem.organisations.models import Body, User


class HandingOver(Protocol):
    """Moves a person's open work at a body to another person; returns how many pieces moved.

    Called in the transaction of the hand-over. It is also called, and rolled back, to tell beforehand how
    much would move: nothing that cannot be rolled back belongs in it.
    """

    def __call__(self, from_user: User, to_user: User, body: Body) -> int: ...


handing_over: list[HandingOver] = []
