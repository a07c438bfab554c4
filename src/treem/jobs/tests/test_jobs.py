"""Jobs act for somebody and see what that somebody may see when they run."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from tests.walk_world import World, make_world

from treem.db import scope
from treem.jobs import work
from treem.jobs.work import NoLongerAllowed, enqueue, job
from treem.organisations.models import Appointment

pytestmark = pytest.mark.database

seen: list[scope.Scope | None] = []


@job("test.look")
def look(*, number: int) -> None:
    seen.append(scope.current())


@pytest.fixture
def world(transactional_db: None) -> World:
    seen.clear()
    return make_world()


def run_worker() -> None:
    """One pass of a real worker over the queue."""

    async def once() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            async with worker.open_async():
                await worker.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    asyncio.run(once())


def appointment(person: Any) -> Appointment:
    return Appointment.objects.get(user=person)


def test_a_job_runs_under_the_scope_of_whom_it_acts_for(world: World) -> None:
    with transaction.atomic():
        enqueue(look, acting_for=appointment(world.lan).pk, number=7)
        run_worker()
        assert seen == [], "a job must wait for the transaction that asked for it"
    run_worker()
    assert len(seen) == 1
    assert seen[0] is not None
    assert seen[0].communes == (world.own.pk,)
    assert scope.current() is None


def test_a_job_of_a_transaction_that_failed_never_runs(world: World) -> None:
    with transaction.atomic():
        enqueue(look, acting_for=appointment(world.lan).pk, number=7)
        transaction.set_rollback(True)
    run_worker()
    assert seen == []


def test_a_job_for_somebody_who_lost_the_role_meanwhile_does_not_run(world: World) -> None:
    held = appointment(world.lan)
    enqueue(look, acting_for=held.pk, number=7)
    Appointment.objects.filter(pk=held.pk).update(to_on=date(2026, 1, 1))
    run_worker()
    assert seen == []
    with pytest.raises(NoLongerAllowed):
        work._scope(held.pk, "")


def test_the_system_names_its_purpose_and_sees_the_province(world: World) -> None:
    enqueue(look, purpose="count the province", number=7)
    run_worker()
    assert seen[0] is not None
    assert seen[0].purpose == "count the province"
    assert set(seen[0].communes) == {world.own.pk, world.neighbouring.pk}


def test_a_job_acts_for_exactly_one(world: World) -> None:
    with pytest.raises(ValueError, match="appointment or for a named purpose"):
        enqueue(look, number=7)
    with pytest.raises(ValueError, match="appointment or for a named purpose"):
        enqueue(look, acting_for=1, purpose="both", number=7)
