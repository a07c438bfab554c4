"""One thing done twice in the same moment, on two connections of their own, as by a button pressed twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")


def two_at_once(press: Callable[[], T]) -> list[T]:
    """What both heard. Needs ``transactional_db``: they see only what is committed."""
    together = Barrier(2, timeout=30)

    def run() -> T:
        try:
            with transaction.atomic():
                together.wait()
                return press()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [each.result(60) for each in [pool.submit(run), pool.submit(run)]]
