"""Who gives tokens to programs. What a program may do is what its role may, and what its token says."""

from __future__ import annotations

from treem.organisations.roles import Role

PERMISSIONS: dict[str, frozenset[Role]] = {"api.manage_tokens": frozenset({Role.ADMINISTRATOR})}
