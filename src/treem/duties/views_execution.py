"""One body's carrying out of one duty: its page, and the steps on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.duties import rules, selectors, services
from treem.duties.forms import VERSION_MISSING, ReportForm, ReturnForm, VersionForm
from treem.duties.models import Execution
from treem.duties.views import bodies_seen, own_bodies
from treem.duties.words import shown
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page


def _seen(request: HttpRequest, uuid: UUID) -> Execution:
    found = selectors.execution_visible(uuid, bodies_seen(request))
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, uuid: UUID) -> Execution:
    found = selectors.execution_visible(uuid, own_bodies(request))
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    found: Execution,
    *,
    report_form: ReportForm | None = None,
    return_form: ReturnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    mine = found.body_id in own_bodies(request) and user.has_perm("duties.report_execution")
    known = rules.day_deadline(found.obligation.deadline_op, found.due_on) if found.due_on else None
    may_report = mine and rules.may_move(found.state, rules.REPORTED)
    may_accept = user.has_perm("duties.accept") and found.state == rules.REPORTED
    version = {"version": found.version}
    if may_report and report_form is None:
        report_form = ReportForm(initial={**version, "note": found.note})
    if may_accept and return_form is None:
        return_form = ReturnForm(initial=version, auto_id="return_%s")
    return page(
        request,
        "duties/execution.html",
        {
            "execution": found,
            "obligation": found.obligation,
            "shown": shown(found, today()),
            "working_target": known.working_target if known else None,
            "reading": str(known.reading) if known else "",
            "history": selectors.history_of(found),
            "report_form": report_form if may_report else None,
            "return_form": return_form if may_accept else None,
            "may_start": mine and found.state == rules.NOT_STARTED,
            "may_accept": may_accept,
        },
        status=status,
    )


@endpoint("duties.view_execution")
def execution(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What one body has to do, how it stands, and the one next step."""
    return _page(request, _seen(request, uuid))


@endpoint("duties.report_execution", methods=("POST",))
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Báo cáo kết quả»."""
    found = _own(request, uuid)
    data = request.POST.copy()
    if "choose_note" in data:
        # Back from the page that showed two people's words: one of them was chosen.
        data["note"] = data.get("mine_note", "") if data["choose_note"] == "mine" else found.note
    form = ReportForm(data)
    if not form.is_valid():
        return _page(request, found, report_form=form, status=422)
    try:
        services.report_execution(
            found,
            actor=request.user,  # type: ignore[arg-type]
            note=form.cleaned_data["note"],
            at=now(),
            version=form.cleaned_data["version"],
        )
    except StaleVersion as error:
        if error.differences:
            return _conflict(request, found, error)
        # Both wrote the same words: nothing is lost, and nothing is left to choose.
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, found, report_form=form, status=422)
    else:
        messages.success(request, _("Đã báo cáo kết quả."))
    return redirect("duties:execution", found.uuid)


def _conflict(request: HttpRequest, found: Execution, error: StaleVersion) -> HttpResponse:
    back = reverse("duties:execution", args=[found.uuid])
    return page(
        request,
        "web/conflict.html",
        {
            "record": f"{found.body} – {found.obligation}",
            "version": error.version,
            "differences": error.differences,
            "saved_by": found.reported_by,
            "saved_at": found.reported_at,
            "action_url": reverse("duties:report", args=[found.uuid]),
            "cancel_url": back,
        },
        status=409,
    )


def _step(
    request: HttpRequest, found: Execution, act: Callable[..., Execution], done: str, **words: str
) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.error(request, VERSION_MISSING)
        return _page(request, found, status=422)
    act(found, actor=request.user, at=now(), version=form.cleaned_data["version"], **words)
    messages.success(request, done)
    return redirect("duties:execution", found.uuid)


@endpoint("duties.report_execution", methods=("POST",))
def start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The body says that it has begun."""
    return _step(request, _own(request, uuid), services.start_execution, _("Đã ghi: đang thực hiện."))


@endpoint("duties.accept", methods=("POST",))
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The lead agency confirms a result."""
    return _step(request, _seen(request, uuid), services.accept_execution, _("Đã xác nhận hoàn thành."))


@endpoint("duties.accept", methods=("POST",))
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The lead agency sends a result back with a reason."""
    found = _seen(request, uuid)
    form = ReturnForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return _page(request, found, return_form=form, status=422)
    return _step(
        request, found, services.return_execution, _("Đã trả lại."), reason=form.cleaned_data["note"]
    )
