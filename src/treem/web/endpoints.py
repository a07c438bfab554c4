"""Every address of treem says who may use it, and how.

``@endpoint`` is the only way to write a view here: a test walks all addresses as all roles, reads what each
declares, and fails on an address that declares nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers, patch_vary_headers

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


@dataclass(frozen=True)
class Access:
    """Who may use an address: everybody, who is signed in, or who holds the permission.

    ``machine``: it speaks JSON, and whoever is not known gets 401 instead of the sign-in page.
    """

    permission: str = ""
    public: bool = False
    methods: tuple[str, ...] = ("GET",)
    machine: bool = False


def endpoint(
    permission: str = "",
    *,
    public: bool = False,
    methods: tuple[str, ...] = ("GET",),
    refused: Callable[[Any], HttpResponse | None] | None = None,
) -> Callable[
    [Callable[Concatenate[Any, P], HttpResponseBase]], Callable[Concatenate[Any, P], HttpResponseBase]
]:
    """Declare and enforce the access to a view.

    Not signed in: to the sign-in page (htmx: a header that sends the whole page there). No permission: 403, in words of
    ``refused`` where the room has something to give back.
    A record outside the person's scope is the view's own business and answers 404.
    """
    access = Access(permission, public, methods)

    def declare(
        view: Callable[Concatenate[Any, P], HttpResponseBase],
    ) -> Callable[Concatenate[Any, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return _not_this_way(request, methods)
            if not public and not request.user.is_authenticated:
                return _to_sign_in(request)
            if permission and not request.user.has_perm(permission):
                answer = refused(request) if refused else None
                if answer is None:
                    raise PermissionDenied(permission)
                return answer
            response = view(request, *args, **kwargs)
            if not public and not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
                response["Cache-Control"] += (
                    ", no-store" if "no-store" not in response["Cache-Control"] else ""
                )
            patch_vary_headers(response, ["HX-Request"])
            return response

        guarded.access = access  # type: ignore[attr-defined]
        return guarded

    return declare


def access_of(view: Any) -> Access | None:
    """What a view declares, or None when it declares nothing."""
    return getattr(view, "access", None)


def _not_this_way(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """405, with a page for people: they come here by reloading, by the history, or by signing in again."""
    from treem.web.errors import (
        not_this_way,
    )  # its pages name views of this room, which are declared with this module

    response = not_this_way(request)
    response["Allow"] = ", ".join(methods)
    return response


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and from there back. What was sent to an address cannot be opened there again: then back to the
    page on which the form stood."""
    from treem.web.errors import page_before

    back = request.path
    if request.method not in ("GET", "HEAD"):
        form = urlsplit(page_before(request))
        back = f"{form.path}?{form.query}" if form.query else form.path or "/"
    target = f"{resolve_url('account_login')}?{urlencode({'next': back})}"
    if getattr(request, "htmx", False):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)
