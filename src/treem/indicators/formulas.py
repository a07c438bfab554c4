"""How an indicator comes out of facts, by date. A new circular adds a formula; the old one stays.

A formula gets sums of facts and gives a ratio; it never sees a percentage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from treem.kernel.ratio import Ratio

Compute = Callable[[Mapping[str, int]], Ratio]


@dataclass(frozen=True)
class Formula:
    """``key`` is the indicator's in the catalogue; ``needs`` the facts whose sums go in."""

    key: str
    since: date
    source: str
    needs: tuple[str, ...]
    compute: Compute


_formulas: dict[str, list[Formula]] = {}


def formula(key: str, *, since: str, source: str, needs: tuple[str, ...]) -> Callable[[Compute], Compute]:
    """Register a formula from a day on."""

    def declare(compute: Compute) -> Compute:
        known = _formulas.setdefault(key, [])
        known.append(Formula(key, date.fromisoformat(since), source, needs, compute))
        known.sort(key=lambda f: f.since)
        return compute

    return declare


def formula_on(key: str, day: date) -> Formula | None:
    """The formula in force on the day; None when treem cannot count this indicator then."""
    return next((f for f in reversed(_formulas.get(key, [])) if f.since <= day), None)


PLAN_2026 = "Kế hoạch công tác trẻ em năm 2026 (định nghĩa của dự án, chưa có hướng dẫn chính thức)"


@formula("special_circumstances", since="2026-01-01", source=PLAN_2026,
         needs=("children_special_circumstances", "children"))  # fmt: skip
def special_circumstances(facts: Mapping[str, int]) -> Ratio:
    """Children in at least one special-circumstance group, each counted once, among children under 16."""
    return Ratio(facts["children_special_circumstances"], facts["children"])


@formula("birth_reg_u5", since="2026-01-01", source=PLAN_2026, needs=("under5_birth_registered", "under5"))
def birth_reg_u5(facts: Mapping[str, int]) -> Ratio:
    """Children under five with a registered birth among children under five."""
    return Ratio(facts["under5_birth_registered"], facts["under5"])


# -- denominators that treem counts, where the numerator is an agency's -----------------------------------------


@dataclass(frozen=True)
class Denominator:
    """Which fact is the denominator of an indicator: the whole fact, or only some values of one dimension."""

    key: str
    fact: str
    dimension: str = ""
    values: tuple[str, ...] = ()


_denominators = {
    each.key: each
    for each in (
        Denominator("abused_children", "children"),
        Denominator("injury_rate", "children"),
        Denominator("injury_death_rate", "children"),
        Denominator("participation_awareness", "children"),
        Denominator("participation_models_11plus", "children", "age_group", ("11-15",)),
        Denominator("ecd_access_u8", "children_0_8"),
        Denominator("consulted_7plus", "children_7_15"),
        Denominator("special_circumstances_assisted", "children_special_circumstances"),
        Denominator("child_friendly_communes", "communes"),
        Denominator("communes_playgrounds", "communes"),
    )
}


def denominator_of(key: str) -> Denominator | None:
    """The denominator that can be counted for the indicator; proposed to whoever types the numerator, never imposed."""
    return _denominators.get(key)
