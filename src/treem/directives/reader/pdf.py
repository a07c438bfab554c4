"""Text of a PDF with a text layer."""

from __future__ import annotations

import pypdfium2 as pdfium

from treem.directives.reader.errors import ReadError

MAX_PAGES = 500


FEW_LETTERS = 20
"""A page with fewer letters in its text layer is a picture of a page."""


def extract(data: bytes, filename: str) -> list[str]:
    """The text of each page; a page without a text layer is empty or nearly so (a scan: see ``ocr``).

    Raises ReadError: encrypted, unreadable, too_large.
    """
    try:
        document = pdfium.PdfDocument(data)
    except Exception as error:  # pdfium reports everything through one class
        code = "encrypted" if "password" in str(error).lower() else "unreadable"
        raise ReadError(code, filename) from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise ReadError("too_large", filename, f"{MAX_PAGES} trang")
        texts = [_page(document, number) for number in range(count)]
    except ReadError:
        raise
    except Exception as error:
        raise ReadError("unreadable", filename) from error
    finally:
        document.close()
    return texts


def _page(document: pdfium.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            # U+FFFE is pdfium's mark for a hyphen at the end of a line.
            return str(textpage.get_text_bounded()).replace("\ufffe", "-")
        finally:
            textpage.close()
    finally:
        page.close()
