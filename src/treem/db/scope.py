"""Whose rows a piece of work may touch.

A scope is computed once, at the edge (a request, a job, a command), and travels in a context variable. The
database backend hands it to PostgreSQL at the start of every transaction; the row policies read it there. No
scope means no protected rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections


@dataclass(frozen=True)
class Scope:
    """The communes (ids of territory units) and bodies whose protected rows are visible.

    ``former``: bodies that have ended and whose records came to this person; they are read, and not written
    (``policies.ShowFormer``). ``purpose`` names why, for a system scope (a job that counts the province, say); empty for
    a person.
    """

    user_id: int
    communes: tuple[int, ...] = ()
    bodies: tuple[int, ...] = ()
    purpose: str = ""
    former: tuple[int, ...] = ()

    def settings(self) -> tuple[str, str, str, str]:
        """As the settings ``treem.user``, ``treem.communes``, ``treem.bodies``, ``treem.former_bodies``."""
        return (
            str(self.user_id),
            ",".join(map(str, self.communes)),
            ",".join(map(str, self.bodies)),
            ",".join(map(str, self.former)),
        )


NOBODY = ("", "", "", "")
SET_SCOPE = (
    "SELECT set_config('treem.user', %s, true), set_config('treem.communes', %s, true), "
    "set_config('treem.bodies', %s, true), set_config('treem.former_bodies', %s, true)"
)

_current: ContextVar[Scope | None] = ContextVar("treem_scope", default=None)


def current() -> Scope | None:
    """The scope in force, or None."""
    return _current.get()


@contextmanager
def scoped(scope: Scope | None, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Put a scope in force for the block, also inside a transaction that has begun already.

    The scope before it comes back at the end: a setting made inside a savepoint would otherwise
    survive the savepoint.
    """
    before = _current.get()
    token = _current.set(scope)
    apply(using)
    try:
        yield
    finally:
        _current.reset(token)
        assert _current.get() is before
        apply(using)


def apply(using: str = DEFAULT_DB_ALIAS) -> None:
    """Tell PostgreSQL the scope now, when a transaction is open; otherwise its beginning will."""
    connection = connections[using]
    if connection.connection is None or not connection.in_atomic_block or connection.needs_rollback:
        return
    scope = _current.get()
    with connection.cursor() as cursor:
        cursor.execute(SET_SCOPE, scope.settings() if scope else NOBODY)
