"""Giving a file out (as a download, never shown inside the page), and evidence on records of other rooms."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from treem.db.encrypted import Unreadable
from treem.files import selectors, services
from treem.files.errors import AttachmentWithdrawn
from treem.files.forms import AttachForm, WithdrawForm
from treem.files.hooks import Place
from treem.kernel.errors import DomainError
from treem.web.endpoints import endpoint
from treem.web.pages import page


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


def _place(request: HttpRequest, subject_type: str, subject_uuid: UUID) -> Place:
    found = selectors.place_for(request.user, subject_type, subject_uuid)
    if found is None:
        raise Http404
    return found


@endpoint(methods=("GET", "POST"))
def attach(request: HttpRequest, subject_type: str, subject_uuid: UUID) -> HttpResponse:
    """Hang evidence on a record; the room of the record says who may, others find nothing."""
    place = _place(request, subject_type, subject_uuid)
    form = AttachForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        parts=place.parts,
        initial={"part": request.GET.get("part", "")},
    )
    if form.is_valid():
        try:
            services.attach(
                form.cleaned_data["file"], subject_type=subject_type, subject_uuid=subject_uuid,
                body_id=place.body_id, actor=request.user, at=timezone.now(), label=form.cleaned_data["label"],
                part=form.cleaned_data.get("part", ""),
            )  # fmt: skip
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("Đã đính kèm minh chứng."))
            return redirect(f"{place.back}#evidence")
    status = 422 if form.is_bound else 200
    return page(request, "files/attach.html", {"form": form, "place": place}, status=status)


@endpoint(methods=("GET", "POST"))
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a piece of evidence back, with a reason."""
    attachment = selectors.attachment_by_uuid(uuid)
    if attachment is None:
        raise Http404
    place = _place(request, attachment.subject_type, attachment.subject_uuid)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.withdraw_attachment(
                attachment, actor=request.user, reason=form.cleaned_data["reason"], at=timezone.now()
            )
        except AttachmentWithdrawn as error:
            if not selectors.just_withdrawn(
                attachment, by=request.user, reason=form.cleaned_data["reason"], at=timezone.now()
            ):
                form.add_error(None, str(error))
        except DomainError as error:
            form.add_error(None, str(error))
        if not form.errors:
            messages.success(request, _("Đã rút minh chứng."))
            return redirect(f"{place.back}#evidence")
    context = {"form": form, "place": place, "attachment": attachment}
    return page(request, "files/withdraw.html", context, status=422 if form.is_bound else 200)
