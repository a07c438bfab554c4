"""Sets of indicators as data: the targets of a plan, the statistical indicators of a circular."""

from treem.law.indicators.catalogue import (
    Comparator,
    Indicator,
    IndicatorSet,
    Target,
    catalogue,
    set_names,
)

__all__ = ["Comparator", "Indicator", "IndicatorSet", "Target", "catalogue", "set_names"]
