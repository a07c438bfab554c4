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


def test_behind_a_proxy_on_a_unix_socket_people_sign_in_and_are_told_apart(world: World, client: Any) -> None:
    def through(address: str, password: str) -> int:
        return int(
            client.post(
                "/account/login/", {"login": world.lan.username, "password": password},
                REMOTE_ADDR="", headers={"X-Forwarded-For": f"10.0.0.1, {address}"},
            ).status_code
        )  # fmt: skip

    for _ in range(5):
        status = through("203.0.113.9", "không-phải-mật-khẩu")
    assert status == 429
    # The lock is on that address alone: the officer in another office signs in.
    assert through("203.0.113.7", PASSWORD) == 302


def test_an_address_that_a_stranger_claims_counts_for_nothing(world: World, client: Any) -> None:
    for number in range(5):
        answer = client.post(
            "/account/login/", {"login": world.lan.username, "password": "không-phải-mật-khẩu"},
            REMOTE_ADDR="198.51.100.4", headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )  # fmt: skip
    assert answer.status_code == 429


def test_a_password_that_must_be_changed_is_changed_to_another(world: World, client: Any) -> None:
    type(world.lan).objects.filter(pk=world.lan.pk).update(must_change_password=True)
    sign_in(client, world.lan.username, PASSWORD)
    assert client.get("/")["Location"] == "/account/password/change/"
    fields = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/account/password/change/", fields)
    assert "phải khác" in answer.content.decode()
    world.lan.refresh_from_db()
    assert world.lan.must_change_password
    assert "do người quản trị đặt" in answer.content.decode()
    new = "mật-khẩu-mới-của-lan"
    answer = client.post("/account/password/change/", {**fields, "password1": new, "password2": new})
    assert answer["Location"] == "/", "on to the work"
    world.lan.refresh_from_db()
    assert not world.lan.must_change_password


def test_the_only_administrator_cannot_be_switched_off(world: World, client: Any) -> None:
    admin = world.users["administrator"]
    client.force_login(admin, backend="treem.organisations.backends.PasswordBackend")
    answer = client.post(f"/admin/people/{admin.pk}/active/", {"active": "0"})
    assert answer.status_code == 409
    assert "người quản trị duy nhất" in answer.content.decode()
    admin.refresh_from_db()
    assert admin.is_active


def test_pages_of_a_person_and_of_signing_in_stay_out_of_caches(world: World, client: Any) -> None:
    assert "no-store" in client.get("/account/login/")["Cache-Control"]
    client.force_login(world.lan, backend="treem.organisations.backends.PasswordBackend")
    for address in ("/", "/children/", "/account/2fa/"):
        assert "no-store" in client.get(address)["Cache-Control"], address


def test_a_lost_password_is_the_administrators_business(world: World, client: Any) -> None:
    answer = client.post("/account/password/reset/", {"email": "a@example.org"}, follow=True)
    assert "báo người quản trị" in answer.content.decode()
