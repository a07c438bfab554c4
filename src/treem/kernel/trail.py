"""The trail of what somebody did, for rooms on the floor of the audit: it is handed in to them from above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class Recorder(Protocol):
    """``audit.services.record``."""

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


class Trail(list[Recorder]):
    """Who writes down what a room did. With nobody there nothing may happen: no deed without a trace."""

    def record(
        self, *, actor: Any, action: str, subject: Any = None, detail: Mapping[str, Any] | None = None
    ) -> None:
        """Write the trail. Raises RuntimeError when nobody listens."""
        if not self:
            raise RuntimeError(f"{action}: nobody records it, so it must not happen.")
        for recorder in self:
            recorder(actor=actor, action=action, subject=subject, detail=detail)
