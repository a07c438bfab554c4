"""Templates of returns: dated data under ``law/templates``, frozen into a round as plain JSON when it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from treem import law
from treem.law.errors import LawFileError
from treem.law.files import Table, read_toml
from treem.law.windows import Regime

FOLDER = Path(law.__file__).parent / "templates"

CheckKind = Literal["sum", "at_most", "jump"]
TemplateKind = Literal["figures", "duties"]
Estimate = Literal["", "stock", "flow"]
RATES = ("%", "‰")
"""Units of rows that are a share of something; without both of its parts nobody can say what they are together."""
MOST_PLACES = 4
"""Decimals that the table of values keeps."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a template.

    ``fact`` and ``where`` say how it is counted from records (dimension -> value); ``sum_of`` makes it the sum of
    other rows, which nobody types. ``short`` is the head of a column where rows stand side by side.

    ``section``: the heading it stands under. ``places``: decimals it may have (0: whole numbers). ``estimate``:
    whether the body may add an estimate to the end of the period, and of what: a ``flow`` can only grow until then, a
    ``stock`` may go either way. ``no_occurrence``: whether «không phát sinh» is an answer. ``required`` False: an empty
    row is an answer too.
    """

    key: str
    label: str
    short: str
    unit: str
    fact: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    sum_of: tuple[str, ...] = ()
    indent: int = 0
    section: str = ""
    places: int = 0
    estimate: Estimate = ""
    no_occurrence: bool = True
    required: bool = True

    @property
    def computed(self) -> bool:
        """Whether it follows from other rows."""
        return bool(self.sum_of)

    @property
    def adds(self) -> bool:
        """Whether the figures of several bodies may be added: counts and money may, rates may not."""
        return self.unit not in RATES


@dataclass(frozen=True, slots=True)
class Check:
    """``sum``: the parts make the whole. ``at_most``: the part is not more than the whole. ``jump``: each of the
    parts that moved far against the same period of the year before asks for an explanation."""

    kind: CheckKind
    whole: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A template of one version. ``doubt`` (Vietnamese) is shown wherever it is not ``verified``.

    ``asked_of``: levels of bodies that fill the table; bodies of other levels answer in words only. ``kind``
    ``duties``: the rows are what the document behind the round gave each body to do.
    """

    key: str
    title: str
    version: str
    since: date
    source: str
    verified: bool
    doubt: str
    period_rule: Regime
    asked_of: tuple[str, ...]
    rows: tuple[Row, ...]
    checks: tuple[Check, ...]
    kind: TemplateKind = "figures"

    def row(self, key: str) -> Row:
        """The row with the key. Raises KeyError."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)

    def rows_for(self, level: str) -> tuple[Row, ...]:
        """The rows that a body of the level fills in."""
        return self.rows if level in self.asked_of else ()

    @property
    def estimated(self) -> bool:
        """Whether any row may carry an estimate."""
        return any(row.estimate for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        """As it is kept in a round."""
        return {
            "kind": self.kind, "key": self.key, "title": self.title, "version": self.version, "since": self.since.isoformat(),
            "source": self.source, "verified": self.verified, "doubt": self.doubt, "period_rule": self.period_rule,
            "asked_of": list(self.asked_of),
            "rows": [
                {
                    "key": row.key, "label": row.label, "short": row.short, "unit": row.unit, "fact": row.fact,
                    "where": dict(row.where), "sum_of": list(row.sum_of), "indent": row.indent,
                    "section": row.section, "places": row.places, "estimate": row.estimate,
                    "no_occurrence": row.no_occurrence, "required": row.required,
                }
                for row in self.rows
            ],
            "checks": [{"kind": c.kind, "whole": c.whole, "parts": list(c.parts)} for c in self.checks],
        }  # fmt: skip


def from_json(data: Mapping[str, Any]) -> Template:
    """A template as it was frozen; what an older version did not know has its default."""
    return Template(
        key=data["key"],
        title=data["title"],
        version=data["version"],
        since=date.fromisoformat(data["since"]),
        source=data["source"],
        verified=data["verified"],
        doubt=data["doubt"],
        period_rule=data["period_rule"],
        asked_of=tuple(data["asked_of"]),
        rows=tuple(Row(**{**row, "sum_of": tuple(row["sum_of"])}) for row in data["rows"]),
        checks=tuple(Check(c["kind"], c["whole"], tuple(c["parts"])) for c in data["checks"]),
        kind=data.get("kind", "figures"),
    )


def template_on(key: str, day: date) -> Template | None:
    """The version of the template in force on the day, or None."""
    return next((t for t in reversed(templates()) if t.key == key and t.since <= day), None)


def templates_on(day: date) -> list[Template]:
    """Every template in force on the day, its latest version, by title."""
    latest = {t.key: t for t in templates() if t.since <= day}
    return sorted(latest.values(), key=lambda t: t.title)


@cache
def templates() -> tuple[Template, ...]:
    """All versions of all templates, oldest first."""
    return load(FOLDER)


def load(folder: Path) -> tuple[Template, ...]:
    """The templates of a folder. Raises LawFileError naming the file."""
    found = [read_template(read_toml(path)) for path in sorted(folder.glob("*.toml"))]
    keys = [(t.key, t.since) for t in found]
    for key in keys:
        if keys.count(key) > 1:
            raise LawFileError(f"{key[0]}: two versions since {key[1]}")
    return tuple(sorted(found, key=lambda t: (t.since, t.key)))


def read_template(table: Table) -> Template:
    """One file. Raises LawFileError for a row or check that points to nothing, or sums that run in a circle."""
    kind = table.text("kind", "figures")
    if kind not in get_args(TemplateKind):
        raise table.error(f"kind {kind!r} is unknown")
    rows = tuple(_row(row) for row in table.tables("rows")) if kind == "figures" or "rows" in table else ()
    keys = [row.key for row in rows]
    if len(set(keys)) != len(keys):
        raise table.error("two rows have one key")
    for at, row in enumerate(rows):
        # A sum may use sums, but only of rows that do not come back to it: they stand before it.
        allowed = {r.key for r in rows if not r.computed} | set(keys[:at])
        if set(row.sum_of) - allowed:
            raise table.error(
                f"row {row.key}: sum_of names unknown or later rows {sorted(set(row.sum_of) - allowed)}"
            )
    checks = tuple(_check(row, set(keys)) for row in table.tables("checks")) if "checks" in table else ()
    rule = table.text("period_rule")
    if rule not in get_args(Regime):
        raise table.error(f"period_rule {rule!r} is unknown")
    asked_of = table.raw("asked_of")
    if not isinstance(asked_of, list) or not set(asked_of) <= {"commune", "province"}:
        raise table.error("asked_of must be a list of commune, province")
    template = Template(
        key=table.text("key"),
        title=table.text("title"),
        version=table.text("version"),
        since=table.day("since"),
        source=table.source().document,
        verified=table.flag("verified"),
        doubt=table.text("doubt", ""),
        period_rule=rule,  # type: ignore[arg-type]  # held against the literal above
        asked_of=tuple(asked_of),
        rows=rows,
        checks=checks,
        kind=kind,  # type: ignore[arg-type]  # held against the literal above
    )
    table.done()
    return template


def _row(table: Table) -> Row:
    label = table.text("label")
    where = table.raw("where") if "where" in table else {}
    row = Row(
        key=table.text("key"),
        label=label,
        short=table.text("short", "") or label,
        unit=table.text("unit"),
        fact=table.text("fact", ""),
        where=dict(where),
        sum_of=tuple(table.raw("sum_of")) if "sum_of" in table else (),
        indent=table.whole("indent") if "indent" in table else 0,
        section=table.text("section", ""),
        places=table.whole("places") if "places" in table else 0,
        estimate=table.text("estimate", ""),  # type: ignore[arg-type]  # held against the literal below
        no_occurrence=table.flag("no_occurrence", True),
        required=table.flag("required", True),
    )
    if row.fact and row.sum_of:
        raise table.error("a row is counted or summed, not both")
    if row.estimate not in get_args(Estimate):
        raise table.error(f"estimate {row.estimate!r} is unknown")
    if not 0 <= row.places <= MOST_PLACES or (row.fact and row.places):
        raise table.error(f"places must be 0 to {MOST_PLACES}, and 0 for what is counted")
    table.done()
    return row


def _check(table: Table, keys: set[str]) -> Check:
    kind = table.text("kind")
    if kind not in get_args(CheckKind):
        raise table.error(f"kind {kind!r} is unknown")
    parts = (table.text("part"),) if kind == "at_most" else tuple(table.raw("parts"))
    whole = "" if kind == "jump" else table.text("whole")
    if unknown := ({*parts, whole} - {""}) - keys:
        raise table.error(f"unknown rows {sorted(unknown)}")
    table.done()
    return Check(kind, whole, parts)  # type: ignore[arg-type]  # held against the literal above
