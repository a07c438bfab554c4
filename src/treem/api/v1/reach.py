"""Which bodies' work a caller sees, and for which it answers: as the pages of duties decide it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404

from treem.duties import lookups, selectors

if TYPE_CHECKING:
    from treem.duties.models import Execution


def own_bodies(request: Any) -> tuple[int, ...]:
    """The bodies whose duties are the caller's work."""
    return selectors.bodies_answered_for(request.scope, request.appointment)


def bodies_seen(request: Any) -> tuple[int, ...] | None:
    """The bodies whose executions the caller may see; None: all that the scope holds."""
    if request.user.has_perm("duties.view_all"):
        return None
    seen: tuple[int, ...] = request.scope.bodies
    return seen


def execution(uuid: UUID, bodies: tuple[int, ...] | None) -> Execution:
    """Raises Http404 for one that is not there or out of reach."""
    found = lookups.execution_with_changes(uuid, bodies)
    if found is None:
        raise Http404
    return found
