"""Django's PostgreSQL backend, which opens every transaction with the scope in force.

``set_config(…, true)`` lasts to the end of the transaction: nothing stays on a connection that is kept
or pooled.
"""

from __future__ import annotations

from django.db.backends.postgresql import base

from treem.db import scope


class DatabaseWrapper(base.DatabaseWrapper):
    """Sets the scope when a transaction begins."""

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if autocommit:
            return
        in_force = scope.current()
        if in_force is not None:
            # A bare cursor: Django's own is not ready in the middle of this switch.
            with self.connection.cursor() as cursor:
                cursor.execute(scope.SET_SCOPE, in_force.settings())
