"""A hand-over at the lead agency moves the reviews that are still open, and only those."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from tests.walk_world import World, make_person, make_world

from treem.directives.models import Reading, ReadingState
from treem.directives.tests.factories import make_reading
from treem.organisations import services
from treem.organisations.roles import Role

pytestmark = pytest.mark.database


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_open_reviews_go_to_the_successor_and_issued_ones_stay(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_one = make_reading(world, monkeypatch)
    assert open_one.keeper == world.hung
    body = world.bodies["so-y-te"]
    successor = make_person(Role.SECTOR_OFFICER, world.bodies["so-gddt"], "ke-nhiem")
    assert services.open_work(from_user=world.hung, to_user=successor, body=body) == 1
    assert Reading.objects.get(pk=open_one.pk).keeper == world.hung, "telling how much moves, moves nothing"
    handed = services.hand_over(
        from_user=world.hung, to_user=successor, role=Role.LEAD_SPECIALIST, body=body,
        on=date(2026, 11, 2), actor=world.users[Role.ADMINISTRATOR],
    )  # fmt: skip
    assert handed.moved == 1
    moved = Reading.objects.get(pk=open_one.pk)
    assert (moved.keeper, moved.created_by) == (successor, world.hung)
    Reading.objects.filter(pk=open_one.pk).update(state=ReadingState.ISSUED, issued_at=timezone.now())
    assert services.open_work(from_user=successor, to_user=world.hung, body=body) == 0
