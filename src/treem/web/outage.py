"""The database cannot be reached: a calm page, made without asking it anything."""

from __future__ import annotations

import logging

import psycopg
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from treem.web.language import language_chosen
from treem.web.logs import request_id
from treem.web.problems import for_machines, problem

log = logging.getLogger(__name__)
RETRY_AFTER_S = 30
FOR_MACHINES = ("/healthz", "/readyz", "/metrics")
_GONE = {"57P01", "57P02", "57P03", "53300"}
"""Shut down by its administrator, crashed, still starting, no connection left."""


def database_gone(error: BaseException) -> str:
    """Why the database could not be reached, in one line; "" when the fault is another.

    A statement that was refused, cancelled or deadlocked came through: the database is there.
    """
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        if isinstance(at, psycopg.Error) and _lost(at):
            return " ".join(str(at).split())[:300] or type(at).__name__
        at = at.__cause__ or at.__context__
    return ""


def _lost(error: psycopg.Error) -> bool:
    state = error.sqlstate or ""
    if isinstance(error, psycopg.OperationalError):
        return not state or state in _GONE or state.startswith("08")
    return isinstance(error, psycopg.InterfaceError) and "connection" in str(error) and "closed" in str(error)


def without_database(request: HttpRequest, cause: str) -> HttpResponse:
    """503 with when to come again; logged once for the request, with the cause."""
    log.error("database unreachable: %s", cause)
    language = language_chosen(request) or settings.LANGUAGE_CODE
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    with translation.override(language):
        response: HttpResponse
        if for_machines(request):
            response = problem(503, "database_unreachable")
        elif wants_json or request.path in FOR_MACHINES:
            said = _("Hệ thống đang tạm thời không kết nối được cơ sở dữ liệu.")
            response = JsonResponse(
                {"code": "database_unreachable", "message": said, "request": request_id()}, status=503
            )
        else:
            htmx = getattr(request, "htmx", None) or request.headers.get("HX-Request") == "true"
            base = "web/fragment.html" if htmx else "web/base.html"
            context = {
                "request_id": request_id(),
                "page_base": base,
                "menu": [],
                "code": "database_unreachable",
            }
            html = render_to_string(
                "web/503.html",
                {**context, "again": request.get_full_path() if request.method == "GET" else ""},
            )
            response = HttpResponse(html, status=503)
        response["Content-Language"] = language
    response["Retry-After"] = str(RETRY_AFTER_S)
    response["Cache-Control"] = "no-store"
    # What stands around the view would ask the database again, fail again, and tell Django's log again.
    response.database_gone = True  # type: ignore[attr-defined]
    response._has_been_logged = True  # type: ignore[attr-defined]
    if hasattr(request, "session"):
        request.session.modified = False
    return response
