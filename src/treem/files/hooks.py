"""What upper rooms hang into this one when they start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

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


class Recorder(Protocol):
    """``audit.services.record``; audit stands on this floor, so it is handed in from above."""

    def __call__(
        self,
        *,
        actor: Any,
        action: str,
        subject: Any = None,
        subject_type: str = "",
        subject_ids: Iterable[Any] = (),
        detail: Mapping[str, Any] | None = None,
    ) -> None: ...


recorders: list[Recorder] = []


def record(*, actor: Any, action: str, subject: Any = None, detail: Mapping[str, Any] | None = None) -> None:
    """Write the trail. Raises RuntimeError when nobody listens: nothing happens here without a trace."""
    if not recorders:
        raise RuntimeError("treem.files.hooks.recorders is empty: no file moves without an audit entry.")
    for recorder in recorders:
        recorder(actor=actor, action=action, subject=subject, detail=detail)
