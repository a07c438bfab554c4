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
    # Writing into a return: its body's people, and the lead agency where it types a paper in. Which of the two, the
    # return says.
    "reporting.write_return": frozenset(
        {Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.SECTOR_OFFICER}
    )
    | _LEAD,
    # The steps inside a body, each an internal approval: how many there are is a dated setting.
    "reporting.check_return": frozenset({Role.COMMUNE_DIVISION_HEAD}),
    "reporting.approve_return": frozenset({Role.COMMUNE_LEADER, Role.SECTOR_OFFICER}),
    "reporting.step_return": _COMMUNE | {Role.SECTOR_OFFICER},
    "reporting.submit_return": _COMMUNE | {Role.SECTOR_OFFICER},
    "reporting.enter_for_body": _LEAD,
    "reporting.open_round": _LEAD,
    "reporting.accept_return": _LEAD,
    "reporting.consolidate": _LEAD,
}
