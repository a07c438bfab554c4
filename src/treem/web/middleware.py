"""The number of a request, and refusals of the domain made into pages."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control

from treem.kernel.errors import DomainError
from treem.web import errors, logs
from treem.web.language import language_chosen

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


class ClientAddressMiddleware:
    """Whose request it is, behind the proxy of a server: the address that our own proxy saw and appended.

    The lock after failed sign-ins counts by it. On a unix socket there is no address at all; on a server
    (``TREEM_PRODUCTION``) the proxy comes from this machine. Anybody else's ``X-Forwarded-For`` counts for nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        near = request.META.get("REMOTE_ADDR", "")
        if near == "" or (settings.PRODUCTION and near in ("127.0.0.1", "::1")):
            seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
            request.META["REMOTE_ADDR"] = seen if _is_address(seen) else (near or "127.0.0.1")
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class NoStoreMiddleware:
    """What a signed-in person sees, and every sign-in page, stays out of caches and off the disk."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(
            response, "database_gone", False
        ):  # who asks cannot be known, and it is not stored as it is
            return response
        personal = request.path.startswith("/account/") or request.user.is_authenticated
        if personal and "no-store" not in response.headers.get("Cache-Control", ""):
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        return response


class PlainTextMiddleware:
    """Refuses a request whose path, query, cookies or form fields hold a NUL: no person types one, no column holds one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cookies = any("\0" in value for value in request.COOKIES.values())
        if "\0" in request.path or cookies or _holds_nul(request.GET) or _holds_nul(request.POST):
            # Before anybody knows who asks: in the language of the cookie.
            with translation.override(language_chosen(request) or settings.LANGUAGE_CODE):
                return errors.nul_refused(request)
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
