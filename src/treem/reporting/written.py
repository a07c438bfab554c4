"""Everything a written report holds, as plain values: frozen when it is made, and made into papers from nothing else.

No Django here: the papers of a version come out of what was frozen, not of what the database says today.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from treem.kernel.periods import Period, Window, parse_period
from treem.reporting.consolidation import Consolidation, thaw
from treem.reporting.outline import Outline, outline_of
from treem.reporting.sentences import STAGES


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target of the plan held against the rate that follows from the sums. ``level`` is as the plan states it, in
    words with its unit («dưới 6,4 %»); ``wanted`` the same as a number, in the unit of the target."""

    label: str
    name: str
    unit: str
    level: str
    wanted: Fraction | None
    value: Fraction | None
    before: Fraction | None
    status: str

    @property
    def against_plan(self) -> Fraction | None:
        """In per cent of the plan."""
        return None if self.value is None or not self.wanted else self.value * 100 / self.wanted

    @property
    def difference(self) -> Fraction | None:
        """From the plan, in the unit of the target."""
        return None if self.value is None or self.wanted is None else self.value - self.wanted


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sent, when, whether in time. ``timeliness`` as in ``rules``; ``sent_on`` an ISO day or ""."""

    name: str
    stage: str
    timeliness: str
    sent_on: str
    as_of: str
    on_behalf: bool = False

    @property
    def words(self) -> str:
        """How it stands, as papers say it."""
        stands = STAGES.get(self.stage, self.stage)
        return f"{stands} (nhập thay theo bản giấy)" if self.on_behalf else stands


@dataclass(frozen=True, slots=True)
class Issuer:
    """The letterhead and the signature: who writes, from where, who signs as what."""

    name: str
    parent: str
    place: str
    symbol: str
    lines: tuple[str, ...]
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A report of a round. ``words``: what a person wrote below the headings of the outline, by section."""

    period_key: str
    window: Window
    document_label: str
    onward: tuple[str, ...]
    issuer: Issuer
    found: Consolidation
    targets: tuple[TargetLine, ...]
    sendings: tuple[Sending, ...]
    outline_on: date
    words: Mapping[str, str] = field(default_factory=dict)
    number: int = 1
    simulated: bool = False

    @property
    def period(self) -> Period:
        return parse_period(self.period_key)

    @property
    def outline(self) -> Outline:
        """Its headings, as they were in force for the period."""
        return outline_of(self.found.template.kind, self.outline_on)

    @property
    def subject(self) -> str:
        """Trích yếu."""
        title = self.found.template.title
        if self.found.template.kind == "duties":
            return f"{title}, {self.period.label}"
        return f"Kết quả tổng hợp số liệu về {title[0].lower()}{title[1:]} {self.period.label}"

    @property
    def accepted(self) -> int:
        """How many of the included have been taken in."""
        return sum(part.state == "accepted" for part in self.found.included)

    @property
    def late(self) -> int:
        """How many of those that fill in the table sent late."""
        asked = {part.name for part in self.found.asked}
        return sum(sending.timeliness == "late" and sending.name in asked for sending in self.sendings)

    def as_json(self) -> dict[str, Any]:
        """As it is frozen."""
        return {
            "period": self.period_key,
            "window": [self.window.start.isoformat(), self.window.end.isoformat()],
            "document_label": self.document_label,
            "onward": list(self.onward),
            "issuer": {**asdict(self.issuer), "lines": list(self.issuer.lines)},
            "found": self.found.as_json(),
            "targets": [{**asdict(t), **{k: _text(getattr(t, k)) for k in _EXACT}} for t in self.targets],
            "sendings": [asdict(each) for each in self.sendings],
            "outline_on": self.outline_on.isoformat(),
            "words": dict(self.words),
            "number": self.number,
            "simulated": self.simulated,
        }

    def fingerprint(self) -> str:
        """sha256 of the content; the number of the version is not part of it."""
        data = replace(self, number=1).as_json()
        return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


_EXACT = ("wanted", "value", "before")


def from_json(data: Mapping[str, Any]) -> Written:
    """A report as it was frozen."""
    return Written(
        period_key=data["period"],
        window=Window(*(date.fromisoformat(day) for day in data["window"])),
        document_label=data["document_label"],
        onward=tuple(data["onward"]),
        issuer=Issuer(**{**data["issuer"], "lines": tuple(data["issuer"]["lines"])}),
        found=thaw(data["found"]),
        targets=tuple(TargetLine(**{**t, **{k: _exact(t[k]) for k in _EXACT}}) for t in data["targets"]),
        sendings=tuple(Sending(**each) for each in data["sendings"]),
        outline_on=date.fromisoformat(data["outline_on"]),
        words=data["words"],
        number=data["number"],
        simulated=data["simulated"],
    )


def _text(value: Fraction | None) -> str:
    return "" if value is None else str(value)


def _exact(text: str) -> Fraction | None:
    return Fraction(text) if text else None
