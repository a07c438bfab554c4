"""The number of a request, and refusals of the domain made into pages."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase

from treem.kernel.errors import DomainError
from treem.web import errors, logs

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestIdMiddleware:
    """Gives each request a number, for logs, audit and the error page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = logs.begin_request(request.headers.get("X-Request-ID", ""))
        response = self.get_response(request)
        response["X-Request-ID"] = number
        return response


class PlainTextMiddleware:
    """Refuses a request whose path, query or form fields hold a NUL: no person types one, no column holds one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or _holds_nul(request.GET) or _holds_nul(request.POST):
            return errors.bad_request(request)
        return self.get_response(request)


def _holds_nul(fields: QueryDict) -> bool:
    return any("\0" in name or any("\0" in value for value in values) for name, values in fields.lists())


class DomainErrorMiddleware:
    """A ``DomainError`` that a view lets through becomes a page with its Vietnamese text.

    What the request wrote before the refusal is rolled back: nothing half-done.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        response = errors.domain_error(request, exception)
        transaction.set_rollback(True)
        return response
