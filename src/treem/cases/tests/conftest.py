"""The small world, its people signed in, and a master key of its own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.walk_world import World, make_world

from treem.organisations.models import User

BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sign_in(new_client: Any) -> Any:
    """Opens a browser for somebody."""

    def open_for(user: User) -> Any:
        client = new_client()
        client.force_login(user, backend=BACKEND)
        return client

    return open_for


@pytest.fixture
def lan(world: World, sign_in: Any) -> Any:
    """The commune officer of Chiềng Sung at her browser."""
    return sign_in(world.lan)


@pytest.fixture
def neighbour(world: World, sign_in: Any) -> Any:
    """The commune officer of Mường Chanh."""
    return sign_in(world.neighbour)
