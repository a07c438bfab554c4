"""The small world, and its people signed in."""

from __future__ import annotations

from typing import Any

import pytest
from tests.walk_world import World, make_world

BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def lan(world: World, new_client: Any) -> Any:
    """The commune officer of Chiềng Sung at her browser."""
    client = new_client()
    client.force_login(world.lan, backend=BACKEND)
    return client


@pytest.fixture
def neighbour(world: World, new_client: Any) -> Any:
    """The commune officer of Mường Chanh."""
    client = new_client()
    client.force_login(world.neighbour, backend=BACKEND)
    return client


@pytest.fixture
def hung(world: World, new_client: Any) -> Any:
    """The specialist of the province."""
    client = new_client()
    client.force_login(world.hung, backend=BACKEND)
    return client
