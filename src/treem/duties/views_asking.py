"""Questions and requests about duties: asked by a body, answered by the lead agency, and the list of what waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.duties import asking, following, selectors, services
from treem.duties.forms_asking import AskForm, EndWaiverForm, GrantForm
from treem.duties.models import Execution, Request, RequestKind, RequestState
from treem.duties.views import bodies_seen, own_bodies
from treem.duties.views_execution import execution_page, own_execution, seen_execution
from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.kernel.typed import uuid_of
from treem.web import address
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.organisations.models import User

STATES = ("waiting", "closed")


@endpoint("duties.answer")
def requests(request: HttpRequest) -> HttpResponse:
    """«Hỏi đáp, đề nghị»: what waits for an answer, the oldest first; or what was answered, the newest first."""
    which = address.choice(request.GET, "state", STATES, "waiting")
    found = following.requests(waiting=which == "waiting")
    rows = [
        asking.Asked(each, asking.BADGES[RequestState(each.state)]) for each in found[: selectors.PAGE * 2]
    ]
    return page(request, "duties/requests.html", {"rows": rows, "total": found.count(), "which": which})


@endpoint("duties.report_execution", methods=("POST",))
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A body asks."""
    found = own_execution(request, uuid)
    form = AskForm(request.POST, kinds=asking.kinds_to_ask(found))
    done = _("Đã gửi. Cơ quan chủ trì trả lời trên trang này.")

    def act() -> None:
        data = form.cleaned_data
        services.ask(
            found, kind=RequestKind(data["kind"]), text=data["text"], until=data.get("until"), actor=_user(request), at=now(),
            uuid=uuid_of(request.POST.get("uuid")),
        )  # fmt: skip

    return _done(request, found, form, act, done, {"ask_form": form})


@endpoint("duties.report_execution", methods=("POST",))
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A body takes back what it asked."""
    found = _request(uuid, own_bodies(request))
    try:
        services.withdraw_request(found, actor=_user(request), at=now())
    except DomainError as error:
        if found.state != RequestState.WITHDRAWN:
            messages.error(request, str(error))
    else:
        messages.success(request, _("Đã rút."))
    return _back(found.execution)


@endpoint("duties.answer", methods=("POST",))
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The lead agency answers a question."""
    found = _request(uuid, bodies_seen(request), question=True)
    form = asking.answer_form(found, request.POST)

    def act() -> None:
        data = form.cleaned_data
        shared = data["question"] if data["shared"] else ""
        services.answer(found, text=data["answer"], shared=shared, actor=_user(request), at=now())

    return _done(request, found.execution, form, act, _("Đã trả lời."), {"refused": {found.pk: form}})


@endpoint("duties.decide_request", methods=("POST",))
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The head of the lead agency grants or refuses."""
    found = _request(uuid, bodies_seen(request), question=False)
    form = asking.decide_form(found, request.POST)

    def act() -> None:
        data = form.cleaned_data
        services.decide_request(
            found, granted=data["granted"] == "yes", text=data["answer"], until=data.get("until"), actor=_user(request), at=now(),
        )  # fmt: skip

    return _done(request, found.execution, form, act, _("Đã trả lời."), {"refused": {found.pk: form}})


@endpoint("duties.decide_request", methods=("POST",))
def grant(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The head of the lead agency gives more time or lets a body off, unasked."""
    found = seen_execution(request, uuid)
    form = GrantForm(request.POST, dated=found.last_day is not None)

    def act() -> None:
        data = form.cleaned_data
        services.grant_unasked(
            found, kind=RequestKind(data["kind"]), text=data["text"], until=data.get("until"), actor=_user(request),
            at=now(), version=data["version"], uuid=uuid_of(request.POST.get("uuid")),
        )  # fmt: skip

    return _done(request, found, form, act, _("Đã ghi quyết định."), {"grant_form": form})


@endpoint("duties.decide_request", methods=("POST",))
def end_waiver(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The duty binds the body again."""
    found = seen_execution(request, uuid)
    form = EndWaiverForm(request.POST, auto_id="waiver_%s")

    def act() -> None:
        data = form.cleaned_data
        services.end_waiver(
            found, reason=data["note"], actor=_user(request), at=now(), version=data["version"]
        )  # fmt: skip

    return _done(request, found, form, act, _("Đã bỏ miễn thực hiện."), {"end_waiver_form": form})


def _done(
    request: HttpRequest, found: Execution, form: forms.Form, act: Callable[[], None], said: str, refused: dict[str, Any]
) -> HttpResponse:  # fmt: skip
    """Do it, or show the page again with what was typed. The same words sent twice find it done."""
    status = 422
    if form.is_valid():
        try:
            act()
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            status = 409 if isinstance(error, StaleVersion) else 422
        else:
            messages.success(request, said)
            return _back(found)
    return execution_page(request, seen_execution(request, found.uuid), status=status, **refused)


def _request(uuid: UUID, bodies: Any, *, question: bool | None = None) -> Request:
    found = following.request_visible(uuid, bodies)
    if found is None or (question is not None and (found.kind == RequestKind.QUESTION) != question):
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    user: Any = request.user  # signed in: the endpoints say so
    return user  # type: ignore[no-any-return]


def _back(execution: Execution) -> HttpResponse:
    return redirect(f"{reverse('duties:execution', args=[execution.uuid])}#requests")
