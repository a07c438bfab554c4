"""One digest a working day, by the channels a person chose, with counts and nothing else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.db import scope as scopes
from treem.duties.tests.factories import make_execution
from treem.kernel.time import today
from treem.notices import digest, services
from treem.notices.models import Channel, Delivery, DeliveryState
from treem.organisations.models import User

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
WORKDAY, SATURDAY, HOLIDAY, MONDAY = (
    date(2026, 11, 26),
    date(2026, 11, 28),
    date(2026, 9, 2),
    date(2026, 11, 23),
)


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.TREEM_MAIL_FROM = "treem@vi-du.invalid"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    made = make_world()
    for person in (made.lan, made.neighbour, made.hung):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@vi-du.invalid", phone="0900000000")
    return made


def overdue(world: World) -> None:
    make_execution(
        world,
        text="Việc của cháu Nguyễn Văn Bí Mật.",
        deadline=today() - timedelta(days=9),
        deadline_op="by",
    )


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def told(day: date = WORKDAY) -> list[int]:
    return [user_id for user_id, _channel in services.plan(day)]


def test_the_digest_counts_what_the_desk_counts_in_the_scope_of_the_role(world: World, client: Any) -> None:
    overdue(world)
    assert digest.digest_of(fresh(world.lan), today()).counts["duties.overdue"] == 1
    assert "duties.overdue" not in digest.digest_of(fresh(world.neighbour), today()).counts
    assert scopes.current() is None, "the scope of the person ends with the digest"
    client.force_login(world.lan, backend=BACKEND)
    shown = client.get(reverse("notices:mine")).content.decode()
    assert "treem: việc quá hạn 1" in shown
    assert client.get("/").status_code == 200


def test_only_who_has_something_late_or_due_is_told_on_a_usual_day(world: World) -> None:
    overdue(world)
    assert told() == [world.lan.pk]


@pytest.mark.parametrize("day", [SATURDAY, HOLIDAY])
def test_nobody_is_told_on_a_day_off(world: World, day: date) -> None:
    overdue(world)
    assert told(day) == []


def test_on_the_first_working_day_of_the_week_waiting_work_is_told_too(world: World) -> None:
    make_execution(world, deadline=today() + timedelta(days=300), deadline_op="by")
    assert world.lan.pk not in told(WORKDAY)
    assert world.lan.pk in told(MONDAY)


def test_a_letter_holds_counts_and_no_word_of_the_work(world: World, settings: Any) -> None:
    settings.TREEM_ADDRESS = "https://treem.vi-du.invalid"
    overdue(world)
    told()
    services.deliver(fresh(world.lan), channel="email", day=WORKDAY)
    (letter,) = mail.outbox
    assert letter.to == [f"{world.lan.username}@vi-du.invalid"]
    assert "Việc quá hạn: 1" in letter.body
    assert "https://treem.vi-du.invalid/" in letter.body
    assert "Bí Mật" not in f"{letter.subject}{letter.body}"
    assert "09/" not in letter.subject


def test_one_letter_a_day_however_often_the_worker_runs(world: World) -> None:
    overdue(world)
    assert told() == told() == [world.lan.pk]
    for _again in range(3):
        services.deliver(fresh(world.lan), channel="email", day=WORKDAY)
    assert (len(mail.outbox), Delivery.objects.count(), told()) == (1, 1, [])


def test_who_wants_no_letter_gets_none(world: World, client: Any) -> None:
    overdue(world)
    client.force_login(world.lan, backend=BACKEND)
    assert client.post(reverse("notices:mine"), {"message_on": "on"}).status_code == 302
    assert told() == []


def test_what_was_settled_meanwhile_is_not_told(world: World) -> None:
    overdue(world)
    told()
    from treem.duties.models import Execution

    Execution.objects.update(state="waived")
    row = services.deliver(fresh(world.lan), channel="email", day=WORKDAY)
    assert (row.state, mail.outbox) == (DeliveryState.NOTHING, [])


def test_a_server_that_is_not_there_is_tried_again_and_given_up_after_five(
    world: World, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    overdue(world)
    told()
    states = [services.deliver(fresh(world.lan), channel="email", day=WORKDAY).state for _ in range(6)]
    assert states == ["waiting"] * 4 + ["failed"] * 2
    row = Delivery.objects.get()
    assert (row.tries, row.fault) == (5, "ConnectionRefusedError")
    assert told() == []


def test_without_a_configured_way_nobody_is_told(world: World, settings: Any) -> None:
    settings.TREEM_MAIL_FROM = ""
    overdue(world)
    assert told() == []


# -- messages ---------------------------------------------------------------------------------------------


class Gateway(BaseHTTPRequestHandler):
    got: list[tuple[str, dict[str, str]]]
    answer = 200

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).got.append((self.headers["Authorization"], body))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def gateway(settings: Any) -> Iterator[type[Gateway]]:
    class Mine(Gateway):
        got: list[tuple[str, dict[str, str]]] = []

    server = HTTPServer(("127.0.0.1", 0), Mine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TREEM_MESSAGE_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.TREEM_MESSAGE_TOKEN = "bi-mat"
    yield Mine
    server.shutdown()
    server.server_close()


def test_a_message_goes_through_the_gateway_to_who_asked_for_it(world: World, gateway: type[Gateway]) -> None:
    overdue(world)
    services.choose(world.lan, email_on=False, message_on=True)
    assert services.plan(WORKDAY) == [(world.lan.pk, Channel.MESSAGE)]
    row = services.deliver(fresh(world.lan), channel="message", day=WORKDAY)
    ((authorization, body),) = gateway.got
    assert (row.state, authorization, body["to"]) == ("sent", "Bearer bi-mat", "0900000000")
    assert body["text"].isascii()
    assert len(body["text"]) <= digest.LONGEST_MESSAGE
    assert "1 viec qua han" in body["text"]


def test_a_gateway_that_refuses_is_an_error_of_the_day_not_of_the_worker(
    world: World, gateway: type[Gateway]
) -> None:
    gateway.answer = 500
    overdue(world)
    services.choose(world.lan, email_on=False, message_on=True)
    services.plan(WORKDAY)
    row = services.deliver(fresh(world.lan), channel="message", day=WORKDAY)
    assert (row.state, row.fault) == ("waiting", "HTTPError")
