"""The small world and its people signed in, for the tests of this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.walk_world import World, make_world

from treem.organisations.models import User

BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def browser(new_client: Any) -> Callable[[User], Any]:
    """The browser of a person: requests run as ``treem_app`` under the person's scope."""

    def open_for(user: User) -> Any:
        client = new_client()
        client.force_login(user, backend=BACKEND)
        return client

    return open_for
