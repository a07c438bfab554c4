"""Who may do what with the register. On which children, the scope and the row policies say."""

from __future__ import annotations

from treem.organisations.roles import LEAD_ROLES, Role

_WORKERS = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD})
_VIEWERS = frozenset({*_WORKERS, Role.HOTLINE_OFFICER, Role.COMMUNE_LEADER, *LEAD_ROLES})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "registry.view_child": _VIEWERS,
    # Searching is a way of viewing; a look that finds one child of a list one may read anyway.
    "registry.search": _VIEWERS,
    # Whoever takes a report at night must be able to write the child down.
    "registry.add_child": frozenset({*_WORKERS, Role.HOTLINE_OFFICER}),
    "registry.change_child": _WORKERS,
    # The province brings lists of all communes; what it may not do is change one child by hand.
    "registry.import_children": frozenset({*_WORKERS, Role.LEAD_SPECIALIST, Role.LEAD_DIVISION_HEAD}),
    # A pair across a border is for whoever sees both communes: the province.
    "registry.merge_children": frozenset({*_WORKERS, Role.LEAD_SPECIALIST, Role.LEAD_DIVISION_HEAD}),
    # Files for the ministry's child software hold whole records; entering them is the commune's work.
    "registry.exchange_with_ministry": _WORKERS,
    # Need-to-know: only who keeps the number right sees it whole.
    "registry.view_personal_id": _WORKERS,
}
