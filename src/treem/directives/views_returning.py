"""«Trở lại bản trước»: what would happen, asking for it, and deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.directives import second_eyes, selectors, services
from treem.directives.errors import NoWayBack
from treem.directives.forms_cutting import BackForm
from treem.directives.models import ReadingState
from treem.directives.views import reading_or_404
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.directives.models import Item, Reading


@endpoint("directives.take_in", methods=("GET", "POST"))
def back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Says first what will follow; then does it, asks a second person for it, or leaves things as they are."""
    reading = reading_or_404(uuid)
    form = BackForm(request.POST if request.method == "POST" else None)
    if reading.back_asked_at is not None and form.data.get("step") == "back":
        form.fields["why"].required = False  # the reason is that of whoever asked
    error = ""
    if form.is_valid():
        try:
            return _done(request, reading, form)
        except NoWayBack as refusal:
            messages.info(request, str(refusal))
            return redirect("directives:review", reading.uuid)
        except DomainError as refusal:
            if refusal.field in form.fields:
                form.add_error(refusal.field, str(refusal))
            else:
                error = str(refusal)
    return _page(request, reading_or_404(uuid), form, error=error, status=422 if form.is_bound else 200)


def _done(request: HttpRequest, reading: Reading, form: BackForm) -> HttpResponse:
    given = {
        "why": form.cleaned_data["why"], "actor": request.user, "at": now(), "version": form.cleaned_data["version"],
    }  # fmt: skip
    step = form.cleaned_data["step"]
    if step == "ask":
        services.ask_back(reading, **given)
        messages.success(
            request, _("Đã gửi đề nghị. Người thứ hai của cơ quan chủ trì sẽ quyết định; trong lúc chờ, mọi việc giữ nguyên.")
        )  # fmt: skip
        return redirect("directives:review", reading.uuid)
    if step == "stay":
        services.stay(reading, **given)
        messages.success(request, _("Đã ghi nhận: bản này vẫn là bản đang dùng."))
        return redirect("directives:review", reading.uuid)
    right = services.go_back(reading, **given)
    messages.success(
        request,
        _("Đã trở lại bản %(n)d. Bản đưa vào nhầm vẫn đọc được, với lý do rút.") % {"n": right.edition},
    )
    return redirect("directives:review", right.uuid)


def _page(request: HttpRequest, reading: Reading, form: BackForm, *, error: str, status: int) -> HttpResponse:
    items = selectors.items_of(reading)
    try:
        found = services.way_back(reading, items)
    except NoWayBack as refusal:
        messages.info(request, str(refusal))
        return redirect("directives:review", reading.uuid)
    asked = reading.back_asked_at is not None
    second = second_eyes.needed_back(reading, items, today())
    return page(
        request,
        "directives/back.html",
        {
            "reading": reading,
            "document": reading.document,
            "form": form,
            "error": error,
            "back": found,
            "sentences": _sentences(reading, found, items),
            "groups": _groups(found),
            "asked": asked,
            "own": reading.back_asked_by_id == request.user.pk,
            "ask_first": second and not asked,
        },
        status=status,
    )


def _sentences(reading: Reading, found: services.WayBack, items: list[Item]) -> list[str]:
    """What will follow, for the person who is about to do it."""
    earlier = reading.earlier
    assert earlier is not None
    editions = {"old": earlier.edition, "new": reading.edition}
    said = [
        _("Bản %(old)d lại là bản đang dùng. Bản %(new)d được rút, vẫn đọc được, cùng lý do.") % editions,
    ]
    if reading.state != ReadingState.ISSUED:
        seen = sum(item.decided for item in items)
        said.append(
            _("Bản %(new)d chưa ban hành nhiệm vụ nào, nên việc của các đơn vị không đổi.") % editions
        )
        if seen:
            said.append(_("%(count)d nội dung đã xem ở bản này không dùng nữa.") % {"count": seen})
    if earlier.state == ReadingState.SUPERSEDED:
        said.append(
            _("Bản %(old)d chưa ban hành nhiệm vụ: việc xem bản đó tiếp tục từ chỗ đã dừng.") % editions
        )
    for count, words in (
        (len(found.brought), _("%(count)d nhiệm vụ do bản này giao được rút; việc còn mở của các đơn vị được miễn, kèm lý do.")),
        (len(found.changed), _("%(count)d nhiệm vụ bản này đã đổi trở lại nội dung, đơn vị và hạn cũ.")),
        (len(found.withdrawn), _("%(count)d nhiệm vụ bản này đã rút được giao lại như trước.")),
        (found.targets, _("%(count)d chỉ tiêu kế hoạch trở lại như trước; số liệu đã có vẫn giữ.")),
    ):  # fmt: skip
        if count:
            said.append(words % {"count": count})
    if any(_reports(item) for item in (*found.brought, *found.changed, *found.withdrawn)):
        said.append(_("Vòng báo cáo nháp của các nhiệm vụ đó trở lại như trước; vòng đã mở giữ nguyên."))
    if found.touched:
        said.append(_("Các đơn vị liên quan đọc được lý do trong quá trình thực hiện. Việc đã làm vẫn còn."))
    return said


def _reports(item: Item) -> bool:
    return item.content.get("unit_type") == "reporting" or item.kind == "reporting"


def _groups(found: services.WayBack) -> list[tuple[str, list[str]]]:
    named = [
        (_("Được rút"), found.brought),
        (_("Trở lại như trước"), found.changed),
        (_("Được giao lại"), found.withdrawn),
    ]
    return [(title, [_words(item) for item in items]) for title, items in named if items]


def _words(item: Item) -> str:
    """One duty in a line: as the earlier edition says it, where it does."""
    content = item.earlier.content if item.touches_issued and item.earlier is not None else item.content
    return " ".join(str(content.get("text", "")).replace("*", "").split())
