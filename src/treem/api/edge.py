"""Between Django and the operations: who may call which, under whose scope, and how refusals are said.

``operation`` declares one address with its permission, as ``@endpoint`` does for pages, and tells the description of
the API every status that it can answer with. ``guarded`` is the view.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from treem.api import rules
from treem.api.errors import ReadOnly
from treem.api.schemas import Problem
from treem.api.wording import field_errors
from treem.audit import services as audit
from treem.kernel.errors import DomainError
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import Access
from treem.web.problems import problem

VERSION = "1"


@dataclass(frozen=True)
class Declared:
    """What an address says about itself."""

    access: Access
    writes: bool


DECLARED: dict[str, Declared] = {}
"""By the name of the address."""


class Versioned(NinjaAPI):
    """The first version. Its addresses stand under ``/api/v1/``, wherever the description is asked for."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:  # noqa: ARG002
        return f"/api/v{VERSION}/"


class Readable(JSONRenderer):
    """Vietnamese letters stay letters."""

    json_dumps_params = {"ensure_ascii": False}


api = Versioned(title="treem", version=VERSION, openapi_url=None, docs_url=None, renderer=Readable())
Operation = Callable[..., Any]


def operation(
    router: Router, method: str, path: str, permission: str, answer: Any, *, status: int = 200, title: str,
    multipart: bool = False,
) -> Callable[[Operation], Operation]:  # fmt: skip
    """Declare one address. Its docstring is for us; ``title`` is what the description of the API says."""
    writes = method != "GET"

    def declare(view: Operation) -> Operation:
        name = view.__name__
        if name in DECLARED:
            raise ValueError(f"two operations are called {name}")
        DECLARED[name] = Declared(Access(permission, methods=(method,), machine=True), writes)
        refusals = [400, 401, 403, 422, 429]
        refusals += [404] if "{" in path else []
        refusals += [409] if writes else []
        refusals += [412, 415] if writes and not multipart else []
        refusals += [428] if name == "report" else []
        answers: dict[Any, Any] = {status: answer, frozenset(refusals): Problem}
        if not writes:
            answers[304] = None
        route = router.api_operation(
            [method], path, response=answers, url_name=name, operation_id=name, summary=title, description=" "
        )
        registered: Operation = route(view)
        return registered

    return declare


def guarded(name: str, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view behind an address: known, permitted, traced, tagged. The scope in force holds no communes
    (``RoleInForceMiddleware``), so no row of a child can come into reach, whatever an operation does by mistake."""
    declared = DECLARED[name]
    access = declared.access

    def machine_view(request: Any, **arguments: Any) -> HttpResponse:
        refusal = _refusal(request, declared)
        if refusal is not None:
            return refusal
        response = view(request, **arguments)
        if response.status_code < 300:
            _record_read(request, name, declared)
        if getattr(request, "repeated", False):
            response["Idempotency-Replayed"] = "true"
        if response.status_code in (200, 201):
            response["ETag"] = rules.etag(getattr(request, "shown_version", None), response.content)
            if not declared.writes:
                answered = get_conditional_response(request, etag=response["ETag"], response=response)
                assert isinstance(answered, HttpResponse)
                return answered
        return response

    machine_view.access = access  # type: ignore[attr-defined]
    return machine_view


def _refusal(request: Any, declared: Declared) -> HttpResponse | None:
    access = declared.access
    if request.method not in access.methods:
        response = problem(405, "method_not_allowed")
        response["Allow"] = ", ".join(access.methods)
        return response
    if not request.user.is_authenticated:
        response = problem(401, "not_known")
        response["WWW-Authenticate"] = 'Bearer realm="treem"'
        return response
    token = getattr(request, "api_token", None)
    if declared.writes and token is not None and not token.may_write:
        return refused(request, ReadOnly())
    if not request.user.has_perm(access.permission):
        return problem(403, "forbidden")
    return None


def show(request: Any, kind: str, ids: list[int], version: int | None = None) -> None:
    """Tell the edge what an answer shows: for the trail of a program's reading, and for the tag of one record."""
    request.shown, request.shown_version = (kind, ids), version


def _record_read(request: Any, name: str, declared: Declared) -> None:
    """A program that reads leaves one line; a person leaves what the pages leave: none for duties and documents."""
    token = getattr(request, "api_token", None)
    if declared.writes or token is None:
        return
    kind, ids = getattr(request, "shown", ("", []))
    audit.record(
        actor=request.user, action="api.read", subject_type=kind, subject_ids=ids,
        detail={"operation": name, "token": token.pk},
    )  # fmt: skip


# -- refusals ---------------------------------------------------------------------------------------------


def _status(error: DomainError) -> int:
    if isinstance(error, StaleVersion):
        return 412
    given: int | None = getattr(error, "status", None)
    if given is not None:
        return given
    return 422 if error.field is not None else 409


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError | type[DomainError]) -> HttpResponse:  # noqa: ARG001
    """Nothing half-done stays."""
    assert isinstance(error, DomainError)
    transaction.set_rollback(True)
    more = {"errors": [{"field": error.field, "detail": str(error)}]} if error.field else {}
    # What a stale version says on a page speaks of the page; here it is the ETag that must be new.
    words = "" if isinstance(error, StaleVersion) else str(error)
    return problem(_status(error), error.code, words, **more)


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    return problem(422, "invalid", errors=field_errors(error.errors))


@api.exception_handler(HttpError)
def _not_json(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    return problem(400, "bad_request")


@api.exception_handler(RawPostDataException)
def _a_form(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    return problem(415, "not_json")


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    return problem(404, "not_found")


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    raise error  # Django's own handler logs it; the errors of web say it in JSON
