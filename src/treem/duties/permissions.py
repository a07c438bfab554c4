"""What each role may do with duties."""

from __future__ import annotations

from treem.organisations.roles import LEAD_ROLES, Role

ANSWERING = frozenset(
    {
        Role.COMMUNE_OFFICER,
        Role.COMMUNE_DIVISION_HEAD,
        Role.COMMUNE_LEADER,
        Role.SECTOR_OFFICER,
        *LEAD_ROLES,
    }
)
"""Who answers for the duties of a body."""

HEADS = frozenset(
    {
        Role.COMMUNE_DIVISION_HEAD,
        Role.COMMUNE_LEADER,
        # A sector's agency has one role here; who uses it answers for the whole agency.
        Role.SECTOR_OFFICER,
        Role.LEAD_DIVISION_HEAD,
        Role.LEAD_DIRECTOR,
    }
)
"""Who gives work to the people of the own body."""

PERMISSIONS: dict[str, frozenset[Role]] = {
    "duties.view_execution": ANSWERING | {Role.PROVINCE_LEADER, Role.INSPECTOR},
    "duties.report_execution": ANSWERING,
    "duties.assign_inside": HEADS,
    # How much each person has: a matter of the heads of a body, and of the lead agency for every body.
    "duties.view_workload": HEADS | frozenset(LEAD_ROLES),
    "duties.accept": frozenset(LEAD_ROLES),
    "duties.answer": frozenset(LEAD_ROLES),
    "duties.decide_request": frozenset({Role.LEAD_DIVISION_HEAD, Role.LEAD_DIRECTOR}),
    "duties.assign": frozenset(LEAD_ROLES),
    "duties.remind": frozenset(LEAD_ROLES),
    "duties.be_told": frozenset({Role.LEAD_DIVISION_HEAD, Role.LEAD_DIRECTOR, Role.PROVINCE_LEADER}),
    "duties.view_all": LEAD_ROLES | {Role.PROVINCE_LEADER, Role.INSPECTOR},
}
