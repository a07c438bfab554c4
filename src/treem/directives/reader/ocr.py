"""Scanned pages and photographs, read by Tesseract (a program of the system, found or not).

Each page is read in a process of its own with a time limit: a page that cannot be read is named, the others stay.
What was read comes line by line; two columns of a letterhead are parted by a tab, cells of a table by `` | ``.
"""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from statistics import mean, median

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from treem.directives.reader.errors import ReadError

DPI = 300
PAGE_SECONDS = 60
SECONDS = 600
"""For a whole document, unless the caller has less patience."""
AT_ONCE = 2
_POOR = 60.0
"""Below this mean confidence (0-100) a page may lie on its side or upside down."""
_ASKEW = 0.008
"""Half a degree: such a page is laid straight and read again."""
_SETTINGS = ("-c", "thresholding_method=2")  # Sauvola's: shadows of a photograph
TALLEST = 5000
MAX_PIXELS = 150_000_000
MAX_FRAMES = 200
_LIMITS = "200 trang, mỗi trang 150 triệu điểm ảnh"
_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP")
_MENDED = (
    # What a machine reads for the dash of an item, a lost slash in the number of a paper, words run together.
    (re.compile(r"^[»°•·¢›>*+]_? +(?=[A-ZĐÀ-Ỹ])", re.MULTILINE), "- "),
    (re.compile(r"^(Số *: *\d+)(?=[A-ZĐ]{2,8}-[A-ZĐ])", re.MULTILINE), r"\1/"),
    (re.compile(r"\b(Sở|Bộ|Cục|Trạm)(?=[A-ZĐ])"), r"\1 "),
    (re.compile(r"\bY(?=tế\b)"), "Y "),
)
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
    slope: float = 0.0
    lies: Image.Transpose | None = None
    """How to turn it upright: Tesseract reads the lines of a page on its side, but their order is lost."""


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
    """Read a photograph or picture of a page, or each page of a TIFF. Raises ReadError: no_ocr, unreadable, too_large."""
    if not available():
        raise ReadError("no_ocr", filename)
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as opened:
            count = getattr(opened, "n_frames", 1)
            if count > MAX_FRAMES or opened.width * opened.height > MAX_PIXELS:
                raise ReadError("too_large", filename, _LIMITS)
            return _all(count, lambda number: _frame(opened, number), seconds)
    except Image.DecompressionBombError as error:
        raise ReadError("too_large", filename, _LIMITS) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise ReadError("unreadable", filename) from error


def pdf(data: bytes, filename: str, numbers: Sequence[int], *, seconds: float = SECONDS) -> Scan:
    """Read the pages (from 0) of a PDF as pictures. Pages that the time does not reach are named, not read.

    Raises ReadError ``no_ocr``.
    """
    if not available():
        raise ReadError("no_ocr", filename)
    document = pdfium.PdfDocument(data)
    try:
        scan = _all(len(numbers), lambda at: _drawn(document, numbers[at]), seconds)
    finally:
        document.close()
    scan.unread = [numbers[at - 1] + 1 for at in scan.unread]
    return scan


def _all(count: int, picture_of: Callable[[int], Image.Image], seconds: float) -> Scan:
    until = time.monotonic() + seconds
    found: list[Page] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for begin in range(0, count, AT_ONCE):
            # Pages are drawn in this thread only: pdfium is not made for several.
            batch = [picture_of(at) for at in range(begin, min(begin + AT_ONCE, count))]
            found += pool.map(lambda picture: _best(picture, until), batch)
    return Scan(found, [at for at, page in enumerate(found, start=1) if page.confidence is None])


def _drawn(document: pdfium.PdfDocument, number: int) -> Image.Image:
    page = document[number]
    try:
        width, height = page.get_size()
        bitmap = page.render(scale=min(DPI / 72, TALLEST / max(width, height, 1)), grayscale=True)
        picture: Image.Image = bitmap.to_pil().convert("L")
        bitmap.close()
        return picture
    finally:
        page.close()


def _frame(opened: Image.Image, number: int) -> Image.Image:
    """One page of the file, grey, turned as the camera says, about as large as an A4 page at 300 DPI."""
    if number:
        opened.seek(number)
    picture = ImageOps.exif_transpose(opened).convert("L")
    longest = max(picture.size)
    if longest > TALLEST or longest < 2000:
        factor = (TALLEST if longest > TALLEST else 3300) / max(longest, 1)
        size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return picture


def _best(picture: Image.Image, until: float) -> Page:
    """The page as it is; if it reads poorly, the other ways round; if it lies askew, laid straight."""
    if sum(1 for shade in picture.reduce(8).histogram() if shade) < 40:
        return Page("", 0.0)  # an empty page is read: there is nothing on it
    best = _read(picture, until)
    if best.lies is not None:
        turned = picture.transpose(best.lies)
        again = _read(turned, until)
        if again.confidence is not None and again.lies is None:
            picture, best = turned, again
    if best.confidence is not None and best.confidence < _POOR:
        picture, best = _turned(picture, best, until)
    if abs(best.slope) > _ASKEW:
        straight = picture.rotate(
            math.degrees(math.atan(best.slope)), Image.Resampling.BICUBIC, fillcolor=255
        )
        again = _read(straight, until)
        if (again.confidence or 0) >= (best.confidence or 0):
            best = again
    return best


def _turned(picture: Image.Image, best: Page, until: float) -> tuple[Image.Image, Page]:
    kept = picture
    for turn in (Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270):
        turned = picture.transpose(turn)
        again = _read(turned, until)
        if (again.confidence or 0) > (best.confidence or 0) and len(again.text) > len(best.text) // 3:
            kept, best = turned, again
        if (best.confidence or 0) >= _POOR + 15:
            break
    return kept, best


def _read(picture: Image.Image, until: float) -> Page:
    seconds = until - time.monotonic()
    if seconds <= 1:
        return Page()
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", "3", "--dpi", str(DPI), *_SETTINGS, "tsv"],
            input=b"P5 %d %d 255\n" % picture.size + picture.tobytes(),
            capture_output=True,
            timeout=min(seconds, PAGE_SECONDS),
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError):
        return Page()
    if done.returncode:
        return Page()
    lines, confidences, slope, lies = _lines(done.stdout.decode("utf-8", "replace"))
    return Page(_text(lines), mean(confidences), slope, lies) if confidences else Page("", 0.0)


def _lines(tsv: str) -> tuple[list[Line], list[float], float, Image.Transpose | None]:
    """The lines, how sure each word is, how much a line falls over its length, and how to turn a page on its side."""
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
    return lines, confidences, slope, _lies(list(rows.values()))


def _lies(rows: list[list[tuple[int, int, int, int, str]]]) -> Image.Transpose | None:
    """The turn that lays the lines of a page on its side level; None where most of them are."""
    up = down = level = 0
    for words in rows:
        if len(words) < 4:
            continue
        across, fall = words[-1][0] - words[0][0], words[-1][1] - words[0][1]
        up += fall < -abs(across)
        down += fall > abs(across)
        level += abs(fall) <= abs(across)
    if up + down <= level:
        return None
    return Image.Transpose.ROTATE_270 if up > down else Image.Transpose.ROTATE_90


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
    text = "\n".join(texts)
    for misread, meant in _MENDED:
        text = misread.sub(meant, text)
    return text


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
