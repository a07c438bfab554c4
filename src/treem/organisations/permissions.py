"""Which role may do what. Each room registers its own permissions in ``AppConfig.ready()``.

    permissions.register({"registry.view_child": {Role.COMMUNE_OFFICER, Role.LEAD_SPECIALIST}})

A permission says what a role may do at all; on which records, the scope and the row policies say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from treem.organisations.roles import Role

_allowed: dict[str, frozenset[str]] = {}


def register(permissions: Mapping[str, Collection[Role]]) -> None:
    """Add permissions. Registering one again with the same roles is harmless; with others it is a mistake.

    Raises ValueError for a second meaning, or a name that is not ``room.verb``.
    """
    for name, roles in permissions.items():
        allowed = frozenset(role.value for role in roles)
        if "." not in name:
            raise ValueError(f"a permission is called room.verb, not {name!r}")
        if _allowed.get(name, allowed) != allowed:
            raise ValueError(f"{name} is registered twice, for different roles")
        _allowed[name] = allowed


def allows(role: str, permission: str) -> bool:
    """Whether the role carries the permission. A permission nobody registered belongs to nobody."""
    return role in _allowed.get(permission, frozenset())


def roles_with(permission: str) -> frozenset[str]:
    """The roles that carry the permission."""
    return _allowed.get(permission, frozenset())


def permissions_of(role: str) -> frozenset[str]:
    """Everything the role may do."""
    return frozenset(name for name, roles in _allowed.items() if role in roles)
