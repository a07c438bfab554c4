"""What is refused about notices."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class PushServiceUnknown(DomainError):
    code = "notices.push_service_unknown"
    text = "Trình duyệt này dùng dịch vụ thông báo mà hệ thống không biết, nên không bật được thông báo đẩy."
