"""How the walk over all addresses calls those of this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from tests.walk_world import Example, World

from treem.directives import services
from treem.directives.models import CascadeDuty, Item, Reading, Upload
from treem.directives.tests.cascading import begun, committee, given_to, order, upstream
from treem.directives.tests.factories import AT, TEXT, result
from treem.documents import services as documents
from treem.documents.models import Document
from treem.files import services as files
from treem.organisations.roles import Role

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""The smallest PNG."""

COMMUNE = frozenset({Role.COMMUNE_OFFICER.value, Role.COMMUNE_DIVISION_HEAD.value, Role.COMMUNE_LEADER.value})


def _reading(world: World) -> Reading:
    found = result()
    document, _new = documents.register_document(
        sha256="0" * 64, file_name="thu.txt", text=TEXT, metadata=found["metadata"], actor=world.hung, at=AT
    )
    reading = Reading.objects.create(document=document, result=found, created_by=world.hung)
    Item.objects.create(reading=reading, kind="obligation", position=0, payload=found["obligations"][0])
    Item.objects.create(reading=reading, kind="obligation", position=1, payload=found["obligations"][1])
    return reading


def _of_reading(**data: Any) -> Callable[[World], Example]:
    return lambda world: Example({"uuid": _reading(world).uuid}, data)


def _upload(world: World) -> Upload:
    upload = services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT)
    Upload.objects.filter(pk=upload.pk).update(state="refused", why="Tệp hỏng.")
    return upload


def _of_upload(world: World) -> Example:
    return Example({"uuid": _upload(world).uuid})


def _of_item(**data: Any) -> Callable[[World], Example]:
    return lambda world: Example({"uuid": _reading(world).items.get(position=0).uuid}, data)


def _joining(world: World) -> Example:
    first, second = _reading(world).items.order_by("position")
    return Example({"uuid": first.uuid}, {"version": 1, "with_next": second.uuid, "next_version": 1})


def _replaced(world: World) -> Example:
    """A second edition that nobody has issued."""
    first = _reading(world)
    document = documents.replace_file(
        first.document, data=b"x", file_name="moi.txt", text="x", why="Gửi lại.", actor=world.hung, at=AT
    )
    Reading.objects.filter(pk=first.pk).update(state="superseded")
    second = Reading.objects.create(
        document=document, result=first.result, edition=2, earlier=first, created_by=world.hung
    )
    return Example({"uuid": second.uuid}, {"version": 1, "step": "back", "why": "Đưa nhầm."})


def _page(world: World) -> Example:
    """A photograph: shown as it is, nothing has to be drawn."""
    reading = _reading(world)
    upload = ContentFile(PICTURE, name="trang.png")
    stored = files.store(upload, actor=world.hung, purpose=documents.SOURCE, kinds={"png"})
    Document.objects.filter(pk=reading.document_id).update(file=stored.pk)
    return Example({"uuid": reading.uuid, "number": 1})


def _cascade(
    presented: bool = False, reachable: frozenset[str] = COMMUNE, **data: Any
) -> Callable[[World], Example]:
    """A commune's draft: in its commune only."""

    def make(world: World) -> Example:
        document = upstream(world.hung)
        order(world, document, [committee(world)])
        made = begun(world, document)
        if presented:
            given_to(world, made, person=world.lan)
            made.refresh_from_db()
            made = services.present_cascade(made, actor=world.lan, at=AT, version=made.version)
        return Example(
            {"uuid": made.uuid}, {"version": made.version, **data}, protected=True, reachable_by=reachable
        )

    return make


def _cascade_duty(world: World) -> Example:
    example = _cascade()(world)
    line = CascadeDuty.objects.get(cascade__uuid=example.kwargs["uuid"])
    data = {"version": line.version, "text": "Rà soát.", "role": "lead"}
    return Example({"uuid": line.uuid}, data, protected=True, reachable_by=COMMUNE)


def _declined(world: World) -> Example:
    document = upstream(world.hung)
    made = services.decline(document, committee(world), reason="Ít việc.", actor=world.lan, at=AT)
    return Example({"uuid": made.uuid}, {"version": made.version}, protected=True, reachable_by=COMMUNE)


def _document(**data: Any) -> Callable[[World], Example]:
    def make(world: World) -> Example:
        document = upstream(world.hung)
        order(world, document, [committee(world)])
        return Example({"uuid": document.uuid}, data)

    return make


EXAMPLES: dict[str, Callable[[World], Example]] = {
    "directives:review": _of_reading(),
    "directives:accept_confident": _of_reading(),
    "directives:issue": _of_reading(),
    "directives:upload": _of_upload,
    "directives:upload_again": _of_upload,
    "directives:second": _of_reading(),
    "directives:item": _of_item(version=1, decision="accept"),
    "directives:edit": _of_item(version=1),
    "directives:present": _of_reading(version=1),
    "directives:take_back": _of_reading(version=1),
    "directives:send_back": _of_reading(version=1, reason="Xem lại."),
    "directives:add": _of_reading(begins="Vận động"),
    "directives:back": _replaced,
    "directives:replace": _of_reading(why="Gửi lại."),
    "directives:split": _of_item(version=1, words="tập huấn"),
    "directives:merge": _joining,
    "directives:undo": _of_item(),
    "directives:page_picture": _page,
    "directives:cascade_document": _document(version=0, wanted="yes"),
    "directives:cascade_start": _document(kind="plan"),
    "directives:cascade_decline": _document(),
    "directives:cascade": _cascade(),
    "directives:cascade_choose": _cascade(),
    "directives:cascade_head": _cascade(),
    "directives:cascade_add": _cascade(text="Họp.", role="lead"),
    "directives:cascade_several": _cascade(),
    "directives:cascade_targets": _cascade(),
    "directives:cascade_draft": _cascade(),
    "directives:cascade_present": _cascade(),
    "directives:cascade_recall": _cascade(presented=True),
    "directives:cascade_approve": _cascade(presented=True),
    "directives:cascade_return": _cascade(presented=True),
    "directives:cascade_drop": _cascade(),
    "directives:cascade_take_up": _declined,
    "directives:cascade_prepare": _cascade(),
    "directives:cascade_duty": _cascade_duty,
}
