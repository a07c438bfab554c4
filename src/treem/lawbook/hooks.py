"""What upper rooms hang into this one when they start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol


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


def record(*, actor: Any, action: str, subject: Any, detail: Mapping[str, Any]) -> None:
    """Write the trail. Raises RuntimeError when nobody listens: no value changes without a trace."""
    if not recorders:
        raise RuntimeError("treem.lawbook.hooks.recorders is empty: no decision without an audit entry.")
    for recorder in recorders:
        recorder(actor=actor, action=action, subject=subject, detail=detail)
