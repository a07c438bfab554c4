"""Presenting a reviewed document, issuing its duties, sending it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.directives import second_eyes, selectors, services
from treem.directives.forms import SendBackForm, VersionForm
from treem.directives.models import Reading, ReadingState
from treem.directives.views import reading_or_404, review_page
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint("directives.issue", methods=("GET", "POST"))
def issue(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Ban hành nhiệm vụ»: says first what will follow, then does it. Where a second person is needed and nobody has
    presented the document yet, the page presents it."""
    reading = reading_or_404(uuid)
    if reading.state == ReadingState.ISSUED:
        messages.info(request, _("Nhiệm vụ của văn bản này đã được ban hành."))
        return redirect("directives:review", reading.uuid)
    error = ""
    if request.method == "POST":
        form = VersionForm(request.POST)
        try:
            issued = services.issue(
                reading,
                request.user,  # type: ignore[arg-type]
                at=now(),
                version=form.cleaned_data["version"] if form.is_valid() else None,
            )
        except DomainError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _issued_words(issued))
            return redirect(f"{reverse('duties:overview')}?document={reading.document_id}")
    return _issue_page(request, reading, error=error, status=422 if error else 200)


def _issued_words(issued: services.Issued) -> str:
    said = _("Đã ban hành %(duties)d nhiệm vụ thành %(work)d việc của các đơn vị.") % {
        "duties": len(issued.obligations),
        "work": len(issued.executions),
    }
    if issued.amended:
        said += " " + _("%(count)d nhiệm vụ đã giao trước đây được đổi hoặc rút.") % {"count": issued.amended}
    return said


def _issue_page(
    request: HttpRequest,
    reading: Reading,
    *,
    error: str = "",
    form: SendBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    items = selectors.items_of(reading)
    presented = reading.state == ReadingState.PRESENTED
    present_first = second_eyes.needed(items, today()) and not presented
    context: dict[str, Any] = {
        "reading": reading,
        "document": reading.document,
        "question": _("Trình ban hành văn bản này?")
        if present_first
        else _("Ban hành nhiệm vụ của văn bản này?"),
        "consequences": services.consequences(items),
        "obstacles": services.obstacles(reading, items),
        "error": error,
        "presented": presented,
        "present_first": present_first,
        "confirmers": second_eyes.confirmers(items),
        "cancel_url": reverse("directives:review", args=[reading.uuid]),
    }
    if present_first:
        context["action_label"] = _("Trình ban hành")
        context["action_url"] = reverse("directives:present", args=[reading.uuid])
        context["issuers"] = second_eyes.issuers(items, presenter=request.user, on=today())  # type: ignore[arg-type]
    else:
        context["action_label"] = _("Ban hành nhiệm vụ")
        context["action_url"] = reverse("directives:issue", args=[reading.uuid])
    if presented:
        needed = second_eyes.needed(items, today())
        context["why_not"] = second_eyes.why_not(reading, items, request.user) if needed else ""  # type: ignore[arg-type]
        context["own"] = reading.presented_by_id == request.user.pk
        context["form"] = form or SendBackForm(initial={"version": reading.version})
    return page(request, "directives/issue.html", context, status=status)


@endpoint("directives.issue", methods=("POST",))
def present(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Trình ban hành»."""
    reading = reading_or_404(uuid)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    try:
        services.present(reading, actor=request.user, at=now(), version=version)  # type: ignore[arg-type]
    except DomainError as refusal:
        return _issue_page(request, reading_or_404(uuid), error=str(refusal), status=422)
    messages.success(request, _("Đã trình. Người thứ hai của cơ quan chủ trì sẽ ban hành hoặc trả lại."))
    return redirect("directives:review", reading.uuid)


@endpoint("directives.issue", methods=("POST",))
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Rút lại để xem thêm», by who presented it."""
    reading = reading_or_404(uuid)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    try:
        services.take_back(reading, actor=request.user, at=now(), version=version)  # type: ignore[arg-type]
    except DomainError as refusal:
        return review_page(request, reading_or_404(uuid), error=str(refusal), status=409)
    messages.success(request, _("Đã rút lại. Đồng chí xem tiếp rồi trình lại."))
    return redirect("directives:review", reading.uuid)


@endpoint("directives.issue", methods=("POST",))
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Trả lại» with a reason."""
    reading = reading_or_404(uuid)
    form = SendBackForm(request.POST)
    if form.is_valid():
        try:
            services.send_back(
                reading,
                reason=form.cleaned_data["reason"],
                actor=request.user,  # type: ignore[arg-type]
                at=now(),
                version=form.cleaned_data["version"],
            )
        except DomainError as refusal:
            form.add_error("reason" if refusal.field == "reason" else None, str(refusal))
        else:
            messages.success(request, _("Đã trả lại cho người trình, kèm lý do."))
            return redirect("directives:review", reading.uuid)
    return _issue_page(request, reading_or_404(uuid), form=form, status=422)
