"""How the walk over all addresses calls those of this room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tests.walk_world import Example, World

from treem.documents import services
from treem.kernel.time import VIETNAM


def _document(world: World) -> Example:
    document, _new = services.register_document(
        sha256="1" * 64, file_name="thu.txt", text="Văn bản thử.", metadata={"type": "Công văn", "number": "1"},
        actor=world.hung, at=datetime(2026, 11, 2, 9, 0, tzinfo=VIETNAM),
    )  # fmt: skip
    return Example({"uuid": document.uuid})


EXAMPLES: dict[str, Callable[[World], Example]] = {"documents:document": _document}
