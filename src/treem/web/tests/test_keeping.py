"""Before a long form is sent: whether one is still signed in, as whom, and a fresh token."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

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


def test_an_address_of_a_button_says_so_in_words_when_it_is_opened_by_itself(new_client: Any) -> None:
    world = make_world()
    client = new_client()
    client.force_login(world.lan, backend="treem.organisations.backends.PasswordBackend")
    answer = client.get(reverse("duties:receive"))
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Địa chỉ này không mở riêng được" in answer.content.decode()


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/duties/list/?state=new", "/duties/list/?state=new"),
        ("https://example.org/", "/"),
        ("", "/"),
    ],
)
def test_signing_in_again_leads_to_the_page_of_the_form_and_not_to_the_address_of_its_button(
    new_client: Any, came_from: str, back: str
) -> None:
    answer = new_client().post(
        reverse("duties:receive"), headers={"referer": came_from} if came_from else None
    )
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [back]
