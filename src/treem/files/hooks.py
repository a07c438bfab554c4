"""What upper rooms hang into this one when they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from treem.kernel.trail import Trail

if TYPE_CHECKING:
    from uuid import UUID

    from treem.files.models import StoredFile

access: dict[str, Callable[[Any, StoredFile], bool]] = {}
"""By purpose: may this person download this file? A purpose nobody registered belongs to nobody."""


@dataclass(frozen=True)
class Place:
    """A record that takes evidence: whose it is, what it is called, and the page it is shown on."""

    body_id: int
    title: str
    back: str
    parts: tuple[tuple[str, str], ...] = ()
    """Keys and words of the lines that evidence may belong to, where the record has lines."""


places: dict[str, Callable[[Any, UUID], Place | None]] = {}
"""By subject type ("duties.execution"): where this person may add and withdraw evidence now; None where not."""


recorders = Trail()
"""``audit.services.record``; audit stands on this floor, so it is handed in from above."""

record = recorders.record
