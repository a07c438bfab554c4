"""Background work on the same PostgreSQL (procrastinate): small functions that take ids and are safe to run twice.

A job acts for a person (``acting_for``: the id of an appointment) and sees what that person may see when it runs,
not when it was asked for; or it acts for the system and names its purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from treem.db.scope import Scope, scoped

scope_of_appointment: list[Callable[[int], Scope | None]] = []
"""Filled by ``organisations``: the scope of an appointment today, None when it has ended."""
scope_of_purpose: list[Callable[[str], Scope]] = []
"""Filled by ``organisations``: the scope of the system for a named purpose."""


class NoLongerAllowed(Exception):
    """The person for whom a job was asked has lost the role meanwhile; the job stops and says so."""


def job(
    name: str, *, queue: str = "default", retry: int = 3, lock: str | None = None, steps: bool = False
) -> Callable[[Callable[..., None]], Any]:
    """Declare a job. The function runs in one transaction under the scope of whoever it acts for.

    ``lock``: jobs with the same one run one after the other. ``steps``: the function makes its own transactions, so that
    others see how far it is; each is under the same scope.
    """

    def declare(function: Callable[..., None]) -> Any:
        @wraps(function)
        def run(*, acting_for: int | None, purpose: str, **ids: Any) -> None:
            try:
                if steps:
                    with transaction.atomic():
                        scope = _scope(acting_for, purpose)
                    with scoped(scope):
                        function(**ids)
                    return
                with transaction.atomic(), scoped(_scope(acting_for, purpose)):
                    function(**ids)
            finally:
                connection.close()  # the thread of a job is not kept, so neither is its connection

        return app.task(run, name=name, queue=queue, retry=retry, lock=lock)

    return declare


def enqueue(task: Any, *, acting_for: int | None = None, purpose: str = "", **ids: int | str) -> None:
    """Queue a job when the transaction under way commits. Exactly one of ``acting_for`` and ``purpose``."""
    if (acting_for is None) == (not purpose):
        raise ValueError("A job acts for an appointment or for a named purpose of the system.")
    transaction.on_commit(lambda: task.defer(acting_for=acting_for, purpose=purpose, **ids))


def _scope(acting_for: int | None, purpose: str) -> Scope:
    if acting_for is None:
        return scope_of_purpose[0](purpose)
    scope = scope_of_appointment[0](acting_for)
    if scope is None:
        raise NoLongerAllowed(f"appointment {acting_for}")
    return scope


def daily(*, cron: str, purpose: str) -> Callable[[Any], Any]:
    """Have a job run by the clock (``cron`` in UTC), for a named purpose of the system. Put it above ``@job``.

    The job gets ``timestamp``, the second it was due: the day it works for, even when the worker comes late.
    """
    declare: Callable[[Any], Any] = app.periodic(
        cron=cron, task_kwargs={"acting_for": None, "purpose": purpose}
    )
    return declare
