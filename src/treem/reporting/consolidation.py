"""The sum of the returns of a round, row by row. Counts add up; a missing return is named, never taken for zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from treem.reporting.figures import Figure, as_json, with_sums
from treem.reporting.figures import from_json as figures_from_json
from treem.reporting.templates_data import Template, from_json


@dataclass(frozen=True, slots=True)
class Part:
    """What one body gives to the sum. ``sent`` False: nothing yet, its figures stay empty.

    ``level`` and ``narrative``: agencies that are not asked for figures answer in words.
    """

    body_id: int
    name: str
    level: str
    commune: str
    sent: bool
    state: str
    as_of: str
    figures: Mapping[str, Figure | None]
    narrative: str = ""


@dataclass(frozen=True, slots=True)
class Consolidation:
    """Parts in their order, and the totals over those that are in. A total is None when nobody gave the row."""

    template: Template
    parts: tuple[Part, ...]
    totals: Mapping[str, Figure | None]

    @property
    def asked(self) -> tuple[Part, ...]:
        """Bodies that fill in the table."""
        return tuple(part for part in self.parts if part.level in self.template.asked_of)

    @property
    def in_words(self) -> tuple[Part, ...]:
        """Bodies that answer in words only."""
        return tuple(part for part in self.parts if part.level not in self.template.asked_of)

    @property
    def included(self) -> tuple[Part, ...]:
        """Bodies whose figures are in the totals."""
        return tuple(part for part in self.asked if part.sent)

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of all bodies that have not sent their return."""
        return tuple(part.name for part in self.parts if not part.sent)

    @property
    def missing_figures(self) -> tuple[str, ...]:
        """Names of those whose figures are not in the totals."""
        return tuple(part.name for part in self.asked if not part.sent)

    @property
    def complete(self) -> bool:
        """Whether every body that fills in the table is in."""
        return not self.missing_figures

    def days(self) -> tuple[str, str]:
        """The earliest and latest «số liệu đến ngày» of the included, ISO; both empty without any."""
        known = sorted(part.as_of for part in self.included if part.as_of)
        return (known[0], known[-1]) if known else ("", "")

    def as_json(self) -> dict[str, Any]:
        """As it is frozen when the round closes."""
        return {
            "template": self.template.as_json(),
            "totals": as_json(self.totals),
            "parts": [
                {
                    "body_id": p.body_id, "name": p.name, "level": p.level, "commune": p.commune, "sent": p.sent,
                    "state": p.state, "as_of": p.as_of, "figures": as_json(p.figures), "narrative": p.narrative,
                }
                for p in self.parts
            ],
        }  # fmt: skip


def add_up(template: Template, parts: Iterable[Part]) -> Consolidation:
    """The totals over the bodies that have sent and are asked for figures; sums of rows come from the totals."""
    kept = tuple(parts)
    given = [part for part in kept if part.sent and part.level in template.asked_of]
    totals: dict[str, Figure | None] = {}
    for row in template.rows:
        if row.computed:
            continue
        values = [value for part in given if (value := part.figures.get(row.key)) is not None]
        totals[row.key] = sum(values) if values else None
    return Consolidation(template, kept, with_sums(template, totals))


def thaw(data: Mapping[str, Any]) -> Consolidation:
    """A consolidation as it was frozen: the totals are those of that day, nothing is added again."""
    return Consolidation(
        from_json(data["template"]),
        tuple(Part(**{**part, "figures": figures_from_json(part["figures"])}) for part in data["parts"]),
        figures_from_json(data["totals"]),
    )
