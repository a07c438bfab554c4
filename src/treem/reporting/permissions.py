"""Who may do what with rounds and returns. On which returns, the scope and the row policies say."""

from __future__ import annotations

from treem.organisations.roles import LEAD_ROLES, Role

_COMMUNE = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER})
_LEAD = frozenset(LEAD_ROLES)
_WATCHING = _LEAD | {Role.PROVINCE_LEADER, Role.INSPECTOR}

PERMISSIONS: dict[str, frozenset[Role]] = {
    # A round holds no figure: everybody who reports, and everybody who reads the board of targets, may see the list.
    "reporting.view_round": _COMMUNE | _WATCHING | {Role.SECTOR_OFFICER, Role.MINISTRY_ANALYST},
    # Who has sent and who has not, for the whole province: states and counts, no figure of a return.
    "reporting.view_progress": _WATCHING,
    "reporting.view_return": _COMMUNE | _LEAD | {Role.SECTOR_OFFICER},
    "reporting.fill_return": frozenset(
        {Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.SECTOR_OFFICER}
    ),
    # The officer sends for now; the chain of internal approvals comes with the rounds of a whole year.
    "reporting.submit_return": _COMMUNE | {Role.SECTOR_OFFICER},
    "reporting.open_round": _LEAD,
    "reporting.accept_return": _LEAD,
    "reporting.consolidate": _LEAD,
}
