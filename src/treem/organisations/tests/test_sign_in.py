"""Signing in: personal accounts, throttled, with a way out that says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from tests.walk_world import PASSWORD, World, make_world

pytestmark = pytest.mark.database


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def sign_in(client: Any, username: str, password: str) -> Any:
    return client.post("/account/login/", {"login": username, "password": password})


def test_a_person_signs_in_and_comes_to_the_desk(world: World, client: Any) -> None:
    answer = sign_in(client, world.lan.username, PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_five_wrong_passwords_lock_the_account_from_that_address_and_say_so(
    world: World, client: Any
) -> None:
    for _ in range(5):
        answer = sign_in(client, world.lan.username, "không-phải-mật-khẩu")
    assert answer.status_code == 429
    # The right password does not help until the time is over, and the page says how long.
    answer = sign_in(client, world.lan.username, PASSWORD)
    assert answer.status_code == 429
    assert "phút" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_another_person_at_the_same_address_is_not_locked_out(world: World, client: Any) -> None:
    for _ in range(5):
        sign_in(client, world.lan.username, "không-phải-mật-khẩu")
    assert sign_in(client, world.hung.username, PASSWORD).status_code == 302


def test_nobody_signs_up(world: World, client: Any) -> None:
    answer = client.post(
        "/account/signup/", {"username": "nguoi.la", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert b"nguoi.la" not in answer.content
    from treem.organisations.models import User

    assert not User.objects.filter(username="nguoi.la").exists()


def test_a_person_whose_account_is_off_cannot_sign_in(world: World, client: Any) -> None:
    type(world.lan).objects.filter(pk=world.lan.pk).update(is_active=False)
    sign_in(client, world.lan.username, PASSWORD)
    assert "_auth_user_id" not in client.session
