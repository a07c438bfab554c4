"""How the walk over all addresses calls those of this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.walk_world import Example, World

from treem.directives import services
from treem.directives.models import Item, Reading, Upload
from treem.directives.tests.factories import AT, TEXT, result
from treem.documents import services as documents


def _reading(world: World) -> Reading:
    found = result()
    document, _new = documents.register_document(
        sha256="0" * 64, file_name="thu.txt", text=TEXT, metadata=found["metadata"], actor=world.hung, at=AT
    )
    reading = Reading.objects.create(document=document, result=found, created_by=world.hung)
    Item.objects.create(reading=reading, kind="obligation", position=0, payload=found["obligations"][0])
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
    return lambda world: Example({"uuid": _reading(world).items.get().uuid}, data)


EXAMPLES: dict[str, Callable[[World], Example]] = {
    "directives:review": _of_reading(),
    "directives:accept_confident": _of_reading(),
    "directives:issue": _of_reading(),
    "directives:upload": _of_upload,
    "directives:upload_again": _of_upload,
    "directives:second": _of_reading(),
    "directives:item": _of_item(version=1, decision="accept"),
    "directives:edit": _of_item(version=1),
}
