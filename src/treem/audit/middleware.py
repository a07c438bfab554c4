"""Remembers who acts, so that services need not pass the role along."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from treem.audit import context


class AuditMiddleware:
    """Sets the acting person and role for the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        appointment = getattr(request, "appointment", None)
        actor = context.Actor(getattr(request.user, "pk", None), getattr(appointment, "pk", None))
        token = context.current.set(actor)
        try:
            return self.get_response(request)
        finally:
            context.current.reset(token)
