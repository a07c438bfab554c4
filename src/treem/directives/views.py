"""What waits for review, the review page, and issuing the duties."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.directives import presentation, selectors, services, source_notes
from treem.directives.models import Item, Reading, ReadingState
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.web.endpoints import endpoint
from treem.web.pages import page

LATELY = timedelta(days=3)
"""So long the list shows files that could not be read."""


@endpoint("directives.review")
def waiting(request: HttpRequest) -> HttpResponse:
    """«Văn bản chờ xem»: documents read, whose duties are not issued yet."""
    rows = list(selectors.readings_waiting()[:200])
    return page(
        request,
        "directives/waiting.html",
        {
            "rows": rows,
            "issued": list(selectors.readings_issued()[:20]),
            "uploads": [*selectors.uploads_under_way()[:50], *selectors.uploads_refused(now() - LATELY)[:20]],
        },
    )


def reading_or_404(uuid: UUID) -> Reading:
    """The reading, or "not found"."""
    found = selectors.reading_by_uuid(uuid)
    if found is None:
        raise Http404
    return found


@endpoint("directives.review")
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Source left, findings right, linked both ways."""
    return review_page(request, reading_or_404(uuid))


def review_page(
    request: HttpRequest,
    reading: Reading,
    *,
    refused: presentation.ShownCard | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The review, also with one card refused: what was wrong stands in that card."""
    items = selectors.items_of(reading)
    assignees = selectors.Assignees(today())
    groups = selectors.groups_of(items, assignees)
    open_ = reading.state != ReadingState.ISSUED
    shown = presentation.shown_groups(
        groups,
        presentation.Bodies(today()),
        open_=open_,
        errors={refused.item.pk: refused} if refused else None,
    )
    return page(
        request,
        "directives/review.html",
        {
            "reading": reading,
            "document": reading.document,
            "groups": shown,
            "text": presentation.marked_text(reading, items),
            "open": open_,
            "error": error,
            "source_notes": source_notes.of(reading),
            **standing(request, reading, items, groups),
        },
        status=status,
    )


def standing(
    request: HttpRequest, reading: Reading, items: list[Item], groups: list[selectors.Group] | None = None
) -> dict[str, Any]:
    """How far the review is, and whether the duties can be issued: the part a decision changes."""
    progress = selectors.Progress(sum(item.decided for item in items), len(items))
    return {
        "progress": progress,
        "obstacles": services.obstacles(reading, items),
        "doubtful": sum(card.doubtful for group in groups for card in group.cards)
        if groups is not None
        else None,
        "may_issue": reading.state != ReadingState.ISSUED and request.user.has_perm("directives.issue"),
    }


@endpoint("directives.review", methods=("POST",))
def accept_confident(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Accept everything about which there is no doubt."""
    reading = reading_or_404(uuid)
    try:
        count = services.accept_all_confident(reading, actor=request.user, at=now())  # type: ignore[arg-type]
    except DomainError as error:
        return review_page(request, reading, error=str(error), status=409)
    messages.success(
        request,
        _("Đã chấp nhận %(count)d nội dung rõ ràng. Phần còn lại cần đồng chí xem.") % {"count": count},
    )
    return redirect("directives:review", reading.uuid)


@endpoint("directives.issue", methods=("GET", "POST"))
def issue(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Ban hành nhiệm vụ»: says first what will follow, then does it."""
    reading = reading_or_404(uuid)
    if reading.state == ReadingState.ISSUED:
        messages.info(request, _("Nhiệm vụ của văn bản này đã được ban hành."))
        return redirect("directives:review", reading.uuid)
    error = ""
    if request.method == "POST":
        try:
            issued = services.issue(reading, request.user, at=now())  # type: ignore[arg-type]
        except DomainError as refusal:
            error = str(refusal)
        else:
            messages.success(
                request,
                _("Đã ban hành %(duties)d nhiệm vụ thành %(work)d việc của các đơn vị.")
                % {"duties": len(issued.obligations), "work": len(issued.executions)},
            )
            return redirect(f"{reverse('duties:overview')}?document={reading.document_id}")
    items = selectors.items_of(reading)
    return page(
        request,
        "directives/issue.html",
        {
            "reading": reading,
            "document": reading.document,
            "question": _("Ban hành nhiệm vụ của văn bản này?"),
            "consequences": services.consequences(items),
            "obstacles": services.obstacles(reading, items),
            "error": error,
            "action_label": _("Ban hành nhiệm vụ"),
            "cancel_url": reverse("directives:review", args=[reading.uuid]),
        },
        status=422 if error else 200,
    )
