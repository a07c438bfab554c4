"""The board: the matrix of bodies and duties, the same work by deadline and by body, and its spreadsheet."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from treem.audit import services as audit
from treem.duties import board, exporting, following, selectors, words
from treem.duties.board import Asked, Cell
from treem.duties.views_reminder import with_papers
from treem.duties.words import shown
from treem.kernel.time import today
from treem.kernel.vietnamese import fold
from treem.organisations import selectors as organisations
from treem.web import address
from treem.web.endpoints import endpoint
from treem.web.pages import page
from treem.web.templatetags.ui_marks import icon

if TYPE_CHECKING:
    from treem.duties.models import Execution

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PLACEHOLDER = "00000000-0000-0000-0000-000000000000"


def _asked(request: HttpRequest, documents: list[tuple[int, str]]) -> Asked:
    """The filters; without any the document whose duties were given last. Who asks for a state («quá hạn») asks for it
    everywhere. A document that gave no duty is not there: never another one in its place."""
    asked = Asked.of(request.GET)
    address.one_of(request.GET, "document", [pk for pk, _label in documents])
    if asked == Asked(who=asked.who) and documents:
        return Asked(documents[0][0], None, False, asked.who, asked.state)
    return asked


@lru_cache(maxsize=256)
def _mark(_language: str | None, badge: str, word: str) -> SafeString:
    """Icon and word of a cell; a matrix has thousands of a dozen kinds."""
    symbol = words.icon_of(badge)
    return format_html("{}<span>{}</span>", icon(symbol), word)


def _cells(row: list[Cell | None], base: str) -> list[dict[str, Any] | None]:
    language = get_language()
    found: list[dict[str, Any] | None] = []
    for cell in row:
        if cell is None:
            found.append(None)
            continue
        badge, word, near = words.of(cell.standing, dated=cell.due_on is not None)
        text = f"{word}, {str(near).lower()}" if near else str(word)
        state = "soon" if near else badge
        url = base.replace(_PLACEHOLDER, str(cell.uuid))
        found.append({"state": state, "url": url, "mark": _mark(language, state, text)})
    return found


@endpoint("duties.view_all")
def matrix(request: HttpRequest) -> HttpResponse:
    """«Ma trận nhiệm vụ»: who stands how with which duty of a document, or of a deadline."""
    day = today()
    documents = selectors.documents_with_duties()
    asked = _asked(request, documents)
    appointment = getattr(request, "appointment", None)
    found = board.board(asked, day, issuer=appointment.body if appointment else None)
    base = reverse("duties:execution", args=[_PLACEHOLDER])
    rows = [{"line": line, "cells": _cells(line.cells, base)} for line in found.lines]
    label = next((label for pk, label in documents if pk == asked.document), "")
    return page(
        request,
        "duties/matrix.html",
        {
            "asked": asked,
            "board": found,
            "rows": rows,
            "documents": documents[:10],
            "label": label,
            "states": [(state, words.STATES_OF_BOARD[state]) for state in board.STATES],
            "counts": found.counts,
            "filtered": bool(set(request.GET) & {"document", "state", "who", "within"}),
            "soon_days": board.SOON_DAYS,
            "reminders": with_papers(selectors.reminders(asked.document, asked.due)[:5])
            if found.columns
            else [],
            "may_remind": request.user.has_perm("duties.remind") and not (asked.soon or asked.state),
            "urged": found.urged,
            "xlsx_url": f"{reverse('duties:matrix_xlsx')}?{request.GET.urlencode()}",
        },
    )


@endpoint("duties.view_all")
def matrix_xlsx(request: HttpRequest) -> HttpResponse:
    """The matrix as a spreadsheet, with the filters of the page."""
    day = today()
    documents = selectors.documents_with_duties()
    asked = _asked(request, documents)
    found = board.board(asked, day)
    label = next((label for pk, label in documents if pk == asked.document), "")
    with override("vi"):  # what leaves is Vietnamese, whatever the screens speak
        content = exporting.matrix_xlsx(found, label=label, day=day)
    audit.record(
        actor=request.user,
        action="duties.export_matrix",
        subject_type="duties.obligation",
        subject_ids=[column.pk for column in found.columns],
        detail={"bodies": len(found.lines), "cells": found.cells},
    )
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="ma-tran-nhiem-vu-{day:%Y%m%d}.xlsx"'
    return response


@endpoint("duties.view_all")
def late(request: HttpRequest) -> HttpResponse:
    """«Việc quá hạn» of all bodies under their duties, the longest first; ``days``: late by so many days or more."""
    day = today()
    days = max(address.number(request.GET, "days", 4) or 1, 1)
    found = following.overdue_by(days, day)
    rows, after = selectors.page_after(found, "late_from", address.cursor(request.GET))
    steps = [following.escalation_days(level, day) for level in ("lead", "leader")]
    return page(
        request,
        "duties/late.html",
        {
            "groups": _by_duty(rows, following.late_bodies_of(found, rows), day),
            "shown": len(rows),
            "total": found.count(),
            "after": after,
            "days": days,
            "choices": [(step, following.overdue_by(step, day).count()) for step in sorted({1, *steps})],
        },
    )


def _by_duty(rows: list[Execution], totals: dict[int, int], day: date) -> list[dict[str, Any]]:
    """The executions of a page under the duty that they carry out, in the order of the page; ``total`` is of all pages."""
    reasons = following.latest_reasons([row.pk for row in rows])
    groups: dict[int, dict[str, Any]] = {}
    for row in rows:
        duty = row.obligation
        group = groups.setdefault(duty.pk, {"obligation": duty, "total": totals[duty.pk], "rows": []})
        late = (day - row.late_from).days + 1 if row.late_from else 0
        name = board.name_of(row.body)
        group["rows"].append({"execution": row, "name": name, "days": late, "reason": reasons.get(row.pk)})
    return list(groups.values())


def _document(request: HttpRequest) -> int | None:
    """One of the documents that gave duties. Raises NotOffered."""
    return address.one_of(request.GET, "document", [pk for pk, _label in selectors.documents_with_duties()])


@endpoint("duties.view_all")
def by_deadline(request: HttpRequest) -> HttpResponse:
    """The same work by deadline: what falls due when, and how it stands."""
    day = today()
    which = address.choice(request.GET, "state", ("all",))
    tallies = selectors.counts_by_due_day(day, _document(request))
    dated: list[tuple[date | None, selectors.Tally]] = [
        (due, tallies[due]) for due in sorted(day for day in tallies if day is not None)
    ]
    if None in tallies:
        dated.append((None, tallies[None]))
    rows = [(due, tally) for due, tally in dated if which == "all" or tally.open]
    return page(
        request,
        "duties/by_deadline.html",
        {
            "rows": rows,
            "total": len(dated),
            "which": which,
            "documents": selectors.documents_with_duties()[:10],
        },
    )


SORTS = ("name", "open", "overdue", "in_time", "done", "total")


@endpoint("duties.view_all")
def by_body(request: HttpRequest) -> HttpResponse:
    """The same work by body: counts by state, what is late, the share done in time, the workload. ``who=silent``: the
    communes that took note of none of their duties, one line each."""
    day = today()
    who = address.choice(request.GET, "who", (board.COMMUNES, board.AGENCIES, "silent"))
    silent = selectors.communes_without_answer() if who == "silent" else None
    tallies = selectors.counts_by_body(day, _document(request))
    bodies = organisations.bodies(tallies)
    rows: list[dict[str, Any]] = [
        {"body": body, "name": board.name_of(body), "tally": tallies[pk]}
        for pk, body in bodies.items()
        if who in ("", "silent") or (body.level == "commune") == (who == board.COMMUNES)
    ]
    if silent is not None:
        # Of several bodies of one commune its People's Committee, which answers for the work, comes last and stays.
        rows.sort(key=lambda row: row["body"].code.startswith("ubnd-"))
        rows = list({row["body"].unit_id: row for row in rows if row["body"].unit_id in silent}.values())
    asked = request.GET.get("sort", "-overdue")
    rows.sort(key=lambda row: fold(row["name"]))
    if (by := asked.removeprefix("-")) in SORTS[1:]:
        rows.sort(key=lambda row: _measure(row["tally"], by), reverse=asked.startswith("-"))
    elif asked == "-name":
        rows.reverse()
    return page(
        request,
        "duties/by_body.html",
        {"rows": rows, "documents": selectors.documents_with_duties()[:10]},
    )


def _measure(tally: selectors.Tally, by: str) -> Any:
    """What a column sorts by; a body with nothing due yet stands below all others in the share in time."""
    if by == "in_time":
        value = tally.in_time.value
        return -1 if value is None else value
    return getattr(tally, by)


@endpoint("duties.view_all")
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """All the duties of one body: what a cell of the matrix is on a phone."""
    day = today()
    which = address.choice(request.GET, "state", selectors.SHOWN, "open")
    there = organisations.bodies([pk]).get(pk)
    every = selectors.executions_of([pk])
    if there is None or not every.exists():
        raise Http404
    if document := _document(request):
        every = every.filter(obligation__document_id=document)
    found = selectors.shown(every, which, day)
    rows, after = selectors.page_after(found, "due_on", address.cursor(request.GET))
    return page(
        request,
        "duties/body.html",
        {
            "body": there,
            "rows": [shown(row, day) for row in rows],
            "tally": selectors.count_executions(every, day),
            "total": found.count(),
            "after": after,
        },
    )
