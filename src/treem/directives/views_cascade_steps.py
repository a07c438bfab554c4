"""The steps of a paper that passes a directive on: drafts on paper, presented, approved, sent back, given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.directives import cascade_selectors as selectors
from treem.directives import services
from treem.directives.forms_cascade import ReasonForm, SendBackForm
from treem.directives.models import Cascade, CascadeState
from treem.directives.views_cascade import cascade_page, document_or_404, drafting_body, own_cascade
from treem.duties.forms import VersionForm
from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.web.endpoints import endpoint
from treem.web.pages import page


def _step(
    request: HttpRequest, found: Cascade, do: Callable[[int], object], done: str, *, reached: CascadeState
) -> HttpResponse:
    """Do one step. A second press of the same button finds it done and is told so, as the first one."""
    form = VersionForm(request.POST)
    fault = ""
    if not form.is_valid():
        fault = str(next(iter(form.errors.values()))[0])
    else:
        try:
            do(form.cleaned_data["version"])
        except DomainError as error:
            fresh = own_cascade(request, found.uuid)
            if fresh.state != reached:
                return cascade_page(request, fresh, fault=str(error), status=409)
    if fault:
        return cascade_page(request, found, fault=fault, status=422)
    messages.success(request, done)
    return redirect("directives:cascade", found.uuid)


@endpoint("directives.cascade", methods=("POST",))
def make_draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Lập bản dự thảo»: DOCX and PDF of what is written now."""
    found = own_cascade(request, uuid)
    actor: Any = request.user
    try:
        made = services.make_version(found, actor=actor, at=now())
    except DomainError as error:
        return cascade_page(request, found, fault=str(error), status=422)
    messages.success(request, _("Đã có bản dự thảo %(number)d.") % {"number": made.number})
    return redirect(f"{reverse('directives:cascade', args=[found.uuid])}#drafts")


@endpoint("directives.cascade", methods=("POST",))
def present(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Trình»."""
    found, actor = own_cascade(request, uuid), request.user

    def do(version: int) -> None:
        services.present_cascade(found, actor=actor, at=now(), version=version)  # type: ignore[arg-type]

    return _step(request, found, do, _("Đã trình."), reached=CascadeState.PENDING)


@endpoint("directives.cascade", methods=("POST",))
def recall(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back what was presented, to mend it."""
    found, actor = own_cascade(request, uuid), request.user

    def do(version: int) -> None:
        services.recall(found, actor=actor, version=version)  # type: ignore[arg-type]

    return _step(request, found, do, _("Đã rút lại để soạn tiếp."), reached=CascadeState.DRAFT)


@endpoint("directives.approve_cascade", methods=("POST",))
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Duyệt nội bộ»."""
    found, actor = own_cascade(request, uuid), request.user

    def do(version: int) -> None:
        services.approve(found, actor=actor, at=now(), version=version)  # type: ignore[arg-type]

    return _step(
        request, found, do, _("Đã duyệt nội bộ. Đây chưa phải là chữ ký."), reached=CascadeState.APPROVED
    )


@endpoint("directives.approve_cascade", methods=("POST",))
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Trả lại» with a reason."""
    found, actor = own_cascade(request, uuid), request.user
    form = SendBackForm(request.POST, auto_id="return_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.send_back_cascade(
                found,
                reason=data["reason"],
                actor=actor,  # type: ignore[arg-type]
                at=now(),
                version=data["version"],
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Đã trả lại."))
            return redirect("directives:cascade", found.uuid)
    return cascade_page(request, found, return_form=form, status=422)


@endpoint("directives.cascade", methods=("GET", "POST"))
def drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a draft up, asked first."""
    found, actor = own_cascade(request, uuid), request.user
    url = reverse("directives:cascade", args=[found.uuid])
    if request.method == "POST":
        form = VersionForm(request.POST)
        try:
            version = form.cleaned_data["version"] if form.is_valid() else -1
            services.drop(found, actor=actor, version=version)  # type: ignore[arg-type]
        except DomainError as error:
            return cascade_page(request, own_cascade(request, uuid), fault=str(error), status=409)
        messages.success(request, _("Đã bỏ bản soạn. Có thể lập lại từ văn bản cấp trên."))
        return redirect("directives:cascades")
    context = {
        "question": _("Bỏ bản soạn này?"), "action_label": _("Bỏ bản soạn"), "danger": True, "cancel_url": url,
        "consequences": [_("Văn bản cấp trên trở lại danh sách cần triển khai."), _("Những gì đã nhập vẫn được lưu vết.")],
        "hidden": {"version": found.version},
    }  # fmt: skip
    return page(request, "web/confirm.html", context)


@endpoint("directives.cascade", methods=("GET", "POST"))
def decline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Không lập văn bản riêng», with the reason."""
    document, body, actor = document_or_404(uuid), drafting_body(request), request.user
    if body is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.decline(document, body, reason=form.cleaned_data["reason"], actor=actor, at=now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Đã ghi: đơn vị không lập văn bản riêng."))
            return redirect("directives:cascades")
    status = 422 if form.is_bound else 200
    return page(
        request, "directives/cascade_decline.html", {"document": document, "form": form}, status=status
    )


@endpoint("directives.cascade", methods=("POST",))
def take_up(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make a paper after all."""
    found, actor = own_cascade(request, uuid), request.user
    form = VersionForm(request.POST)
    try:
        version = form.cleaned_data["version"] if form.is_valid() else -1
        services.take_up_again(found, actor=actor, version=version)  # type: ignore[arg-type]
    except DomainError as error:
        return cascade_page(request, own_cascade(request, uuid), fault=str(error), status=409)
    return redirect("directives:cascade_start", found.document.uuid)


@endpoint("directives.cascade", methods=("POST",))
def prepare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The approved draft becomes an outgoing paper, whose issue is recorded on its own page."""
    found, actor = own_cascade(request, uuid), request.user
    try:
        paper = services.prepare_paper(found, actor=actor, at=now())  # type: ignore[arg-type]
    except DomainError as error:
        return cascade_page(
            request,
            selectors.cascade_visible(found.uuid, [found.body_id]) or found,
            fault=str(error),
            status=409,
        )
    return redirect("documents:paper", paper.uuid)
