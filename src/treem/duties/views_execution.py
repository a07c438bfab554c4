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

from treem.db import scope
from treem.duties import assigning, rules, selectors, services
from treem.duties.asking import asking_context
from treem.duties.forms import (
    VERSION_MISSING,
    AssignInsideForm,
    ProgressForm,
    ReportForm,
    ReturnForm,
    VersionForm,
)
from treem.duties.hooks import panels_of
from treem.duties.models import Execution, NoteKind
from treem.duties.timeline import moments_of
from treem.duties.views import bodies_seen, own_bodies
from treem.duties.words import shown
from treem.files import selectors as files
from treem.files.errors import FileRefused
from treem.files.hooks import Place
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.kernel.typed import uuid_of
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page


def seen_execution(request: HttpRequest, uuid: UUID) -> Execution:
    """The execution, for whoever may see it. Raises Http404."""
    found = selectors.execution_visible(uuid, bodies_seen(request))
    if found is None:
        raise Http404
    return found


def own_execution(request: HttpRequest, uuid: UUID) -> Execution:
    """The execution, for those who answer for its body. Raises Http404."""
    found = selectors.execution_visible(uuid, own_bodies(request))
    if found is None:
        raise Http404
    return found


FORMS = ("report_form", "return_form", "progress_form", "inside_form")


def execution_page(
    request: HttpRequest, found: Execution, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of one execution. ``forms``: those that came back refused, by their name in the template; ``refused``:
    those of requests, by the id of the request."""
    refused: dict[int, Any] = forms.pop("refused", {})
    user: Any = request.user
    day = today()
    mine = found.body_id in own_bodies(request) and user.has_perm("duties.report_execution")
    known = rules.day_deadline(found.obligation.deadline_op, found.due_on) if found.due_on else None
    may_report = mine and rules.may_move(found.state, rules.REPORTED)
    inside = found.obligation.inside_id is not None
    # What a body gave inside its own house, its own heads confirm.
    confirms = mine and user.has_perm("duties.assign_inside") if inside else user.has_perm("duties.accept")
    may_accept = confirms and found.state == rules.REPORTED
    is_open = found.state in rules.OPEN
    standing = shown(found, day)
    moments = moments_of(found)
    late = standing.late and not any(moment.is_explanation for moment in moments)
    version = {"version": found.version}
    offered: dict[str, Any] = dict.fromkeys(FORMS)
    if may_report:
        offered["report_form"] = ReportForm(initial={**version, "note": found.note})
    if may_accept:
        offered["return_form"] = ReturnForm(initial=version, auto_id="return_%s")
    if mine and (kinds := _kinds(found, standing.late)):
        offered["progress_form"] = ProgressForm(kinds=kinds)
    if mine and is_open and user.has_perm("duties.assign_inside"):
        offered["inside_form"] = AssignInsideForm(
            officers=assigning.officers_of(found.body, day),
            initial={
                **version,
                "officer": str(found.assigned_to_id or ""),
                "internal_due_on": found.internal_due_on,
            },
        )
    place = evidence_place(user, found.uuid)
    return page(
        request,
        "duties/execution.html",
        {
            "execution": found,
            "obligation": found.obligation,
            "shown": standing,
            "working_target": known.working_target if known else None,
            "reading": str(known.reading) if known else "",
            "moments": moments,
            "unexplained": late,
            "mine": mine,
            "internal_late": is_open and found.internal_due_on is not None and found.internal_due_on < day,
            "attachments": files.attachments_of(found),
            "attach_url": reverse("files:attach", args=[services.EVIDENCE_OF, found.uuid]) if place else "",
            "may_receive": mine and standing.may_receive,
            "may_start": mine and found.state == rules.NOT_STARTED,
            "may_accept": may_accept,
            "accept_url": reverse("duties:accept_inside" if inside else "duties:accept", args=[found.uuid]),
            "return_url": reverse("duties:return_inside" if inside else "duties:return", args=[found.uuid]),
            **asking_context(user, found, mine=mine and not inside, refused=refused),
            "panels": panels_of(request, found.obligation),
            **offered,
            **forms,
        },
        status=status,
    )


def _kinds(found: Execution, late: bool) -> list[str]:
    """What may be written about an execution now: progress while it is open, the reason once it is late."""
    kinds = [NoteKind.EXPLANATION.value] if late and found.state != rules.WAIVED else []
    return [*kinds, NoteKind.PROGRESS.value] if found.state in rules.OPEN else kinds


def evidence_place(user: Any, uuid: UUID) -> Place | None:
    """Where evidence on an execution goes: those who answer for the body add it until the result is confirmed."""
    if not user.has_perm("duties.report_execution"):
        return None
    bodies = selectors.bodies_answered_for(scope.current(), getattr(user, "appointment_in_force", None))
    found = selectors.execution_visible(uuid, bodies)
    if found is None or found.state in (rules.ACCEPTED, rules.WAIVED):
        return None
    back = reverse("duties:execution", args=[found.uuid])
    return Place(found.body_id, f"{found.body.name}: {found.obligation}", back)


@endpoint("duties.view_execution")
def execution(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What one body has to do, how it stands, and the one next step."""
    return execution_page(request, seen_execution(request, uuid))


@endpoint("duties.report_execution", methods=("POST",))
def receive(request: HttpRequest) -> HttpResponse:
    """«Đã nhận»: for one duty from its page, for picked rows of the body's list, or for all that is new there."""
    found = selectors.executions_of(own_bodies(request))
    one = uuid_of(request.POST.get("one"))
    if one is not None:
        found = found.filter(uuid=one)
        if not found:
            raise Http404
    elif request.POST.get("all"):
        found = found.filter(selectors.is_new())
    else:
        found = found.filter(
            uuid__in=[uuid for text in request.POST.getlist("pick")[:500] if (uuid := uuid_of(text))]
        )
    count = services.receive(found, actor=request.user, at=now())  # type: ignore[arg-type]
    if one is not None:
        messages.success(request, _("Đã nhận nhiệm vụ."))
        return redirect("duties:execution", one)
    if count:
        messages.success(request, _("Đã nhận %(count)d việc.") % {"count": count})
    else:
        messages.error(request, _("Hãy chọn ít nhất một việc chưa nhận."))
    return redirect("duties:list")


@endpoint("duties.report_execution", methods=("POST",))
def progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Ghi tiến độ», or why it is late; with a file when there is one."""
    found = own_execution(request, uuid)
    kinds = _kinds(found, shown(found, today()).late)
    form = ProgressForm(request.POST, request.FILES, kinds=kinds or [NoteKind.PROGRESS])
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.write_progress(
                found,
                kind=NoteKind(data["kind"]),
                text=data["text"],
                actor=request.user,  # type: ignore[arg-type]
                at=now(),
                evidence=[data["file"]] if data["file"] else [],
                label=data["label"],
                uuid=uuid_of(request.POST.get("uuid")),
            )
        except FileRefused as error:
            form.add_error("file", str(error))
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Đã ghi tiến độ."))
            return redirect(f"{reverse('duties:execution', args=[found.uuid])}#history")
    return execution_page(request, found, progress_form=form, status=422)


@endpoint("duties.assign_inside", methods=("POST",))
def assign_inside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The head gives the work to one of the body's people."""
    found = own_execution(request, uuid)
    form = AssignInsideForm(request.POST, officers=assigning.officers_of(found.body, today()))
    status = 422
    if form.is_valid():
        try:
            services.assign_inside(
                found,
                officer=form.chosen,
                internal_due_on=form.cleaned_data["internal_due_on"],
                actor=request.user,  # type: ignore[arg-type]
                at=now(),
                version=form.cleaned_data["version"],
            )
        except StaleVersion as error:
            form.add_error(None, str(error))
            status = 409
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Đã giao việc trong đơn vị."))
            return redirect("duties:execution", found.uuid)
    return execution_page(request, found, inside_form=form, status=status)


@endpoint("duties.report_execution", methods=("POST",))
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Báo cáo kết quả»."""
    found = own_execution(request, uuid)
    data = request.POST.copy()
    if "choose_note" in data:
        # Back from the page that showed two people's words: one of them was chosen.
        data["note"] = data.get("mine_note", "") if data["choose_note"] == "mine" else found.note
    form = ReportForm(data)
    if not form.is_valid():
        return execution_page(request, found, report_form=form, status=422)
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
        return execution_page(request, found, report_form=form, status=422)
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


def step(
    request: HttpRequest,
    found: Execution,
    act: Callable[..., Execution],
    done: str,
    to: str,
    *,
    refused: ReturnForm | None = None,
    **words: str,
) -> HttpResponse:
    """One step. A second press of the button finds it done and is told so. ``refused``: the form whose words are shown
    again when the step cannot be done."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.error(request, VERSION_MISSING)
        return execution_page(request, found, status=422)
    try:
        act(found, actor=request.user, at=now(), version=form.cleaned_data["version"], **words)
    except DomainError as error:
        if not selectors.just_moved(found, to, by=request.user, at=now()):  # type: ignore[arg-type]
            if refused is None:
                raise
            fresh = seen_execution(request, found.uuid)
            return execution_page(
                request, fresh, fault=str(error), unsaved=refused.cleaned_data["note"], status=409
            )
    messages.success(request, done)
    return redirect("duties:execution", found.uuid)


@endpoint("duties.report_execution", methods=("POST",))
def start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The body says that it has begun."""
    done = _("Đã ghi: đang thực hiện.")
    return step(request, own_execution(request, uuid), services.start_execution, done, rules.IN_PROGRESS)
