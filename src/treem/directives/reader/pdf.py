"""Text of a PDF with a text layer."""

from __future__ import annotations

import pypdfium2 as pdfium

from treem.directives.reader.errors import ReadError

MAX_PAGES = 400


def extract(data: bytes, filename: str) -> tuple[str, int]:
    """The text, pages separated by blank lines, and the number of pages.

    Raises ReadError: encrypted, unreadable, too_large, or no_text for a scan.
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
    text = "\n\n".join(texts)
    if sum(map(str.isalpha, text)) < 20 * max(count, 1):
        raise ReadError("no_text", filename)
    return text, count


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
