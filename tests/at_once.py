"""One thing done twice in the same moment, on two connections of their own, as by a button pressed twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import sleep
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")
A_WHILE = 0.5
"""Seconds in which the second press does all that it can do while the first is not committed."""


def two_at_once(press: Callable[[], T]) -> list[T]:
    """What both heard: the second begins when the first has done its work and not yet committed it. Needs
    ``transactional_db``: they see only what is committed."""
    done, go_on = Event(), Event()

    def run(*, first: bool) -> T:
        try:
            with transaction.atomic():
                found = press()
                if first:
                    done.set()
                    go_on.wait(30)
            return found
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one: Future[T] = pool.submit(run, first=True)
        assert done.wait(30)
        other: Future[T] = pool.submit(run, first=False)
        sleep(A_WHILE)
        go_on.set()
        return [one.result(60), other.result(60)]
