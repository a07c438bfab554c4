"""A finding in the words of the review page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from treem.directives import rules, words
from treem.directives.highlight import Close, Open, Span, pieces
from treem.directives.models import Item, Reading
from treem.directives.selectors import Assignees, Assignment, Card, Group, card_of
from treem.duties import assigning
from treem.kernel.vietnamese import date_text, number

if TYPE_CHECKING:
    from treem.organisations.models import Body

MANY = 6
"""So many bodies are still named one by one."""


@dataclass
class Bodies:
    """The bodies people choose from on a day; asked for once a page, and only when needed."""

    on: date

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        return assigning.choices(self.on)

    @cached_property
    def committees(self) -> frozenset[int]:
        return frozenset(body.pk for body in assigning.committees(self.on))

    def ticked(self, bodies: Iterable[Body]) -> list[str]:
        """The boxes that stand for the bodies; all communes together are one box."""
        ids = {body.pk for body in bodies}
        boxes = [assigning.COMMUNES] if self.committees and self.committees <= ids else []
        return boxes + [str(pk) for pk in sorted(ids - (self.committees if boxes else frozenset()))]

    def boxes_for(self, bodies: Sequence[Body]) -> list[tuple[str, str]]:
        """The offered boxes, and single communes named by the text."""
        offered = {value for value, _label in self.choices}
        named = [
            (str(body.pk), body.name)
            for body in bodies
            if str(body.pk) in set(self.ticked(bodies)) and str(body.pk) not in offered
        ]
        return [*self.choices, *named]

    def words(self, bodies: Sequence[Body]) -> str:
        """«Sở Y tế; UBND các xã, phường (75 đơn vị)»."""
        ids = {body.pk for body in bodies}
        whole = bool(self.committees) and len(self.committees) > 1 and self.committees <= ids
        single = [body for body in bodies if not whole or body.pk not in self.committees]
        names = [str(body) for body in single[:MANY]]
        if len(single) > MANY:
            names.append(_("và %(count)d đơn vị khác") % {"count": len(single) - MANY})
        if whole:
            names.append(_("UBND các xã, phường (%(count)d đơn vị)") % {"count": len(self.committees)})
        return "; ".join(names)


@dataclass
class ShownCard:
    """One card: what was read, what is doubtful, who is meant, and what a person may do about it."""

    card: Card
    bodies: Bodies
    error: str = ""
    differences: Sequence[object] = field(default=())
    open: bool = True
    """Whether the reading may still be changed."""

    @property
    def item(self) -> Item:
        return self.card.item

    @property
    def assignment(self) -> Assignment | None:
        return self.card.assignment

    @property
    def doubts(self) -> list[tuple[str, object]]:
        return [(code, words.DOUBTS.get(code, _("Cần xem lại"))) for code in self.card.doubts]

    @property
    def unknown_assignee(self) -> bool:
        """«Chưa rõ đơn vị» stands beside it."""
        return self.assignment is not None and not self.assignment.settled

    @property
    def bodies_words(self) -> str:
        return self.bodies.words(self.assignment.bodies) if self.assignment else ""

    @property
    def picker(self) -> list[tuple[str, str, bool]]:
        """The boxes to tick where the text leaves open who has to do it."""
        if self.item.decided or self.assignment is None or self.assignment.settled:
            return []
        ticked = set(self.bodies.ticked(self.assignment.bodies))
        return [
            (value, str(label), value in ticked)
            for value, label in self.bodies.boxes_for(self.assignment.bodies)
        ]

    @property
    def deadline_words(self) -> str:
        """«trước ngày 15/12/2026», or what stands there instead of a day."""
        content = self.card.content
        op = dict(words.DEADLINE_OPS).get(content.get("deadline_op", ""), "")
        days = rules.deadline_days(content)
        if days:
            return f"{op} {'; '.join(date_text(day) for day in days)}"
        written = ["/".join(reversed(text.split("-"))) for text in rules.deadlines(content)]
        return f"{op} {'; '.join(written)}" if written else ""

    @property
    def role_words(self) -> str:
        return str(dict(words.ROLES).get(self.card.content.get("role", ""), ""))

    @property
    def recurrence_words(self) -> str:
        code = self.card.content.get("recurrence", "")
        return str(dict(words.RECURRENCES).get(code, "")) if code else ""

    @property
    def unit_type(self) -> str:
        return str(self.card.content.get("unit_type", ""))

    @property
    def target_words(self) -> str:
        """«dưới 15,8 %»."""
        content = self.card.content
        figures = [_figure(str(content.get(name, ""))) for name in ("value", "upper")]
        said = " – ".join(figure for figure in figures if figure)
        unit = str(words.UNITS.get(content.get("unit", ""), content.get("unit", "")))
        return " ".join(
            part
            for part in (str(dict(words.COMPARATORS).get(content.get("comparator", ""), "")), said, unit)
            if part
        )

    @property
    def title(self) -> str:
        """What the card is called in its heading."""
        content = self.card.content
        if self.item.kind == rules.TARGET:
            return _("Chỉ tiêu kế hoạch %(number)s") % {
                "number": f"{content.get('number', '')}{content.get('part', '')}"
            }
        if self.item.kind == rules.CITATION:
            return f"{content.get('type', '')} {content.get('number_symbol') or content.get('title', '')}".strip()
        if self.item.kind == rules.METADATA:
            return _("Thông tin văn bản")
        return _("Mục %(path)s") % {"path": content.get("path", "")}


def _figure(value: str) -> str:
    try:
        return number(Decimal(value)) if value else ""
    except InvalidOperation:
        return value


@dataclass(frozen=True)
class ShownGroup:
    """The cards of one kind."""

    group: Group
    cards: tuple[ShownCard, ...]


def shown_groups(
    groups: Iterable[Group], bodies: Bodies, *, open_: bool, errors: dict[int, ShownCard] | None = None
) -> list[ShownGroup]:
    """All cards of the page; ``errors`` replaces single ones by their refused form."""
    refused = errors or {}
    return [
        ShownGroup(
            group,
            tuple(refused.get(card.item.pk) or ShownCard(card, bodies, open=open_) for card in group.cards),
        )
        for group in groups
    ]


def marked_text(reading: Reading, items: Iterable[Item]) -> SafeString:
    """The document's text with each finding marked, so that text and findings lead to each other."""
    spans = []
    for item in items:
        if place := rules.span(item.kind, item.payload):
            spans.append(Span(f"s{item.pk}", place[0], place[1], item.kind))
    parts = []
    for piece in pieces(reading.document.text, spans):
        if isinstance(piece, Open):
            parts.append(format_html('<mark class="finding finding--{}" id="{}">', piece.kind, piece.key))
        elif isinstance(piece, Close):
            parts.append(SafeString("</mark>"))
        else:
            parts.append(format_html("{}", piece))
    return format_html_join("", "{}", ((part,) for part in parts))


def fresh_card(item: Item, on: date, **more: object) -> ShownCard:
    """One card by itself, as after a decision."""
    return ShownCard(card_of(item, Assignees(on)), Bodies(on), **more)  # type: ignore[arg-type]
