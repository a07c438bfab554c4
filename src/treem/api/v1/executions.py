"""Executions: the work of one's own body, read and answered. What is written here is written as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Header, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from treem.api import rules
from treem.api import schemas as out
from treem.api.edge import operation, show
from treem.api.errors import MatchMissing, MatchUnreadable, NotEvidence
from treem.api.services import once
from treem.api.v1 import reach, shaping
from treem.api.v1.duties import filters
from treem.duties import lookups, selectors, services
from treem.duties.errors import AlreadyDone
from treem.files import selectors as file_selectors
from treem.files import services as files
from treem.kernel.language import gettext_noop as _
from treem.kernel.time import now, today
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.duties.models import Execution

router = Router(tags=["executions"])
READ, WRITE = "duties.view_execution", "duties.report_execution"

Match = Annotated[
    str | None,
    Header(alias="If-Match", max_length=80, description=_("ETag của lần đọc việc này.")),
]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", pattern=r"^[A-Za-z0-9._:-]{8,100}$",
        description=_("Khóa do bên gọi đặt cho một yêu cầu; gửi lại cùng khóa thì không làm lần hai."),
    ),
]  # fmt: skip


@operation(
    router, "GET", "/executions", READ, out.Executions, title=_("Việc của đơn vị mình, hạn gần trước")
)  # fmt: skip
def executions(request: HttpRequest, asked: Query[out.ExecutionFilters]) -> dict[str, Any]:
    day = today()
    bodies = reach.own_bodies(request) if asked.reach == "own" else reach.bodies_seen(request)
    found = lookups.executions_asked(bodies, filters(asked), day)
    rows, after = selectors.page_after(found, "due_on", asked.after or "", asked.limit)
    show(request, "duties.execution", [row.pk for row in rows])
    return {
        "items": [shaping.execution_row(row, day) for row in rows],
        "next": after or None,
        "total": found.count(),
    }


@operation(router, "GET", "/executions/{uuid}", READ, out.ExecutionFull, title=_("Một việc của một đơn vị"))
def execution(request: HttpRequest, uuid: UUID) -> Any:
    return _full(request, reach.execution(uuid, reach.bodies_seen(request)))


def _full(request: Any, found: Execution) -> out.ExecutionFull:
    show(request, "duties.execution", [found.pk], found.version)
    # Whom the head of a body gave the work to is the body's own business.
    notes = found.notes.exclude(kind=services.NoteKind.ASSIGNED).order_by("at", "pk")
    return out.ExecutionFull(
        **shaping.execution_row(found, today()),
        notes=[out.NoteOut(at=note.at, kind=note.kind, text=note.text) for note in notes],
        history=[
            out.ChangeOut(at=each.at, from_state=each.from_state, to_state=each.to_state, note=each.note)
            for each in found.changes.order_by("at", "pk")
        ],
        evidence=[shaping.evidence(piece) for piece in file_selectors.attachments_of(found)],
    )


def _write(
    request: Any,
    uuid: UUID,
    key: str | None,
    match: str | None,
    act: Callable[[Execution, int | None], Any],
    sent: Schema | None = None,
) -> Any:
    """One step on one's own work, once for each key; answers with the work as it stands after it."""
    found = reach.execution(uuid, reach.own_bodies(request))
    version = _version(match)

    def step() -> dict[str, Any]:
        act(found, version)
        return _full(request, reach.execution(uuid, None)).model_dump(mode="json")

    # What was understood, not the bytes: a form that some clients send by themselves has been read already.
    call = f"{request.path}\n{sent.model_dump_json() if sent else ''}".encode()
    answer, repeated = once(key, user=request.user, body_id=found.body_id, call=call, at=now(), act=step)
    if repeated:
        request.repeated = True
        show(request, "duties.execution", [found.pk], answer["version"])
    return answer


def _version(match: str | None) -> int | None:
    if match is None:
        return None
    try:
        return rules.version_of(match)
    except ValueError:
        raise MatchUnreadable() from None


@operation(
    router, "POST", "/executions/{uuid}/received", WRITE, out.ExecutionFull, title=_("Báo đã nhận nhiệm vụ")
)  # fmt: skip
def received(request: Any, uuid: UUID, key: Key = None, match: Match = None) -> Any:
    """Asking again changes nothing, so no precondition is needed; one that is sent is kept."""

    def act(found: Execution, version: int | None) -> None:
        _check(found, version)
        services.receive([found], actor=request.user, at=now())

    return _write(request, uuid, key, match, act)


@operation(
    router, "POST", "/executions/{uuid}/notes", WRITE, out.ExecutionFull,
    title=_("Ghi tiến độ, hoặc lý do chậm"),
)  # fmt: skip
def write_note(request: Any, uuid: UUID, data: out.NoteIn, key: Key = None, match: Match = None) -> Any:
    def act(found: Execution, version: int | None) -> None:
        _check(found, version)
        services.write_progress(
            found, kind=services.NoteKind(data.kind), text=data.text, actor=request.user, at=now()
        )

    return _write(request, uuid, key, match, act, data)


@operation(
    router, "POST", "/executions/{uuid}/report", WRITE, out.ExecutionFull,
    title=_("Báo cáo kết quả, kèm minh chứng"),
)  # fmt: skip
def report(request: Any, uuid: UUID, data: out.ReportIn, key: Key = None, match: Match = None) -> Any:
    """Needs the version that was read: a report replaces the words of the one before."""
    if match is None:
        raise MatchMissing()

    def act(found: Execution, version: int | None) -> None:
        _check_evidence(found, data.evidence)
        note = f"{data.note}\n{_proof(data.reference)}" if data.reference.strip() else data.note
        services.report_execution(found, actor=request.user, note=note, at=now(), version=version)

    return _write(request, uuid, key, match, act, data)


def _proof(reference: str) -> str:
    """Kept in Vietnamese, as all words of records are."""
    return f"Minh chứng: {' '.join(reference.split())}"


def _check(found: Execution, version: int | None) -> None:
    if version is not None:
        check_version(found, version, {})


def _check_evidence(found: Execution, named: list[UUID]) -> None:
    there = file_selectors.attachments_of(found).filter(withdrawn_at__isnull=True)
    known = set(there.values_list("uuid", flat=True))
    for uuid in named:
        if uuid not in known:
            raise NotEvidence(uuid=uuid)


@operation(
    router, "POST", "/executions/{uuid}/evidence", WRITE, out.EvidenceOut, status=201, multipart=True,
    title=_("Tải minh chứng lên; cùng một tệp gửi lại là một minh chứng"),
)  # fmt: skip
def add_evidence(request: Any, uuid: UUID, file: File[UploadedFile]) -> Any:
    found = reach.execution(uuid, reach.own_bodies(request))
    if file_selectors.place_for(request.user, services.EVIDENCE_OF, found.uuid) is None:
        raise AlreadyDone(state=found.get_state_display())
    piece = files.attach(
        file, subject_type=services.EVIDENCE_OF, subject_uuid=found.uuid, body_id=found.body_id, actor=request.user,
        at=now(),
    )  # fmt: skip
    return Status(201, shaping.evidence(piece))
