"""Who may read the register of documents: everybody who works in an office of treem."""

from __future__ import annotations

from treem.organisations.roles import Role

PERMISSIONS: dict[str, frozenset[Role]] = {
    "documents.view_document": frozenset(Role) - {Role.COLLABORATOR, Role.COMMUNE_PARTNER},
}
