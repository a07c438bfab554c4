"""Two connections at the same moment: what was sent is in the frozen sums, or it is told that the round closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from tests.walk_world import World, make_world

from treem.db.scope import scoped
from treem.documents.tests.test_papers import issue
from treem.kernel.errors import DomainError
from treem.organisations.roles import Role
from treem.reporting import services
from treem.reporting.models import Return, Round, Snapshot
from treem.reporting.tests.factories import (
    AT,
    approved,
    committee,
    make_round,
    return_of,
    scope_of,
    send,
    type_in,
)

pytestmark = pytest.mark.database
PAUSE = 1.5
"""Seconds in which whoever does not wait would have finished."""


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@contextmanager
def at_once(first: Callable[[], Any], second: Callable[[], Any]) -> Iterator[tuple[Any, Any, bool]]:
    """Both in transactions of their own connections: the second begins when the first has done its work and not yet
    committed it. What each gave back, or the refusal it met; whether the second waited."""
    done, go_on = Event(), Event()

    def run(work: Callable[[], Any], *, hold: bool) -> Any:
        try:
            with transaction.atomic():
                found = work()
                if hold:
                    done.set()
                    go_on.wait(10)
            return found
        except DomainError as error:
            return error
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one: Future[Any] = pool.submit(run, first, hold=True)
        assert done.wait(10)
        other: Future[Any] = pool.submit(run, second, hold=False)
        with suppress(TimeoutError):
            other.result(PAUSE)
        waited = not other.done()
        go_on.set()
        yield one.result(10), other.result(10), waited


def _under(user: Any, work: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with scoped(scope_of(user)):
            return work()

    return run


def _closing(world: World, round: Round) -> Callable[[], Any]:
    return _under(world.hung, lambda: services.close_round(round, world.hung, at=AT))


def _submitting(world: World, report: Return) -> Callable[[], Any]:
    approved(type_in(report, world.lan), world.lan)
    return _under(world.lan, lambda: services.submit(report, actor=world.lan, at=AT))


def _frozen(report: Return) -> bool:
    parts = Snapshot.objects.get().data["parts"]
    return any(part["body_id"] == report.body_id and part["sent"] for part in parts)


def test_a_return_that_is_being_sent_is_waited_for_and_frozen_with_the_round(world: World) -> None:
    round = make_round(world)
    report = return_of(round, committee(world))
    with at_once(_submitting(world, report), _closing(world, round)) as (_sent, closed, _waited):
        assert not isinstance(closed, DomainError)
    report.refresh_from_db()
    assert report.state == "submitted"
    assert _frozen(report)


def test_a_return_that_comes_while_its_round_is_being_closed_is_refused_in_words(world: World) -> None:
    round = make_round(world)
    report = return_of(round, committee(world))
    with at_once(_closing(world, round), _submitting(world, report)) as (_closed, sent, _waited):
        assert getattr(sent, "code", "") == "reporting.round_not_open"
    report.refresh_from_db()
    assert report.state == "pending"
    assert not _frozen(report)


def test_a_return_sent_back_while_its_round_is_being_closed_stays_as_it_was_frozen(world: World) -> None:
    round = make_round(world)
    report = send(return_of(round, committee(world)), world.lan)
    back = _under(
        world.hung,
        lambda: services.return_with_reason(report, actor=world.hung, reason="Sai dòng 2.", at=AT),
    )
    with at_once(_closing(world, round), back) as (_closed, sent_back, _waited):
        assert getattr(sent_back, "code", "") == "reporting.round_not_open"
    report.refresh_from_db()
    assert report.state == "submitted"
    assert _frozen(report)


@pytest.mark.parametrize("act", ["accept", "recall", "enter_for_body"])
def test_no_step_slips_into_a_round_that_is_being_closed(world: World, act: str) -> None:
    round = make_round(world)
    report = return_of(round, committee(world))
    if act == "accept":
        send(report, world.lan)
    if act == "recall":
        services.present(type_in(report, world.lan), actor=world.lan, at=AT)
    report.refresh_from_db()
    before = (report.state, report.on_behalf)
    steps: dict[str, Callable[[], Any]] = {
        "accept": _under(world.hung, lambda: services.accept(report, actor=world.hung, at=AT)),
        "recall": _under(world.lan, lambda: services.recall(report, actor=world.lan, at=AT)),
        "enter_for_body": _under(
            world.hung,
            lambda: services.enter_for_body(report, actor=world.hung, at=AT, paper_on=AT.date()),
        ),
    }
    with at_once(_closing(world, round), steps[act]) as (_closed, stepped, _waited):
        assert getattr(stepped, "code", "") == "reporting.round_not_open"
    report.refresh_from_db()
    assert (report.state, report.on_behalf) == before


def _made_for_issue(world: World) -> tuple[Round, Any]:
    """A closed round with a version of its report, about to be recorded as issued."""
    round = make_round(world)
    send(return_of(round, committee(world)), world.lan)
    services.close_round(round, world.hung, at=AT)
    made = services.make_report(
        Round.objects.get(pk=round.pk), signing="deputy", signer="Lò Thị Mẫu", actor=world.hung, at=AT
    )
    return round, services.prepare_issue(made, actor=world.hung, at=AT)


@pytest.mark.parametrize("first", ["issue", "reopen"])
def test_a_report_is_issued_or_its_round_reopened_and_never_both(world: World, first: str) -> None:
    round, paper = _made_for_issue(world)
    later = AT + timedelta(days=20)
    issuing = _under(world.hung, lambda: issue(paper, world, issued_on=date(2026, 11, 5)))
    reopening = _under(
        world.hung, lambda: services.reopen_round(round, world.hung, reason="Sai một số.", at=later)
    )
    pair = (issuing, reopening) if first == "issue" else (reopening, issuing)
    with at_once(*pair) as (done, refused, waited):
        assert not isinstance(done, DomainError)
        assert waited
    wanted = {"issue": "reporting.report_issued", "reopen": "reporting.round_reopened"}
    assert getattr(refused, "code", "") == wanted[first]
    paper.refresh_from_db()
    round.refresh_from_db()
    assert (paper.issued, round.state) == {"issue": (True, "closed"), "reopen": (False, "open")}[first]


def test_of_two_people_who_write_down_the_same_round_one_makes_it_and_the_other_is_told(world: World) -> None:
    def drafting(user: Any) -> Callable[[], Any]:
        return _under(
            user,
            lambda: services.draft_round(
                kind="ad_hoc", period="2026-10", deadline=None, deadline_op="by", template_key="children-basic",
                title="", actor=user, at=AT,
            ),
        )  # fmt: skip

    director = world.users[Role.LEAD_DIRECTOR]
    with at_once(drafting(world.hung), drafting(director)) as (made, refused, waited):
        assert waited
        assert not isinstance(made, DomainError)
    assert getattr(refused, "code", "") == "reporting.round_exists"
    assert Round.objects.count() == 1


def test_two_returns_of_one_round_do_not_wait_for_each_other(world: World) -> None:
    round = make_round(world)
    own, other = return_of(round, committee(world)), return_of(round, committee(world, world.neighbouring))
    approved(type_in(other, world.neighbour), world.neighbour)
    beside = _under(world.neighbour, lambda: services.submit(other, actor=world.neighbour, at=AT))
    first = _submitting(world, own)
    with at_once(first, beside) as (_first, _second, waited):
        assert not waited
    assert set(Return.objects.values_list("state", flat=True)) == {"submitted"}
