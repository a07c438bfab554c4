"""Scanned pages and photographs, read by Tesseract (a program of the system, found or not).

Each page is read in a process of its own with a time limit: a page that cannot be read is named, the others stay.
What was read comes line by line; two columns of a letterhead are parted by a tab, cells of a table by `` | ``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from statistics import mean, median

import pypdfium2 as pdfium

from treem.directives.reader.errors import ReadError

DPI = 300
PAGE_SECONDS = 60
SECONDS = 600
"""For a whole document, unless the caller has less patience."""
AT_ONCE = 2
_POOR = 60.0
"""Below this mean confidence (0-100) a page may lie on its side or upside down."""
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"RIFF", b"BM")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words as Tesseract grouped them; places in pixels."""

    left: int
    top: int
    right: int
    bottom: int
    words: tuple[tuple[int, int, str], ...]
    """Left, right, text."""

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Page:
    """What was read on a page: text, mean confidence of its words (0-100), None when nothing could be read."""

    text: str = ""
    confidence: float | None = None


@dataclass(slots=True)
class Scan:
    """All pages in order, and the numbers (from 1) of those that could not be read in time."""

    pages: list[Page] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    @property
    def confidence(self) -> float | None:
        """Mean over the pages, 0 to 1."""
        known = [page.confidence for page in self.pages if page.confidence is not None]
        return round(mean(known) / 100, 3) if known else None


@cache
def available() -> bool:
    """Whether Tesseract with the Vietnamese model is there."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return False
    return "vie" in listed.stdout.split()


def is_image(data: bytes) -> bool:
    """PNG, JPEG, TIFF, WebP, BMP by their first bytes."""
    if data[:4] == b"RIFF":
        return data[8:12] == b"WEBP"
    return data.startswith(_IMAGES)


def image(data: bytes, filename: str, *, seconds: float = SECONDS) -> Scan:
    """Read one photograph or picture of a page. Raises ReadError: no_ocr, unreadable."""
    if not available():
        raise ReadError("no_ocr", filename)
    made = _as_pdf(data)
    if made is not None:
        return pdf(made, filename, [0], seconds=seconds)
    page = _read(data, min(seconds, PAGE_SECONDS))
    if page.confidence is None:
        raise ReadError("unreadable", filename)
    return Scan([page])


def pdf(data: bytes, filename: str, numbers: Sequence[int], *, seconds: float = SECONDS) -> Scan:
    """Read the pages (from 0) of a PDF as pictures. Pages that the time does not reach are named, not read.

    Raises ReadError ``no_ocr``.
    """
    if not available():
        raise ReadError("no_ocr", filename)
    until = time.monotonic() + seconds
    document = pdfium.PdfDocument(data)
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = []
            for begin in range(0, len(numbers), AT_ONCE):
                # pdfium draws in this thread only: it is not made for several.
                batch = [_Drawn(document, number) for number in numbers[begin : begin + AT_ONCE]]
                found += list(pool.map(lambda drawn: _upright(drawn, until), batch))
                for drawn in batch:
                    if drawn.turned:
                        found[numbers.index(drawn.number)] = _turned(
                            drawn, found[numbers.index(drawn.number)], until
                        )
    finally:
        document.close()
    unread = [number + 1 for number, page in zip(numbers, found, strict=True) if page.confidence is None]
    return Scan(found, unread)


class _Drawn:
    """A page drawn in grey, and whether it seems to lie the wrong way round."""

    def __init__(self, document: pdfium.PdfDocument, number: int) -> None:
        self.document, self.number = document, number
        self.turned = False
        self.picture = self.draw(0)

    def draw(self, rotation: int) -> bytes:
        """The page as PGM, turned by so many degrees."""
        page = self.document[self.number]
        try:
            width, height = page.get_size()
            scale = min(DPI / 72, 5000 / max(width, height, 1))
            bitmap = page.render(scale=scale, rotation=rotation, grayscale=True)
            rows = bytes(bitmap.buffer)
            wide, high, stride = bitmap.width, bitmap.height, bitmap.stride
            if stride != wide:
                rows = b"".join(rows[at * stride : at * stride + wide] for at in range(high))
            bitmap.close()
        finally:
            page.close()
        return b"P5 %d %d 255\n" % (wide, high) + rows


def _upright(drawn: _Drawn, until: float) -> Page:
    page = _read(drawn.picture, until - time.monotonic())
    drawn.turned = page.confidence is not None and page.confidence < _POOR
    return page


def _turned(drawn: _Drawn, page: Page, until: float) -> Page:
    """Read a poor page again the other ways round; the best reading stays."""
    best = page
    for rotation in (180, 90, 270):
        if time.monotonic() > until:
            break
        again = _read(drawn.draw(rotation), until - time.monotonic())
        if (again.confidence or 0) > (best.confidence or 0) and len(again.text) > len(best.text) // 3:
            best = again
        if (best.confidence or 0) >= _POOR + 15:
            break
    return best


def _as_pdf(data: bytes) -> bytes | None:
    """A JPEG on a page of its own, so that it can be turned; None for other pictures."""
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    from io import BytesIO

    document = pdfium.PdfDocument.new()
    try:
        picture = pdfium.PdfImage.new(document)
        picture.load_jpeg(BytesIO(data))
        wide, high = picture.get_px_size()
        scale = 842 / max(wide, high, 1)  # as tall as A4
        page = document.new_page(wide * scale, high * scale)
        picture.set_matrix(pdfium.PdfMatrix().scale(wide * scale, high * scale))
        page.insert_obj(picture)
        page.gen_content()
        out = BytesIO()
        document.save(out)
        return out.getvalue()
    except (pdfium.PdfiumError, ValueError):
        return None
    finally:
        document.close()


def _read(picture: bytes, seconds: float) -> Page:
    if seconds <= 1:
        return Page()
    try:
        done = subprocess.run(
            [
                "tesseract",
                "stdin",
                "stdout",
                "-l",
                "vie",
                "--psm",
                "3",
                "--dpi",
                str(DPI),
                "-c",
                "thresholding_method=2",
                "tsv",
            ],
            input=picture,
            capture_output=True,
            timeout=min(seconds, PAGE_SECONDS),
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError):
        return Page()
    if done.returncode:
        return Page()
    lines, confidences = _lines(done.stdout.decode("utf-8", "replace"))
    if not confidences:
        return Page("", 0.0)  # an empty page is read: there is nothing on it
    return Page(_text(lines), mean(confidences))


def _lines(tsv: str) -> tuple[list[Line], list[float]]:
    rows: dict[tuple[str, str, str], list[tuple[int, int, int, int, str]]] = {}
    confidences: list[float] = []
    for row in tsv.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (int(cells[at]) for at in (6, 7, 8, 9))
        confidence = float(cells[10])
        if confidence < 15 and not any(letter.isalnum() for letter in cells[11]):
            continue  # specks, stamps, rules
        confidences.append(confidence)
        key = (cells[2], cells[3], cells[4])
        rows.setdefault(key, []).append((left, top, left + width, top + height, cells[11].strip()))
    slope = _slope(list(rows.values()))
    lines = []
    for words in rows.values():
        # A page that lies askew is laid straight: each word as high as it would stand at the left edge.
        tops = [word[1] - slope * (word[0] + word[2]) / 2 for word in words]
        bottoms = [word[3] - slope * (word[0] + word[2]) / 2 for word in words]
        lines.append(
            Line(
                min(word[0] for word in words),
                round(median(tops)),
                max(word[2] for word in words),
                round(median(bottoms)),
                tuple((word[0], word[2], word[4]) for word in words),
            )
        )
    return lines, confidences


def _slope(rows: list[list[tuple[int, int, int, int, str]]]) -> float:
    """How much lower a line ends than it began, by its length: the median over the long lines."""
    found = []
    for words in rows:
        first, last = words[0], words[-1]
        run = (last[0] + last[2]) / 2 - (first[0] + first[2]) / 2
        if len(words) > 4 and run > 400:
            found.append(((last[1] + last[3]) / 2 - (first[1] + first[3]) / 2) / run)
    return median(found) if found else 0.0


def _text(lines: list[Line]) -> str:
    """The lines from top to bottom; what stands beside each other on one row is parted."""
    if not lines:
        return ""
    tall = median(line.height for line in lines) or 1
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom) / 2):
        beside = rows[-1] if rows else []
        if beside and all(_same_row(line, other, tall) for other in beside):
            beside.append(line)
        else:
            rows.append([line])
    parts = [_parts(sorted(row, key=lambda line: line.left), tall) for row in rows]
    texts: list[str] = []
    for at, row in enumerate(parts):
        tabled = len(row) > 1 and _in_table(parts, at)
        text = (" | " if tabled else "\t").join(row)
        gap = rows[at][0].top - max(line.bottom for line in rows[at - 1]) if at else 0
        texts.append(f"\n{text}" if at and gap > 1.1 * tall else text)
    return "\n".join(texts)


def _same_row(line: Line, other: Line, tall: float) -> bool:
    middle = (line.top + line.bottom) / 2
    apart = line.left >= other.right or other.left >= line.right
    return apart and abs(middle - (other.top + other.bottom) / 2) < 0.6 * tall


def _parts(row: list[Line], tall: float) -> list[str]:
    """The words of a row in pieces where a wide gap stands between them."""
    words = [word for line in row for word in line.words]
    pieces: list[list[str]] = []
    right = 0
    for left, end, text in words:
        if pieces and left - right < 2.2 * tall:
            pieces[-1].append(text)
        else:
            pieces.append([text])
        right = end
    return [" ".join(piece) for piece in pieces]


def _in_table(parts: list[list[str]], at: int) -> bool:
    """Whether the row stands among others with as many cells, three at least: else it is two columns of a letterhead."""
    count = len(parts[at])
    if count >= 3:
        return True
    begin = at
    while begin and len(parts[begin - 1]) == count:
        begin -= 1
    end = at
    while end + 1 < len(parts) and len(parts[end + 1]) == count:
        end += 1
    return end - begin >= 5
