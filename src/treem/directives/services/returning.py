"""«Trở lại bản trước»: the way back after a wrong replacement.

The earlier edition is in force again with its duties, targets and drafts of rounds as they were. What the wrong one brought
is withdrawn with the reason, never deleted. Nothing is taken back of what a body has answered, or what was issued, on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.directives import columns, hooks, second_eyes, selectors
from treem.directives.errors import (
    NotAskedBack,
    NoWayBack,
    OwnWork,
    ReasonMissing,
    SecondPersonNeeded,
    StandsIssued,
)
from treem.directives.models import (
    Act,
    Carried,
    Cascade,
    CascadeState,
    Item,
    ItemKind,
    Reading,
    ReadingState,
)
from treem.directives.services.citing import take_back_citations
from treem.directives.services.history import write
from treem.documents import services as document_services
from treem.duties import selectors as duties
from treem.duties import services as duty_services
from treem.indicators import selectors as indicators
from treem.indicators import services as indicator_services
from treem.kernel.time import local_date
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.documents.models import Document
    from treem.organisations.models import User


@dataclass(frozen=True)
class WayBack:
    """What going back from an edition would do: its duties that are withdrawn, those that say what they said again, those
    that come back; how many targets; and what stands in the way, each in a few words."""

    brought: tuple[Item, ...]
    changed: tuple[Item, ...]
    withdrawn: tuple[Item, ...]
    targets: int
    obstacles: tuple[str, ...]

    @property
    def touched(self) -> tuple[UUID, ...]:
        """The duties concerned."""
        amended = [
            item.stands_for for item in (*self.changed, *self.withdrawn) if item.stands_for is not None
        ]
        return (*(item.uuid for item in self.brought), *amended)


def way_back(reading: Reading, items: Sequence[Item] | None = None) -> WayBack:
    """What «Trở lại bản trước» from this edition does. Raises NoWayBack where it does not stand, or is the first."""
    _check_stands(reading)
    if reading.state != ReadingState.ISSUED or reading.issued_at is None:
        return WayBack((), (), (), 0, ())
    items = selectors.items_of(reading) if items is None else items
    given = duties.standing_uuids(item.uuid for item in items)
    touched = [item for item in items if item.kept and item.touches_issued]
    found = WayBack(
        brought=tuple(item for item in items if item.uuid in given),
        changed=tuple(item for item in touched if item.carried == Carried.CHANGED),
        withdrawn=tuple(item for item in touched if item.carried == Carried.GONE),
        targets=indicators.touched_at(reading.document_id, reading.issued_at),
        obstacles=(),
    )
    obstacles = tuple(_obstacles(reading, found.touched, reading.issued_at))
    return WayBack(found.brought, found.changed, found.withdrawn, found.targets, obstacles)


def _check_stands(reading: Reading) -> None:
    if reading.earlier is None:
        raise NoWayBack(why=_("Đây là bản đầu tiên của văn bản, không có bản trước để trở lại."))
    if reading.state == ReadingState.WITHDRAWN:
        raise NoWayBack(why=_("Bản này đã rút; bản trước đang dùng lại."))
    if selectors.later_reading(reading) is not None:
        raise NoWayBack(why=_("Đã có bản mới hơn của văn bản này. Hãy trở lại từ bản mới nhất."))


_SHOWN = 6


def _obstacles(reading: Reading, uuids: Sequence[UUID], since: datetime) -> list[str]:
    """What was issued, opened or answered on what this edition brought or changed."""
    words = {
        "reported": _("đã báo cáo kết quả: %(names)s"),
        "granted": _("đã được gia hạn hoặc miễn: %(names)s"),
        "urged": _("đã có công văn đôn đốc ban hành tới: %(names)s"),
    }
    found = []
    answered = duties.answered_since(uuids, since)
    for kind, sentence in words.items():
        names = [
            _("%(body)s (mục %(path)s)") % {"body": one.body, "path": one.path} if one.path else one.body
            for one in answered
            if one.kind == kind
        ]
        if names:
            found.append(sentence % {"names": _some(names)})
    papers = Cascade.objects.filter(
        state=CascadeState.ISSUED, issued_at__gt=since, duties__obligation__uuid__in=uuids, duties__taken=True
    )
    if names := [
        str(name) for name in papers.order_by("body__name").values_list("body__name", flat=True).distinct()
    ]:
        found.append(_("đã ban hành văn bản triển khai: %(names)s") % {"names": _some(names)})
    if valued := indicators.valued_since(reading.document_id, since):
        names = [target.label for target in valued]
        found.append(_("đã nhập số liệu cho chỉ tiêu kế hoạch: %(names)s") % {"names": _some(names)})
    for ask in hooks.stands_issued:
        found += ask(uuids, since)
    return found


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    shown = ", ".join(names[:_SHOWN])
    return shown if rest <= 0 else _("%(names)s và %(count)d nơi khác") % {"names": shown, "count": rest}


@transaction.atomic
def ask_back(reading: Reading, *, why: str, actor: User, at: datetime, version: int | None = None) -> Reading:
    """Where others are bound by the edition: one person asks for the way back, another decides.

    Raises ReasonMissing, NoWayBack, StandsIssued, StaleVersion.
    """
    locked = _locked(reading, version)
    why = _reason(why)
    _check_free(locked)
    locked.back_asked_at, locked.back_asked_by, locked.back_why = at, actor, why
    _save(locked, "back_asked_at", "back_asked_by", "back_why")
    write(locked, Act.ASKED_BACK, actor=actor, at=at, note=why)
    audit.record(actor=actor, action="directives.ask_back", subject=locked)
    return locked


@transaction.atomic
def stay(reading: Reading, *, why: str, actor: User, at: datetime, version: int | None = None) -> Reading:
    """The edition stays: the second person does not agree, or whoever asked takes that back, with the reason.

    Raises ReasonMissing, NotAskedBack, StaleVersion.
    """
    locked = _locked(reading, version)
    why = _reason(why)
    if locked.back_asked_at is None:
        raise NotAskedBack()
    _forget_question(locked)
    _save(locked, "back_asked_at", "back_asked_by", "back_why")
    write(locked, Act.STAYED, actor=actor, at=at, note=why)
    audit.record(actor=actor, action="directives.stay", subject=locked)
    return locked


@transaction.atomic
def go_back(
    reading: Reading, *, actor: User, at: datetime, why: str = "", version: int | None = None
) -> Reading:
    """«Trở lại bản trước»; returns the reading that stands again. ``why`` is not needed where another person asked for it.

    Raises ReasonMissing, NoWayBack, StandsIssued (lists what), SecondPersonNeeded, OwnWork (whoever asked does not decide),
    StaleVersion, and AlreadyHeld when another document took the number of the earlier edition.
    """
    wrong = _locked(reading, version)
    items = selectors.items_of(wrong)
    back = _check_free(wrong, items)
    if second_eyes.needed_back(wrong, items, local_date(at)):
        if wrong.back_asked_by_id is None:
            raise SecondPersonNeeded()
        if wrong.back_asked_by_id == actor.pk:
            raise OwnWork(
                why=_("Đồng chí là người đề nghị; cần một người khác của cơ quan chủ trì quyết định.")
            )
    why = wrong.back_why or _reason(why)
    assert wrong.earlier_id is not None
    right = (
        Reading.objects.select_for_update(of=("self",)).select_related("document").get(pk=wrong.earlier_id)
    )
    issued_at = wrong.issued_at
    wrong.state = ReadingState.WITHDRAWN
    _forget_question(wrong)
    _save(wrong, "state", "back_asked_at", "back_asked_by", "back_why")
    if right.state == ReadingState.SUPERSEDED:
        right.state = ReadingState.REVIEW
        _save(right, "state")
    stands = selectors.items_of(right)
    document = _restore_document(wrong, right, stands, why=why, actor=actor, at=at)
    take_back_citations(items, stands)
    if issued_at is not None:
        _restore_duties(back, document, since=issued_at, why=why, actor=actor, at=at)
        indicator_services.take_back_targets(
            document_id=wrong.document_id, since=issued_at, why=why, actor=actor, at=at
        )
    write(wrong, Act.WITHDRAWN, actor=actor, at=at, note=why)
    write(right, Act.RESTORED, actor=actor, at=at, note=why)
    audit.record(
        actor=actor, action="directives.go_back", subject=wrong,
        detail={
            "to": right.edition, "withdrawn": len(back.brought), "changed": len(back.changed), "back": len(back.withdrawn),
            "targets": back.targets,
        },
    )  # fmt: skip
    return right


def _restore_document(
    wrong: Reading, right: Reading, stands: Sequence[Item], *, why: str, actor: User, at: datetime
) -> Document:
    head = next((item for item in stands if item.kind == ItemKind.METADATA), None)
    vouched = head is not None and head.kept
    issued = Reading.objects.filter(document_id=right.document_id, issued_at__isnull=False).exclude(
        state=ReadingState.WITHDRAWN
    )
    state = "confirmed" if vouched else "draft"
    return document_services.restore_edition(
        wrong.document, number=right.edition, metadata=head.content if head else right.result.get("metadata", {}),
        state="issued" if issued.exists() else state, why=why, actor=actor, at=at,
    )  # fmt: skip


def _restore_duties(
    back: WayBack, document: Document, *, since: datetime, why: str, actor: User, at: datetime
) -> None:
    for item in back.brought:
        duty_services.withdraw_obligation(item.uuid, reason=why, actor=actor, at=at)
    for item in (*back.changed, *back.withdrawn):
        assert item.stands_for is not None
        assert item.earlier is not None
        fields = columns.obligation_fields(item.earlier, document)
        pointers = {name: fields[name] for name in ("origin_id", "origin_url", "document_label")}
        duty_services.restore_obligation(
            item.stands_for, since=since, pointers=pointers, reason=why, actor=actor, at=at
        )


def _check_free(reading: Reading, items: Sequence[Item] | None = None) -> WayBack:
    back = way_back(reading, items)
    if back.obstacles:
        raise StandsIssued(what="; ".join(back.obstacles))
    return back


def _reason(why: str) -> str:
    why = " ".join(why.split())
    if not why:
        raise ReasonMissing(field="why")
    return why[:500]


def _locked(reading: Reading, version: int | None) -> Reading:
    locked = (
        Reading.objects.select_for_update(of=("self",))
        .select_related("document", "earlier")
        .get(pk=reading.pk)
    )
    if version is not None:
        check_version(locked, version, {})
    return locked


def _forget_question(reading: Reading) -> None:
    reading.back_asked_at, reading.back_asked_by, reading.back_why = None, None, ""


def _save(reading: Reading, *fields: str) -> None:
    reading.version += 1
    reading.save(update_fields=["version", *fields])
