"""What waits for review, the review page, and issuing the duties."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.directives import (
    comparing,
    history,
    presentation,
    second_eyes,
    selectors,
    services,
    source_notes,
    views_pages,
)
from treem.directives.models import Item, Reading, ReadingState
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.web.endpoints import endpoint
from treem.web.pages import page

LATELY = timedelta(days=3)
"""So long the list shows files that could not be read."""


@endpoint("directives.review")
def waiting(request: HttpRequest) -> HttpResponse:
    """«Văn bản chờ xem»: documents read, whose duties are not issued yet; those that wait for this person to issue
    them stand first, and alone where the desk asks for them."""
    mine = second_eyes.waiting_for(request.user, today()) if request.user.has_perm("directives.issue") else []  # type: ignore[arg-type]
    only_mine = request.GET.get("state") == "presented"
    theirs = {reading.pk for reading in mine}
    return page(
        request,
        "directives/waiting.html",
        {
            "rows": [] if only_mine else list(selectors.readings_waiting()[:200]),
            "mine": mine,
            "only_mine": only_mine,
            "presented": []
            if only_mine
            else [row for row in selectors.readings_presented()[:200] if row.pk not in theirs],
            "asked_back": [] if only_mine else list(selectors.readings_asked_back()[:50]),
            "issued": [] if only_mine else list(selectors.readings_issued()[:20]),
            "uploads": []
            if only_mine
            else [*selectors.uploads_under_way()[:50], *selectors.uploads_refused(now() - LATELY)[:20]],
        },
    )


def stands_now(reading: Reading) -> Reading | None:
    """The reading in whose favour this one was withdrawn, or None."""
    return (
        selectors.reading_of_document(reading.document_id)
        if reading.state == ReadingState.WITHDRAWN
        else None
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
    open_ = reading.reviewed_now
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
            "pages": views_pages.pages_of(request, reading),
            "history": history.history_of(reading, items),
            "confirmers": second_eyes.confirmers(items),
            "gone": [
                comparing.words_of(item.kind, item.content) or item.get_kind_display()
                for item in selectors.gone_of(reading, items)
            ],
            "later": selectors.later_reading(reading),
            "may_replace": request.user.has_perm("directives.take_in"),
            "stands": stands_now(reading),
            **standing(request, reading, items, groups),
        },
        status=status,
    )


def standing(
    request: HttpRequest, reading: Reading, items: list[Item], groups: list[selectors.Group] | None = None
) -> dict[str, Any]:
    """How far the review is, and whether the duties can be issued: the part a decision changes."""
    progress = selectors.Progress(sum(item.decided for item in items), len(items))
    gone = (ReadingState.SUPERSEDED, ReadingState.WITHDRAWN)
    may_issue = reading.state not in gone and request.user.has_perm("directives.issue")
    return {
        "progress": progress,
        "obstacles": services.obstacles(reading, items),
        "second_needed": second_eyes.needed(items, today()),
        "presented": reading.state == ReadingState.PRESENTED,
        "returned": selectors.last_return(reading),
        "doubtful": sum(card.doubtful for group in groups for card in group.cards)
        if groups is not None
        else None,
        "may_issue": may_issue and reading.state != ReadingState.ISSUED,
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
