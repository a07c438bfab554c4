"""A caller for each test: a program of the own commune's committee."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.walk_world import World, make_world

from treem.api.tests.walk import give


@pytest.fixture
def world(db: None) -> World:
    return make_world()


class Caller:
    """Calls as a program does: a token, JSON, no cookies."""

    def __init__(self, client: Any, token: str = "") -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers={**self.headers, **(headers or {})})

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            f"/api/v1{path}",
            json.dumps(data if data is not None else {}),
            content_type="application/json",
            headers={**self.headers, **named},
        )


@pytest.fixture
def caller(world: World, new_client: Any) -> Caller:
    return Caller(new_client(), give(world).text)


@pytest.fixture
def calls(new_client: Any) -> Any:
    """A maker of callers, by the text of their token."""
    return lambda token="": Caller(new_client(), token)
