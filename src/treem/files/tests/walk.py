"""How the walk over all addresses calls this room."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils import timezone

from treem.db import keys
from treem.files.models import Attachment, StoredFile

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


def _attach(_world: World) -> Example:
    from tests.walk_world import Example

    # A kind of record that no room answers for: nobody finds it.
    return Example(
        kwargs={"subject_type": "walk.nothing", "subject_uuid": uuid4()},
        reachable_by=frozenset(),
        protected=True,
    )


def _withdraw(world: World) -> Example:
    from tests.walk_world import Example

    stored = StoredFile.objects.create(
        purpose="files.evidence", sha256=hashlib.sha256(b"y").hexdigest(), address="1" * 64, size=1,
        media_type="application/pdf", name="tep.pdf", data_key_id=keys.new_data_key(),
    )  # fmt: skip
    attachment = Attachment.objects.create(
        subject_type="walk.nothing", subject_uuid=uuid4(), body_id=world.bodies["ubnd-04108"].pk, file=stored,
        at=timezone.now(), by_id=world.lan.pk,
    )  # fmt: skip
    return Example(kwargs={"uuid": attachment.uuid}, reachable_by=frozenset(), protected=True)


EXAMPLES = {"files:download": _download, "files:attach": _attach, "files:withdraw": _withdraw}
