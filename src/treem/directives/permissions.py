"""Who takes documents in, reviews what was read, and issues the duties."""

from __future__ import annotations

from treem.organisations.roles import LEAD_ROLES, Role

PERMISSIONS: dict[str, frozenset[Role]] = {
    "directives.take_in": frozenset(LEAD_ROLES),
    "directives.review": frozenset(LEAD_ROLES),
    "directives.issue": frozenset(LEAD_ROLES),
}
