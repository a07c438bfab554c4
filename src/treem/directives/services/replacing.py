"""A replacement of a document comes in: read anew, and what was decided on the same words is carried over.

What changed waits for a person, with the old and the new words. A duty that bodies have already is never changed here:
the change, or the withdrawal, is a proposal that a person takes over with a reason, and that issuing carries out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from treem.audit import services as audit
from treem.directives import carrying, cuts, reader, rules, selectors
from treem.directives.errors import OtherPaper, ReasonMissing, SameFile, Superseded, Withdrawn
from treem.directives.models import (
    OPEN,
    Act,
    Carried,
    Item,
    ItemKind,
    Reading,
    ReadingState,
    Recut,
    RecutKind,
)
from treem.directives.services.citing import carry_citations, reopen_letterhead
from treem.directives.services.history import write, write_many
from treem.directives.services.taking_in import read_file
from treem.documents import selectors as documents
from treem.documents import services as document_services
from treem.duties import selectors as duties

if TYPE_CHECKING:
    from treem.files.models import StoredFile
    from treem.organisations.models import User


ENOUGH_TO_COMPARE = 3
"""Findings of which not one is found again tell another paper."""


@transaction.atomic
def replace(
    reading: Reading, data: bytes, filename: str, *, why: str, actor: User, at: datetime, sure: bool = False,
    patience: reader.Patience | None = None,
) -> Reading:  # fmt: skip
    """Read a replacement on the record of the same document; returns its reading, waiting for review.

    The earlier reading stays as it is; one that was still open is superseded. ``sure``: a person says that it is the
    same document although it does not look like it. Raises ReasonMissing, Superseded (there is a later one already),
    SameFile, OtherPaper, FileRefused, Unreadable; then nothing has been written. Raises TakesLong where the patience
    asks to be answered at once.
    """
    why = check_replacement(reading, data, why)
    read, result = read_file(data, filename, patience)
    return put_in_place(reading, data, filename, read, result, why=why, actor=actor, at=at, sure=sure)


def check_replacement(reading: Reading, data: bytes, why: str) -> str:
    """The reason in one line. Raises ReasonMissing, Superseded, Withdrawn, SameFile, FileRefused."""
    why = " ".join(why.split())
    if not why:
        raise ReasonMissing()
    if earlier := documents.document_by_sha256(document_services.fingerprint(data)):
        raise SameFile(label=earlier.label)
    _check_stands(reading)
    document_services.check_file(data)
    return why


def _check_stands(reading: Reading) -> None:
    if selectors.later_reading(reading) is not None:
        raise Superseded()
    if reading.state == ReadingState.WITHDRAWN:
        raise Withdrawn()


def put_in_place(
    reading: Reading,
    data: bytes,
    filename: str,
    read: reader.Found,
    result: dict[str, Any],
    *,
    why: str,
    actor: User,
    at: datetime,
    sure: bool = False,
    stored: StoredFile | None = None,
) -> Reading:
    """Put what was read of a replacement in the place of the earlier reading, in the transaction under way. ``stored``:
    the file is kept already. Raises Superseded, Withdrawn, OtherPaper, FileRefused."""
    old = Reading.objects.select_for_update(of=("self",)).select_related("document").get(pk=reading.pk)
    _check_stands(old)
    if not sure and document_services.states_another_number(old.document, result.get("metadata", {})):
        raise OtherPaper(label=old.document.label)
    items = selectors.items_of(old)
    document = document_services.replace_file(
        old.document,
        data=data,
        file_name=filename,
        text=read.text,
        why=why,
        actor=actor,
        at=at,
        stored=stored,
    )
    if old.state in OPEN:
        old.state = ReadingState.SUPERSEDED
        old.version += 1
        old.save(update_fields=["state", "version"])
    new = Reading.objects.create(
        document=document, result=result, schema=int(result.get("schema", 1)), edition=document.edition, earlier=old,
        reader_version=str(getattr(reader, "VERSION", ""))[:40], created_by=actor, keeper=old.keeper or actor,
    )  # fmt: skip
    write(new, Act.REPLACED, actor=actor, at=at, note=why)
    carried = _Carrying(old, new, read.text, at).run(items, rules.findings(result))
    if not sure and carried.gone >= ENOUGH_TO_COMPARE and not carried.again:
        raise OtherPaper(label=old.document.label)
    write_many(new, Act.CARRIED, carried.kept, actor=actor, at=at)
    if old.back_asked_at is not None:  # the right file came: there is nothing to go back from
        old.back_asked_at, old.back_asked_by, old.back_why = None, None, ""
        old.save(update_fields=["back_asked_at", "back_asked_by", "back_why"])
    made = list(new.items.select_related("reading__document").order_by("pk"))
    carry_citations(items, made)
    reopen_letterhead(made)
    audit.record(
        actor=actor, action="directives.replace", subject=new,
        detail={"same": carried.same, "changed": carried.changed, "gone": carried.gone, "edition": new.edition},
    )  # fmt: skip
    return new


@dataclass
class Outcome:
    """How many findings stayed the same, changed, went; how many beside the letterhead were found again; and those whose
    decision was carried over."""

    same: int = 0
    changed: int = 0
    gone: int = 0
    again: int = 0
    kept: list[Item] = field(default_factory=list)


class _Carrying:
    """One run: findings of the new edition become items, with what a person decided before."""

    def __init__(self, old: Reading, new: Reading, text: str, at: datetime) -> None:
        self.old, self.new, self.text, self.at = old, new, text, at
        self.outcome = Outcome()
        self.counters: dict[str, int] = {}
        self.partner: dict[int, Item] = {}
        """By the old finding's number: the new one with the same words."""
        self.changed: set[int] = set()
        """Old findings that read alike, but not the same, now."""

    def run(self, before: Sequence[Item], found: Sequence[rules.Finding]) -> Outcome:
        sources = [
            one for one in self._with_cut_ones(before) if not one.from_a_person and one.made_in_id is None
        ]
        self.issued = _issued(before)
        for kind in ItemKind:
            old = [one for one in sources if one.kind == kind]
            new = [finding for finding in found if finding.kind == kind]
            matched = carrying.match(kind, [one.payload for one in old], [each.payload for each in new])
            same = {there: old[at] for at, there in matched.same}
            changed = {there: old[at] for at, there in matched.changed}
            for there, finding in enumerate(new):
                if there in same and same[there].carried != Carried.GONE:
                    self._same(same[there], finding.payload, finding.confidence)
                else:
                    self._other(changed.get(there) or same.get(there), finding)
        self._repeat_marks(before)
        self._repeat_cuts()
        self._gone([one for one in before if one.pk not in self.partner and one.pk not in self.changed])
        return self.outcome

    def _with_cut_ones(self, before: Sequence[Item]) -> list[Item]:
        """The findings that count, and those that were cut or joined: the machine will find these again."""
        cut = self.old.items.filter(replaced_in__isnull=False).select_related("made_in", "decided_by")
        return sorted([*before, *cut], key=lambda one: (one.kind, one.place))

    def _make(self, kind: str, payload: Mapping[str, Any], confidence: float, **more: Any) -> Item:
        position = self.counters.get(kind, 0)
        self.counters[kind] = position + 1
        return Item.objects.create(
            reading=self.new,
            kind=kind,
            position=position,
            payload=dict(payload),
            confidence=confidence,
            **more,
        )

    def _same(self, old: Item, payload: Mapping[str, Any], confidence: float, **more: Any) -> Item:
        """The same finding again: its decision stays a decision, whoever made it."""
        made = self._make(
            old.kind, payload, confidence, earlier=old, carried=Carried.SAME, state=old.state, note=old.note,
            edited=_at_new_place(old.edited, payload), chosen_bodies=old.chosen_bodies, decided_by=old.decided_by,
            decided_at=old.decided_at, stands_for=self.issued.get(old.pk), **more,
        )  # fmt: skip
        self.partner[old.pk] = made
        if (
            old.carried == Carried.CHANGED
            and old.stands_for is not None
            and self.old.state != ReadingState.ISSUED
        ):
            # Superseded before it was carried out: the duty still says what it said, so the change is still one.
            made.carried = Carried.CHANGED
            made.save(update_fields=["carried"])
        if made.decided:
            self.outcome.kept.append(made)
        self.outcome.same += 1
        self.outcome.again += old.kind != ItemKind.METADATA
        return made

    def _other(self, old: Item | None, finding: rules.Finding) -> None:
        if old is None:
            self._make(finding.kind, finding.payload, finding.confidence)
            return
        stands_for = self.issued.get(old.pk) if old.live else None
        self._make(
            finding.kind, finding.payload, finding.confidence, earlier=old, carried=Carried.CHANGED, stands_for=stands_for
        )  # fmt: skip
        self.changed.add(old.pk)
        self.outcome.changed += 1
        self.outcome.again += finding.kind != ItemKind.METADATA

    def _repeat_marks(self, before: Sequence[Item]) -> None:
        """Duties that a person marked are found again by their words, wherever those stand now."""
        marked = [one for one in self._with_cut_ones(before) if one.from_a_person and one.made_in_id is None]
        for old in marked:
            words = str(old.payload.get("text", ""))
            at = self.text.find(words)
            if at >= 0:
                self._same(old, {**old.payload, "start": at, "end": at + len(words)}, old.confidence)

    def _repeat_cuts(self) -> None:
        """Cuts and joins are made again where the words of all parts are the same."""
        for recut in self.old.recuts.filter(undone_at__isnull=True).order_by("pk"):
            sources = [self.partner.get(one.pk) for one in recut.before.order_by("pk")]
            whole = [one for one in sources if one is not None]
            parts = list(recut.after.select_related("decided_by").order_by("pk"))
            places = [self._place_in(whole, part) for part in parts]
            if len(whole) < len(sources) or any(place is None for place in places):
                continue
            again = Recut.objects.create(
                reading=self.new, kind=RecutKind(recut.kind), at=recut.at, by_id=recut.by_id
            )
            for one in whole:
                one.live, one.replaced_in = False, again
                one.save(update_fields=["live", "replaced_in"])
            for part, place in zip(parts, places, strict=True):
                assert place is not None
                payload = {
                    **part.payload,
                    "start": place[0],
                    "end": place[1],
                    "text": self.text[slice(*place)],
                }
                self._same(part, payload, part.confidence, made_in=again)

    def _place_in(self, whole: Sequence[Item], part: Item) -> tuple[int, int] | None:
        spans = [rules.span(one.kind, one.payload) for one in whole]
        known = [span for span in spans if span is not None]
        if not known:
            return None
        start, end = min(span[0] for span in known), max(span[1] for span in known)
        # The number of the paragraph may be another now: it belongs to whatever begins with the whole.
        words = rules.unnumbered(str(part.payload.get("text", "")))
        within = self.text[start:end]
        found = cuts.find_words(within, words)
        if len(found) != 1:
            return None
        stop = cuts.end_of_words(within, words, found[0])
        if stop is None:
            return None
        begin = found[0] if rules.unnumbered(within[: found[0]]) else 0
        return start + begin, start + stop

    def _gone(self, left: Sequence[Item]) -> None:
        """What is not in the new edition: listed, and proposed to be withdrawn where bodies have the duty."""
        for old in left:
            self.outcome.gone += 1
            stands_for = self.issued.get(old.pk)
            if stands_for is not None:
                self._make(
                    old.kind, {**old.content}, old.confidence, earlier=old, carried=Carried.GONE, stands_for=stands_for
                )  # fmt: skip


def _at_new_place(edited: Mapping[str, Any] | None, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    if edited is None:
        return None
    return {**edited, **{name: payload[name] for name in ("start", "end", "path") if name in payload}}


def _issued(before: Sequence[Item]) -> dict[int, UUID]:
    """By finding: the duty that was issued from it, or from the one that it was carried over from."""
    uuids = {one.pk: one.stands_for or one.uuid for one in before}
    there = duties.standing_uuids(uuids.values())
    return {pk: uuid for pk, uuid in uuids.items() if uuid in there}
