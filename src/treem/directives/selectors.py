"""Reading what was read: waiting documents, findings with their doubts, and who is meant by each wording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from treem.directives import rules
from treem.directives.models import (
    Act,
    Carried,
    Item,
    ItemKind,
    ItemState,
    Reading,
    ReadingState,
    Step,
    Upload,
    UploadState,
)
from treem.documents import selectors as documents
from treem.duties import assigning
from treem.organisations import selectors as organisations

if TYPE_CHECKING:
    from treem.files.models import StoredFile
    from treem.organisations.models import Body


def readings_waiting() -> QuerySet[Reading]:
    """Documents read and waiting to be looked through, the oldest first, with how far the review is."""
    found = Reading.objects.filter(state__in=[ReadingState.READING, ReadingState.REVIEW])
    return _with_progress(found).order_by("created_at", "pk")


def readings_presented() -> QuerySet[Reading]:
    """Documents that wait for a second person to issue them, the oldest first."""
    return _with_progress(Reading.objects.filter(state=ReadingState.PRESENTED)).order_by("presented_at", "pk")


def last_return(reading: Reading) -> Step | None:
    """Why the document was sent back, where that was the last thing that happened between two people."""
    acts = [Act.PRESENTED, Act.RETURNED, Act.TAKEN_BACK, Act.ISSUED]
    last = reading.steps.filter(act__in=acts).select_related("by").order_by("-at", "-pk").first()
    return last if last is not None and last.act == Act.RETURNED else None


def gone_of(reading: Reading, items: Iterable[Item]) -> list[Item]:
    """Findings of the edition before that nothing in this one answers to, and that no duty was issued from."""
    if reading.earlier is None:
        return []
    answered = {item.earlier_id for item in items}
    answered |= set(
        reading.items.filter(live=False, earlier__isnull=False).values_list("earlier_id", flat=True)
    )
    return [
        item for item in items_of(reading.earlier) if item.pk not in answered and item.carried != Carried.GONE
    ]


def readings_asked_back() -> QuerySet[Reading]:
    """Documents of which somebody asks to go back to the earlier edition, the oldest first."""
    return _with_progress(Reading.objects.filter(back_asked_at__isnull=False)).order_by("back_asked_at", "pk")


def readings_issued() -> QuerySet[Reading]:
    """Documents whose duties were issued, the last first."""
    return _with_progress(Reading.objects.filter(state=ReadingState.ISSUED)).order_by("-issued_at")


def _with_progress(found: QuerySet[Reading]) -> QuerySet[Reading]:
    return (
        found.select_related("document", "created_by", "keeper", "presented_by", "back_asked_by")
        .defer("result", "document__text")
        .annotate(
            total=Count("items", filter=Q(items__live=True)),
            seen=Count("items", filter=Q(items__live=True) & ~Q(items__state=ItemState.PROPOSED)),
        )
    )


def uploads_under_way() -> QuerySet[Upload]:
    """Files that wait to be read or are being read, the oldest first."""
    return (
        Upload.objects.filter(state__in=(UploadState.WAITING, UploadState.READING))
        .select_related("created_by")
        .order_by("asked_at", "pk")
    )


def uploads_refused(since: datetime) -> QuerySet[Upload]:
    """Files that could not be read lately, the last first; not those that were brought in otherwise meanwhile."""
    read = Upload.objects.filter(state=UploadState.DONE).values("sha256")
    return (
        Upload.objects.filter(state=UploadState.REFUSED, finished_at__gte=since)
        .exclude(sha256__in=read)
        .select_related("created_by")
        .order_by("-finished_at")
    )


def upload_by_uuid(uuid: UUID) -> Upload | None:
    found = Upload.objects.select_related("reading", "created_by", "replaces__document")
    return found.filter(uuid=uuid).first()


def reading_by_uuid(uuid: UUID) -> Reading | None:
    return (
        Reading.objects.select_related(
            "document", "created_by", "issued_by", "presented_by", "earlier", "back_asked_by"
        )
        .filter(uuid=uuid)
        .first()
    )


def reading_of_document(document_id: int) -> Reading | None:
    """The last reading of a document that was not withdrawn as a wrong edition, or None."""
    return _standing(document_id).order_by("-pk").first()


def _standing(document_id: int) -> QuerySet[Reading]:
    return Reading.objects.filter(document_id=document_id).exclude(state=ReadingState.WITHDRAWN)


def item_by_uuid(uuid: UUID) -> Item | None:
    return (
        Item.objects.select_related(
            "reading", "reading__document", "reading__earlier", "decided_by", "made_in", "earlier"
        )
        .filter(uuid=uuid)
        .first()
    )


def items_of(reading: Reading) -> list[Item]:
    """The findings of a reading that count, in the order of the text."""
    found = list(reading.items.filter(live=True).select_related("decided_by", "made_in", "earlier"))
    for item in found:
        item.reading = reading  # not asked for again by each
    return sorted(found, key=lambda item: (item.kind, item.carried == Carried.GONE, item.place))


DUTIES = (ItemKind.OBLIGATION, ItemKind.REPORTING)


def next_duties(items: Iterable[Item]) -> dict[int, Item]:
    """For each duty the one that follows it in the text: its neighbour for joining."""
    duties = [each for each in items if each.kind in DUTIES and each.carried != Carried.GONE]
    duties.sort(key=lambda item: item.place)
    return {one.pk: following for one, following in pairwise(duties)}


def next_duty(item: Item) -> Item | None:
    """The duty that follows this one in the text, or None."""
    return next_duties(items_of(item.reading)).get(item.pk)


def text_of(reading: Reading) -> str:
    """The text that was read: of its own edition of the document."""
    return documents.text_of_edition(reading.document, reading.edition)


def file_of(reading: Reading) -> StoredFile | None:
    """The file that was read."""
    return documents.file_of_edition(reading.document, reading.edition)


def later_reading(reading: Reading) -> Reading | None:
    """The reading of the edition that replaced this one and stands, or None."""
    return _standing(reading.document_id).filter(edition__gt=reading.edition).order_by("pk").last()


def steps_of(reading: Reading) -> QuerySet[Step]:
    """What people did in the review, the newest first."""
    return reading.steps.select_related("by", "item").order_by("-at", "-pk")


@dataclass(frozen=True)
class Progress:
    """«38 / 66 đã xem»."""

    seen: int
    total: int

    @property
    def finished(self) -> bool:
        return self.seen == self.total


# -- who is meant -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assignment:
    """The bodies behind a duty's wordings.

    ``certain``: closed and known, a person may accept without choosing. ``chosen``: a person has chosen. Otherwise
    ``bodies`` is a proposal, and ``notes`` say in Vietnamese why it is one.
    """

    bodies: tuple[Body, ...] = ()
    certain: bool = False
    chosen: bool = False
    unknown: bool = False
    notes: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether it is clear who has to do it."""
        return bool(self.bodies) and (self.certain or self.chosen)


@dataclass
class Assignees:
    """Answers who is meant, for one day; each wording is resolved once."""

    on: date
    _known: dict[str, organisations.Resolution] = field(default_factory=dict)
    _resolver: organisations.AssigneeResolver | None = None
    _bodies: dict[int, Body] = field(default_factory=dict)

    def warm(self, items: Iterable[Item]) -> None:
        """Fetch the bodies that people have chosen for these findings in one go."""
        wanted = {pk for item in items for pk in item.chosen_bodies or ()} - set(self._bodies)
        if wanted:
            self._bodies.update(organisations.bodies(wanted))

    def of(self, item: Item) -> Assignment | None:
        """The assignment of a finding, None where it binds nobody."""
        if not rules.binds_somebody(item.kind, item.content) or item.carried == Carried.GONE:
            return None
        if item.chosen_bodies:
            self.warm([item])
            return Assignment(
                tuple(self._bodies[pk] for pk in item.chosen_bodies if pk in self._bodies), chosen=True
            )
        return self.of_wordings(item.content.get("assignees", ()))

    def of_wordings(self, written: Iterable[str]) -> Assignment:
        """The bodies behind several wordings together."""
        answers = [self._resolve(wording) for wording in written]
        bodies = {body.pk: body for answer in answers for body in answer.bodies}
        return Assignment(
            tuple(bodies.values()),
            certain=bool(answers) and all(answer.certain for answer in answers),
            unknown=not answers or any(answer.kind == "unknown" for answer in answers) or not bodies,
            notes=tuple(dict.fromkeys(answer.note for answer in answers if answer.note)),
        )

    def _resolve(self, wording: str) -> organisations.Resolution:
        if wording not in self._known:
            if self._resolver is None:
                self._resolver = organisations.AssigneeResolver(self.on, assigning.province(self.on))
            self._known[wording] = self._resolver.resolve(wording)
        return self._known[wording]


# -- the review page --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """One finding as the review shows it."""

    item: Item
    doubts: tuple[str, ...]
    assignment: Assignment | None

    @property
    def mark(self) -> str:
        """The id of its words in the source."""
        return f"s{self.item.pk}"

    @property
    def content(self) -> dict[str, Any]:
        return self.item.content

    @property
    def doubtful(self) -> bool:
        """Whether a person should look here first."""
        open_question = self.assignment is not None and not self.assignment.settled
        return not self.item.decided and (bool(self.doubts) or open_question)


@dataclass(frozen=True)
class Group:
    """The findings of one kind, the doubtful first."""

    kind: str
    label: str
    cards: tuple[Card, ...]

    @property
    def seen(self) -> int:
        return sum(card.item.decided for card in self.cards)


def card_of(item: Item, assignees: Assignees) -> Card:
    """A finding with its doubts and its bodies."""
    doubts = rules.doubts(item.kind, item.content, item.confidence)
    if item.carried in (Carried.CHANGED, Carried.GONE):
        doubts.insert(0, f"carried_{item.carried}")
    elif item.made_in_id is not None or item.from_a_person:
        doubts.insert(0, "by_a_person")
    return Card(item, tuple(doubts), assignees.of(item))


def groups_of(items: Sequence[Item], assignees: Assignees) -> list[Group]:
    """The findings grouped by kind in the order of the page; empty groups are left out."""
    assignees.warm(items)
    groups = []
    for kind in ItemKind:
        cards = [card_of(item, assignees) for item in items if item.kind == kind]
        cards.sort(key=lambda card: (not card.doubtful, card.item.place))
        if cards:
            groups.append(Group(kind.value, str(kind.label), tuple(cards)))
    return groups
