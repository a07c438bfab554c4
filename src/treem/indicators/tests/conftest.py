"""The small world, and people of it signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.walk_world import World, make_world

BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def browser(new_client: Any) -> Callable[[Any], Any]:
    """A browser of a person, signed in."""

    def of(person: Any) -> Any:
        client = new_client()
        client.force_login(person, backend=BACKEND)
        return client

    return of
