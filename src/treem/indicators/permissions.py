"""Who may see targets and counts, and give their figures. What a person reaches is bounded by the scope."""

from __future__ import annotations

from treem.organisations.roles import LEAD_ROLES, Role

EVERYBODY_WHO_REPORTS = frozenset(
    {Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER, Role.SECTOR_OFFICER,
     Role.PROVINCE_LEADER, Role.INSPECTOR, Role.MINISTRY_ANALYST}
) | LEAD_ROLES  # fmt: skip
_COMMUNE = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER})
_ANSWERS = _COMMUNE | {Role.SECTOR_OFFICER} | LEAD_ROLES

PERMISSIONS = {
    "indicators.view_target": EVERYBODY_WHO_REPORTS,
    "indicators.count": _COMMUNE | LEAD_ROLES,
    # For which targets, the scope says: the lead agency's own, all of the province's, a commune's own.
    "indicators.enter_value": _ANSWERS,
    "indicators.confirm_value": _ANSWERS,
    "indicators.keep_counts": LEAD_ROLES,
    # Own levels for targets of the province, in a unit's own plan.
    "indicators.adopt_target": _ANSWERS,
    "indicators.oversee_adoption": LEAD_ROLES | {Role.PROVINCE_LEADER, Role.INSPECTOR},
}
