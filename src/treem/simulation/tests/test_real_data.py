"""Invented children never come into a database that holds real people."""

from __future__ import annotations

import pytest

from treem.organisations.models import User
from treem.registry.models import Child
from treem.simulation.models import Stage
from treem.simulation.province import RealData, load_province

pytestmark = pytest.mark.database


def test_a_database_with_real_people_is_refused_and_left_alone(db: None) -> None:
    User.objects.create_user(username="nguyen.van.that", full_name="Nguyễn Văn Thật")
    with pytest.raises(RealData):
        load_province(children=100, say=lambda _: None)
    assert not Stage.objects.exists()
    assert not Child.objects.exists()
