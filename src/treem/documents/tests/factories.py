"""Invented documents and what they cite."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from treem.documents import services
from treem.documents.models import Citation, Document
from treem.kernel.time import VIETNAM

AT = datetime(2026, 11, 2, 9, 0, tzinfo=VIETNAM)
BACKEND = "treem.organisations.backends.PasswordBackend"


def held(number_symbol: str, day: str, issuer: str = "UBND tỉnh Sơn La", **more: Any) -> Document:
    """A document of the register: «12/KH-UBND» of a day."""
    number, _slash, symbol = number_symbol.partition("/")
    head = {
        "type": "Kế hoạch", "number": number, "symbol": symbol, "date": day, "issuer": issuer,
        "subject": f"Việc thử số {number}", **more,
    }  # fmt: skip
    return services.register_document(
        sha256=f"{Document.objects.count():064d}", file_name="thu.txt", text="Toàn văn.", metadata=head, actor=None, at=AT
    )[0]  # fmt: skip


def cite(
    document: Document, number_symbol: str, day: str = "", *, sure: bool = False, **more: Any
) -> Citation:
    """An edge as the reader gives it; ``sure``: a person has confirmed it."""
    start = 10 * document.citations.count()
    row = {
        "kind": "full" if day else "no_date", "raw": f"Quyết định số {number_symbol}", "start": start, "end": start + 8,
        "type": "Quyết định", "number_symbol": number_symbol, "date": day, "relation": "căn cứ", **more,
    }  # fmt: skip
    return services.record_citations(document, [row], confirmed=[sure])[0]
