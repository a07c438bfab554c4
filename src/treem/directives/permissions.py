"""Who takes documents in, reviews what was read, and issues the duties."""

from __future__ import annotations

from treem.organisations.roles import LEAD_ROLES, Role

PERMISSIONS: dict[str, frozenset[Role]] = {
    "directives.take_in": frozenset(LEAD_ROLES),
    "directives.review": frozenset(LEAD_ROLES),
    "directives.issue": frozenset(LEAD_ROLES),
}

_COMMUNE = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER})
_DRAFTS = _COMMUNE | LEAD_ROLES | {Role.SECTOR_OFFICER}
_OVERSEES = LEAD_ROLES | {Role.PROVINCE_LEADER, Role.INSPECTOR}

PERMISSIONS |= {
    # A body's own plan or letter from a directive: whose, the drafting body and the row policies say.
    "directives.cascade": _DRAFTS,
    "directives.view_cascade": _DRAFTS | _OVERSEES,
    "directives.approve_cascade": frozenset(
        {
            Role.COMMUNE_DIVISION_HEAD,
            Role.COMMUNE_LEADER,
            Role.SECTOR_OFFICER,
            Role.LEAD_DIVISION_HEAD,
            Role.LEAD_DIRECTOR,
        }
    ),
    "directives.oversee_cascades": frozenset(_OVERSEES),
    "directives.call_cascades": frozenset(LEAD_ROLES),
}
