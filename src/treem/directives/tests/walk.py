"""How the walk over all addresses calls those of this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from tests.walk_world import Example, World

from treem.directives import services
from treem.directives.models import Item, Reading, Upload
from treem.directives.tests.factories import AT, TEXT, result
from treem.documents import services as documents
from treem.documents.models import Document
from treem.files import services as files

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""The smallest PNG."""


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


def _page(world: World) -> Example:
    """A photograph: shown as it is, nothing has to be drawn."""
    reading = _reading(world)
    upload = ContentFile(PICTURE, name="trang.png")
    stored = files.store(upload, actor=world.hung, purpose=documents.SOURCE, kinds={"png"})
    Document.objects.filter(pk=reading.document_id).update(file=stored.pk)
    return Example({"uuid": reading.uuid, "number": 1})


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
    "directives:replace": _of_reading(why="Gửi lại."),
    "directives:split": _of_item(version=1, words="tập huấn"),
    "directives:merge": _joining,
    "directives:undo": _of_item(),
    "directives:page_picture": _page,
}
