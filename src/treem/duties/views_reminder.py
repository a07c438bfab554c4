"""The letter that urges: one press on the board makes the draft; its page says whom it urges and gives the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.documents import selectors as documents
from treem.duties import selectors, services
from treem.duties.board import Asked
from treem.duties.models import Reminder
from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.kernel.typed import uuid_of
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint("duties.remind", methods=("POST",))
def remind(request: HttpRequest) -> HttpResponse:
    """Draft the letter for the document, deadline and bodies that the board shows."""
    asked = Asked.of(request.POST)
    appointment = getattr(request, "appointment", None)
    if appointment is None:
        raise Http404
    try:
        made = services.make_reminder(
            asked, issuer=appointment.body, actor=request.user, at=now(),  # type: ignore[arg-type]
            uuid=uuid_of(request.POST.get("uuid")),
        )  # fmt: skip
    except DomainError as error:
        messages.error(request, str(error))
        document = f"?document={asked.document}" if asked.document is not None else ""
        return redirect(f"{reverse('duties:matrix')}{document}")
    messages.success(
        request,
        _("Đã soạn dự thảo công văn đôn đốc. Hệ thống không gửi đi; ban hành xong thì ghi số, ngày ở đây."),
    )
    return redirect("duties:reminder", made.uuid)


@endpoint("duties.view_all")
def reminder(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One letter: its file, and whom it urges."""
    found = selectors.reminder_visible(uuid)
    if found is None:
        raise Http404
    lines = list(selectors.lines_of(found))
    return page(
        request,
        "duties/reminder.html",
        {
            "reminder": found,
            "lines": lines,
            "bodies": len({line.body_id for line in lines}),
            "paper": documents.papers_of(services.LETTER, [found.uuid]).get(found.uuid),
            "may_issue": _may_issue(request, found),
        },
    )


@endpoint("duties.view_all")
def reminders(request: HttpRequest) -> HttpResponse:
    """«Công văn đôn đốc»: every letter of the scope, the newest first, drafted only or issued."""
    found = selectors.reminders(None, None)
    rows = with_papers(found[:MOST])
    return page(request, "duties/reminders.html", {"rows": rows, "total": found.count()})


@endpoint("duties.remind", methods=("POST",))
def issue_reminder(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Towards recording that the letter was issued: its outgoing paper, with số, ký hiệu, ngày and the signed file."""
    found = selectors.reminder_visible(uuid)
    if found is None or not _may_issue(request, found):
        raise Http404
    paper = services.prepare_letter(found, actor=request.user, at=now())  # type: ignore[arg-type]
    return redirect("documents:paper" if paper.issued else "documents:issue_paper", paper.uuid)


MOST = 100
"""Letters on one page: two a week make a year."""


def with_papers(found: Iterable[Reminder]) -> list[dict[str, Any]]:
    """Letters with their outgoing papers, where there are some."""
    rows = list(found)
    papers = documents.papers_of(services.LETTER, [each.uuid for each in rows])
    return [{"reminder": each, "paper": papers.get(each.uuid)} for each in rows]


def _may_issue(request: HttpRequest, reminder: Reminder) -> bool:
    """Who writes such letters, at the agency that wrote this one."""
    appointment = getattr(request, "appointment", None)
    own = appointment is not None and appointment.body_id == reminder.body_id
    return own and request.user.has_perm("duties.remind")
