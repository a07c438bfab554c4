"""News of duties for the rooms above: filled in their ``AppConfig.ready()``, called in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from treem.duties.dated import Dated, Whose
    from treem.duties.models import Obligation
    from treem.duties.recurrence import Occurrence
    from treem.kernel.periods import Window

confirmed: list[Callable[[Obligation], None]] = []
"""Told once when an obligation is issued, after its executions exist. ``reporting`` drafts a round from it."""

extended: list[Callable[[Obligation, list[Occurrence]], None]] = []
"""Told when further occurrences of a recurring obligation were made, with those occurrences."""

dated: list[Callable[[Whose, Window, date], Iterable[Dated]]] = []
"""Asked what else falls due on the days for these bodies or this person; the last argument is today. Under the scope."""
