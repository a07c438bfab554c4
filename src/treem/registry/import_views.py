"""Lists of children out of spreadsheets: taken in, columns put right, looked at, decided, written, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from treem.audit.services import record
from treem.files.workbooks import MEDIA_TYPE
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.kernel.typed import key
from treem.registry import import_presenting, jobs, selectors
from treem.registry.import_forms import ChildColumnsForm, ChildListForm
from treem.registry.imports import papers, services, words
from treem.registry.models import ImportState, RowState
from treem.registry.views import actor_of, note_reading, sees_numbers
from treem.territory import selectors as territory
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.registry.models import ChildImport

IMPORT = "registry.import_children"
SILENT = timedelta(minutes=2)
"""Whoever has waited so long for the beginning is told that the worker may not run."""
BADGES = {
    ImportState.READING: "doing", ImportState.COLUMNS: "soon", ImportState.PREVIEW: "doing", ImportState.APPLYING: "doing",
    ImportState.APPLIED: "done", ImportState.UNDOING: "doing", ImportState.UNDONE: "neutral",
    ImportState.REFUSED: "overdue", ImportState.DROPPED: "neutral",
}  # fmt: skip


def _appointment(request: HttpRequest) -> int | None:
    appointment = getattr(request, "appointment", None)
    return appointment.pk if appointment else None


def _taken(uuid: UUID) -> ChildImport:
    taken = selectors.import_by_uuid(uuid)
    if taken is None:
        raise Http404
    return taken


@endpoint(IMPORT, methods=("GET", "POST"))
def child_lists(request: HttpRequest) -> HttpResponse:
    """Take a list of children in, or look at those that were."""
    mine = selectors.my_communes()
    units = sorted(territory.units(mine).values(), key=lambda unit: unit.name)
    posted = request.method == "POST"
    form = (
        ChildListForm(request.POST, request.FILES, communes=units)
        if posted
        else ChildListForm(communes=units)
    )
    if posted and form.is_valid():
        try:
            taken = services.take_in(
                form.cleaned_data["file"], actor=actor_of(request), appointment_id=_appointment(request),
                commune_id=form.commune_id(mine[0] if len(mine) == 1 else None), at=now(),
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else "file", str(error))
        else:
            if taken.state == ImportState.READING and not taken.rows_total:
                jobs.have_done(taken)
            return redirect("registry:child_list", taken.uuid)
    earlier = selectors.imports_shown()
    people = get_user_model().objects.in_bulk({one.created_by_id for one in earlier})
    context = {
        "form": form,
        "earlier": [(one, people.get(one.created_by_id), BADGES[ImportState(one.state)]) for one in earlier],
        "several": len(units) > 1,
    }
    return page(request, "registry/child_lists.html", context, status=422 if form.errors else 200)


@endpoint(IMPORT)
def child_list_template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the scope in force decides
    """A blank list with help, and with the villages of the commune to choose from."""
    mine = selectors.my_communes()
    day = today()
    villages = []
    if len(mine) == 1:
        villages = [v.full_name for v in territory.villages_of(territory.units(mine)[mine[0]], day)]
    return _workbook(papers.template(villages=villages, today=day), "mau-danh-sach-tre-em.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@endpoint(IMPORT, methods=("GET", "POST"))
def child_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One list: how far the work is, what it would change row by row, or what became of it."""
    taken = _taken(uuid)
    if request.method == "POST":
        return _act(request, taken)
    if taken.under_way and not taken.why:
        waited = now() - taken.asked_at > SILENT and not taken.rows_done
        return page(request, "registry/child_list_working.html", {"taken": taken, "silent": waited})
    if getattr(request, "htmx", False) and request.headers.get("HX-Target") == "list-state":
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = request.path  # the whole page: its heading says something else now
        return answer
    if taken.state == ImportState.COLUMNS:
        return redirect("registry:child_list_columns", taken.uuid)
    return _shown(request, taken)


def _act(request: HttpRequest, taken: ChildImport) -> HttpResponse:
    actor, role, at = actor_of(request), _appointment(request), now()
    action = request.POST.get("action", "")
    try:
        if action == "apply":
            version = key(request.POST.get("version"))
            taken = services.confirm(
                taken, version=-1 if version is None else version, actor=actor, appointment_id=role, at=at
            )
            jobs.have_done(taken)
        elif action == "undo":
            taken = services.ask_back(taken, actor=actor, appointment_id=role, at=at)
            jobs.have_done(taken)
        elif action == "go_on":
            taken = services.go_on(taken, actor=actor, appointment_id=role, at=at)
            jobs.have_done(taken)
        elif action == "drop":
            services.drop(taken, actor=actor)
            messages.info(request, _("Đã bỏ danh sách, không ghi gì."))
            return redirect("registry:child_lists")
        elif action == "decide":
            services.decide(taken, _choices(request), actor=actor)
            messages.success(request, _("Đã lưu quyết định."))
            return redirect(f"{reverse('registry:child_list', args=[taken.uuid])}?state=alike")
    except DomainError as error:
        said = _choices(request) if action == "decide" else {}
        return _shown(request, _taken(taken.uuid), error=str(error), said=said)
    return redirect("registry:child_list", taken.uuid)


def _choices(request: HttpRequest) -> dict[int, str]:
    found = {}
    for name, value in request.POST.items():
        number = key(name.removeprefix("row-"), 9) if name.startswith("row-") else None
        if number is not None and (value in ("", "new") or key(str(value)) is not None):
            found[number] = str(value)
    return found


def _shown(
    request: HttpRequest, taken: ChildImport, *, error: str = "", said: Mapping[int, str] | None = None
) -> HttpResponse:
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in RowState.values else ""
    after = key(request.GET.get("after"), 9) or 0
    rows = selectors.rows_of(taken, state=wanted, after=after) if taken.state != ImportState.REFUSED else []
    more = len(rows) > selectors.ROWS_SHOWN
    rows = rows[: selectors.ROWS_SHOWN]
    lines = import_presenting.lines(rows, whole_number=sees_numbers(request))
    if said:  # what was refused stays on the page as it was chosen
        lines = [replace(line, chosen=said.get(line.row.number, line.chosen)) for line in lines]
    children = {child.pk: child for line in lines for child in line.children}
    if children:
        note_reading(request, "registry.look_at_list", list(children.values()), list=str(taken.uuid))
    else:
        record(actor=actor_of(request), action="registry.look_at_list", subject=taken)
    counts = taken.counts
    people = get_user_model().objects.in_bulk(
        [
            pk
            for pk in (taken.created_by_id, taken.confirmed_by_id, taken.undone_by_id, taken.dropped_by_id)
            if pk
        ]
    )
    context = {
        "taken": taken,
        "error": error,
        "lines": lines,
        "choosing": taken.state == ImportState.PREVIEW and any(line.choices for line in lines),
        "state": wanted,
        "chips": [(s.value, s.label, counts.get(s.value, 0)) for s in RowState if counts.get(s.value)],
        "total": sum(counts.get(s.value, 0) for s in RowState),
        "after": rows[-1].number if more else "",
        "before": after,
        "to_write": counts.get("new", 0) + counts.get("changed", 0) + counts.get("decided", 0),
        "open_alike": counts.get("alike", 0) - counts.get("decided", 0),
        "left_out": counts.get("refused", 0) + counts.get("alike", 0) - counts.get("decided", 0),
        "badge": BADGES[ImportState(taken.state)],
        "by": people.get(taken.created_by_id),
        "confirmed_by": people.get(taken.confirmed_by_id or 0),
        "dropped_by": people.get(taken.dropped_by_id or 0),
        "undone_by": people.get(taken.undone_by_id or 0),
        "previewing": taken.state == ImportState.PREVIEW,
        "applied": taken.state == ImportState.APPLIED,
        "undone": taken.state == ImportState.UNDONE,
        "refused": taken.state == ImportState.REFUSED,
        "dropped": taken.state == ImportState.DROPPED,
        "stopped": taken.under_way,
    }  # fmt: skip
    return page(request, "registry/child_list.html", context, status=422 if error else 200)


@endpoint(IMPORT, methods=("GET", "POST"))
def child_list_columns(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which column is which: suggested, put right by a person, remembered for lists with the same headings."""
    taken = _taken(uuid)
    if taken.state not in (ImportState.COLUMNS, ImportState.PREVIEW):
        return redirect("registry:child_list", taken.uuid)
    posted = request.method == "POST"
    form = ChildColumnsForm(request.POST, taken=taken) if posted else ChildColumnsForm(taken=taken)
    if posted and form.is_valid():
        try:
            taken = services.choose_columns(
                taken,
                columns=form.columns(),
                sheet=form.cleaned_data.get("sheet", ""),
                at=now(),
                actor=actor_of(request),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            jobs.have_done(taken)
            return redirect("registry:child_list", taken.uuid)
    else:
        record(actor=actor_of(request), action="registry.look_at_columns", subject=taken)
    lacking = [words.label_of(name) for name in taken.layout.get("missing", [])]
    context = {
        "taken": taken, "form": form, "missing": lacking,
    }  # fmt: skip
    return page(request, "registry/child_list_columns.html", context, status=422 if form.errors else 200)


@endpoint(IMPORT)
def child_list_errors(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The rows that were left out, as they stood in the file, with the reasons: to mend and send again."""
    taken = _taken(uuid)
    if (
        taken.state not in (ImportState.PREVIEW, ImportState.APPLIED, ImportState.UNDONE)
        or taken.file is None
    ):
        raise Http404
    rows = services.left_out(taken)
    if not rows:
        raise Http404
    try:
        found = services.originals(taken, [row.number for row in rows], today=today())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("registry:child_list", taken.uuid)
    record(
        actor=actor_of(request), action="registry.give_left_out", subject=taken, detail={"rows": len(rows)}
    )
    return _workbook(papers.errors_file(taken, rows, found), "dong-chua-nhap.xlsx")
