"""Cutting a finding in two, joining two, undoing either, adding one; bringing a replacement of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.directives import jobs, presentation, selectors, services
from treem.directives.forms_cutting import AddForm, MergeForm, ReplaceForm, SplitForm
from treem.directives.models import Upload
from treem.directives.views import reading_or_404, review_page
from treem.directives.views_item import item_or_404, wants_card
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.directives.models import Item, Reading


def _to(item: Item) -> HttpResponse:
    """Back to the page, at the finding."""
    return redirect(f"{reverse('directives:review', args=[item.reading.uuid])}#item-{item.pk}")


def _refused(request: HttpRequest, item: Item, error: DomainError) -> HttpResponse:
    fresh = item_or_404(item.uuid)
    if not fresh.live:
        return review_page(request, fresh.reading, error=str(error), status=409)
    card = presentation.fresh_card(fresh, today(), error=str(error), open=fresh.reading.reviewed_now)
    return review_page(request, fresh.reading, refused=card, status=409)


@endpoint("directives.review", methods=("GET", "POST"))
def split(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Choose where the second part begins; inside its card with htmx, on a page of its own without."""
    item = item_or_404(uuid)
    form = SplitForm(
        request.POST if request.method == "POST" else None, item=item, text=selectors.text_of(item.reading),
        auto_id=f"split{item.pk}_%s",
    )  # fmt: skip
    if form.is_valid():
        try:
            first, _second = services.split(
                item, place=form.cleaned_data["at"], actor=request.user, at=now(), version=form.cleaned_data["version"]  # type: ignore[arg-type]
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Đã tách làm hai. Đồng chí xem từng phần rồi chấp nhận."))
            return _to(first)
    template = "directives/card_split.html" if wants_card(request) else "directives/split.html"
    card = presentation.fresh_card(item, today())
    context = {"form": form, "card": card, "reading": item.reading}
    return page(request, template, context, status=422 if form.is_bound else 200)


@endpoint("directives.review", methods=("POST",))
def merge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Join the finding with the one that follows it."""
    item = item_or_404(uuid)
    form = MergeForm(request.POST)
    following = selectors.item_by_uuid(form.cleaned_data["with_next"]) if form.is_valid() else None
    if following is None or following.reading_id != item.reading_id:
        error = _("Không thấy nhiệm vụ đứng sau. Hãy tải lại trang rồi thử lại.")
        return review_page(request, item.reading, error=error, status=422)
    try:
        made = services.merge(
            item, following, actor=request.user, at=now(), version=form.cleaned_data["version"],  # type: ignore[arg-type]
            next_version=form.cleaned_data["next_version"],
        )  # fmt: skip
    except DomainError as refusal:
        return _refused(request, item, refusal)
    messages.success(request, _("Đã gộp làm một. Đồng chí xem lại rồi chấp nhận."))
    return _to(made)


@endpoint("directives.review", methods=("POST",))
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back the cut or the join that made the finding."""
    item = item_or_404(uuid)
    try:
        before = services.undo(item, actor=request.user, at=now())  # type: ignore[arg-type]
    except DomainError as refusal:
        return _refused(request, item, refusal)
    messages.success(request, _("Đã hoàn tác; nội dung trở lại như trước."))
    return _to(before[0])


@endpoint("directives.review", methods=("GET", "POST"))
def add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A duty that the machine missed: the passage selected on the review page, or named here by line or words."""
    reading = reading_or_404(uuid)
    form = AddForm(request.POST if request.method == "POST" else None, text=selectors.text_of(reading))
    if form.is_valid():
        start, end = form.cleaned_data["passage"]
        try:
            made = services.add(reading, start=start, end=end, actor=request.user, at=now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error("begins" if error.field == "begins" else None, str(error))
        else:
            messages.success(request, _("Đã thêm. Đồng chí ghi đơn vị, hạn rồi lưu."))
            return redirect("directives:edit", made.uuid)
    return page(
        request,
        "directives/add.html",
        {"form": form, "reading": reading},
        status=422 if form.is_bound else 200,
    )


@endpoint("directives.take_in", methods=("GET", "POST"))
def replace(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Đưa bản thay thế vào»: another file of the same document."""
    reading: Reading = reading_or_404(uuid)
    if request.method == "GET":
        return page(request, "directives/replace.html", {"form": ReplaceForm(), "reading": reading})
    form = ReplaceForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.bring_replacement(
                reading, file.read(), file.name or "", why=form.cleaned_data["why"], sure=form.cleaned_data["sure"],
                actor=request.user, at=now(),  # type: ignore[arg-type]
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else "file", str(error))
        else:
            if isinstance(made, Upload):
                jobs.have_read(made)
                return redirect("directives:upload", made.uuid)
            messages.success(
                request, _("Đã đọc bản thay thế. Những gì giữ nguyên không phải xem lại; phần thay đổi chờ đồng chí xem.")
            )  # fmt: skip
            return redirect("directives:review", made.uuid)
    return page(request, "directives/replace.html", {"form": form, "reading": reading}, status=422)
