"""The language of the screens: Vietnamese, unless the person chose another.

What the browser asks for does not count: an English Windows in an office does not make its officer English. What a
program asks for does: it was written by somebody.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header

from treem.web.endpoints import endpoint
from treem.web.problems import for_machines


class LanguageMiddleware:
    """Speaks the language of the cookie, else of the person's account, else Vietnamese."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(self._language(request)):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    def _language(self, request: HttpRequest) -> str:
        own = getattr(request.user, "language", "")
        return language_chosen(request) or (
            own if own in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        )


def language_chosen(request: HttpRequest) -> str:
    """The language that this browser's cookie names, or "": known before anybody asks the database.

    Where programs call, it is the first of ours in ``Accept-Language``.
    """
    chosen = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")]
    if for_machines(request):
        asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
        chosen = [tag.partition("-")[0] for tag, _weight in asked]
    return next((language for language in chosen if language in dict(settings.LANGUAGES)), "")


@endpoint(public=True, methods=("POST",))
def set_language(request: HttpRequest) -> HttpResponseRedirect:
    """Keep the chosen language in a cookie and go back to where the person was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response
