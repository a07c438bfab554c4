"""Who may open the leader's page. What it counts is bounded by the scope."""

from __future__ import annotations

from treem.organisations.roles import LEAD_ROLES, Role

PERMISSIONS: dict[str, frozenset[Role]] = {
    # The lead agency prepares what the vice-chair reads, so it sees the same page.
    "desk.view_leader": LEAD_ROLES | {Role.PROVINCE_LEADER},
}
