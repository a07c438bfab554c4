"""Before a long form is sent: whether one is still signed in, as whom, and a fresh token."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.walk_world import make_world

pytestmark = pytest.mark.database


def test_whoever_is_signed_in_gets_a_fresh_token_and_others_are_sent_to_sign_in(new_client: Any) -> None:
    world = make_world()
    client = new_client()
    client.force_login(world.lan, backend="treem.organisations.backends.PasswordBackend")
    told = client.get(reverse("web:alive")).json()
    assert len(told["token"]) > 30
    assert told["who"] == str(world.lan.pk)
    assert Client().get(reverse("web:alive")).status_code == 302
