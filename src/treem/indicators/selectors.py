"""Reading targets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from treem.indicators.models import PlanTarget


def targets_in_force(year: int) -> Sequence[PlanTarget]:
    """Targets of the plans for the year or for later years, in the order of the plan."""
    wanted = PlanTarget.objects.select_related("lead", "document").filter(horizon__gte=str(year))
    return sorted(wanted, key=lambda t: (t.document_id, _natural(t.number), t.part))


def _natural(number: str) -> tuple[int, str]:
    digits = re.match(r"\d+", number)
    return (int(digits[0]) if digits else 10**6, number)
