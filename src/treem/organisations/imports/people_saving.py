"""Accounts and appointments of a list, saved in bulk with one password each to hand over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.db import transaction

from treem.audit.services import record
from treem.organisations import services
from treem.organisations.imports.people import Values, Work
from treem.organisations.imports.plan import Line, Outcome, Password, Setting
from treem.organisations.models import Appointment, User

ITERATIONS = 20_000
"""Of the hash of a one-time password. It has 59 bits of chance, so fewer rounds protect it as well as many protect a
password that a person thought of; the first sign-in hashes it anew with all of them. With the usual number a list of
2,200 collaborators would take a quarter of an hour."""


def hashed(password: str) -> str:
    """The hash to store for a one-time password."""
    hasher = get_hasher("default")
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=ITERATIONS)
    return hasher.encode(password, hasher.salt())


@transaction.atomic
def apply(
    lines: Sequence[Line],
    setting: Setting,
    actor: User | None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Save what the plan says. The passwords are in the answer and nowhere else."""
    outcome = Outcome()
    works: list[Work] = [line.work for line in lines]
    fresh = [work for work in works if work.makes_person or work.reopens]
    passwords = [services.one_time_password() for _work in fresh]
    hashes: list[str] = []
    # Hashing leaves the interpreter free: both cores work.
    with ThreadPoolExecutor(max_workers=2) as pool:
        for one in pool.map(hashed, passwords):
            hashes.append(one)
            if progress is not None and len(hashes) % 20 == 0:
                progress(len(hashes), len(fresh))
    users = _accounts(fresh, hashes)
    for work, password in zip(fresh, passwords, strict=True):
        user = users[work.person.username]
        outcome.passwords.append(Password(user.username, user.full_name, work.body.short_name, password))
        if work.makes_person:
            outcome.made("user", user.pk)
    _changed_accounts(works, outcome)
    new = [_appointment(work, users, setting, actor) for work in works if work.appointment is None]
    Appointment.objects.bulk_create(new, batch_size=1000)
    for appointment in new:
        outcome.made("appointment", appointment.pk)
    for work in works:
        if work.appointment is not None and work.appointment_values:
            _set(Appointment.objects.select_for_update().get(pk=work.appointment.pk), work.appointment_values)
            outcome.changed("appointment", work.appointment.pk, work.appointment_values)
    _trail(outcome, actor)
    return outcome


def _accounts(fresh: Sequence[Work], hashes: Sequence[str]) -> dict[str, User]:
    users: dict[str, User] = {}
    for work, encoded in zip(fresh, hashes, strict=True):
        person = work.person
        user = person.user or User(
            username=person.username, full_name=person.full_name, email=person.email, phone=person.phone
        )
        user.password, user.must_change_password = encoded, True
        users[person.username] = user
    new = [user for user in users.values() if user.pk is None]
    for user in users.values():
        if user.pk is not None:
            user.save(update_fields=["password", "must_change_password"])
    User.objects.bulk_create(new, batch_size=500)
    return users


def _changed_accounts(works: Sequence[Work], outcome: Outcome) -> None:
    for work in works:
        if work.person.user is not None and work.user_values:
            _set(User.objects.select_for_update().get(pk=work.person.user.pk), work.user_values)
            outcome.changed("user", work.person.user.pk, work.user_values)


def _appointment(work: Work, users: dict[str, User], setting: Setting, actor: User | None) -> Appointment:
    user = work.person.user or users[work.person.username]
    return Appointment(
        user=user, role=work.role, body=work.body, from_on=work.from_on or setting.on, to_on=work.to_on,
        position=work.position, decision=work.decision, created_by_id=actor.pk if actor else None,
    )  # fmt: skip


def _set(row: Any, values: Values) -> None:
    for name, (_before, after) in values.items():
        setattr(row, name, after)
    row.version += 1
    row.save(update_fields=[*values, "version"])


def _trail(outcome: Outcome, actor: User | None) -> None:
    """The same entries as one person added on the page, for all of them at once."""
    for what, made, action in (
        ("user", True, "organisations.create_user"),
        ("appointment", True, "organisations.appoint"),
        ("user", False, "organisations.change_user"),
        ("appointment", False, "organisations.change_appointment"),
    ):
        ids = [step["id"] for step in outcome.steps if step["what"] == what and step["made"] is made]
        if ids:
            record(
                actor=actor, action=action, subject_type=f"organisations.{what}", subject_ids=ids,
                detail={"count": len(ids), "by": "import"},
            )  # fmt: skip
