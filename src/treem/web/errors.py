"""Pages for what went wrong, in words a person can act on."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from treem.kernel.errors import DomainError
from treem.web.logs import request_id
from treem.web.outage import database_gone, without_database
from treem.web.problems import for_machines, problem


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "web/400.html", 400, "bad_request")


def nul_refused(request: HttpRequest) -> HttpResponse:
    """A NUL came in, which no keyboard types: where it comes from and what to do."""
    said = _(
        "Dữ liệu gửi lên có ký tự rỗng (NUL), thường do chép từ chương trình khác, nên chưa lưu gì. "
        "Bấm nút quay lại của trình duyệt, gõ tay chỗ vừa chép rồi gửi lại."
    )
    return _answer(request, "web/400.html", 400, "nul", said)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "web/403.html", 403, "forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "web/404.html", 404, "not_found")


def not_this_way(request: HttpRequest) -> HttpResponse:
    """An address that only a button of a page may call, opened by itself."""
    return _answer(request, "web/405.html", 405, "method_not_allowed")


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; when the database cannot be reached, the page that says so."""
    fault = sys.exc_info()[1]
    if fault is not None and (cause := database_gone(fault)):
        return without_database(request, cause)
    if for_machines(request):
        return problem(500, "server_error")
    # Nothing here may touch the database: it may be what failed.
    html = render_to_string(
        "web/500.html", {"request_id": request_id(), "page_base": "web/base.html", "menu": []}
    )
    return HttpResponse(html, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(
        request, "web/403.html", 403, "csrf", _("Phiên làm việc đã cũ. Hãy tải lại trang rồi gửi lại.")
    )


def domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refusal of the domain: what is wrong and what to do, with the stable code underneath."""
    status = getattr(error, "status", 409)
    template = "web/404.html" if status == 404 else "web/409.html"
    return _answer(request, template, status, error.code, str(error))


def _answer(request: HttpRequest, template: str, status: int, code: str, message: str = "") -> HttpResponse:
    if for_machines(request):
        return problem(status, code, message)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"code": code, "message": message, "request": request_id()}, status=status)
    context = {
        "code": code, "message": message, "request_id": request_id(),
        "back_url": page_before(request) if status != 400 else "",
    }  # fmt: skip
    return render(request, template, context, status=status)


def page_before(request: HttpRequest) -> str:
    """The page of ours from which the person came, to be opened afresh; "" when there is none."""
    came_from = request.headers.get("Referer", "")
    here = request.build_absolute_uri()
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    return came_from if ours and (came_from != here or request.method == "POST") else ""
