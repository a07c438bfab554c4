"""Paragraphs: lines joined where a page or a hard wrap cut them, with their outline marks read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from treem.directives.reader import letters
from treem.directives.reader.flat import Flat, FlatBuilder, clean, same_length

Kind = Literal["part", "upper", "roman", "article", "number", "letter", "dash", "plus", "row", "plain"]

_MARK = letters.compile(
    r"""(?!V/v)(?:(?P<part>(?:Phần|PHẦN|Chương|CHƯƠNG)\s+(?:(?:thứ|THỨ)\s+\w+|[IVXL]{1,5}\b|\d{1,2}\b)\s*[.:]?)
    |(?P<article>[“"]?Điều\s+\d{1,3}[a-zđ]?)\s*[.:]
    |(?P<roman>[IVX]{1,6})\s*(?:[.)/]|-(?=\s))\s*(?=[^\W\d_])
    |(?P<upper>[A-ZĐ])\s*[.)]\s+(?=[^\W\d_])
    |(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})(?:\s?[.)]|\s?/(?=\s)|\.?\s?-(?=\s))(?:\s*(?=[^\d\s])|\s+(?=\d{1,3}(?:,\d+)?\s?%))
    |(?P<number2>\d{1,2}(?:\.\d{1,2}){1,3})\s+(?=[A-ZĐÀ-Ỹ])
    |(?P<letter>[a-zđ]\d?)\s?(?:\)|\.(?=\s?[A-ZĐÀ-Ỹ])|/(?=\s))\s*
    |(?P<dash>[-•▪●◦■\uf000-\uf0ff])\s*(?=[^\d\s]|\s?\d+[%.,\s])
    |(?P<plus>\+)\s*)
    """,
    re.VERBOSE,
)
_PAGE_NUMBER = letters.compile(
    r"-?\s*\d{1,3}\s*-?|Trang\s+\d+(?:\s*/\s*\d+)?|\d{1,3}/\d{1,3}|_{3,}|-{3,}|[.…]{6,}"
)
_ALONE = letters.compile(
    r"Kính gửi|Nơi nhận|TM\.|KT\.|TL\.|TUQ\.|Q\.\s|V/v|Số\s*:|Số\s*\d*\s*[/-]|Căn cứ\s|PHỤ LỤC|Phụ lục [IVX\d]|"
    r"CỘNG H|Độc lập\s*-|QUYẾT ĐỊNH\s*:|[A-ZĐ][^.;:]{0,40},\s*ngày[\s.…\d]*tháng|Trên đây là|Nhận được |"
    r"(?:Yêu cầu|Đề nghị|Giao) (?:các|Các|Sở|UBND|Ủy|Uỷ|Thủ trưởng|Giám đốc|Chủ tịch|Bộ)"
)
_OPEN_END = letters.compile(
    r"(?:[,(-]|(?:^|\s)(?:của|và|với|về|tại|theo|các|những|cho|đến|từ|ngày|tháng|năm|số|do|là|trong|trên|để|"
    r"bằng|như|hoặc|được|bị|đã|sẽ|một|Điều|khoản|điểm|Mục|mục|Thủ tướng|Ủy ban|thuộc|nhằm|khi|có|không|việc))$"
)
_NUMBERED_HEAD = letters.compile(r"[IVX]+\s*[.)/]|\d")
_TERMINAL = letters.compile(r"""(?:[.;:!?…][)"”'’\]]*|\|)$""")


@dataclass(slots=True)
class Para:
    """One paragraph: offsets in the flat text; ``body`` follows the outline mark."""

    kind: Kind
    label: str
    start: int
    body: int
    end: int
    text: str = ""  # text[body:end], for convenience


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    blank: bool


def paragraphs(text: str) -> tuple[Flat, list[Para]]:
    """The flat text of ``text`` (NFC) and its paragraphs in order."""
    source = same_length(text)
    lines = list(_letters_apart(_lines(source), source))
    wrapped, width, spaced = _wrapping(lines)
    builder = FlatBuilder(source)
    marks: list[tuple[int, Kind, str, int]] = []
    previous: _Line | None = None
    head = ""
    for line in lines:
        kind, label, skip = _mark(line.text, source[line.start : line.end])
        if previous is not None and _continues(previous, line, kind, head, wrapped, width, spaced):
            builder.add(line.start, line.end, " ")
        else:
            begin = builder.length + (1 if builder.length else 0)
            builder.add(line.start, line.end, "\n")
            marks.append((begin, kind, label, begin + skip))
            head = line.text
        previous = line
    flat = builder.finish()
    result: list[Para] = []
    for index, (begin, kind, label, body) in enumerate(marks):
        stop = marks[index + 1][0] - 1 if index + 1 < len(marks) else len(flat.text)
        body = min(body, stop)
        while body < stop and flat.text[body] == " ":
            body += 1
        result.append(Para(kind, label, begin, body, stop, flat.text[body:stop]))
    return flat, result


def _lines(source: str) -> list[_Line]:
    lines: list[_Line] = []
    blank = False
    position = 0
    for raw in source.split("\n"):
        end = position + len(raw)
        begin = position
        if raw.startswith("#"):  # Markdown heading
            begin += len(raw) - len(raw.lstrip("#"))
        shown = clean(source[begin:end])
        if not shown:
            blank = True
        elif not _PAGE_NUMBER.fullmatch(shown):
            lines.append(_Line(begin, end, shown, blank))
            blank = False
        position = end + 1
    return lines


_LETTERS = "abcdđeghiklmnopq"
_INLINE_LETTER = re.compile(r"(?<=[:;])\s+(?=([a-zđ])\)\s)")
_LETTER_B = re.compile(r";\s+b\)\s")


def _letters_apart(lines: list[_Line], source: str) -> Iterator[_Line]:
    """«1. Sở Y tế: a) …; b) …»: letters that follow one another inside a paragraph begin lines of their own."""
    expected = ""
    for line in lines:
        match = _MARK.match(line.text)
        if match is not None and match.lastgroup in (
            "part",
            "article",
            "roman",
            "upper",
            "number",
            "number2",
        ):
            expected = ""
        raw = source[line.start : line.end]
        begin, blank = 0, line.blank
        for found in _INLINE_LETTER.finditer(raw) if ")" in raw else ():
            letter = found.group(1)
            begins = letter == "a" and raw[: found.start()].endswith(":")
            if letter != expected and not (
                begins and _LETTER_B.search(source, line.start, line.start + 3000)
            ):
                continue
            at = _LETTERS.find(letter)
            expected = _LETTERS[at + 1 : at + 2]
            yield _Line(
                line.start + begin, line.start + found.start(), clean(raw[begin : found.start()]), blank
            )
            begin, blank = found.end(), False
        rest = clean(raw[begin:])
        if rest:
            yield line if begin == 0 else _Line(line.start + begin, line.end, rest, blank)


def _wrapping(lines: list[_Line]) -> tuple[bool, int, bool]:
    """Whether the text was cut at a fixed width, that width in characters, and whether even cut lines have
    blank lines between them (then a blank line says nothing about paragraphs).
    """
    if len(lines) < 6:
        return False, 0, False
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(len(lengths) * 0.9)]
    lower = [line for line in lines if line.text[0].islower() and not _MARK.match(line.text)]
    spaced = sum(line.blank for line in lower) * 2 > len(lower)
    # The cells of a letterhead and of signatures are short lines that say nothing about the body.
    long = [line for line in lines if len(line.text) > 0.6 * width]
    cut = len(lower) * 5 > len(lines) or len(lower) * 4 > len(long)
    return width < 140 and cut, width, spaced


def _mark(text: str, raw: str) -> tuple[Kind, str, int]:
    if raw.lstrip().startswith("* "):
        return "dash", "-", 0
    if " | " in text or text.startswith("| "):
        return "row", "", 0
    match = _MARK.match(text)
    if match is None:
        return "plain", "", 0
    kind = match.lastgroup or "plain"
    label = match.group(kind).strip(' “"')
    if kind == "roman" and label in ("C", "D", "L", "M"):
        kind = "upper"
    if kind in ("number", "number2"):
        return "number", label, match.end()
    return kind, label, match.end()  # type: ignore[return-value]


def is_caps(text: str) -> bool:
    """A line in capitals, such as a title."""
    return text.isupper() and sum(map(str.isalpha, text[:12])) >= 2


def _continues(
    previous: _Line, line: _Line, kind: Kind, head: str, wrapped: bool, width: int, spaced: bool
) -> bool:
    """Whether ``line`` is the rest of the paragraph that ends with ``previous``."""
    before, text = previous.text, line.text
    first = text[0]
    full = wrapped and len(before) >= 0.72 * width
    ended = _TERMINAL.search(before) is not None
    if kind == "row" or " | " in before or before.startswith("| "):
        return False
    if kind != "plain":
        if ended or not full or is_caps(before):
            return False
        if kind == "dash":  # "Lao động" / "- Thương binh và Xã hội"
            return text[1:].lstrip()[:6] in ("Thương", "xã hội", "Xã hội", "CP ngà") or text[1:2].isupper()
        return kind in ("number", "roman", "letter", "upper") and _OPEN_END.search(before) is not None
    if _ALONE.match(text):
        return False
    if is_caps(before):
        heading = _NUMBERED_HEAD.match(head) is not None
        return is_caps(text) and heading and not line.blank
    if is_caps(text):
        return full and not ended and not line.blank and _OPEN_END.search(before) is not None
    if first.islower() or first in "(,;.%)/":
        return not before.endswith((":", "./.")) or first in "("
    if first.isdigit():
        return not ended
    if ended:
        return False
    if _OPEN_END.search(before):
        return True
    if head.startswith("V/v") and not line.blank:
        return True
    return full and (spaced or not line.blank)
