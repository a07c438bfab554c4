"""Against what a list is read: communes and villages by the names people write, peoples, the age of the law."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from treem import law
from treem.registry import filters, rules, selectors
from treem.registry.imports.cleaning import Setting
from treem.registry.imports.layout import plain
from treem.registry.imports.places import village_forms
from treem.territory import selectors as territory

if TYPE_CHECKING:
    from treem.territory.models import Unit


def setting_for(*, home: int | None, today: date) -> Setting:
    """For the scope in force. ``home``: the commune of rows that name none.

    Communes of the province are known by code and name so that a row of another's is told apart from a slip of the
    pen; former communes answer for the one they went into. A name that two bear answers for none.
    """
    mine = selectors.my_communes()
    units = territory.units(mine)
    communes: dict[str, int] = {}
    for unit in [*units.values(), *_others(list(units.values()), today)]:
        communes[unit.code] = unit.pk
        for name in {plain(unit.name), plain(unit.full_name)}:
            communes[name] = 0 if communes.get(name, unit.pk) != unit.pk else unit.pk
    former: dict[str, set[int]] = {}
    for unit in units.values():
        for before in territory.units(territory.merged_into(unit, today)).values():
            for name in {plain(before.name), plain(before.full_name)}:
                former.setdefault(name, set()).add(unit.pk)
    for name, into in former.items():
        if name not in communes:
            communes[name] = next(iter(into)) if len(into) == 1 else 0
    villages: dict[str, int] = {}
    for village in territory.villages_standing(units):
        if village.valid_to is not None and village.valid_to < today:
            continue
        for form in village_forms(village.full_name):
            key = f"{village.unit_id}|{form}"
            villages[key] = 0 if villages.get(key, village.pk) != village.pk else village.pk
    return Setting(
        today, communes, frozenset(mine), villages, tuple(law.listed(rules.PEOPLES, on=today).codes), home,
        filters.age_limit(today),
    )  # fmt: skip


def _others(mine: list[Unit], today: date) -> list[Unit]:
    """The other communes of the same province."""
    own = {unit.pk for unit in mine}
    provinces = {unit.parent_id: unit.parent for unit in mine if unit.parent}
    return [
        unit
        for province in provinces.values()
        for unit in territory.communes_of(province, today)
        if unit.pk not in own
    ]
