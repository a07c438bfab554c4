"""One person presents a reviewed document, another issues it or sends it back with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.directives import second_eyes, selectors
from treem.directives.errors import NobodyIssues, NotPresented, NotReady, OwnWork, ReasonMissing
from treem.directives.models import Act, Item, Reading, ReadingState
from treem.directives.services.history import check_open, write
from treem.directives.services.issuing import obstacles
from treem.kernel.time import local_date
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User


@transaction.atomic
def present(reading: Reading, *, actor: User, at: datetime, version: int | None = None) -> Reading:
    """«Trình ban hành»: the findings stay as they are until another person issues them or sends them back.

    Raises NotReady, NobodyIssues (no second person is left), AlreadyIssued, Presented, Superseded, StaleVersion.
    """
    locked = _locked(reading, version)
    check_open(locked)
    items = selectors.items_of(locked)
    if what := obstacles(locked, items):
        raise NotReady(what=" ".join(what))
    on = local_date(at)
    if second_eyes.needed(items, on) and not second_eyes.issuers(items, presenter=actor, on=on):
        raise NobodyIssues(besides=_besides(items, actor))
    locked.state, locked.presented_at, locked.presented_by = ReadingState.PRESENTED, at, actor
    _save(locked, "presented_at", "presented_by")
    write(locked, Act.PRESENTED, actor=actor, at=at)
    audit.record(actor=actor, action="directives.present", subject=locked)
    return locked


def _besides(items: list[Item], presenter: User) -> str:
    main = second_eyes.main_confirmer(items)
    if main is None or main.user.pk == presenter.pk:
        return ""
    return " " + _("(%(name)s đã xác nhận nhiều nội dung nhất)") % {"name": main.user}


@transaction.atomic
def take_back(reading: Reading, *, actor: User, at: datetime, version: int | None = None) -> Reading:
    """Whoever presented it wants to look again. Raises NotPresented, OwnWork (another person presented it),
    StaleVersion."""
    locked = _presented(reading, version)
    if locked.presented_by_id != actor.pk:
        raise OwnWork(why=_("Chỉ người trình rút lại được; đồng chí có thể trả lại kèm lý do."))
    _open_again(locked)
    write(locked, Act.TAKEN_BACK, actor=actor, at=at)
    audit.record(actor=actor, action="directives.take_back", subject=locked)
    return locked


@transaction.atomic
def send_back(
    reading: Reading, *, reason: str, actor: User, at: datetime, version: int | None = None
) -> Reading:
    """«Trả lại» with a reason that the presenter reads on the page. Raises ReasonMissing, NotPresented, OwnWork (the
    presenter takes back instead), StaleVersion."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing()
    locked = _presented(reading, version)
    if locked.presented_by_id == actor.pk:
        raise OwnWork(why=_("Đồng chí là người trình, hãy bấm “Rút lại để xem thêm”."))
    _open_again(locked)
    write(locked, Act.RETURNED, actor=actor, at=at, note=reason)
    audit.record(actor=actor, action="directives.send_back", subject=locked)
    return locked


def _locked(reading: Reading, version: int | None) -> Reading:
    locked = Reading.objects.select_for_update(of=("self",)).select_related("document").get(pk=reading.pk)
    if version is not None:
        check_version(locked, version, {})
    return locked


def _presented(reading: Reading, version: int | None) -> Reading:
    locked = _locked(reading, version)
    if locked.state != ReadingState.PRESENTED:
        raise NotPresented()
    return locked


def _open_again(reading: Reading) -> None:
    reading.state = ReadingState.REVIEW
    _save(reading)


def _save(reading: Reading, *fields: str) -> None:
    reading.version += 1
    reading.save(update_fields=["state", "version", *fields])
