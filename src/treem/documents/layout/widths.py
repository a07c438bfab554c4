"""Widths of letters of Times New Roman, for rules and columns whose length follows a text.

Marks above and below a letter do not widen it, so letters are measured without them.
Good to about 2 %: enough for a rule of "1/3 to 1/2 of the line", not for setting type.
"""

from __future__ import annotations

import re
import unicodedata

POINT_MM = 25.4 / 72

_BOUND = re.compile(r"\b(năm|tháng|ngày|số) (?=\d)", re.IGNORECASE)

# Thousandths of the letter size.
_BOLD = {
    **dict.fromkeys("I", 389), **dict.fromkeys("J", 500), **dict.fromkeys("FPS", 611), **dict.fromkeys("BELTZ", 667),
    **dict.fromkeys("ACDNRUVXYĐ", 722), **dict.fromkeys("GHKOQ", 778), "M": 944, "W": 1000,
    **dict.fromkeys("il", 278), **dict.fromkeys("fjt-()", 333), "s": 389, **dict.fromkeys("cerz", 444),
    **dict.fromkeys("agovxy0123456789…", 500), **dict.fromkeys("bdhknpquđ", 556), "w": 722, "m": 833,
    **dict.fromkeys(" \u00a0.,;:/", 260), "%": 1000,
}  # fmt: skip
_REGULAR = 0.94
_OTHER = 560
_HORN_WIDENS = 1.06  # ơ and ư are a little wider than o and u


def text_width_mm(text: str, size: float, *, bold: bool = False) -> float:
    """Length of one line of text in mm, ``size`` in points."""
    units = 0.0
    for letter in unicodedata.normalize("NFD", text):
        if letter == "\N{COMBINING HORN}":
            units += _OTHER * (_HORN_WIDENS - 1)
        elif not unicodedata.combining(letter):
            units += _BOLD.get(letter, _OTHER)
    return units / 1000 * size * POINT_MM * (1.0 if bold else _REGULAR)


def lines_in(text: str, size: float, room_mm: float, *, bold: bool = False) -> list[str]:
    """The lines a text takes when it is set into ``room_mm``; given line breaks are kept."""
    found = []
    for given in text.splitlines():
        line = ""
        for word in given.split(" "):
            longer = f"{line} {word}".strip()
            if line and text_width_mm(longer, size, bold=bold) > room_mm:
                found.append(line)
                longer = word
            line = longer
        found.append(line)
    return found or [""]


def last_line_mm(text: str, size: float, room_mm: float, *, bold: bool = False) -> float:
    """Length of the last line when ``text`` is set into ``room_mm``."""
    return min(text_width_mm(lines_in(text, size, room_mm, bold=bold)[-1], size, bold=bold), room_mm)


def well_broken(text: str, size: float, room_mm: float, *, bold: bool = False) -> str:
    """A centred title with line breaks where a clerk would put them.

    Breaks that were typed stay. Otherwise two lines part at a comma when both sides fit and neither is
    much longer; else the lines are made about equal, and «năm 2026» is not torn apart.
    """
    bound = _BOUND.sub("\\1\u00a0", text)
    count = len(lines_in(bound, size, room_mm, bold=bold))
    if "\n" in text or count == 1:
        return text

    def width(line: str) -> float:
        return text_width_mm(line, size, bold=bold)

    if count == 2:
        halves = [(bound[: comma.end() - 1], bound[comma.end() :]) for comma in re.finditer("[,;] ", bound)]
        fitting = [
            pair for pair in halves if max(map(width, pair)) <= min(room_mm, 2 * min(map(width, pair)))
        ]
        if fitting:
            return "\n".join(min(fitting, key=lambda pair: max(map(width, pair))))
    narrow = room_mm
    while narrow > room_mm / 2 and len(lines_in(bound, size, narrow - 2, bold=bold)) == count:
        narrow -= 2
    return "\n".join(lines_in(bound, size, narrow, bold=bold))
