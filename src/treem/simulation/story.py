"""A year of the invented province, from the plan that came in spring to the letter whose reports are due in December.

Told with the services that people use, acting as them under their scopes; nothing here writes a table directly. What
lies ahead of today has not happened yet.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from treem.directives import selectors as directives
from treem.directives import services as directive_services
from treem.duties import services as duty_services
from treem.duties.board import COMMUNES, Asked
from treem.kernel.errors import DomainError
from treem.organisations import selectors as organisations
from treem.organisations.roles import Role
from treem.simulation import cascades, rounds, work
from treem.simulation.acting import acting
from treem.simulation.figures import give_figures
from treem.simulation.intakes import tell_intakes
from treem.simulation.ministry import entered_once
from treem.simulation.quality import checked

if TYPE_CHECKING:
    from treem.directives.models import Reading
    from treem.organisations.models import User

Once = Callable[[str, str, Callable[[], dict[str, Any] | None]], None]
ROOT = Path(__file__).resolve().parents[3]
OWN_PLAN, OWN_LETTER = "ke-hoach-tre-em-muong-ang-2026.txt", "cong-van-duoi-nuoc-2026.txt"
OWN_NOTICE = "thong-bao-ket-luan-2026.txt"
STORY_COMMUNE = "04108"
"""Lan's commune: its work is left for whoever tries the demo."""

LEAD = (Role.LEAD_SPECIALIST, "so-y-te")
SECOND = (Role.LEAD_DIRECTOR, "so-y-te")
"""Who issues what the specialist presents."""
PLAN_CAME = date(2026, 3, 25)
LETTER_CAME = date(2026, 6, 5)


def begin_story(*, once: Once) -> None:
    """What the desks need: the plan and its duties, and the year's round, open to all."""
    once("plan", "đọc kế hoạch, xác nhận, ban hành nhiệm vụ", _plan)
    once("round", "vòng báo cáo năm: 75 xã, phường", rounds.open_the_year)


def tell_story(*, once: Once, busy: int | None = None) -> None:
    """The rest of the year, part by part; the desks answer meanwhile. ``busy``: how many communes act in each part; all
    that do in a province, when it is None."""
    once("year", "các xã, phường gửi báo cáo năm", lambda: rounds.whole_year(STORY_COMMUNE, busy))
    once("intakes", "thông tin về trẻ em cần bảo vệ", lambda: tell_intakes(STORY_COMMUNE))
    once("letter", "đọc công văn, ban hành nhiệm vụ", _letter)
    once("older", "văn bản đến sau, chờ xem", _older)
    once("work", "các đơn vị nhận việc, ghi tiến độ, báo cáo kết quả", lambda: work.done(STORY_COMMUNE, busy))
    once(
        "cascades",
        "các xã, phường triển khai kế hoạch của tỉnh",
        lambda: cascades.pass_on(STORY_COMMUNE, busy),
    )
    once(
        "half", "vòng báo cáo 6 tháng: 75 xã, phường, đã đóng", lambda: rounds.half_year(STORY_COMMUNE, busy)
    )
    once("one-off", "vòng báo cáo theo công văn", lambda: rounds.of_the_letter(STORY_COMMUNE))
    once("figures", "số liệu của chỉ tiêu kế hoạch", give_figures)
    once("reminder", "công văn đôn đốc", _reminder)
    once("ministry", "danh sách trẻ em đã nhập lên hệ thống của Bộ", lambda: entered_once(STORY_COMMUNE))
    once("quality", "kiểm tra chất lượng dữ liệu trẻ em", checked)


def directive_file(prefix: str, own: str) -> Path:
    """A real directive where they are at hand beside the project, else one of our own invented examples."""
    beside = sorted((ROOT.parent / "shared" / "directives").glob(f"{prefix}_*.txt"))
    return beside[0] if beside else ROOT / "examples" / "directives" / own


def _plan() -> dict[str, Any]:
    return _issued(directive_file("001", OWN_PLAN), on(PLAN_CAME))


def _letter() -> dict[str, Any]:
    return _issued(directive_file("000", OWN_LETTER), on(LETTER_CAME))


def _older() -> dict[str, Any]:
    """Something waits for review: a district's letter of former years, whose bodies are no more; else our own notice."""
    path = directive_file("004", OWN_NOTICE)
    with acting(*LEAD) as hung:
        directive_services.take_in(path.read_bytes(), path.name, hung, at=timezone.now())
    return {}


def _issued(path: Path, at: datetime) -> dict[str, Any]:
    with acting(*LEAD) as hung:
        taken = directive_services.take_in(path.read_bytes(), path.name, hung, at=at)
        if taken.reading is None:
            return {}
        directive_services.accept_all_confident(taken.reading, actor=hung, at=at)
        _decide_the_rest(taken.reading, hung, at)
        directive_services.present(taken.reading, actor=hung, at=at)
    with acting(*SECOND) as director:
        issued = directive_services.issue(taken.reading, director, at=at)
    return {
        "obligations": len(issued.obligations),
        "executions": len(issued.executions),
        "targets": issued.targets,
    }


def _decide_the_rest(reading: Reading, actor: User, at: datetime) -> None:
    """What the machine was not sure of: the invented specialist takes the proposed bodies, or leaves the finding out."""
    assignees = directives.Assignees(timezone.localdate())
    for item in directives.items_of(reading):
        card = directives.card_of(item, assignees)
        if item.decided:
            continue
        bodies = list(card.assignment.bodies) if card.assignment else None
        to = directive_services.ItemState
        try:
            directive_services.decide(
                item, to=to.ACCEPTED, actor=actor, at=at, version=item.version, bodies=bodies or None
            )
        except DomainError:
            directive_services.decide(item, to=to.REJECTED, actor=actor, at=at, version=item.version)


def _reminder() -> dict[str, Any]:
    """The letter that urges the communes whose yearly report is late."""
    now = timezone.now()
    with acting(*LEAD) as hung:
        lead = organisations.body_by_code(LEAD[1])
        due = next((r.deadline for r in rounds.opened() if r.kind == "annual"), None)
        if lead is None or due is None:
            return {}
        try:
            duty_services.make_reminder(Asked(due=due, who=COMMUNES), issuer=lead, actor=hung, at=now)
        except DomainError:
            return {}  # before the deadline there is nobody to urge
    return {"letters": 1}


def on(day: date) -> datetime:
    """Eleven in the morning of the day, or now where the day is still ahead."""
    wanted = timezone.make_aware(datetime(day.year, day.month, day.day, 11, 0))  # noqa: DTZ001 - made aware here
    return min(wanted, timezone.now())
