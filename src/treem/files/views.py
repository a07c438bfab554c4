"""Giving a file out: as a download, never shown inside the page."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from treem.db.encrypted import Unreadable
from treem.files import selectors, services
from treem.web.endpoints import endpoint


@endpoint()
def download(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The content under its name. The room that keeps the file decides who; others find nothing."""
    stored = selectors.file_visible_to(request.user, uuid)
    if stored is None:
        raise Http404
    content = services.open_file(stored)
    services.record_download(stored, actor=request.user)
    response = StreamingHttpResponse(content, content_type=stored.media_type)
    # A name that cannot be read must not keep the content away.
    name = f"{stored.uuid}" if isinstance(stored.name, Unreadable) else stored.name
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    # Should a browser show it after all: nothing in it may run or load anything.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
