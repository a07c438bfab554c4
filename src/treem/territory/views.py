"""Changes of boundaries: take a decision in, look at what it would do, apply it, undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from treem.audit.services import record
from treem.db.scope import scoped
from treem.files.workbooks import MEDIA_TYPE
from treem.jobs import work
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.kernel.typed import key
from treem.territory import jobs, selectors
from treem.territory.boundaries import papers, services
from treem.territory.boundaries import selectors as boundaries
from treem.territory.forms import BoundaryForm
from treem.territory.models import BoundaryChange, ChangeState, Unit
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

CHANGE = "territory.change_boundaries"
BADGES = {
    ChangeState.DRAFT: "doing", ChangeState.APPLYING: "doing", ChangeState.APPLIED: "done",
    ChangeState.UNDOING: "doing", ChangeState.UNDONE: "neutral", ChangeState.DROPPED: "neutral",
}  # fmt: skip


def _actor(request: HttpRequest) -> AbstractBaseUser:
    return cast("AbstractBaseUser", request.user)


def _province() -> Unit:
    found = selectors.province_as_of(settings.TREEM_PROVINCE, today())
    if found is None:
        raise Http404
    return found


@endpoint(CHANGE, methods=("GET", "POST"))
def boundary_changes(request: HttpRequest) -> HttpResponse:
    """Changes of boundaries that were brought; take another one in."""
    form = BoundaryForm()
    if request.method == "POST":
        form = BoundaryForm(request.POST, request.FILES)
        if form.is_valid():
            typed = form.cleaned_data
            decision = services.Decision(typed["act"], typed["act_on"], typed["effective_on"])
            try:
                made = services.take_in(
                    typed["file"].read(),
                    name=typed["file"].name,
                    decision=decision,
                    actor=_actor(request),
                    at=now(),
                )
            except DomainError as error:
                form.add_error("file", str(error))
            else:
                return redirect("territory:boundary_change", made.uuid)
    context = {
        "form": form,
        "changes": [(one, BADGES[ChangeState(one.state)]) for one in boundaries.changes()],
    }
    return page(request, "territory/boundary_changes.html", context, status=422 if form.errors else 200)


@endpoint(CHANGE)
def boundary_template(request: HttpRequest) -> HttpResponse:
    """A blank table with an example of each way."""
    record(actor=_actor(request), action="territory.boundary_template", subject_type="territory.unit")
    answer = HttpResponse(papers.template(today()), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = (
        content_disposition_header(True, "mau-thay-doi-dia-gioi.xlsx") or "attachment"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@endpoint(CHANGE, methods=("GET", "POST"))
def boundary_change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One change: what it would do, row by row; apply it, drop it, undo it."""
    change = boundaries.change_by_uuid(uuid)
    if change is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            _act(request, change)
        except StaleVersion:
            error = _("Thay đổi này vừa được người khác xử lý. Hãy xem lại trang.")
        except DomainError as refused:
            error = str(refused)
        else:
            return redirect("territory:boundary_change", change.uuid)
        change = boundaries.change_by_uuid(uuid) or change
    return _shown(request, change, error)


def _act(request: HttpRequest, change: BoundaryChange) -> None:
    actor, action = _actor(request), request.POST.get("action", "")
    given = key(request.POST.get("version"))
    version = -1 if given is None else given
    if action == "drop":
        services.drop(change=change, version=version, actor=actor)
        messages.info(request, _("Đã bỏ bảng này; chưa có gì thay đổi."))
    elif action == "apply":
        services.ask_to_apply(change=change, version=version, province=_province(), actor=actor, at=now())
        jobs.have_done(change)
    elif action == "undo":
        services.ask_to_undo(change=change, version=version, actor=actor, at=now())
        jobs.have_done(change)


def _shown(request: HttpRequest, change: BoundaryChange, error: str) -> HttpResponse:
    record(actor=_actor(request), action="territory.view_boundaries", subject=change)
    people = get_user_model()._default_manager.in_bulk(
        [pk for pk in (change.created_by_id, change.asked_by_id) if pk]
    )
    context: dict[str, Any] = {
        "change": change, "error": error, "badge": BADGES[ChangeState(change.state)],
        "working": change.state in boundaries.WORKING, "draft": change.state == ChangeState.DRAFT,
        "applied": change.state == ChangeState.APPLIED, "by": people.get(change.created_by_id),
        "asked_by": people.get(change.asked_by_id or 0),
    }  # fmt: skip
    if change.state == ChangeState.DRAFT:
        plan = services.plan_of(change, _province())
        faults: dict[int, list[str]] = {}
        for number, text in plan.faults:
            faults.setdefault(number, []).append(text)
        villages = boundaries.villages_named([*plan.by_village, *plan.renamed])
        # What hangs on the units lies outside the administrator's own scope: counts only, by a scope that says why.
        with scoped(work.scope_of_purpose[0]("boundaries")):
            touched = boundaries.touched(plan, today())
        context |= {
            "plan": plan, "table_faults": faults.get(0, []), "touched": touched,
            "lines": [(line, plan.olds.get(line.old_code), faults.get(line.number, [])) for line in plan.lines],
            "renamed": [(villages[pk], name) for pk, name in plan.renamed.items() if pk in villages],
            "moved_villages": len(plan.by_village), "not_yet": change.effective_on > today(),
        }  # fmt: skip
    else:
        context["lines"] = [(row, None, []) for row in change.rows]
    return page(request, "territory/boundary_change.html", context, status=422 if error else 200)
