"""How the walk over all addresses calls those of this room."""

from __future__ import annotations

from collections.abc import Callable

from tests.walk_world import Example, World

EXAMPLES: dict[str, Callable[[World], Example]] = {}
