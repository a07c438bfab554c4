"""What waits for a person, in counts: the queues of the desk, read in each role the person holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from treem.db.scope import scoped
from treem.kernel.vietnamese import date_text, fold
from treem.organisations import selectors as organisations
from treem.web.registry import queues_for

if TYPE_CHECKING:
    from treem.db.scope import Scope
    from treem.organisations.models import Appointment, User


@dataclass(frozen=True)
class Line:
    """One queue: how many wait, the nearest deadline, and whether it is worth a message by itself."""

    key: str
    label: str
    count: int
    due_on: date | None
    urgent: bool


@dataclass(frozen=True)
class Part:
    """The queues of one role, empty ones left out."""

    body: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Digest:
    """All that waits for a person on a day."""

    parts: tuple[Part, ...]

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    @property
    def urgent(self) -> list[Line]:
        """What is late or falls due: reason enough to write."""
        return [line for line in self.lines if line.urgent]

    @property
    def counts(self) -> dict[str, int]:
        """By key, over all roles."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.key] = found.get(line.key, 0) + line.count
        return found


class _Standing:
    """What the queues look at in a request, for a person who is not there."""

    method = "GET"
    path = "/"
    GET = QueryDict("")
    POST = QueryDict("")

    def __init__(self, user: User, appointment: Appointment, scope: Scope) -> None:
        self.user, self.appointment, self.scope = user, appointment, scope


def digest_of(user: User, on: date) -> Digest:
    """What the desk would show the person on the day, in every role. Reads under exactly the scope of each role."""
    parts = []
    for appointment in organisations.appointments_in_force(user, on):
        scope = organisations.scope_for(appointment, on)
        user.appointment_in_force = appointment
        request = cast(HttpRequest, _Standing(user, appointment, scope))
        with scoped(scope):
            lines = [_line(queue, queue.state(request)) for queue in queues_for(request)]
        if kept := tuple(line for line in lines if line.count):
            parts.append(Part(appointment.body.short_name, kept))
    return Digest(tuple(parts))


def _line(queue: Any, state: Any) -> Line:
    return Line(queue.key, str(queue.label), state.count, state.due_on, queue.urgent)


def subject(found: Digest) -> str:
    """«treem: việc quá hạn 3, việc đến hạn 2»: the urgent first, at most three queues."""
    named = [*found.urgent, *(line for line in found.lines if not line.urgent)][:3]
    return "treem: " + ", ".join(f"{line.label.lower()} {line.count}" for line in named)


def letter(found: Digest, *, address: str) -> str:
    """The text of an e-mail. ``address``: of the desk, empty when nobody configured one."""
    paragraphs = []
    for part in found.parts:
        lines = [part.body]
        for line in part.lines:
            due = _(", hạn gần nhất %(day)s") % {"day": date_text(line.due_on)} if line.due_on else ""
            lines.append(f"- {line.label}: {line.count}{due}")
        paragraphs.append("\n".join(lines))
    if address:
        paragraphs.append(_("Mở bàn làm việc: %(address)s") % {"address": address})
    paragraphs.append(
        _(
            "Thư tự động, mỗi ngày làm việc nhiều nhất một thư, chỉ có số đếm. Thôi nhận: mục “Thông báo của tôi” trong treem."
        )
    )
    return "\n\n".join(paragraphs) + "\n"


LONGEST_MESSAGE = 160


def message(found: Digest) -> str:
    """One message without diacritics (a gateway charges twice for them), within 160 letters."""
    return fold(push(found))[:LONGEST_MESSAGE]


def push(found: Digest) -> str:
    """What a locked screen may show: how many, and nothing of what."""
    total = sum(line.count for line in found.urgent)
    words = _("%(n)d việc quá hạn hoặc sắp đến hạn") % {"n": total}
    return _("treem: %(words)s. Đăng nhập để xem.") % {"words": words}
