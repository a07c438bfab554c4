"""Taking a document in: at once, or kept and read by a job while a page tells how far it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.directives import jobs, selectors, services
from treem.directives.forms import TakeInForm
from treem.directives.models import Upload, UploadState
from treem.directives.views import reading_or_404, review_page
from treem.documents import selectors as documents
from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.documents.models import Citation

SILENT = timedelta(minutes=2)
"""Whoever has waited so long for the beginning is told that the worker may not run."""


@endpoint("directives.take_in", methods=("GET", "POST"))
def take_in(request: HttpRequest) -> HttpResponse:
    """«Đưa văn bản vào»: one file, read at once, or kept and read behind the page. ``?cited=``: the citation whose
    document is looked for."""
    wanted = _cited(request)
    form = TakeInForm(request.POST, request.FILES) if request.method == "POST" else TakeInForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            brought = services.bring(file.read(), file.name or "", request.user, at=now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            if isinstance(brought, Upload):
                jobs.have_read(brought)
                return redirect("directives:upload", brought.uuid)
            return _taken(request, brought, wanted)
    context = {"form": form, "wanted": wanted}
    return page(request, "directives/take_in.html", context, status=422 if form.is_bound else 200)


def _cited(request: HttpRequest) -> Citation | None:
    given = request.GET.get("cited", "")
    known = given.isascii() and given.isdecimal() and len(given) < 18
    return documents.citation_by_pk(int(given)) if known else None


def _taken(request: HttpRequest, taken: services.Taken, wanted: Citation | None = None) -> HttpResponse:
    """On to the review, or to the document that was there already; says what is unexpected."""
    if taken.other_file:
        messages.info(
            request,
            _(
                "Sổ đã có văn bản này từ tệp khác: %(label)s. Đây là bản đã có; tệp vừa chọn không được lưu. Nếu tệp đó là bản "
                "thay thế, hãy mở nội dung đã đọc và bấm “Đưa bản thay thế của văn bản này vào”."
            )
            % {"label": taken.document.label},
        )
    elif not taken.new:
        messages.info(
            request,
            _("Tệp này đã được đưa vào sổ trước đây; đây là văn bản đó, không đọc lại lần nữa."),
        )
    joined = documents.citation_by_pk(wanted.pk) if wanted is not None else None
    if joined is not None and joined.to_document_id != taken.document.pk:
        messages.warning(
            request,
            _(
                "Văn bản vừa đưa vào là %(label)s, chưa khớp hẳn với %(cited)s. Hãy kiểm tra số, ngày, cơ quan ban hành."
            )
            % {"label": taken.document.label, "cited": joined.label},
        )
    if taken.reading is None:
        return redirect("documents:document", taken.document.uuid)
    return redirect("directives:review", taken.reading.uuid)


def _upload_or_404(uuid: UUID) -> Upload:
    found = selectors.upload_by_uuid(uuid)
    if found is None:
        raise Http404
    return found


@endpoint("directives.take_in")
def upload(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far the reading of a kept file is; it asks again by itself, and goes on to the review."""
    found = _upload_or_404(uuid)
    if found.state == UploadState.DONE and found.reading is not None:
        return _go_to(request, reverse("directives:review", args=[found.reading.uuid]))
    if not found.under_way and getattr(request, "htmx", False):
        return _go_to(request, request.path)  # the whole page: its heading says something else now
    return page(
        request,
        "directives/upload.html",
        {
            "upload": found,
            "silent": found.state == UploadState.WAITING and now() - found.asked_at > SILENT,
        },
    )


def _go_to(request: HttpRequest, target: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = target
        return answer
    return redirect(target)


@endpoint("directives.take_in", methods=("POST",))
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Đọc lại»: a file that could not be read, or that nobody has begun to read."""
    found = services.try_again(_upload_or_404(uuid), request.user, at=now())  # type: ignore[arg-type]
    if found.under_way:
        jobs.have_read(found)
    return redirect("directives:upload", found.uuid)


@endpoint("directives.take_in", methods=("POST",))
def second(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Đưa văn bản thứ hai vào»: of a file that holds two papers."""
    reading = reading_or_404(uuid)
    try:
        taken = services.take_in_second(reading, request.user, at=now())  # type: ignore[arg-type]
    except DomainError as error:
        return review_page(request, reading, error=str(error), status=422)
    return _taken(request, taken)
