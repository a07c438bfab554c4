"""Who may do what with reports about children in danger. On which, the scope and the row policies say."""

from __future__ import annotations

from treem.organisations.roles import COMMUNE_ROLES, COMMUNE_SIDE_ROLES, LEAD_ROLES, Role

_WORKERS = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER})
_DECIDERS = frozenset({Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "cases.take_intake": COMMUNE_ROLES,
    # Whoever keeps the hotline reads the own entries only; ``view_any`` lifts that.
    "cases.view_intake": COMMUNE_ROLES,
    "cases.view_any": frozenset({*_WORKERS, *LEAD_ROLES}),
    # Numbers, moments and states without who: the lead agency's list.
    "cases.list_intakes": frozenset({*COMMUNE_ROLES, *LEAD_ROLES}),
    "cases.count_intakes": frozenset({*COMMUNE_ROLES, *LEAD_ROLES, Role.PROVINCE_LEADER}),
    "cases.acknowledge": _WORKERS,
    "cases.record_measures": _WORKERS,
    "cases.hand_over": COMMUNE_ROLES,
    "cases.set_aside": _WORKERS,
    "cases.set_aside_serious": _DECIDERS,
    # The officer who works on the report; those above say why they ask.
    "cases.view_informant": _WORKERS,
    "cases.view_informant_freely": frozenset({Role.COMMUNE_OFFICER}),
    "cases.print_blank": frozenset({*COMMUNE_ROLES, *COMMUNE_SIDE_ROLES, *LEAD_ROLES}),
}
