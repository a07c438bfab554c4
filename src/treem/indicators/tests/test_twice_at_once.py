"""A figure sent twice in the same moment, on a bad line, is one figure."""

from __future__ import annotations

import uuid

import pytest
from tests.at_once import two_at_once
from tests.walk_world import make_world

from treem.indicators import figures
from treem.indicators.models import TargetValue
from treem.indicators.tests.factories import acting, make_target, typed
from treem.kernel.time import now

pytestmark = pytest.mark.database


@pytest.mark.usefixtures("transactional_db")
def test_two_presses_in_the_same_moment_make_one_figure() -> None:
    world = make_world()
    target, number = make_target(world), uuid.uuid4()

    def press() -> TargetValue:
        with acting(world.hung):
            return figures.enter_value(target, uuid=number, typed=typed(), actor=world.hung, at=now())

    one, other = two_at_once(press)
    assert one == other
    assert TargetValue.objects.count() == 1
