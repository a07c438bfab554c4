"""Who may change boundaries: codes of roles, because roles are defined on a floor above, which registers them."""

from __future__ import annotations

PERMISSIONS: dict[str, frozenset[str]] = {"territory.change_boundaries": frozenset({"administrator"})}
