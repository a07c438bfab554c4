"""A person cuts a finding in two, joins two neighbours, undoes either, or marks a duty that the machine missed.

What was before stays in the table without counting; parts and joined ones are proposals until a person confirms them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.directives import cuts, rules, selectors
from treem.directives.errors import CannotRecut, CutOutside, PassageNotFound
from treem.directives.errors import Recut as RecutMeanwhile
from treem.directives.models import Act, Carried, Item, ItemKind, ItemState, Reading, Recut, RecutKind
from treem.directives.services.deciding import locked_item
from treem.directives.services.history import check_open, write
from treem.documents.rules import day_or_none
from treem.duties.services import LONGEST_TEXT
from treem.kernel.vietnamese import number
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User

DUTIES = (ItemKind.OBLIGATION, ItemKind.REPORTING)


def day_of(reading: Reading) -> date | None:
    """The day of the document as it was read: years that its words leave out come from it."""
    return day_or_none(str(reading.result.get("metadata", {}).get("date", "") or ""))


@transaction.atomic
def split(item: Item, *, place: int, actor: User, at: datetime, version: int) -> tuple[Item, Item]:
    """Cut a duty in two where ``place`` (an offset of the document's text) says.

    Raises CutOutside, CannotRecut (no duty, or one of an earlier edition), Recut, StaleVersion, AlreadyIssued, Presented.
    """
    locked = _ready(item, version)
    text = selectors.text_of(locked.reading)
    span = rules.span(locked.kind, locked.payload)
    if span is None or not span[0] < place < span[1]:
        raise CutOutside()
    if not (cuts.enough(text[span[0] : place]) and cuts.enough(text[place : span[1]])):
        raise CutOutside()
    parts = cuts.halves(_of_source(locked), text, place, day_of(locked.reading))
    first, second = _recut(locked.reading, RecutKind.SPLIT, [locked], parts, actor=actor, at=at)
    return first, second


@transaction.atomic
def merge(item: Item, with_next: Item, *, actor: User, at: datetime, version: int, next_version: int) -> Item:
    """Join a duty with the one that follows it in the text.

    Raises CannotRecut (they are no neighbours, or too long together), Recut, StaleVersion, AlreadyIssued, Presented.
    """
    first = _ready(item, version)
    second = _ready(with_next, next_version)
    neighbour = selectors.next_duty(first)
    if neighbour is None or neighbour.pk != second.pk:
        raise CannotRecut(why=_("Chỉ gộp được hai nhiệm vụ đứng liền nhau. Hãy tải lại trang."))
    joined = cuts.merged(_of_source(first), _of_source(second), selectors.text_of(first.reading))
    if len(joined["text"]) > LONGEST_TEXT:
        raise CannotRecut(why=_("Gộp lại dài quá %(most)s chữ cái.") % {"most": number(LONGEST_TEXT)})
    (made,) = _recut(first.reading, RecutKind.MERGE, [first, second], [joined], actor=actor, at=at)
    return made


@transaction.atomic
def undo(item: Item, *, actor: User, at: datetime) -> list[Item]:
    """Take back the cut or the join that made this finding: what was before counts again, as it was decided then.

    Raises CannotRecut where a part was decided on or cut again since (that comes first), AlreadyIssued, Presented.
    """
    locked = locked_item(item)
    check_open(locked.reading)
    if locked.made_in_id is None or not locked.live:
        raise CannotRecut(why=_("Nội dung này không do tách hay gộp mà có, hoặc đã được hoàn tác."))
    recut = Recut.objects.select_for_update(of=("self",)).get(pk=locked.made_in_id)
    parts = list(recut.after.select_for_update().order_by("pk"))
    if any(not part.live for part in parts):
        raise CannotRecut(why=_("Một phần đã được tách hoặc gộp tiếp. Hãy hoàn tác bước sau trước."))
    if any(part.decided for part in parts):
        raise CannotRecut(why=_("Có phần đã được xem. Hãy bấm “Xem lại” ở phần đó trước khi hoàn tác."))
    before = list(recut.before.select_for_update().order_by("pk"))
    for part in parts:
        part.live = False
        part.version += 1
    for one in before:
        one.live, one.replaced_in = True, None
        one.version += 1
    Item.objects.bulk_update([*parts, *before], ["live", "replaced_in", "version"])
    recut.undone_at, recut.undone_by = at, actor
    recut.save(update_fields=["undone_at", "undone_by"])
    for one in before:
        write(locked.reading, Act.UNDONE, actor=actor, at=at, item=one)
    audit.record(actor=actor, action="directives.undo", subject=locked.reading, detail={"kind": recut.kind})
    return before


@transaction.atomic
def add(reading: Reading, *, start: int, end: int, actor: User, at: datetime) -> Item:
    """Mark a passage of the text as a duty that the machine missed; a proposal like the others.

    Raises PassageNotFound (the passage says nothing, is too long, or is marked already), AlreadyIssued, Presented.
    """
    locked = Reading.objects.select_for_update(of=("self",)).select_related("document").get(pk=reading.pk)
    check_open(locked)
    text = selectors.text_of(locked)
    start, end = cuts.trimmed(text, max(start, 0), min(end, len(text)))
    if end <= start or not cuts.enough(text[start:end]):
        raise PassageNotFound(what=_("Đoạn chọn quá ngắn. Hãy chọn cả câu giao nhiệm vụ."))
    if end - start > LONGEST_TEXT:
        raise PassageNotFound(what=_("Đoạn chọn dài quá %(most)s chữ cái.") % {"most": number(LONGEST_TEXT)})
    duties = [each for each in selectors.items_of(locked) if each.kind in DUTIES]
    if any(rules.span(each.kind, each.payload) == (start, end) for each in duties):
        raise PassageNotFound(
            what=_("Đoạn này đã là một nhiệm vụ. Hãy xem nhiệm vụ đó, hoặc chọn đoạn khác.")
        )
    before = [each for each in duties if each.place[0] <= start]
    path = str(before[-1].payload.get("path", "")) if before else ""
    payload = cuts.marked(text, start, end, path, day_of(locked))
    made = _new_item(locked, _kind_of(payload), payload)
    write(locked, Act.ADDED, actor=actor, at=at, item=made)
    audit.record(actor=actor, action="directives.add", subject=made)
    return made


def _ready(item: Item, version: int) -> Item:
    locked = locked_item(item)
    check_open(locked.reading)
    if not locked.live:
        raise RecutMeanwhile()
    if locked.kind not in DUTIES or locked.carried == Carried.GONE:
        raise CannotRecut(why=_("Chỉ tách, gộp được nhiệm vụ và chế độ báo cáo của bản này."))
    if locked.stands_for is not None:
        raise CannotRecut(
            why=_("Nhiệm vụ này đã giao theo bản trước nên không tách, gộp được; hãy sửa nội dung.")
        )
    check_version(locked, version, {})
    return locked


def _of_source(item: Item) -> dict[str, Any]:
    """What a person corrected, but the words and their place as the text has them."""
    source = {name: item.payload[name] for name in ("text", "start", "end") if name in item.payload}
    return {**item.content, **source}


def _recut(
    reading: Reading,
    kind: RecutKind,
    before: Sequence[Item],
    parts: Sequence[Mapping[str, Any]],
    *,
    actor: User,
    at: datetime,
) -> list[Item]:
    recut = Recut.objects.create(reading=reading, kind=kind, at=at, by=actor)
    for one in before:
        one.live, one.replaced_in = False, recut
        one.version += 1
        one.save(update_fields=["live", "replaced_in", "version"])
    made = [_new_item(reading, _kind_of(part), part, recut) for part in parts]
    act = Act.SPLIT if kind == RecutKind.SPLIT else Act.MERGED
    for one in made:
        write(reading, act, actor=actor, at=at, item=one)
    audit.record(
        actor=actor,
        action=f"directives.{kind}",
        subject=reading,
        detail={"items": [one.pk for one in before]},
    )
    return made


def _kind_of(part: Mapping[str, Any]) -> ItemKind:
    return ItemKind.REPORTING if part.get("unit_type") == "reporting" else ItemKind.OBLIGATION


def _new_item(
    reading: Reading, kind: ItemKind, payload: Mapping[str, Any], recut: Recut | None = None
) -> Item:
    last = reading.items.filter(kind=kind).aggregate(last=Max("position"))["last"]
    return Item.objects.create(
        reading=reading,
        kind=kind,
        position=0 if last is None else last + 1,
        payload=dict(payload),
        confidence=float(payload.get("confidence", 1.0)),
        state=ItemState.PROPOSED,
        made_in=recut,
    )
