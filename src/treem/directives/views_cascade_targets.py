"""Targets of the superior's plan that a body takes into its own paper, with its own levels."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.directives.errors import CascadeClosed
from treem.directives.models import CascadeState
from treem.directives.views_cascade import own_cascade
from treem.indicators import adopting
from treem.indicators.forms_adopting import posted, rows_of, save
from treem.indicators.views_adopting import rows_context
from treem.kernel.time import now
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint("directives.cascade", methods=("GET", "POST"))
def targets(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One row a target: the superior's level beside the body's own."""
    found = own_cascade(request, uuid)
    wanted = adopting.targets_of_unit(found.body, found.created_at.year, found.document_id)
    rows = rows_of(found.body, wanted, fill="fill" in request.GET)
    status, fault = 200, ""
    if request.method == "POST":
        rows = posted(rows, request.POST)
        status = 422
        if not found.editable:
            fault = str(CascadeClosed(state=CascadeState(found.state).label))
        else:
            actor: Any = request.user
            count = save(rows, found.body, actor=actor, at=now(), origin_uuid=found.uuid)
            if not any(row.errors for row in rows):
                messages.success(request, _("Đã ghi %(count)d chỉ tiêu kế hoạch.") % {"count": count})
                return redirect("directives:cascade", found.uuid)
    context = {"cascade": found, "fault": fault, **rows_context(rows)}
    return page(request, "directives/cascade_targets.html", context, status=status)
