"""Which days count for a reporting period, by regime."""

from __future__ import annotations

from datetime import date
from typing import Literal

from treem.kernel.periods import CALENDAR, Period, Window, WindowRule, window
from treem.law.values import value

Regime = Literal["administrative", "calendar"]


def rule_of(regime: Regime, period: Period) -> WindowRule:
    """The rule of the regime for the period: the one in force on the first day of its first month.

    Administrative reports follow Nghị định 09/2019/NĐ-CP (parameter ``reporting.administrative_first_day``),
    statistical reports the calendar. Raises NotInForce for periods before the decree.
    """
    if regime == "calendar":
        return CALENDAR
    opened = date(period.year, period.first_month, 1)
    return WindowRule("administrative", value("reporting.administrative_first_day", on=opened).whole)


def window_of(period: Period, regime: Regime) -> Window:
    """The days that count for the period: 2026-H1 is 15/12/2025 to 14/6/2026 under the administrative regime."""
    return window(period, rule_of(regime, period))
