"""What a change of boundaries means for duties: nothing moves; those of agencies that end are seen by their successors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from treem.duties import rules
from treem.duties.models import Execution
from treem.territory.hooks import Applied, PreviewLine


class DutiesRoom:
    """``territory.hooks.BoundaryRoom`` of duties."""

    def preview(self, units: Sequence[int], on: date) -> list[PreviewLine]:  # noqa: ARG002
        """Executions that are not done."""
        found = Execution.objects.filter(body__unit_id__in=units, body__level="commune")
        return [
            PreviewLine(_("Nhiệm vụ đang làm của các cơ quan đó"), found.filter(state__in=rules.OPEN).count())
        ]

    def apply(self, change: Applied) -> dict[str, Any]:  # noqa: ARG002
        """They stay with the agency that had them."""
        return {}

    def undo(self, before: Mapping[str, Any], change: Applied) -> None:
        """Nothing was moved."""
