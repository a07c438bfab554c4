"""Pictures of the pages of a file beside its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from treem.directives import rules, selectors
from treem.directives.errors import NoPicture
from treem.directives.services import picturing
from treem.files import selectors as files
from treem.web.endpoints import endpoint

if TYPE_CHECKING:
    from treem.directives.models import Reading

TEXT, PICTURE, BOTH = "text", "picture", "both"
FAR = 6
"""Digits of a page number that are looked at."""


@dataclass(frozen=True)
class Pages:
    """What the review says about the pages of the file, and which one it shows."""

    count: int
    number: int
    view: str
    uncertain: list[int]
    unread: list[int]
    confidence: int | None
    file: Any

    @property
    def shown(self) -> bool:
        return self.count > 0 and self.view in (PICTURE, BOTH)

    @property
    def text_shown(self) -> bool:
        return not self.shown or self.view == BOTH

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


def pages_of(request: HttpRequest, reading: Reading) -> Pages:
    """From the address: ``view`` (text, picture, both) and ``page``. A scan is shown with its picture at first."""
    source = reading.result.get("source", {})
    stored = selectors.file_of(reading)
    count = int(source.get("pages") or 1) if picturing.can_be_shown(stored) else 0
    scanned = source.get("ocr_confidence") is not None
    view = request.GET.get("view", "")
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) <= FAR else 1
    confidence = source.get("ocr_confidence")
    return Pages(
        count=count,
        number=min(max(number, 1), max(count, 1)),
        view=view if view in (TEXT, PICTURE, BOTH) else BOTH if scanned else TEXT,
        uncertain=rules.uncertain_pages(source),
        unread=list(source.get("unread") or ()),
        confidence=None if confidence is None else round(confidence * 100),
        file=stored,
    )


@endpoint("directives.review")
def page_picture(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """The picture of one page, for those who may have the file itself; written down like a download."""
    reading = selectors.reading_by_uuid(uuid)
    stored = selectors.file_of(reading) if reading is not None else None
    if reading is None or stored is None or files.file_visible_to(request.user, stored.uuid) is None:
        raise Http404
    try:
        content, media_type = picturing.picture_of_page(reading, stored, number, actor=request.user)  # type: ignore[arg-type]
    except NoPicture as error:
        raise Http404(str(error)) from error
    response = HttpResponse(content, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="trang-{number}"'
    return response
