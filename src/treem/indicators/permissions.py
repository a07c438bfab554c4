"""Who may see targets and counts. What a person counts is bounded by the scope."""

from __future__ import annotations

from treem.organisations.roles import LEAD_ROLES, Role

EVERYBODY_WHO_REPORTS = frozenset(
    {Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER, Role.SECTOR_OFFICER,
     Role.PROVINCE_LEADER, Role.INSPECTOR, Role.MINISTRY_ANALYST}
) | LEAD_ROLES  # fmt: skip

PERMISSIONS = {
    "indicators.view_target": EVERYBODY_WHO_REPORTS,
    "indicators.count": frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER})
    | LEAD_ROLES,
}
