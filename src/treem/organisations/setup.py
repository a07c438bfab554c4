"""What an empty real system still needs before its first day of work, and how far each part is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.db.errors import KeyFileError
from treem.db.master_keys import master_keys
from treem.files.backup.age import last_backup_at
from treem.kernel.time import local_date, today
from treem.kernel.vietnamese import date_text, number
from treem.law.calendar.days import corrections
from treem.lawbook.selectors import every_parameter
from treem.organisations import selectors
from treem.organisations.models import LEAD_ROLES, ImportKind, Role
from treem.territory import selectors as territory
from treem.web.registry import Queue, QueueState, register_queue

if TYPE_CHECKING:
    from treem.organisations.models import User
    from treem.territory.models import Unit

BACKUP_DAYS = 2


@dataclass(frozen=True)
class Step:
    """One part of the setup: ``state`` is done, doing or todo; ``hint`` says how far, in numbers."""

    key: str
    title: str
    state: str
    hint: str
    url: str = ""

    @property
    def done(self) -> bool:
        return self.state == "done"


def steps(province: Unit, on: date) -> list[Step]:
    """The parts in the order of the first day."""
    return [
        _bodies(province, on), *_people(province, on), _villages(province, on), _calendar(on), _lawbook(on), _key(),
        _backup(on),
    ]  # fmt: skip


def _of(open_count: int, total: int) -> str:
    return "done" if not open_count else "todo" if open_count >= total else "doing"


def _list(kind: ImportKind) -> str:
    return reverse("organisations:lists", args=[kind.value])


def _bodies(province: Unit, on: date) -> Step:
    found = selectors.province_bodies(province, on)
    total, doubtful = found.count(), found.filter(verified=False).count()
    hint = _("{total} cơ quan, {doubtful} chưa đối chiếu với danh sách của tỉnh").format(
        total=number(total), doubtful=number(doubtful)
    )
    return Step("bodies", _("Cơ quan, đơn vị"), _of(doubtful, total), hint, _list(ImportKind.BODIES))


def _people(province: Unit, on: date) -> list[Step]:
    answering = selectors.who_answers(province, on)
    without = sum(not each.officers for each in answering)
    hint = _("{without} trên {total} xã, phường chưa có người làm công tác bảo vệ trẻ em").format(
        without=number(without), total=number(len(answering))
    )
    lead = selectors.lead_body(on)
    leading = selectors.people_of(lead, on, LEAD_ROLES) if lead is not None else []
    administrators = selectors.people_of(lead, on, [Role.ADMINISTRATOR]) if lead is not None else []
    short = [
        _("chưa có chuyên viên, lãnh đạo cơ quan chủ trì") if not leading else "",
        _("mới có một người quản trị") if len(administrators) < 2 else "",
    ]
    words = "; ".join(filter(None, short)) or _("đủ chuyên viên, lãnh đạo và hai người quản trị")
    state = "done" if not any(short) else "doing" if leading else "todo"
    return [
        Step("people", _("Cán bộ xã, phường"), _of(without, len(answering)), hint, _list(ImportKind.PEOPLE)),
        Step("lead", _("Cơ quan chủ trì"), state, words, _list(ImportKind.PEOPLE)),
    ]


def _villages(province: Unit, on: date) -> Step:
    without = territory.communes_without_villages(province, on).count()
    total = territory.communes_of(province, on).count()
    hint = _("{count} tổ, bản, tiểu khu; {without} trên {total} xã, phường chưa có").format(
        count=number(territory.village_count(province, on)), without=number(without), total=number(total)
    )
    return Step("villages", _("Tổ, bản, tiểu khu"), _of(without, total), hint, _list(ImportKind.VILLAGES))


def _calendar(on: date) -> Step:
    doubtful = [
        str(year)
        for year in (on.year, on.year + 1)
        if not (known := corrections(year)) or any(not day.verified or day.forecast for day in known.values())
    ]
    hint = (
        _("lịch nghỉ năm {years} còn ngày chưa kiểm chứng").format(years=", ".join(doubtful))
        if doubtful
        else _("lịch nghỉ năm nay và năm sau đã kiểm chứng")
    )
    return Step("calendar", _("Lịch làm việc"), _of(len(doubtful), 2), hint, reverse("lawbook:calendar"))


def _lawbook(on: date) -> Step:
    values = [row.value for row in every_parameter(on) if row.value is not None]
    doubtful = sum(not value.verified for value in values)
    hint = _("{doubtful} trên {total} mức chưa kiểm chứng với văn bản").format(
        doubtful=number(doubtful), total=number(len(values))
    )
    return Step(
        "lawbook", _("Thời hạn, mức theo luật"), _of(doubtful, len(values)), hint, reverse("lawbook:values")
    )


def _key() -> Step:
    title = _("Tệp khóa chủ")
    try:
        master_keys()
    except KeyFileError as error:
        return Step("key", title, "todo", str(error))
    return Step("key", title, "done", _("đọc được; hãy giữ một bản ở nơi khác nơi để bản sao lưu"))


def _backup(on: date) -> Step:
    title, at = _("Sao lưu"), last_backup_at()
    if at is None:
        return Step("backup", title, "todo", _("chưa có bản nào trên máy này: ./treem backup THƯ_MỤC"))
    day = local_date(at)
    state = "done" if on - day <= timedelta(days=BACKUP_DAYS) else "doing"
    return Step("backup", title, state, _("bản gần nhất ngày {day}").format(day=date_text(day)))


# -- the desk of the administrator


def province_of(user: User, on: date) -> Unit | None:
    """The province for which the person acts as administrator on the day."""
    for appointment in selectors.appointments_in_force(user, on):
        if appointment.role == Role.ADMINISTRATOR:
            return selectors.province_of(appointment.body, on)
    return None


def _state(request: HttpRequest) -> QueueState:
    on, user = today(), request.user
    province = province_of(user, on)  # type: ignore[arg-type]
    return QueueState(sum(not step.done for step in steps(province, on)) if province is not None else 0)


def register() -> None:
    """Put what is left of the setup on the administrator's desk."""
    register_queue(
        Queue(
            order=85, key="setup", label=gettext_lazy("Việc thiết lập còn lại"), permission="organisations.manage_people",
            state=_state, url=lambda _request: reverse("organisations:setup"),
        )
    )  # fmt: skip
