"""«Lịch trên điện thoại»: a person's own addresses for calendar programs, and what such a program reads."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override

from treem.duties import ical, services
from treem.duties.board import place_answered_for
from treem.duties.errors import FeedEnded, FeedTooOften, FeedUnknown
from treem.duties.models import FeedKind
from treem.kernel.errors import DomainError
from treem.kernel.time import local_date, now
from treem.law import values as law
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.organisations.models import Appointment

MEDIA_TYPE = "text/calendar; charset=utf-8"


@endpoint("duties.report_execution")
def feeds(request: HttpRequest) -> HttpResponse:
    """The person's addresses in the role in force: which there are, since when, when one was last read."""
    return _page(request)


def _page(request: HttpRequest, *, shown: str = "", key: str = "") -> HttpResponse:
    """``key``: one that was made just now, of the kind ``shown``; it is not to be had a second time."""
    alive = services.feeds_of(_appointment(request))
    address = f"{_base(request)}{reverse('duties:feed')}?key={key}" if key else ""
    rows = [
        {"kind": kind, "label": kind.label, "feed": alive.get(kind), "address": address if kind == shown else ""}
        for kind in FeedKind
    ]  # fmt: skip
    return page(
        request,
        "duties/feeds.html",
        {
            "rows": rows,
            "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
            "remind": law.value("deadlines.remind_before", on=local_date(now())).whole,
        },
    )


@endpoint("duties.report_execution", methods=("GET", "POST"))
def renew(request: HttpRequest, kind: str) -> HttpResponse:
    """Make an address, or a new one in place of the old. The answer shows it, this once: nothing else keeps it; whoever
    loads it again sees the page without."""
    wanted = _kind(kind)
    if request.method != "POST":
        return redirect("duties:feeds")
    return _page(request, shown=wanted, key=services.renew_feed(_appointment(request), wanted, at=now()))


@endpoint("duties.report_execution", methods=("POST",))
def end(request: HttpRequest, kind: str) -> HttpResponse:
    """Take an address out of use."""
    if services.end_feed(_appointment(request), _kind(kind), at=now()):
        messages.success(request, _("Đã thu hồi. Ứng dụng lịch đang dùng địa chỉ đó không đọc được nữa."))
    return redirect("duties:feeds")


@endpoint(public=True)
def feed(request: HttpRequest) -> HttpResponse:
    """The calendar file for whoever holds the key. The key stands in the query, which no log of ours writes down."""
    at = now()
    try:
        with (
            services.opened_feed(request.GET.get("key", ""), at=at) as opened,
            override(opened.feed.user.language),
        ):
            body = ical.calendar_file(
                opened.entries(local_date(at)),
                name=f"treem: {_name(opened)}",
                address=_base(request),
                remind_days=law.value("deadlines.remind_before", on=local_date(at)).whole,
                today=local_date(at),
            )  # fmt: skip
    except (FeedUnknown, FeedEnded, FeedTooOften) as refused:
        return _refusal(refused)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'inline; filename="treem.ics"'
    response["ETag"] = etag
    unchanged = get_conditional_response(request, etag=etag, response=response)
    answer = unchanged if isinstance(unchanged, HttpResponseNotModified) else response
    answer["Cache-Control"] = "private, no-cache"  # kept, but asked again each time
    return answer


def _refusal(refused: DomainError) -> HttpResponse:
    """In plain words for whoever looks, and the status that programs understand."""
    status = 410 if isinstance(refused, FeedEnded) else 429 if isinstance(refused, FeedTooOften) else 404
    answer = HttpResponse(str(refused), content_type="text/plain; charset=utf-8", status=status)
    if isinstance(refused, FeedTooOften):
        answer["Retry-After"] = str(refused.facts["seconds"])
    answer["Cache-Control"] = "no-store"
    return answer


def _name(opened: services.Opened) -> str:
    if opened.feed.kind == FeedKind.ME:
        return _("việc của %(name)s") % {"name": opened.feed.user}
    return place_answered_for(opened.feed.appointment.body)


def _base(request: HttpRequest) -> str:
    return settings.TREEM_ADDRESS or f"{request.scheme}://{request.get_host()}"


def _kind(kind: str) -> FeedKind:
    try:
        return FeedKind(kind)
    except ValueError:
        raise Http404 from None


def _appointment(request: HttpRequest) -> Appointment:
    found: Any = getattr(request, "appointment", None)
    if found is None:  # a permission comes from a role, so there is one
        raise Http404
    return found  # type: ignore[no-any-return]
