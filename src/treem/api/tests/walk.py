"""How the walk over all addresses calls those of this room: the pages, and every address for machines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.walk_world import Example, World

from treem.api import services
from treem.documents.models import Document
from treem.duties.tests.factories import AT, make_execution
from treem.duties.tests.walk import DOES, SEES
from treem.kernel.time import now, today
from treem.organisations.roles import Role

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def give(world: World, body: str = "ubnd-04108", role: Role = Role.COMMUNE_OFFICER, **more: Any) -> Any:
    """A token for a program of the own commune's committee, which may write, unless told otherwise."""
    wanted = {"may_write": True, "expires_on": today() + timedelta(days=90), **more}
    return services.give_token(
        name="Hệ thống quản lý văn bản",
        body=world.bodies[body],
        role=role,
        actor=world.users[Role.ADMINISTRATOR],
        at=now(),
        **wanted,
    )


def make_document() -> Document:
    return Document.objects.create(
        type="Kế hoạch", subject="Thử", sha256="b" * 64, received_at=AT, text="Toàn văn."
    )


def _document(_world: World) -> Example:
    return Example({"uuid": make_document().uuid})


def _ordered(world: World) -> Example:
    document = make_document()
    make_execution(world, document=document)
    return Example({"uuid": document.uuid})


def _duty(world: World) -> Example:
    return Example({"uuid": make_execution(world).obligation.uuid}, protected=True, reachable_by=SEES)


def _execution(
    reachable: frozenset[str] = SEES, headers: dict[str, str] | None = None, **data: Any
) -> Callable[[World], Example]:
    def make(world: World) -> Example:
        kwargs = {"uuid": make_execution(world).uuid}
        return Example(kwargs, data, headers=headers or {}, protected=True, reachable_by=reachable)

    return make


def _evidence(world: World) -> Example:
    file = SimpleUploadedFile("anh.png", PICTURE, "image/png")
    kwargs = {"uuid": make_execution(world).uuid}
    return Example(kwargs, {"file": file}, protected=True, reachable_by=DOES, is_form=True)


def _token(world: World) -> Example:
    return Example({"uuid": give(world).token.uuid})


EXAMPLES: dict[str, Callable[[World], Example]] = {
    "api:renew": _token,
    "api:revoke": _token,
    "api:v1:document": _document,
    "api:v1:document_text": _document,
    "api:v1:document_citations": _document,
    "api:v1:document_targets": _document,
    "api:v1:document_duties": _ordered,
    "api:v1:document_summary": _ordered,
    "api:v1:duty": _duty,
    "api:v1:duty_executions": _duty,
    "api:v1:execution": _execution(),
    "api:v1:received": _execution(DOES),
    "api:v1:write_note": _execution(DOES, text="Đã họp triển khai."),
    "api:v1:report": _execution(DOES, {"If-Match": "*"}, note="Đã thực hiện."),
    "api:v1:add_evidence": _evidence,
}
