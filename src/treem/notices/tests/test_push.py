"""Pushes to a person's browsers: off until configured, one sentence of counts, encrypted for the one browser."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import http_ece
import pytest
from conftest import as_app
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.db.scope import Scope
from treem.duties.tests.factories import make_execution
from treem.kernel.time import now, today
from treem.notices import channels, services
from treem.notices.models import Channel, Choice, Delivery, Subscription
from treem.organisations.models import User

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
WORKDAY = date(2026, 11, 26)
SECRET = b"0123456789abcdef"


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Service:
    """A push service that keeps what it is sent and answers as told."""

    def __init__(self) -> None:
        self.status, self.got = 201, []  # type: ignore[var-annotated]
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((self.headers, body))
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/push/1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    key = tmp_path / "push-key.pem"
    made = ec.generate_private_key(ec.SECP256R1())
    key.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings.TREEM_PUSH_KEY_FILE, settings.TREEM_PUSH_CONTACT = str(key), "mailto:treem@vi-du.invalid"
    return make_world()


def browser() -> tuple[ec.EllipticCurvePrivateKey, dict[str, str]]:
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return private, {"p256dh": text_of(point), "auth": text_of(SECRET)}


def subscribed(user: User, address: str, keys: dict[str, str]) -> Subscription:
    Choice.objects.update_or_create(user=user, defaults={"push_on": True, "push_since": now()})
    return Subscription.objects.create(user=user, endpoint=address, made_at=now(), **keys)


def overdue(world: World) -> None:
    make_execution(
        world,
        text="Việc của cháu Nguyễn Văn Bí Mật.",
        deadline=today() - timedelta(days=9),
        deadline_op="by",
    )


def deliver(user: User) -> Delivery:
    return services.deliver(User.objects.get(pk=user.pk), channel=Channel.PUSH, day=WORKDAY)


def test_the_browser_and_nobody_else_reads_how_many_and_nothing_of_what(
    world: World, service: Service
) -> None:
    private, keys = browser()
    subscribed(world.lan, service.address, keys)
    overdue(world)
    assert services.plan(WORKDAY) == [(world.lan.pk, "push")]
    assert deliver(world.lan).state == "sent"
    ((headers, body),) = service.got
    assert b"treem" not in body
    plain = http_ece.decrypt(body, private_key=private, auth_secret=SECRET, version="aes128gcm")
    assert json.loads(plain) == {"text": "treem: 1 việc quá hạn hoặc sắp đến hạn. Đăng nhập để xem."}
    assert headers["Authorization"].startswith("vapid ")


def test_a_browser_that_takes_none_any_more_is_struck_off(world: World, service: Service) -> None:
    made = subscribed(world.lan, service.address, browser()[1])
    overdue(world)
    services.plan(WORKDAY)
    service.status = 410
    assert deliver(world.lan).state == "waiting"
    made.refresh_from_db()
    assert made.ended_at is not None


def test_a_service_that_refuses_is_tried_again_and_the_browser_stays(world: World, service: Service) -> None:
    made = subscribed(world.lan, service.address, browser()[1])
    overdue(world)
    services.plan(WORKDAY)
    service.status = 500
    row = deliver(world.lan)
    assert (row.state, row.fault) == ("waiting", "OSError")
    made.refresh_from_db()
    assert made.ended_at is None
    service.status = 201
    assert deliver(world.lan).state == "sent"


def test_without_a_browser_or_without_a_key_nobody_is_pushed_to(world: World, settings: Any) -> None:
    overdue(world)
    assert services.plan(WORKDAY) == []
    subscribed(world.lan, "https://fcm.googleapis.com/x", browser()[1])
    settings.TREEM_PUSH_KEY_FILE = ""
    assert services.plan(WORKDAY) == []


def test_the_person_says_no_and_none_comes(world: World, client: Any) -> None:
    overdue(world)
    subscribed(world.lan, "https://fcm.googleapis.com/x", browser()[1])
    client.force_login(world.lan, backend=BACKEND)
    assert "Thông báo đẩy khi có việc" in client.get(reverse("notices:mine")).content.decode()
    client.post(reverse("notices:mine"), {"email_on": "on"})
    assert services.plan(WORKDAY) == []


def test_a_browser_is_made_to_take_pushes_and_stopped_on_the_page(world: World, client: Any) -> None:
    client.force_login(world.lan, backend=BACKEND)
    page = client.get(reverse("notices:mine")).content.decode()
    assert f'data-push-key="{channels.public_push_key()}"' in page
    sent = {"endpoint": "https://fcm.googleapis.com/fcm/send/abc", **browser()[1]}
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/140 Safari/537"
    for _ in range(2):  # asked twice, kept once
        assert client.post(reverse("notices:subscribe"), sent, HTTP_USER_AGENT=agent).status_code == 204
    made = Subscription.objects.get()
    assert made.device == "Chrome, Android"
    assert "Chrome, Android" in client.get(reverse("notices:mine")).content.decode()
    assert client.post(reverse("notices:unsubscribe", args=[made.uuid])).status_code == 302
    made.refresh_from_db()
    assert made.ended_at is not None
    assert client.post(reverse("notices:unsubscribe", args=[made.uuid])).status_code == 404


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://fcm.googleapis.com.evil.invalid/x",
        "https://evilfcm.googleapis.com/x", "https://fcm.googleapis.com@10.0.0.1/x", "https://fcm.googleapis.com:8443/x",
        "file:///etc/passwd", "",
    ],
)  # fmt: skip
def test_no_address_but_that_of_a_browser_s_push_service_is_ever_called(
    world: World, client: Any, endpoint: str
) -> None:
    client.force_login(world.lan, backend=BACKEND)
    answer = client.post(reverse("notices:subscribe"), {"endpoint": endpoint, **browser()[1]})
    assert answer.status_code == 422
    assert Subscription.objects.count() == 0


def test_keys_that_no_browser_makes_come_back_with_words(world: World, client: Any) -> None:
    client.force_login(world.lan, backend=BACKEND)
    sent = {"endpoint": "https://fcm.googleapis.com/x", "p256dh": "short", "auth": ""}
    answer = client.post(reverse("notices:subscribe"), sent)
    assert (answer.status_code, "Không bật được" in answer.content.decode()) == (422, True)


def test_one_person_s_browsers_are_nobody_else_s(world: World, client: Any) -> None:
    made = subscribed(world.lan, "https://fcm.googleapis.com/x", browser()[1])
    with as_app(Scope(user_id=world.neighbour.pk)):
        assert Subscription.objects.count() == 0
    with as_app(Scope(user_id=world.lan.pk)):
        assert Subscription.objects.count() == 1
    client.force_login(world.neighbour, backend=BACKEND)
    assert client.post(reverse("notices:unsubscribe", args=[made.uuid])).status_code == 404


def test_the_worker_of_the_browser_stands_at_one_address_for_everybody(client: Any) -> None:
    answer = client.get(reverse("notices:push_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert "showNotification" in answer.content.decode()


def test_while_it_is_not_configured_the_page_says_so(world: World, client: Any, settings: Any) -> None:
    settings.TREEM_PUSH_KEY_FILE = ""
    client.force_login(world.lan, backend=BACKEND)
    page = client.get(reverse("notices:mine")).content.decode()
    assert "Tỉnh chưa cấu hình thông báo đẩy" in page
    assert "data-push-key" not in page
    assert client.post(reverse("notices:subscribe"), browser()[1]).status_code == 422
