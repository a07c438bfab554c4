"""Text of a web page saved as .doc, alone or in the one-file form of Word (MHT). Read as it lies: nothing in it runs or is fetched."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser

from treem.kernel.vietnamese import legacy

_BEGINS = re.compile(rb"\s*(?:<!doctype\s+html|<html|<\?xml[^>]*>\s*<html)", re.IGNORECASE)
_MHT = re.compile(rb"\s*(?:MIME-Version|From|Content-Type|X-\w+)\s*:", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_FAMILY = re.compile(r"font-family\s*:\s*([^;]+)", re.IGNORECASE)
_LINE = {
    "p",
    "div",
    "br",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "table",
    "center",
    "pre",
    "hr",
    "ol",
    "ul",
}
_SILENT = {"head", "style", "script", "title", "xml", "noscript", "template"}
_EMPTY = {"br", "hr", "img", "meta", "link", "input", "col", "base", "area", "wbr", "source"}
DEEPEST = 2000


def looks_like(data: bytes) -> bool:
    """Whether the bytes are a web page or an MHT file that holds one."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if _BEGINS.match(head):
        return True
    return bool(_MHT.match(head)) and b"multipart/related" in head.lower()


def extract(data: bytes) -> tuple[str, list[str]]:
    """The text, a line for each paragraph or row, and flags. What cannot be decoded is marked as such, never guessed."""
    page, charset = _page(data)
    reader = _Reader()
    reader.feed(_decoded(page, charset))
    reader.close()
    return reader.text(), ["legacy_font"] if reader.old else []


def _page(data: bytes) -> tuple[bytes, str]:
    if _BEGINS.match(data[:4096].lstrip(b"\xef\xbb\xbf")):
        return data, ""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content, str(part.get_content_charset() or "")
    return b"", ""


def _decoded(page: bytes, charset: str) -> str:
    named = _CHARSET.search(page[:4096])
    for name in (charset, named[1].decode("ascii") if named else "", "utf-8"):
        try:
            if name and name.lower() not in ("unicode", "utf-7"):
                return page.decode(name)
        except (LookupError, UnicodeError):
            continue
    return page.decode("cp1252", "replace")


class _Reader(HTMLParser):
    """Collects text; a row of a table is one line of cells joined by `` | ``; fonts of old code tables are turned."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.old = False
        self._lines: list[str] = [""]
        self._cells: list[str] | None = None
        self._fonts: list[tuple[str, legacy.Font | None]] = []
        self._silent = 0

    def text(self) -> str:
        return "\n".join(" ".join(line.split()) for line in self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag == "tr":
            self._end_line()
            self._cells = []
        elif tag in ("td", "th") and self._cells is not None:
            self._cells.append("")
        elif tag in _LINE:
            self._end_line()
        if tag not in _EMPTY and len(self._fonts) < DEEPEST:
            self._fonts.append((tag, self._font(dict(attrs))))

    def _font(self, attrs: dict[str, str | None]) -> legacy.Font | None:
        style = _FAMILY.search(attrs.get("style") or "")
        named = style[1] if style else attrs.get("face") or ""
        if named:
            return legacy.of_font(named.split(",")[0])
        return self._fonts[-1][1] if self._fonts else None

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        for at in range(len(self._fonts) - 1, max(-1, len(self._fonts) - 50), -1):
            if self._fonts[at][0] == tag:
                del self._fonts[at:]
                break
        if tag == "tr" and self._cells is not None:
            cells, self._cells = self._cells, None
            self._lines[-1] += " | ".join(" ".join(cell.split()) for cell in cells)
            self._end_line()
        elif tag in _LINE:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        font = self._fonts[-1][1] if self._fonts else None
        if font is not None and legacy.fits(data, font.encoding):
            turned = legacy.decode(data, font.encoding, capitals=font.capitals)
            self.old = self.old or turned != data
            data = turned
        data = re.sub(r"\s+", " ", data)
        if self._cells:
            self._cells[-1] += data
        else:
            self._lines[-1] += data

    def _end_line(self) -> None:
        if self._cells:
            self._cells[-1] += " "
        elif self._lines[-1].strip():
            self._lines.append("")
