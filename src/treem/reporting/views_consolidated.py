"""The sum of a round on the screen, and as a draft of the official report."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from treem.kernel.time import now
from treem.reporting import services
from treem.reporting.sentences import days_counted
from treem.reporting.services.report import file_name
from treem.reporting.views import found_round
from treem.web.endpoints import endpoint
from treem.web.pages import page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@endpoint("reporting.consolidate")
def consolidated(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Communes by rows with the total; the missing are named."""
    found = found_round(request, uuid, drafts=False)
    result = services.consolidate(found)
    rows = [
        {
            "part": part,
            "cells": [part.figures.get(row.key) if part.sent else None for row in result.template.rows],
        }
        for part in result.asked
    ]
    return page(
        request,
        "reporting/consolidated.html",
        {
            "round": found,
            "result": result,
            "rows": rows,
            "totals": [result.totals[row.key] for row in result.template.rows],
            "days": days_counted(found.window, *result.days()),
            "snapshot": found.snapshots.order_by("-number").first() if found.state == "closed" else None,
        },
    )


@endpoint("reporting.consolidate")
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The draft report as a DOCX file."""
    found = found_round(request, uuid, drafts=False)
    content = services.report_docx(found, request.user, at=now())  # type: ignore[arg-type]
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    return response
