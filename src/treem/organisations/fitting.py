"""At which agencies a role makes sense: ``data/roles.toml``, one line a role, for the pages and for lists taken in.

A commune's roles see the whole commune's records, so they belong to its committee and its division, never to the
police or the health station beside them, which are partners. An empty list of kinds sets no limit. It is a convention
of ours until somebody confirms it, and the pages say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from treem.kernel.language import gettext as _
from treem.kernel.sources import Source
from treem.kernel.vietnamese import date_text
from treem.law.files import Table, read_toml
from treem.organisations.models import Body, BodyKind, BodyLevel
from treem.organisations.roles import Role


@dataclass(frozen=True, slots=True)
class Fit:
    """The level of agencies, their kinds (empty: any), and whether only the lead agency has the role."""

    level: BodyLevel
    kinds: tuple[BodyKind, ...]
    lead: bool


@dataclass(frozen=True, slots=True)
class Fits:
    """The table as it stands from a day on, with where it comes from; ``doubt`` when it is not verified."""

    since: date
    source: Source
    verified: bool
    doubt: str
    roles: Mapping[Role, Fit]

    def __str__(self) -> str:
        told = _("Vai trò nào dùng cho cơ quan nào: {source}, áp dụng từ {day}.").format(
            source=self.source, day=date_text(self.since)
        )
        return told if self.verified else f"{told} {_('Chưa kiểm chứng')}. {self.doubt}"


@cache
def editions() -> tuple[Fits, ...]:
    """Every edition of the table, oldest first. Raises LawFileError or ValueError for a word nobody defined: better than
    a role without a rule."""
    table = read_toml(Path(str(resources.files("treem.organisations") / "data" / "roles.toml")))
    found = tuple(sorted((_edition(row) for row in table.tables("editions")), key=lambda each: each.since))
    table.done()
    return found


def _edition(row: Table) -> Fits:
    made = Fits(
        row.day("from"), row.source(), row.flag("verified"), row.text("doubt", ""),
        MappingProxyType({Role(each.text("role")): _fit(each) for each in row.tables("roles")}),
    )  # fmt: skip
    row.done()
    return made


def _fit(row: Table) -> Fit:
    made = Fit(
        BodyLevel(row.text("level")),
        tuple(BodyKind(kind) for kind in row.raw("kinds")),
        row.flag("lead", False),
    )
    row.done()
    return made


def fits(on: date) -> Fits:
    """The table in force on the day; before its first day the first one."""
    return next((each for each in reversed(editions()) if each.since <= on), editions()[0])


def misfit(role: Role, body: Body, on: date) -> str:
    """Why the role makes no sense at the body on that day, in Vietnamese; empty when it does."""
    fit = fits(on).roles[role]
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
