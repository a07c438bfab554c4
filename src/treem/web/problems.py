"""What went wrong, said to a machine: ``application/problem+json`` (RFC 9457), in the language that it asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from treem.web.logs import request_id

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/v"
"""Under these addresses everything speaks JSON, also what is refused before a view is reached."""

SAID: dict[int, tuple[str | Promise, str | Promise]] = {
    400: (_("Yêu cầu không đọc được"), _("Hãy kiểm tra địa chỉ và nội dung gửi lên.")),
    401: (
        _("Chưa biết ai đang gọi"),
        _("Hãy gửi mã truy cập trong Authorization: Bearer, hoặc đăng nhập bằng trình duyệt."),
    ),
    403: (_("Không có quyền"), _("Vai trò hoặc mã truy cập này không được làm việc đó.")),
    404: (_("Không tìm thấy"), _("Không có bản ghi này, hoặc bản ghi nằm ngoài phạm vi của đơn vị.")),
    405: (
        _("Địa chỉ này không nhận phương thức đó"),
        _("Hãy xem tiêu đề Allow để biết phương thức được dùng."),
    ),
    409: (
        _("Trạng thái hiện tại không cho phép"),
        _("Hãy đọc lại bản ghi rồi quyết định bước tiếp theo."),
    ),
    412: (
        _("Bản ghi đã thay đổi"),
        _("Bản ghi vừa được người khác lưu. Hãy đọc lại, lấy ETag mới rồi gửi lại."),
    ),
    413: (_("Nội dung quá lớn"), _("Hãy gửi nội dung nhỏ hơn.")),
    415: (_("Không phải JSON"), _("Hãy gửi nội dung dạng application/json.")),
    422: (_("Nội dung chưa đúng"), _("Hãy sửa những chỗ được nêu rồi gửi lại.")),
    428: (_("Thiếu If-Match"), _("Hãy đọc bản ghi trước, rồi gửi ETag của nó trong If-Match.")),
    429: (_("Gọi quá nhanh"), _("Hãy chờ số giây ghi trong Retry-After rồi gọi lại.")),
    500: (_("Lỗi của hệ thống"), _("Hãy báo cho quản trị viên kèm số yêu cầu.")),
    503: (
        _("Hệ thống tạm ngừng"),
        _("Hệ thống đang tạm thời không kết nối được cơ sở dữ liệu."),
    ),
}
"""For each status its title, and what is said where nothing nearer is known."""


def for_machines(request: HttpRequest) -> bool:
    """Whether the address is one that programs call."""
    return request.path.startswith(PREFIX)


def problem(status: int, code: str, detail: str = "", **more: Any) -> JsonResponse:
    """The answer. ``code`` is stable, for programs; ``detail`` is for people."""
    title, otherwise = SAID[status]
    body = {
        "type": f"urn:treem:problem:{code}",
        "title": str(title),
        "status": status,
        "detail": detail or str(otherwise),
        "code": code,
        "request": request_id(),
        **more,
    }
    return JsonResponse(
        body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )
