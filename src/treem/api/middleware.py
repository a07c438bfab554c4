"""Who calls: a program with a token is its account, in its role, before anybody asks for language, role or scope."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from treem.api import rules, services
from treem.api.errors import NotKnown, TooManyCalls
from treem.api.models import Token
from treem.kernel.time import local_date, now
from treem.organisations import selectors as organisations
from treem.web.language import language_chosen
from treem.web.problems import for_machines, problem


class TokenMiddleware:
    """Under the addresses for machines a token says who calls, and nothing else does: a wrong one is refused, also
    where a session is there. Without a token the session counts, with its CSRF token as everywhere.

    The scope follows as for a person of the same role at the same agency (``organisations.selectors.scope_for``).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not for_machines(request):
            return self.get_response(request)
        header = request.headers.get("Authorization", "")
        if not header:
            if not request.user.is_authenticated:
                _unforgeable(request)
            return self.get_response(request)
        try:
            token = services.recognise(rules.token_of(header), at=now())
        except (NotKnown, TooManyCalls) as error:
            return _refused(request, error)
        _act_as(request, token)
        response = self.get_response(request)
        response["RateLimit-Limit"] = str(settings.TREEM_API_PER_MINUTE)
        response["RateLimit-Remaining"] = str(settings.TREEM_API_PER_MINUTE - token.window_calls)
        return response


def _act_as(request: HttpRequest, token: Token) -> None:
    account = token.account
    request.user = account.user
    request.api_token = token  # type: ignore[attr-defined]
    request.appointment_given = organisations.service_appointment(  # type: ignore[attr-defined]
        account.user,
        account.role,
        account.body,
        from_on=local_date(account.created_at),
        to_on=token.expires_on,
    )
    _unforgeable(request)


def _unforgeable(request: HttpRequest) -> None:
    """Nobody's browser sends a token by itself, and nobody at all may do nothing: there is nothing to forge."""
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]


def _refused(request: HttpRequest, error: NotKnown | TooManyCalls) -> HttpResponseBase:
    with translation.override(language_chosen(request) or settings.LANGUAGE_CODE):
        response = problem(error.status, error.code, str(error))
        response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    if isinstance(error, TooManyCalls):
        response["Retry-After"] = str(error.seconds)
    else:
        response["WWW-Authenticate"] = 'Bearer realm="treem"'
    return response
