"""Reading what was read: waiting documents, findings with their doubts, and who is meant by each wording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from treem.directives import rules
from treem.directives.models import (
    Item,
    ItemKind,
    ItemState,
    Reading,
    ReadingState,
    Upload,
    UploadState,
)
from treem.duties import assigning
from treem.organisations import selectors as organisations

if TYPE_CHECKING:
    from treem.organisations.models import Body


def readings_waiting() -> QuerySet[Reading]:
    """Documents read and not issued yet, the oldest first, with how far the review is."""
    return _with_progress(Reading.objects.exclude(state=ReadingState.ISSUED)).order_by("created_at", "pk")


def readings_issued() -> QuerySet[Reading]:
    """Documents whose duties were issued, the last first."""
    return _with_progress(Reading.objects.filter(state=ReadingState.ISSUED)).order_by("-issued_at")


def _with_progress(found: QuerySet[Reading]) -> QuerySet[Reading]:
    return (
        found.select_related("document", "created_by", "keeper")
        .defer("result", "document__text")
        .annotate(total=Count("items"), seen=Count("items", filter=~Q(items__state=ItemState.PROPOSED)))
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
    return Upload.objects.select_related("reading", "created_by").filter(uuid=uuid).first()


def reading_by_uuid(uuid: UUID) -> Reading | None:
    return Reading.objects.select_related("document", "created_by", "issued_by").filter(uuid=uuid).first()


def reading_of_document(document_id: int) -> Reading | None:
    """The last reading of a document, or None."""
    return Reading.objects.filter(document_id=document_id).order_by("-pk").first()


def item_by_uuid(uuid: UUID) -> Item | None:
    return Item.objects.select_related("reading", "reading__document", "decided_by").filter(uuid=uuid).first()


def items_of(reading: Reading) -> list[Item]:
    """All findings of a reading in the order of the text."""
    return list(reading.items.select_related("decided_by").order_by("kind", "position"))


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
        if not rules.binds_somebody(item.kind, item.content):
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
    return Card(item, tuple(rules.doubts(item.kind, item.content, item.confidence)), assignees.of(item))


def groups_of(items: Sequence[Item], assignees: Assignees) -> list[Group]:
    """The findings grouped by kind in the order of the page; empty groups are left out."""
    assignees.warm(items)
    groups = []
    for kind in ItemKind:
        cards = [card_of(item, assignees) for item in items if item.kind == kind]
        cards.sort(key=lambda card: (not card.doubtful, card.item.position))
        if cards:
            groups.append(Group(kind.value, str(kind.label), tuple(cards)))
    return groups
