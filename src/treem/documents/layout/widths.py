"""Widths of letters of Times New Roman, for rules and columns whose length follows a text.

Marks above and below a letter do not widen it, so letters are measured without them.
Good to about 2 %: enough for a rule of "1/3 to 1/2 of the line", not for setting type.
"""

from __future__ import annotations

import unicodedata

POINT_MM = 25.4 / 72

# Thousandths of the letter size.
_BOLD = {
    **dict.fromkeys("I", 389), **dict.fromkeys("J", 500), **dict.fromkeys("FPS", 611), **dict.fromkeys("BELTZ", 667),
    **dict.fromkeys("ACDNRUVXYĐ", 722), **dict.fromkeys("GHKOQ", 778), "M": 944, "W": 1000,
    **dict.fromkeys("il", 278), **dict.fromkeys("fjt-()", 333), "s": 389, **dict.fromkeys("cerz", 444),
    **dict.fromkeys("agovxy0123456789…", 500), **dict.fromkeys("bdhknpquđ", 556), "w": 722, "m": 833,
    **dict.fromkeys(" .,;:/", 260), "%": 1000,
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


def last_line_mm(text: str, size: float, room_mm: float, *, bold: bool = False) -> float:
    """Length of the last line when ``text`` is set, centred, into ``room_mm``."""
    line = ""
    for word in text.splitlines()[-1].split() if text.strip() else []:
        longer = f"{line} {word}".strip()
        line = longer if text_width_mm(longer, size, bold=bold) <= room_mm else word
    return min(text_width_mm(line, size, bold=bold), room_mm)
