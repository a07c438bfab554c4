"""News of confirmed directives for other rooms: filled in ``AppConfig.ready()``, called in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from treem.organisations.models import User


class TargetsConfirmed(Protocol):
    """Told which numeric targets of a document a person has confirmed (dicts as ``read`` writes them)."""

    def __call__(
        self, *, document_id: int, document_label: str, targets: Sequence[dict[str, Any]], actor: User
    ) -> object: ...


targets_confirmed: list[TargetsConfirmed] = []
