"""A finding in the words of the review page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from treem.directives import comparing, rules, selectors, words
from treem.directives.highlight import Close, Open, Span, pieces
from treem.directives.models import Carried, Item, Reading, RecutKind
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
    def groups(self) -> list[tuple[str, str, frozenset[int]]]:
        """All communes, then those of each kind: the box, its words, the bodies behind it. Smaller groups than two
        are no group."""
        by_kind = {
            kind: frozenset(body.pk for body in bodies)
            for kind, bodies in assigning.committees_by_kind(self.on).items()
        }
        every = frozenset(pk for bodies in by_kind.values() for pk in bodies)
        found = [
            (assigning.COMMUNES, _("UBND các xã, phường (%(count)d đơn vị)") % {"count": len(every)}, every)
        ]
        found += [
            (
                assigning.kind_value(kind),
                _("UBND các %(kind)s (%(count)d đơn vị)") % {"kind": kind, "count": len(bodies)},
                bodies,
            )
            for kind, bodies in by_kind.items()
        ]
        return [group for group in found if len(group[2]) > 1]

    def split(self, bodies: Iterable[Body]) -> tuple[list[Body], list[tuple[str, str]]]:
        """The bodies as single ones and as whole groups (box, words)."""
        named = {body.pk: body for body in bodies}
        whole = []
        for value, label, members in self.groups:
            if members <= named.keys():
                whole.append((value, label))
                named = {pk: body for pk, body in named.items() if pk not in members}
        return list(named.values()), whole

    def ticked(self, bodies: Iterable[Body]) -> list[str]:
        """The boxes that stand for the bodies; all communes together are one box."""
        single, whole = self.split(bodies)
        return [value for value, _label in whole] + [str(body.pk) for body in single]

    def boxes_for(self, bodies: Sequence[Body]) -> list[tuple[str, str]]:
        """The offered boxes, and what the text names besides: communes of one kind, single communes."""
        single, whole = self.split(bodies)
        offered = {value for value, _label in self.choices}
        named = [*whole, *((str(body.pk), body.name) for body in single)]
        return [*self.choices, *(box for box in named if box[0] not in offered)]

    def words(self, bodies: Sequence[Body]) -> str:
        """«Sở Y tế; UBND các xã, phường (75 đơn vị)»."""
        single, whole = self.split(bodies)
        names = [str(body) for body in single[:MANY]]
        if len(single) > MANY:
            names.append(_("và %(count)d đơn vị khác") % {"count": len(single) - MANY})
        return "; ".join([*names, *(label for _value, label in whole)])


LONG_PICKER = 8
PROPOSED = "proposed"
"""The box that stands for all the bodies that the machine proposes for one duty."""


@dataclass
class ShownCard:
    """One card: what was read, what is doubtful, who is meant, and what a person may do about it."""

    card: Card
    bodies: Bodies
    error: str = ""
    differences: Sequence[object] = field(default=())
    open: bool = True
    """Whether the reading may still be changed."""
    told_above: str = ""
    """Where on the page its open question is told once, for all cards with the same wording."""
    following: Item | None = None
    """The duty that follows it in the text, with which it can be joined."""
    typed_reason: str | None = None
    """What a person typed as the reason, where that was refused."""
    typed_boxes: Sequence[str] = ()
    """The boxes that a person ticked, where that was refused."""

    @cached_property
    def page(self) -> int | None:
        """The page of the file on which it begins."""
        place = rules.span(self.item.kind, self.item.payload)
        if place is None or self.item.carried == Carried.GONE:
            return None
        return rules.page_of(self.item.reading.result.get("source", {}), place[0])

    @property
    def is_duty(self) -> bool:
        """Whether it can be cut and joined: a duty of this edition that nobody has yet."""
        return self.item.kind in (rules.OBLIGATION, rules.REPORTING) and self.item.stands_for is None

    @property
    def may_undo(self) -> str:
        """The word of the button that takes back the cut or the join that made it; empty where there was none."""
        recut = self.item.made_in
        if recut is None or self.item.decided or recut.undone_at is not None:
            return ""
        return _("Hoàn tác tách") if recut.kind == RecutKind.SPLIT else _("Hoàn tác gộp")

    @property
    def state_words(self) -> str:
        """What was decided, for a duty that bodies have: it is changed, withdrawn, or stays as it is."""
        if not self.item.touches_issued or not self.item.decided:
            return str(self.item.get_state_display())
        if not self.item.kept:
            return _("Giữ như đã giao")
        return _("Sẽ rút khi ban hành") if self.gone else _("Sẽ đổi khi ban hành")

    @property
    def is_new(self) -> bool:
        """Whether the edition before had nothing like it."""
        return (
            self.item.reading.earlier_id is not None
            and not self.item.carried
            and self.item.made_in_id is None
        )

    @property
    def gone(self) -> bool:
        return self.item.carried == Carried.GONE

    @cached_property
    def compared(self) -> comparing.Compared | None:
        """The words of the edition before beside those of this one, where they differ."""
        earlier = self.item.earlier
        if earlier is None or self.item.carried != Carried.CHANGED:
            return None
        return comparing.compared(self.item.kind, earlier.content, self.item.content)

    @property
    def reason(self) -> str:
        """The reason that a change of an issued duty needs, proposed for the person to keep or to write anew."""
        if self.typed_reason is not None:
            return self.typed_reason
        return _("Theo bản thay thế (bản %(edition)d) của %(document)s.") % {
            "edition": self.item.reading.edition,
            "document": self.item.reading.document.label,
        }

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
    def wording(self) -> str:
        """The bodies as the text writes them."""
        return "; ".join(self.card.content.get("assignees", []))

    @cached_property
    def bodies_words(self) -> str:
        return self.bodies.words(self.assignment.bodies) if self.assignment else ""

    @property
    def picker_is_long(self) -> bool:
        """Folded, then: fifty boxes on each of fifty cards hide the words that matter."""
        return len(self.picker) > LONG_PICKER

    @property
    def proposed(self) -> int:
        """How many bodies the machine proposes; none is ticked before a person says so."""
        return len(self.assignment.bodies) if self.picker and self.assignment else 0

    @property
    def all_ticked(self) -> bool:
        return PROPOSED in self.typed_boxes

    @property
    def ticked(self) -> int:
        return sum(ticked for _value, _label, ticked in self.picker)

    @cached_property
    def picker(self) -> list[tuple[str, str, bool]]:
        """The boxes to tick where the text leaves open who has to do it: those proposed first."""
        if self.item.decided or self.assignment is None or self.assignment.settled:
            return []
        proposed = set(self.bodies.ticked(self.assignment.bodies))
        boxes = [
            (value, str(label), value in self.typed_boxes)
            for value, label in self.bodies.boxes_for(self.assignment.bodies)
        ]
        return sorted(boxes, key=lambda box: box[0] not in proposed)

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
    def following_words(self) -> str:
        """«Gộp với mục 4.b»."""
        if self.following is None:
            return ""
        words = path_words(self.following.content)
        return _("Gộp với “%(what)s”") % {"what": words}

    @property
    def date_words(self) -> str:
        """The day of the document as people write it."""
        written = str(self.card.content.get("date", ""))
        return "/".join(reversed(written.split("-")))

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
        return path_words(content)


def path_words(content: Mapping[str, Any]) -> str:
    """«Mục 4.a»; the general sentence at the end of a paper has no number."""
    path = content.get("path", "")
    if path == rules.CLOSING:
        return _("Yêu cầu chung")
    return _("Mục %(path)s") % {"path": path} if path else _("Nhiệm vụ")


def _figure(value: str) -> str:
    try:
        return number(Decimal(value)) if value else ""
    except InvalidOperation:
        return value


@dataclass(frozen=True)
class Wording:
    """A wording of bodies that leaves open who is meant, told once for all its cards."""

    anchor: str
    words: str
    notes: tuple[str, ...]
    cards: tuple[ShownCard, ...]


@dataclass(frozen=True)
class ShownGroup:
    """The cards of one kind."""

    group: Group
    cards: tuple[ShownCard, ...]

    @cached_property
    def wordings(self) -> list[Wording]:
        """What several cards ask alike: «Các sở, ban, ngành có liên quan»."""
        return [
            Wording(
                anchor,
                cards[0].wording,
                cards[0].assignment.notes if cards[0].assignment else (),
                tuple(cards),
            )
            for anchor, cards in _asked_alike(self.group.kind, self.cards).items()
        ]


def _asked_alike(kind: str, cards: Iterable[ShownCard]) -> dict[str, list[ShownCard]]:
    by_words: dict[str, list[ShownCard]] = {}
    for card in cards:
        if card.unknown_assignee and not card.item.decided and card.wording:
            by_words.setdefault(card.wording.casefold(), []).append(card)
    several = [found for found in by_words.values() if len(found) > 1]
    return {f"wording-{kind}-{number}": found for number, found in enumerate(several, start=1)}


def shown_groups(
    groups: Iterable[Group], bodies: Bodies, *, open_: bool, errors: dict[int, ShownCard] | None = None
) -> list[ShownGroup]:
    """All cards of the page; ``errors`` replaces single ones by their refused form."""
    refused = errors or {}
    shown = []
    groups = list(groups)
    following = selectors.next_duties(card.item for group in groups for card in group.cards)
    for group in groups:
        cards = tuple(
            refused.get(card.item.pk)
            or ShownCard(card, bodies, open=open_, following=following.get(card.item.pk))
            for card in group.cards
        )
        for anchor, alike in _asked_alike(group.kind, cards).items():
            for card in alike:
                card.told_above = anchor
        shown.append(ShownGroup(group, cards))
    return shown


def marked_text(reading: Reading, items: Iterable[Item]) -> SafeString:
    """The document's text with each finding marked, so that text and findings lead to each other."""
    spans = []
    for item in items:
        place = rules.span(item.kind, item.payload)
        if place and item.carried != Carried.GONE:  # what is gone stands in the edition before
            spans.append(Span(f"s{item.pk}", place[0], place[1], item.kind))
    parts = []
    for piece in pieces(selectors.text_of(reading), spans):
        if isinstance(piece, Open):
            parts.append(format_html('<mark class="finding finding--{}" id="{}">', piece.kind, piece.key))
        elif isinstance(piece, Close):
            parts.append(SafeString("</mark>"))
        else:
            parts.append(format_html("{}", piece))
    return format_html_join("", "{}", ((part,) for part in parts))


def fresh_card(item: Item, on: date, **more: object) -> ShownCard:
    """One card by itself, as after a decision."""
    following = selectors.next_duty(item) if item.kind in selectors.DUTIES else None
    return ShownCard(card_of(item, Assignees(on)), Bodies(on), following=following, **more)  # type: ignore[arg-type]
