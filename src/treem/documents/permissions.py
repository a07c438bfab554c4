"""Who may read the register of documents, and who records what was issued. On whose papers, the row policies say."""

from __future__ import annotations

from treem.organisations.roles import LEAD_ROLES, Role

_COMMUNE = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER})
_RECORDS = _COMMUNE | LEAD_ROLES | {Role.SECTOR_OFFICER}

PERMISSIONS: dict[str, frozenset[Role]] = {
    # Everybody who works in an office of treem.
    "documents.view_document": frozenset(Role) - {Role.COLLABORATOR, Role.COMMUNE_PARTNER},
    "documents.settle_citation": frozenset(LEAD_ROLES),
    "documents.view_paper": _RECORDS | {Role.PROVINCE_LEADER, Role.INSPECTOR},
    "documents.record_issue": _RECORDS,
}
