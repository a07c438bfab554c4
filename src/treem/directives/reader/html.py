"""Text of a web page saved as .doc, alone or in the one-file form of Word (MHT). Read as it lies: nothing in it runs or is fetched."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Mapping
from contextlib import suppress
from email.message import EmailMessage

from lxml import etree

from treem.directives.reader.errors import ReadError
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
MOST_TAGS = 100_000
LARGEST = 8 * 1024 * 1024
"""Bytes of the page itself; pictures of an MHT are not of it."""


def looks_like(data: bytes) -> bool:
    """Whether the bytes are a web page or an MHT file that holds one."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if _BEGINS.match(head):
        return True
    return bool(_MHT.match(head)) and b"multipart/related" in head.lower()


def extract(data: bytes, filename: str) -> tuple[str, list[str]]:
    """The text, a line for each paragraph or row, and flags. What cannot be decoded is marked as such, never guessed.

    Raises ReadError ``too_large``.
    """
    page, charset = _page(data)
    if len(page) > LARGEST or page.count(b"<") > MOST_TAGS:
        raise ReadError("too_large", filename, "8 MB, 100 nghìn thẻ của trang web")
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", no_network=True)
    with suppress(etree.LxmlError):  # broken markup: what stands before it was read
        parser.feed(_decoded(page, charset).encode())
        parser.close()
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


class _Reader:
    """What lxml tells of the page, tag by tag. Collects text; a row of a table is one line of cells joined by `` | ``; fonts
    of old code tables are turned."""

    def __init__(self) -> None:
        self.old = False
        self._lines: list[str] = []
        self._line: list[str] = []
        self._cells: list[list[str]] | None = None
        self._fonts: list[tuple[str, legacy.Font | None]] = []
        self._pending: list[str] = []
        self._silent = 0

    def text(self) -> str:
        return "\n".join(self._lines)

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        """A tag opens."""
        self._say()
        if tag in _SILENT:
            self._silent += 1
        if tag == "tr":
            self._end_line()
            self._cells = []
        elif tag in ("td", "th") and self._cells is not None:
            self._cells.append([])
        elif tag in _LINE:
            self._end_line()
        if tag not in _EMPTY and len(self._fonts) < DEEPEST:
            self._fonts.append((tag, self._font(attrs)))

    def _font(self, attrs: Mapping[str, str]) -> legacy.Font | None:
        style = _FAMILY.search(attrs.get("style") or "")
        named = style[1] if style else attrs.get("face") or ""
        if named:
            return legacy.of_font(named.split(",")[0])
        return self._fonts[-1][1] if self._fonts else None

    def end(self, tag: str) -> None:
        """A tag closes."""
        self._say()
        if tag in _SILENT and self._silent:
            self._silent -= 1
        for at in range(len(self._fonts) - 1, max(-1, len(self._fonts) - 50), -1):
            if self._fonts[at][0] == tag:
                del self._fonts[at:]
                break
        if tag == "tr" and self._cells is not None:
            cells, self._cells = self._cells, None
            self._line.append(" | ".join(" ".join("".join(cell).split()) for cell in cells))
            self._end_line()
        elif tag in _LINE:
            self._end_line()

    def data(self, data: str) -> None:
        """Words between tags, in pieces of any size."""
        if not self._silent:
            self._pending.append(data)

    def close(self) -> None:
        """The page ends, perhaps within a row."""
        self._say()
        for cell in self._cells or ():
            self._line += cell
        self._cells = None
        self._end_line()

    def _say(self) -> None:
        if not self._pending:
            return
        words = "".join(self._pending)
        self._pending.clear()
        font = self._fonts[-1][1] if self._fonts else None
        if font is not None and words.strip() and legacy.fits(words, font.encoding):
            turned = legacy.decode(words, font.encoding, capitals=font.capitals)
            self.old = self.old or turned != words
            words = turned
        (self._cells[-1] if self._cells else self._line).append(words)

    def _end_line(self) -> None:
        if self._cells:
            self._cells[-1].append(" ")
        elif self._line:
            if line := " ".join("".join(self._line).split()):
                self._lines.append(line)
            self._line = []
