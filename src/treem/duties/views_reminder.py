"""The letter that urges: one press on the board makes the draft; its page says whom it urges and gives the file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.duties import selectors, services
from treem.duties.board import Asked
from treem.kernel.errors import DomainError
from treem.kernel.time import now
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
        made = services.make_reminder(asked, issuer=appointment.body, actor=request.user, at=now())  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
        document = f"?document={asked.document}" if asked.document is not None else ""
        return redirect(f"{reverse('duties:matrix')}{document}")
    messages.success(request, _("Đã soạn dự thảo công văn đôn đốc. Hệ thống không gửi đi."))
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
        {"reminder": found, "lines": lines, "bodies": len({line.body_id for line in lines})},
    )
