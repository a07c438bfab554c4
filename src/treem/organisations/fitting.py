"""At which agencies a role makes sense: ``data/roles.csv``, one line a role, for the pages and for lists taken in.

A commune's roles see the whole commune's records, so they belong to its committee and its division, never to the
police or the health station beside them, which are partners. An empty cell of the table sets no limit.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from treem.kernel.language import gettext as _
from treem.organisations.models import Body, BodyKind, BodyLevel
from treem.organisations.roles import Role


@dataclass(frozen=True, slots=True)
class Fit:
    """The level of agencies, their kinds (empty: any), and whether only the lead agency has the role."""

    level: BodyLevel
    kinds: tuple[BodyKind, ...]
    lead: bool


@cache
def fits() -> dict[Role, Fit]:
    """The table. Raises ValueError or KeyError for a word nobody defined: better than a role without a rule."""
    path = resources.files("treem.organisations") / "data" / "roles.csv"
    with path.open(encoding="utf-8") as lines:
        return {
            Role(row["role"]): Fit(
                BodyLevel(row["level"]),
                tuple(BodyKind(kind) for kind in row["kinds"].split("|") if kind),
                row["lead"] == "yes",
            )
            for row in csv.DictReader(lines)
        }


def misfit(role: Role, body: Body) -> str:
    """Why the role makes no sense at the body, in Vietnamese; empty when it does."""
    fit = fits()[role]
    if body.level != fit.level:
        return _LEVELS[fit.level]()
    if fit.lead and not body.lead_for_children:
        return _("chỉ cơ quan chủ trì về trẻ em có vai trò này.")
    if fit.kinds and body.kind not in fit.kinds:
        kinds = ", ".join(str(kind.label) for kind in fit.kinds)
        return _("vai trò này chỉ phân công tại: {kinds}.").format(kinds=kinds)
    return ""


_LEVELS = {
    BodyLevel.COMMUNE: lambda: _("vai trò này thuộc cấp xã."),
    BodyLevel.PROVINCE: lambda: _("vai trò này thuộc cơ quan cấp tỉnh."),
    BodyLevel.CENTRAL: lambda: _("vai trò này thuộc cơ quan trung ương."),
}
