"""What is refused about documents."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class ImpossibleDate(DomainError):
    code = "documents.impossible_date"
    text = "Ngày “{given}” không có thật. Hãy sửa lại, hoặc để trống nếu văn bản không ghi ngày."
    field = "date"
