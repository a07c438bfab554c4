"""How the walk over all addresses calls this room."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from treem.db import keys
from treem.files.models import StoredFile

if TYPE_CHECKING:
    from tests.walk_world import Example, World


def _download(world: World) -> Example:
    from tests.walk_world import Example

    stored = StoredFile.objects.create(
        purpose="walk.nobody", sha256=hashlib.sha256(b"x").hexdigest(), address="0" * 64, size=1,
        media_type="application/pdf", name="tep.pdf", data_key_id=keys.new_data_key(),
    )  # fmt: skip
    # A purpose that no room answers for: nobody finds the file.
    return Example(kwargs={"uuid": stored.uuid}, reachable_by=frozenset())


EXAMPLES = {"files:download": _download}
