"""One request, one transaction, one scope.

``ATOMIC_REQUESTS`` stays off: with it a ``TemplateResponse`` would render after the transaction, without a
scope, and come out empty with status 200.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from treem.db.scope import Scope, scoped


class ScopeMiddleware:
    """Wraps the view, its rendering and everything below in a transaction under ``request.scope``.

    A response of 500 or more rolls back. An anonymous request has no scope and sees no protected rows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scope: Scope | None = getattr(request, "scope", None)
        with transaction.atomic(), scoped(scope):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
