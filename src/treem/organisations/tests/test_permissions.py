"""A right comes from the one role in force, and from nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from treem.organisations import permissions
from treem.organisations.backends import RoleBackend
from treem.organisations.models import Role, User
from treem.organisations.tests.factories import make_appointment, make_body, make_user

pytestmark = pytest.mark.database


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "_allowed", dict(permissions._allowed))
    permissions.register({"tests.approve": {Role.LEAD_DIRECTOR}, "tests.draft": {Role.LEAD_SPECIALIST}})


@pytest.fixture
def hung(db: None, registered: None) -> User:
    user = make_user("hung.cam", "Cầm Văn Hùng")
    make_appointment(user, Role.LEAD_SPECIALIST, make_body())
    return user


def test_a_role_carries_what_was_registered_for_it(hung: User) -> None:
    assert hung.has_perm("tests.draft")
    assert not hung.has_perm("tests.approve")
    assert not hung.has_perms(["tests.draft", "tests.approve"])
    assert not hung.has_perm("tests.never_registered")


def test_an_ended_role_carries_nothing(hung: User) -> None:
    hung.appointments.update(to_on=date(2026, 1, 1))
    assert not hung.has_perm("tests.draft")


def test_the_role_chosen_for_the_request_decides_and_not_the_others(hung: User) -> None:
    director = make_appointment(hung, Role.LEAD_DIRECTOR, hung.appointments.get().body)
    hung.appointment_in_force = director
    assert hung.has_perm("tests.approve")
    assert not hung.has_perm("tests.draft")
    hung.appointment_in_force = None
    assert not hung.has_perm("tests.approve")


def test_a_switched_off_account_may_nothing(hung: User) -> None:
    hung.is_active = False
    assert not hung.has_perm("tests.draft")


def test_nobody_signed_in_may_nothing() -> None:
    assert not RoleBackend().has_perm(AnonymousUser(), "tests.draft")


def test_one_permission_has_one_meaning(registered: None) -> None:
    permissions.register({"tests.draft": [Role.LEAD_SPECIALIST]})
    with pytest.raises(ValueError, match="twice"):
        permissions.register({"tests.draft": {Role.INSPECTOR}})
    with pytest.raises(ValueError, match=r"room\.verb"):
        permissions.register({"draft": {Role.INSPECTOR}})


def test_the_permissions_of_a_role_can_be_listed(registered: None) -> None:
    assert "tests.draft" in permissions.permissions_of(Role.LEAD_SPECIALIST)
    assert permissions.roles_with("tests.draft") == {"lead_specialist"}
