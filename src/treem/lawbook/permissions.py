"""Who may see, propose and approve: codes of roles, because roles are defined on a floor above.

``organisations`` registers them when it starts.
"""

from __future__ import annotations

EVERYBODY_BUT_PARTNERS = frozenset(
    {
        "commune_officer", "hotline_officer", "commune_division_head", "commune_leader", "sector_officer",
        "lead_specialist", "lead_division_head", "lead_director", "province_leader", "inspector", "ministry_analyst",
        "administrator",
    }
)  # fmt: skip

PERMISSIONS: dict[str, frozenset[str]] = {
    "lawbook.view": EVERYBODY_BUT_PARTNERS,
    "lawbook.propose": frozenset({"lead_specialist"}),
    "lawbook.approve": frozenset({"lead_director", "lead_division_head"}),
}
