"""News of confirmed directives for other rooms: filled in ``AppConfig.ready()``, called in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from treem.organisations.models import User


class TargetsConfirmed(Protocol):
    """Told which numeric targets of a document a person has confirmed (dicts as ``read`` writes them), and when.
    ``only_these``: why the document sets these and no others; empty for its first edition."""

    def __call__(
        self,
        *,
        document_id: int,
        document_label: str,
        targets: Sequence[dict[str, Any]],
        actor: User,
        at: datetime,
        only_these: str,
    ) -> object: ...


targets_confirmed: list[TargetsConfirmed] = []

stands_issued: list[Callable[[Collection[UUID], datetime], Iterable[str]]] = []
"""Asked before an edition is taken back: what was issued or opened on these duties after the moment, each in a few words."""
