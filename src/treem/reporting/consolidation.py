"""The sum of the returns of a round, row by row. Counts add up; a missing return is named, never taken for zero."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from treem.kernel.language import gettext as _
from treem.kernel.vietnamese import number
from treem.reporting.figures import Figure, as_json, with_sums
from treem.reporting.figures import from_json as figures_from_json
from treem.reporting.templates_data import Template, from_json


@dataclass(frozen=True, slots=True)
class Part:
    """What one body gives to the sum. ``sent`` False: nothing yet, its figures stay empty.

    ``level`` and ``narrative``: agencies that are not asked for figures answer in words. ``estimates``: what it expects at
    the end of the period («ước cả kỳ»); ``counted`` and ``counted_as_of``: what was counted from records, and at which
    day (ISO); ``previous``: what it sent for the same period of the year before. ``duties``: its answer to each duty of
    the document behind the round (path, text, state, result, difficulties, proposals).
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
    commune_id: int | None = None
    estimates: Mapping[str, Figure | None] = field(default_factory=dict)
    not_occurred: tuple[str, ...] = ()
    counted: Mapping[str, Figure | None] = field(default_factory=dict)
    counted_as_of: str = ""
    previous: Mapping[str, Figure | None] = field(default_factory=dict)
    duties: tuple[Mapping[str, Any], ...] = ()
    on_behalf: bool = False

    @property
    def where(self) -> str:
        """How a list names it: by its commune, an agency by its name."""
        name = self.commune or self.name
        return name[:1].upper() + name[1:]

    def answers(self, state: str) -> int:
        """How many of its duties it says are in this state."""
        return sum(duty["state"] == state for duty in self.duties)

    def counted_here(self, key: str) -> bool:
        """Whether the figure that counts is the one that was counted, so that its records can be opened."""
        figure = self.figures.get(key)
        return bool(self.counted_as_of) and figure is not None and self.counted.get(key) == figure


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty of the document over all bodies that have sent: how many say what."""

    path: str
    text: str
    done: int = 0
    doing: int = 0
    not_yet: int = 0
    bodies: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """A row against the same period of the year before, over the bodies that have a figure in both: counts that
    come from different bodies are not compared."""

    before: Figure | None
    now: Figure | None
    bodies: int

    @property
    def difference(self) -> Figure | None:
        return None if self.before is None or self.now is None else self.now - self.before

    @property
    def percent(self) -> Fraction | None:
        """The difference in per cent of the year before; None where that was zero."""
        if self.difference is None or not self.before:
            return None
        return Fraction(self.difference) * 100 / Fraction(self.before)


@dataclass(frozen=True, slots=True)
class Consolidation:
    """Parts in their order, and the totals over those that are in. A total is None when nobody gave the row, or when
    the row is a rate: rates do not add up.

    ``communes``: how many communes the province has; 0: not kept, the round was asked of all of them.
    """

    template: Template
    parts: tuple[Part, ...]
    totals: Mapping[str, Figure | None]
    communes: int = 0

    @property
    def asked(self) -> tuple[Part, ...]:
        """Bodies that fill in the table; where the rows are duties, everybody has some."""
        if self.template.kind == "duties":
            return self.parts
        return tuple(part for part in self.parts if part.level in self.template.asked_of)

    @property
    def in_words(self) -> tuple[Part, ...]:
        """Bodies that answer in words only."""
        return tuple(part for part in self.parts if part.level not in self.template.asked_of)

    @property
    def asked_words(self) -> str:
        """What those who fill in the table are, together."""
        return "xã, phường" if all(part.level == "commune" for part in self.asked) else "đơn vị"

    def duty_lines(self) -> list[DutyLine]:
        """The duties of the document in the order of the first body that has them; empty where the rows are figures."""
        found: dict[tuple[str, str], DutyLine] = {}
        for part in self.included:
            for duty in part.duties:
                key = (duty["path"], duty["text"])
                line = found.get(key, DutyLine(*key))
                state = duty["state"]
                found[key] = replace(
                    line, bodies=line.bodies + 1, done=line.done + (state == "done"),
                    doing=line.doing + (state == "doing"), not_yet=line.not_yet + (state == "not_yet"),
                )  # fmt: skip
        return list(found.values())

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

    @property
    def provincial(self) -> bool:
        """Whether the totals are those of the whole province: everybody is in, and every commune was asked."""
        reached = {part.commune_id for part in self.included if part.level == "commune"}
        return self.complete and len(reached) >= self.communes

    @property
    def total_words(self) -> str:
        """What the totals are of."""
        if self.provincial:
            return _("Toàn tỉnh")
        return _("Cộng {n} đơn vị đã gửi").format(n=number(len(self.included)))

    @property
    def estimated(self) -> bool:
        """Whether any body gave an estimate."""
        return any(value is not None for part in self.included for value in part.estimates.values())

    def estimate(self, key: str) -> Figure | None:
        """The row at the end of the period: the sum of the estimates; who gave none enters with its figure to date.
        None when nobody gave one."""
        if not self.template.row(key).adds or not any(
            part.estimates.get(key) is not None for part in self.included
        ):
            return None
        values = [
            value
            for part in self.included
            if (value := _first(part.estimates.get(key), part.figures.get(key))) is not None
        ]
        return sum(values)

    def without_estimate(self) -> int:
        """How many of the included gave no estimate at all."""
        return sum(all(value is None for value in part.estimates.values()) for part in self.included)

    def compared(self, key: str) -> Compared:
        """The row against the year before; a rate is not compared, because it has no total."""
        if not self.template.row(key).adds:
            return Compared(None, None, 0)
        pairs = [
            (before, now)
            for part in self.included
            if (before := part.previous.get(key)) is not None and (now := part.figures.get(key)) is not None
        ]
        if not pairs:
            return Compared(None, None, 0)
        return Compared(sum(b for b, _ in pairs), sum(n for _, n in pairs), len(pairs))

    def fingerprint(self) -> str:
        """sha256 of everything that was sent: a return that changes, comes or goes changes it; taking one in does not."""
        parts = self.as_json()["parts"]
        for part in parts:
            del part["state"], part["counted"], part["counted_as_of"]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def days(self) -> tuple[str, str]:
        """The earliest and latest «số liệu đến ngày» of the included, ISO; both empty without any."""
        known = sorted(part.as_of for part in self.included if part.as_of)
        return (known[0], known[-1]) if known else ("", "")

    def as_json(self) -> dict[str, Any]:
        """As it is frozen when the round closes."""
        return {
            "template": self.template.as_json(),
            "totals": as_json(self.totals),
            "communes": self.communes,
            "parts": [
                {
                    "body_id": p.body_id, "name": p.name, "level": p.level, "commune": p.commune, "sent": p.sent,
                    "state": p.state, "as_of": p.as_of, "figures": as_json(p.figures), "narrative": p.narrative,
                    "commune_id": p.commune_id, "estimates": as_json(p.estimates),
                    "not_occurred": list(p.not_occurred), "counted": as_json(p.counted),
                    "counted_as_of": p.counted_as_of, "previous": as_json(p.previous),
                    "duties": [dict(duty) for duty in p.duties], "on_behalf": p.on_behalf,
                }
                for p in self.parts
            ],
        }  # fmt: skip


def add_up(template: Template, parts: Iterable[Part], *, communes: int = 0) -> Consolidation:
    """The totals over the bodies that have sent and are asked for figures; sums of rows come from the totals."""
    kept = tuple(parts)
    given = [part for part in kept if part.sent and part.level in template.asked_of]
    totals: dict[str, Figure | None] = {}
    for row in template.rows:
        if row.computed:
            continue
        values = [value for part in given if (value := part.figures.get(row.key)) is not None]
        totals[row.key] = sum(values) if values and row.adds else None
    return Consolidation(template, kept, with_sums(template, totals), communes)


def thaw(data: Mapping[str, Any]) -> Consolidation:
    """A consolidation as it was frozen: the totals are those of that day, nothing is added again."""
    return Consolidation(
        from_json(data["template"]),
        tuple(_part(part) for part in data["parts"]),
        figures_from_json(data["totals"]),
        data.get("communes", 0),
    )


def _part(data: Mapping[str, Any]) -> Part:
    """A part as it was frozen; what an older version did not keep is empty."""
    figures = {
        name: figures_from_json(data.get(name, {}))
        for name in ("figures", "estimates", "counted", "previous")
    }
    return Part(
        **{
            **data,
            **figures,
            "not_occurred": tuple(data.get("not_occurred", ())),
            "duties": tuple(data.get("duties", ())),
        }
    )


def _first(one: Figure | None, other: Figure | None) -> Figure | None:
    return other if one is None else one
