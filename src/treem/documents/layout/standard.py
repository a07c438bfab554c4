"""The layout rules in force on a day, read from ``treem/law/layout``.

Nothing here knows a size or a margin: change of the decree is a new file with a new ``from``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from treem.documents.layout.errors import LayoutNotInForce


@dataclass(frozen=True, slots=True)
class Lettering:
    """How the letters of one component look; size in points."""

    size: float
    bold: bool
    italic: bool
    caps: bool
    article: str


@dataclass(frozen=True, slots=True)
class Margins:
    """Millimetres from the edges of the page as it is read."""

    top: float
    bottom: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class PaperStandard:
    """One version of the layout rules. Lengths in mm, letters and gaps in points."""

    in_force_from: date
    document: str
    article: str
    verified: bool
    page_width: float
    page_height: float
    font: str
    margins: Margins
    first_line_cm: float
    paragraph_gap: float
    line_spacing: float
    short_rule: float
    zero_before_days_below: int
    zero_before_months: tuple[int, ...]
    zero_before_numbers_below: int
    letter_subject_gap: float
    letters: Mapping[str, Lettering]
    urgency_frames: Mapping[str, tuple[float, float]]
    abbreviations: Mapping[str, str]
    addressed_types: frozenset[str]
    header_from_edge: float
    table_text: float
    table_wide_text: float
    table_note: float
    table_caption: float
    mark: float
    issuer_column: float
    signature_gap: float
    signing: Mapping[str, str]
    """The prefixes before a post: for_collective, for_head, acting."""
    posts: Mapping[str, Mapping[str, str]]
    """By kind of body: head, deputy, and collective where a body signs as one."""

    def text_width(self, *, landscape: bool) -> float:
        """Millimetres between the left and the right margin."""
        page = self.page_height if landscape else self.page_width
        return page - self.margins.left - self.margins.right


def standard_on(day: date) -> PaperStandard:
    """The rules for a paper of that day. Raises LayoutNotInForce before the first known rules."""
    known = _standards()
    in_force = [standard for standard in known if standard.in_force_from <= day]
    if not in_force:
        first = known[0].in_force_from
        raise LayoutNotInForce(day=f"{day:%d/%m/%Y}", first=f"{first:%d/%m/%Y}")
    return in_force[-1]


@lru_cache(maxsize=1)
def _standards() -> tuple[PaperStandard, ...]:
    folder = files("treem") / "law" / "layout"
    texts = [entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted((read_standard(text) for text in texts), key=lambda found: found.in_force_from))


def read_standard(text: str) -> PaperStandard:
    """One TOML file as a standard. Raises ValueError for a value outside its own range."""
    data = tomllib.loads(text)
    page, body, choices = data["page"], data["body"], data["choices"]
    margins = page["margins_mm"]
    if body["first_line_cm"] not in body["first_line_cm_allowed"]:
        raise ValueError(f"body.first_line_cm = {body['first_line_cm']}")
    return PaperStandard(
        in_force_from=data["from"],
        document=data["source"]["document"],
        article=data["source"]["article"],
        verified=data["verified"],
        page_width=page["width_mm"],
        page_height=page["height_mm"],
        font=page["font"],
        margins=Margins(
            *(_used(margins[side], f"page.{side}") for side in ("top", "bottom", "left", "right"))
        ),
        first_line_cm=body["first_line_cm"],
        paragraph_gap=_used(body["paragraph_gap_pt"], "body.paragraph_gap_pt"),
        line_spacing=_used(body["line_spacing"], "body.line_spacing"),
        short_rule=_used(data["rules"]["short_rule"], "rules.short_rule"),
        zero_before_days_below=data["dates"]["zero_before_days_below"],
        zero_before_months=tuple(data["dates"]["zero_before_months"]),
        zero_before_numbers_below=data["number"]["zero_before_below"],
        letter_subject_gap=data["subject"]["letter_gap_pt"],
        letters=MappingProxyType({name: _lettering(name, raw) for name, raw in data["components"].items()}),
        urgency_frames=MappingProxyType(
            {word: (size[0], size[1]) for word, size in _without_article(data["urgency"]).items()}
        ),
        abbreviations=MappingProxyType(_without_article(data["types"])),
        addressed_types=frozenset(data["addressed"]["types"]),
        header_from_edge=choices["header_from_edge_mm"],
        table_text=choices["table_text_pt"],
        table_wide_text=choices["table_wide_text_pt"],
        table_note=choices["table_note_pt"],
        table_caption=choices["table_caption_pt"],
        mark=choices["mark_pt"],
        issuer_column=choices["issuer_column_mm"],
        signature_gap=choices["signature_gap_pt"],
        signing=MappingProxyType(
            {key: data["signing"][key] for key in ("for_collective", "for_head", "acting")}
        ),
        posts=MappingProxyType(data["signing"]["posts"]),
    )


def _used(raw: Mapping[str, float], name: str) -> float:
    value = raw["used"]
    if not raw.get("min", value) <= value <= raw.get("max", value):
        raise ValueError(f"{name} = {value} is outside {dict(raw)}")
    return value


def _lettering(name: str, raw: Mapping[str, Any]) -> Lettering:
    if not raw["min"] <= raw["size"] <= raw["max"]:
        raise ValueError(f"components.{name}.size = {raw['size']} is outside {raw['min']}-{raw['max']}")
    return Lettering(
        size=raw["size"],
        bold=raw.get("bold", False),
        italic=raw.get("italic", False),
        caps=raw.get("caps", False),
        article=raw["article"],
    )


def _without_article(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key != "article"}
