"""What the invented bodies did with their duties: most took note, some reported in time, some late, some not at all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from treem.duties import selectors as duties
from treem.duties import services as duty_services
from treem.kernel.errors import DomainError
from treem.organisations import selectors as organisations
from treem.organisations.roles import Role
from treem.simulation.acting import acting

if TYPE_CHECKING:
    from treem.duties.models import Execution

SILENT_COMMUNES = 4
"""They have taken note of nothing."""
BUSY = 16
"""Bodies whose work is told in detail; the others have taken note."""
PROGRESS = (
    "Đã ban hành kế hoạch của xã, phân công cán bộ phụ trách từng bản.",
    "Đã tập huấn cộng tác viên 12 bản; còn 3 bản vùng xa chưa tổ chức được.",
    "Đã rà soát danh sách trẻ em theo bản, đang đối chiếu với công an xã.",
)
RESULTS = (
    "Đã hoàn thành, có báo cáo và danh sách kèm theo.",
    "Đã tổ chức ở 100 % tổ, bản, tiểu khu; kinh phí lấy từ ngân sách xã.",
    "Đã thực hiện xong; kiến nghị bổ sung tài liệu tiếng Thái, tiếng Mông.",
)


def done(story_commune: str, busy: int | None) -> dict[str, Any]:
    """Let the bodies work; the commune of the story has only taken note."""
    chance = Random("work of the invented province")
    communes = [b for b in _communes() if not b.code.endswith(story_commune)]
    chance.shuffle(communes)
    told = {"received": 0, "progress": 0, "reported": 0}
    for number, body in enumerate(communes[SILENT_COMMUNES:][:busy]):
        division = body.code.replace("ubnd-", "vhxh-")
        with acting(Role.COMMUNE_OFFICER, division) as officer:
            mine = list(duties.executions_of([body.pk]))
            told["received"] += duty_services.receive(
                mine, actor=officer, at=_after(mine, chance.randint(1, 20))
            )
            if number < BUSY:
                for execution in mine:
                    _work_on(execution, officer, chance, told)
    _agencies(Random("agencies of the invented province"), told)
    _lead_confirms(chance)
    return told


STORY_AGENCY = "so-gddt"
"""Its work, too, is left to whoever tries the demo."""
LATE_AGENCIES = 2
"""They have taken note, and have not reported what was due."""


def _agencies(chance: Random, told: dict[str, int]) -> None:
    """The agencies of the province: all have taken note, most have begun, nearly all have reported what was due."""
    today = timezone.localdate()
    with acting(Role.LEAD_SPECIALIST, "so-y-te"):
        bodies = organisations.bodies(duties.counts_by_body(today)).values()
        agencies = sorted(
            (b for b in bodies if b.level == "province" and b.code not in ("so-y-te", STORY_AGENCY)),
            key=lambda b: b.code,
        )
        agencies = [b for b in agencies if organisations.people_of(b, today, [Role.SECTOR_OFFICER])]
    chance.shuffle(agencies)
    for number, body in enumerate(agencies):
        with acting(Role.SECTOR_OFFICER, body.code) as officer:
            mine = list(duties.executions_of([body.pk]))
            told["received"] += duty_services.receive(
                mine, actor=officer, at=_after(mine, chance.randint(1, 9))
            )
            for execution in mine:
                if execution.obligation.unit_type != "reporting":
                    _work_on(
                        execution, officer, chance, told, progress=OF_AGENCIES, results=RESULTS_OF_AGENCIES
                    )
                elif number >= LATE_AGENCIES and execution.due_on is not None and execution.due_on < today:
                    sent = _noon(execution.due_on - timedelta(days=chance.randint(2, 8)))
                    duty_services.report_execution(execution, actor=officer, note=REPORTED, at=sent)
                    told["reported"] += 1


OF_AGENCIES = (
    "Đã ban hành kế hoạch của ngành, phân công phòng chuyên môn phụ trách.",
    "Đã hướng dẫn các đơn vị trực thuộc; đang tổng hợp báo cáo của cơ sở.",
    "Đã phối hợp với Sở Y tế thống nhất nội dung, thời gian thực hiện.",
)
RESULTS_OF_AGENCIES = (
    "Đã thực hiện xong trong toàn ngành, có báo cáo kèm theo.",
    "Đã lồng ghép vào kế hoạch công tác năm của ngành và hoàn thành.",
)
REPORTED = "Đã gửi báo cáo về Sở Y tế trên hệ thống quản lý văn bản."


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 11, 0))  # noqa: DTZ001 - made aware here


def _communes() -> list[Any]:
    today = timezone.localdate()
    with acting(Role.LEAD_SPECIALIST, "so-y-te"):
        rows = duties.counts_by_body(today)
    found = organisations.bodies(rows)
    return sorted(
        (b for b in found.values() if b.code.startswith("ubnd-") and b.level == "commune"),
        key=lambda b: b.code,
    )


def _work_on(
    execution: Execution, officer: Any, chance: Random, told: dict[str, int], *,
    progress: tuple[str, ...] = PROGRESS, results: tuple[str, ...] = RESULTS,
) -> None:  # fmt: skip
    if execution.obligation.unit_type == "reporting":
        return  # answered by a return
    what = chance.random()
    if what < 0.35:
        return
    at = min(execution.issued_at + timedelta(days=chance.randint(20, 120)), timezone.now())
    try:
        duty_services.write_progress(
            execution,
            kind=duty_services.NoteKind.PROGRESS,
            text=chance.choice(progress),
            actor=officer,
            at=at,
        )
        told["progress"] += 1
        if what > 0.6:
            later = min(at + timedelta(days=chance.randint(5, 60)), timezone.now())
            duty_services.report_execution(execution, actor=officer, note=chance.choice(results), at=later)
            told["reported"] += 1
    except DomainError:
        return


def _lead_confirms(chance: Random) -> None:
    with acting(Role.LEAD_SPECIALIST, "so-y-te") as hung:
        for execution in list(duties.executions_awaiting_acceptance()):
            if chance.random() < 0.7:
                duty_services.accept_execution(execution, actor=hung, at=timezone.now())


def _after(executions: list[Execution], days: int) -> datetime:
    first = min((each.issued_at for each in executions), default=timezone.now())
    return min(first + timedelta(days=days), timezone.now())
