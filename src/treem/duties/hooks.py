"""News of duties for the rooms above: filled in their ``AppConfig.ready()``, called in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from treem.duties.dated import Dated, Whose
    from treem.duties.models import Amendment, Obligation
    from treem.duties.recurrence import Occurrence
    from treem.kernel.periods import Window

confirmed: list[Callable[[Obligation], None]] = []
"""Told once when an obligation is issued, after its executions exist. ``reporting`` drafts a round from it."""

extended: list[Callable[[Obligation, list[Occurrence]], None]] = []
"""Told when further occurrences of a recurring obligation were made, with those occurrences."""

amended: list[Callable[[Obligation, Amendment], None]] = []
"""Told when a duty that was given was changed, withdrawn, or came back as it was, with the amendment that says why.
``reporting`` lets its drafts of rounds follow."""

dated: list[Callable[[Whose, Window, date], Iterable[Dated]]] = []
"""Asked what else falls due on the days for these bodies or this person; the last argument is today. Under the scope."""


@dataclass(frozen=True)
class Panel:
    """A part that a room above adds to the page of a duty: its template, and what it shows as ``panel``."""

    template: str
    content: Any


panels: list[Callable[[HttpRequest, Obligation], Panel | None]] = []
"""Asked when a duty, or one body's carrying out of it, is shown."""


def panels_of(request: HttpRequest, obligation: Obligation) -> list[Panel]:
    """What the rooms above have to say about the duty."""
    return [found for ask in panels if (found := ask(request, obligation)) is not None]
