"""How a person's name is written: case, and the two styles of placing a tone."""

from __future__ import annotations

import re
import unicodedata

from treem.kernel.vietnamese.letters import nfc

_WORD = re.compile(r"[^\W\d_]+")

# On decomposed text: a tone on the first vowel of oa, oe, uy belongs on the second (new style).
_OLD_STYLE_OA_OE = re.compile("([oO])([\u0300\u0301\u0303\u0309\u0323])([aAeE])(?![\u0300-\u036f])")
_OLD_STYLE_UY = re.compile("([uU])([\u0300\u0301\u0303\u0309\u0323])([yY])(?![\u0300-\u036f\\w])")


def title_name(text: str) -> str:
    """A name as it is stored: NGUYỄN THỊ ĐÀO -> Nguyễn Thị Đào, H'MAI -> H'Mai, Y-BAN -> Y-Ban.

    Every run of letters starts large, so the parts around an apostrophe or hyphen do as well.
    Keep what was typed beside it: the birth certificate prints capitals.
    """
    return _WORD.sub(lambda word: word[0][:1].upper() + word[0][1:].lower(), nfc(text))


def tone_style(text: str) -> str:
    """The text in one tone style, for comparison only: hòa, hoà -> hoà; Thủy, Thuỷ -> Thuỷ; quý stays.

    The display keeps the style that was typed: statistics print the new one, most letters the old one.
    """
    parts = unicodedata.normalize("NFD", nfc(text))
    parts = _OLD_STYLE_OA_OE.sub(r"\1\3\2", parts)
    parts = _OLD_STYLE_UY.sub(r"\1\3\2", parts)
    return unicodedata.normalize("NFC", parts)
