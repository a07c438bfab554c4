"""The order of Vietnamese lists, as a key that sorts right byte by byte."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from treem.kernel.vietnamese.letters import nfc

# f, j, w, z are not of the alphabet and stand where Latin order puts them.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# 33 letters onto ":" to "Z": behind the digits, which stand for themselves, and all of them ASCII.
_CODES = {letter: chr(ord(":") + place) for place, letter in enumerate(_ALPHABET)}
_CODES |= {digit: digit for digit in "0123456789"}
_OTHER = "["  # any other letter: behind z

_VOWELS = frozenset("aeiouy")
# ngang, huyền, hỏi, ngã, sắc, nặng
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

# Their order is what makes the key work: a part ends before a word, a word before a letter.
_PART, _WORD, _TONE = ",", "-", "."


@lru_cache(maxsize=1 << 16)  # a province has few different words in many names
def _word_key(word: str) -> str:
    letters, tones = [], []
    for letter in word:
        # Tone and shape come apart on decomposed text; what is left composes to a letter of the alphabet.
        base, *marks = list(unicodedata.normalize("NFD", letter))
        if base in _VOWELS:  # the tilde of ñ is no tone
            tones += [_TONES[mark] for mark in marks if mark in _TONES]
        shape = "".join(mark for mark in marks if mark not in _TONES)
        plain = unicodedata.normalize("NFC", base + shape)
        if (code := _CODES.get(plain) or _CODES.get(base)) is not None:
            letters.append(code)
        elif base.isalnum():
            letters.append(_OTHER)
    return "".join(letters) + _TONE + ("".join(tones) or "0")


def sort_key(full_name: str) -> str:
    """The key of a person's name in a class or commune list: given name, then middle names, then family name.

    Letters come before tones within a word (Hoa, Hòa, Hoan), tones in the order ngang, huyền, hỏi, ngã,
    sắc, nặng. The key is ASCII and sorts right under C collation; upper and lower case are equal.
    """
    words = [_word_key(word) for word in nfc(full_name).lower().split()]
    if not words:
        return ""
    given, rest = words[-1], words[:-1]
    family, middle = (rest[0], rest[1:]) if rest else ("", [])
    return _PART.join((given, _WORD.join(middle), family))


def place_key(name: str) -> str:
    """The key of the name of a place or an agency, which is found by its first word."""
    return _PART.join(_word_key(word) for word in nfc(name).lower().split())
