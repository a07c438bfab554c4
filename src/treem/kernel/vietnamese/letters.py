"""One form of every letter: what is stored (``nfc``) and what is searched (``fold``).

``fold`` has a twin in the database, ``normalize(lower(translate(normalize(x, NFD), FOLD_SOURCE, FOLD_TARGET)), NFC)``:
immutable, without extension, the same answer for text that went through ``nfc`` on its way in. It takes letters apart,
because translate() looks each sign up in the whole of its list.
"""

from __future__ import annotations

import re
import unicodedata

# One row a base letter: every small letter of the alphabet that folds to it.
_FOLDS = {
    "a": "àảãáạăằẳẵắặâầẩẫấậ",
    "d": "đ",
    "e": "èẻẽéẹêềểễếệ",
    "i": "ìỉĩíị",
    "o": "òỏõóọôồổỗốộơờởỡớợ",
    "u": "ùủũúụưừửữứự",
    "y": "ỳỷỹýỵ",
}
LETTERS = "".join(_FOLDS.values()) + "".join(_FOLDS.values()).upper()
"""The 134 letters that Vietnamese has beyond ASCII."""

# Old fonts and keyboards put other letters where Đ and đ belong: eth (U+00D0, U+00F0), African d (U+0189, U+0256).
_LOOK_ALIKES = {0x00D0: "Đ", 0x0189: "Đ", 0x00F0: "đ", 0x0256: "đ"}

# Grave, acute, circumflex, tilde, breve, hook above, horn, dot below; U+0340 and U+0341 are old doubles.
_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323\u0340\u0341"

FOLD_SOURCE = "đĐ" + "".join(map(chr, _LOOK_ALIKES)) + _MARKS
FOLD_TARGET = "d" * (len(FOLD_SOURCE) - len(_MARKS))
"""Shorter than FOLD_SOURCE by the marks: PostgreSQL's translate() drops what has no partner."""

_MARKS_OFF: dict[int, str | None] = {
    **dict.fromkeys(map(ord, FOLD_SOURCE), "d"), **dict.fromkeys(map(ord, _MARKS)),
}  # fmt: skip
_FOLD_TABLE: dict[int, str | None] = _MARKS_OFF | {
    ord(letter): base for base, row in _FOLDS.items() for letter in row + row.upper()
}
"""What ``_MARKS_OFF`` does with letters taken apart, for those of Vietnamese as they are."""

# Soft hyphen, zero-width and direction marks: invisible, and enough to make equal names differ.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0xFEFF, 0x2060, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_CLEAN_TABLE: dict[int, str | None] = {**_INVISIBLE, **_LOOK_ALIKES}
# Some keyboards put the tone before the circumflex or breve; Unicode then keeps them apart for ever.
_TONES_AND_SHAPES = re.compile("[\u0300\u0301\u0303\u0309\u0302\u0306]{2,}")
_SHAPES = "\u0302\u0306"


def _shapes_first(marks: re.Match[str]) -> str:
    return "".join(sorted(marks[0], key=lambda mark: mark not in _SHAPES))


def _letters(text: str) -> str:
    text = unicodedata.normalize("NFC", text.translate(_CLEAN_TABLE))
    if "\u0302" in text or "\u0306" in text:
        parts = _TONES_AND_SHAPES.sub(_shapes_first, unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", parts)
    return text


_SOFT_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Bullets of old symbol fonts, as word processors paste them; U+FFFD stands for a letter that was lost on the way.
_SHOWN = {**dict.fromkeys("\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc", "•"), "\ufffd": "?", "\n": "\n", "\t": " "}


def writable(text: str) -> str:
    """The text as papers and the database can hold it: no control characters, halves of letters, signs of one font only.

    Line breaks stay, the soft ones of word processors too.
    """
    text = _SOFT_BREAKS.sub("\n", text)
    if text.isprintable():
        return text
    return "".join(
        _SHOWN.get(sign, sign if unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Cn") else "")
        for sign in text
    )


def nfc(text: str) -> str:
    """The form in which one line of text is stored: NFC, real Đ and đ, nothing invisible, single spaces."""
    return " ".join((text if text.isascii() else _letters(text)).split())


def nfc_lines(text: str) -> str:
    """Like ``nfc`` for text of several lines: line breaks stay, spaces at line ends go."""
    return "\n".join(nfc(line) for line in text.splitlines()).strip("\n")


def fold(text: str) -> str:
    """The search key: small letters without tones and marks, đ as d (Đặng Thị Hòa -> dang thi hoa).

    Tone styles (hòa, hoà) meet in one key; i and y stay apart (Lý and Lí differ), because a search
    that wants them equal asks for both.
    """
    folded = nfc(text).lower().translate(_FOLD_TABLE)
    if folded.isascii():
        return folded
    apart = unicodedata.normalize("NFD", folded).translate(_MARKS_OFF)
    return unicodedata.normalize("NFC", apart)
