"""Pages for the first day: the checklist, and lists out of spreadsheets with their preview."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from treem.files.workbooks import MEDIA_TYPE
from treem.kernel.errors import DomainError
from treem.kernel.time import today
from treem.kernel.typed import key
from treem.organisations import selectors, setup
from treem.organisations.forms import ColumnsForm, ListForm
from treem.organisations.imports import papers, services, undoing
from treem.organisations.imports.plan import Plan, State
from treem.organisations.models import Import, ImportKind, ImportState, User
from treem.organisations.views import MANAGE, province_of_request
from treem.territory import selectors as territory
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.organisations.imports.plan import Setting
    from treem.organisations.views import OfficerRequest

ROWS_SHOWN = 100
STATES = {State.NEW: "info", State.CHANGED: "doing", State.SAME: "neutral", State.REFUSED: "overdue"}
"""The badge of each state of a row."""


def _words() -> dict[State, str]:
    return {
        State.NEW: _("Mới"),
        State.CHANGED: _("Thay đổi"),
        State.SAME: _("Đã có"),
        State.REFUSED: _("Từ chối"),
    }


@endpoint(MANAGE)
def overview(request: OfficerRequest) -> HttpResponse:
    """«Thiết lập»: what the system still needs before its first day of work."""
    found = setup.steps(province_of_request(request), today())
    return page(
        request, "organisations/setup.html", {"steps": found, "done": sum(step.done for step in found)}
    )


def _kind(kind: str) -> ImportKind:
    if kind not in ImportKind.values:
        raise Http404
    return ImportKind(kind)


def _setting(request: OfficerRequest) -> Setting:
    return services.setting(province_of_request(request), today())


@endpoint(MANAGE, methods=("GET", "POST"))
def lists(request: OfficerRequest, kind: str) -> HttpResponse:
    """Take a list in, or look at those that were."""
    wanted = _kind(kind)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = ListForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                taken = services.take_in(form.cleaned_data["file"], kind=wanted, actor=request.user)
            except DomainError as error:
                form.add_error("file", str(error))
            else:
                return redirect("organisations:preview", taken.uuid)
    earlier = (
        Import.objects.filter(kind=wanted).exclude(state=ImportState.DROPPED).order_by("-created_at")[:30]
    )
    people = User.objects.in_bulk([one.created_by_id for one in earlier if one.created_by_id])
    context = {
        "form": form,
        "kind": wanted,
        "kinds": ImportKind,
        "earlier": [(one, people.get(one.created_by_id or 0)) for one in earlier],
    }
    return page(request, "organisations/lists.html", context, status=422 if form.errors else 200)


@endpoint(MANAGE)
def template(request: OfficerRequest, kind: str) -> HttpResponse:
    """A blank list with help and with the names of this province to choose from."""
    wanted, province, on = _kind(kind), province_of_request(request), today()
    communes = [(unit.code, unit.full_name) for unit in territory.communes_of(province, on)]
    bodies = (
        selectors.province_bodies(province, on).order_by("-level", "code").values_list("code", "short_name")
    )
    content = papers.template(wanted, communes, bodies)
    return _workbook(content, f"mau-{_file_word(wanted)}.xlsx")


def _file_word(kind: ImportKind) -> str:
    return {ImportKind.BODIES: "don-vi", ImportKind.PEOPLE: "can-bo", ImportKind.VILLAGES: "to-ban-tieu-khu"}[
        kind
    ]


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@endpoint(MANAGE, methods=("GET", "POST"))
def preview(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """What the list would change, row by row; «Nhập» saves the accepted rows."""
    taken = get_object_or_404(Import.objects.select_related("file"), uuid=uuid)
    if request.method == "POST":
        return _act(request, taken)
    if taken.state != ImportState.WAITING:
        return page(request, "organisations/import_done.html", _about(taken))
    return _shown(request, taken, services.plan_of(taken, _setting(request)))


def _about(taken: Import) -> dict[str, Any]:
    people = User.objects.in_bulk([pk for pk in (taken.created_by_id, taken.undone_by_id) if pk])
    return {
        "taken": taken,
        "by": people.get(taken.created_by_id or 0),
        "undone_by": people.get(taken.undone_by_id or 0),
        "counts": [(words, taken.counts.get(state.value, 0)) for state, words in _words().items()],
        "applied": taken.state == ImportState.APPLIED,
        "reasons": undoing.reasons(taken, today()) if taken.state == ImportState.APPLIED else [],
    }


def _act(request: OfficerRequest, taken: Import) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "columns":
        return _columns(request, taken)
    if action == "drop":
        services.drop(taken, actor=request.user)
        messages.info(request, _("Đã bỏ bản xem trước, không nhập gì."))
        return redirect("organisations:lists", taken.kind)
    if action != "apply":
        return redirect("organisations:preview", taken.uuid)
    where = _setting(request)
    try:
        with transaction.atomic():
            outcome = services.apply(
                taken, where=where, actor=request.user, seen=request.POST.get("seen", "")
            )
    except DomainError as error:
        if taken.state != ImportState.WAITING:
            messages.warning(request, str(error))
            return redirect("organisations:preview", taken.uuid)
        return _shown(request, taken, services.plan_of(taken, where), error=str(error))
    messages.success(request, _("Đã nhập danh sách."))
    if not outcome.passwords:
        return redirect("organisations:preview", taken.uuid)
    # The one and only time: these words are in this answer and nowhere else.
    file = base64.b64encode(papers.passwords_file(outcome.passwords)).decode()
    context = {"taken": taken, "passwords": outcome.passwords, "file": f"data:{MEDIA_TYPE};base64,{file}"}
    return page(request, "organisations/passwords.html", context)


def _columns(request: OfficerRequest, taken: Import) -> HttpResponse:
    plan = services.plan_of(taken, _setting(request))
    form = ColumnsForm(request.POST, plan=plan)
    if not form.is_valid():
        return _shown(request, taken, plan, columns=form)
    services.choose_columns(taken, form.chosen())
    return redirect("organisations:preview", taken.uuid)


def _shown(
    request: HttpRequest, taken: Import, plan: Plan, *, error: str = "", columns: ColumnsForm | None = None
) -> HttpResponse:
    words, wanted = _words(), request.GET.get("state", "")
    lines = (
        [line for line in plan.lines if line.state.value == wanted] if wanted in plan.counts else plan.lines
    )
    pages = Paginator(lines, ROWS_SHOWN)
    part = pages.get_page(key(request.GET.get("page"), 6) or 1)
    counts = plan.counts
    context = {
        "taken": taken,
        "plan": plan,
        "error": error,
        "columns": columns or ColumnsForm(plan=plan),
        "chips": [(state.value, words[state], counts[state.value]) for state in State if counts[state.value]],
        "lines": [(line, STATES[line.state], words[line.state]) for line in part.object_list],
        "part": part,
        "state": wanted,
        "accepted": len(plan.accepted),
        "refused": counts[State.REFUSED.value],
    }
    return page(
        request,
        "organisations/preview.html",
        context,
        status=422 if error or (columns and columns.errors) else 200,
    )


@endpoint(MANAGE)
def refused_rows(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """The refused rows with their reasons, to mend and take in again."""
    taken = get_object_or_404(Import.objects.select_related("file"), uuid=uuid, file__isnull=False)
    plan = services.plan_of(taken, _setting(request))
    if not plan.refused:
        raise Http404
    return _workbook(papers.errors_file(plan), f"{_file_word(ImportKind(taken.kind))}-bi-tu-choi.xlsx")


@endpoint(MANAGE, methods=("POST",))
def undo(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Take an import back as one."""
    taken = get_object_or_404(Import, uuid=uuid)
    try:
        with transaction.atomic():
            undoing.undo(taken, actor=request.user, on=today())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã hoàn tác lần nhập này."))
    return redirect("organisations:preview", taken.uuid)
