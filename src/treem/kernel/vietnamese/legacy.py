"""Text of the years before Unicode: TCVN3 (fonts .VnTime, .VnTimeH), VNI-Windows (fonts VNI-Times), VIQR.

The tables stand in ``data/legacy_encodings.csv``. TCVN3 is TCVN 5712:1993 (VN3), whose fonts have no capitals with tones:
the capitals are the same bytes in a font of its own (…H). Checked letter by letter against TCVN5712-1 of glibc's iconv;
VNI against the table of the keyboard xvnkb. What is given here is text whose bytes came in as Windows-1252.

A font's name says what was meant, not what was typed: nothing is turned that does not become Vietnamese by it.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from treem.kernel.vietnamese.syllables import is_syllable

Encoding = Literal["tcvn3", "vni", "viqr"]

_TABLE = Path(__file__).parents[1] / "data" / "legacy_encodings.csv"
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
"""Letters that only Unicode text has: the old code tables stay below U+0100."""
_HIGH = re.compile("[\u00a1-\u00ff]")
_TOKEN = re.compile("[A-Za-z\u00a1-\u00ff]*[\u00a1-\u00ff][A-Za-z\u00a1-\u00ff]*")
_WORDS = re.compile("[A-Za-z\u00a1-\u00ff]+")
_PRIVATE = {0xF000 + code: code for code in range(0x21, 0x100)}
"""Where Word puts the letters of a font that it takes for symbols."""

FEWEST = 4
"""Words that must become Vietnamese before a text is taken for an old one without any font's name."""


@dataclass(frozen=True, slots=True)
class Font:
    """What a font of the old years writes: its code table, and whether small letters stand as capitals."""

    encoding: Encoding
    capitals: bool = False


def of_font(name: str) -> Font | None:
    """The code table that a font's name tells of: ``.VnTimeH``, ``ABCDEF+.VnArial``, ``VNI-Times``; else None."""
    plain = name.strip().strip("\"'").rpartition("+")[2].lower()
    if plain.startswith((".vn", "vntime", "vnarial")):
        base = re.split(r"[,\s-]", plain)[0]
        return Font("tcvn3", capitals=base.endswith("h") and not base.endswith("vnteknical"))
    if plain.startswith(("vni-", "vni ")):
        return Font("vni")
    return None


@cache
def _tables() -> tuple[dict[int, str], dict[str, str], dict[str, str]]:
    """TCVN3 by code, VNI pairs by two letters, VNI single letters."""
    tcvn3: dict[int, str] = {}
    pairs: dict[str, str] = {}
    singles: dict[str, str] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            letter, code, vni = row["letter"], int(row["tcvn3"], 16), row["vni"]
            if letter.islower() or code < 0xA8:  # seven capitals have bytes of their own
                tcvn3[code] = letter
            if len(vni) == 1:
                singles[vni] = letter
            else:
                # A mark may have been typed in the other case than its letter.
                pairs[vni[0] + vni[1].lower()] = pairs[vni[0] + vni[1].upper()] = letter
    return tcvn3, pairs, singles


def decode(text: str, encoding: Encoding, *, capitals: bool = False) -> str:
    """The text in Unicode (NFC), letter by letter; what the table does not hold stays as it is.

    ``capitals``: the text stood in a font whose small letters look like capitals.
    """
    text = text.translate(_PRIVATE)
    if encoding == "tcvn3":
        found = text.translate(_tables()[0])
        found = found.upper() if capitals else _lifted(text, found)
    elif encoding == "vni":
        found = _vni(text)
    else:
        found = _viqr(text)
    return unicodedata.normalize("NFC", found)


def _lifted(text: str, decoded: str) -> str:
    """Letters with tones as capitals where the letters around them are: ``QUYÕT ®ÞNH`` is a heading."""
    words = list(_WORDS.finditer(text))
    plain = [[letter for letter in word[0] if letter.isascii()] for word in words]
    large = [len(letters) > 1 and all(map(str.isupper, letters)) for letters in plain]
    out = list(decoded)
    for at, word in enumerate(words):
        if len(plain[at]) > 1:
            lift = large[at]
        elif plain[at] and plain[at][0].islower():
            lift = False
        else:
            # Hµ NéI, Vµ NéI DUNG: one capital says nothing by itself, the longer word beside it does.
            near = [other for other in (at - 1, at + 1) if 0 <= other < len(words) and len(plain[other]) > 1]
            near = [
                other
                for other in near
                if text[words[min(at, other)].end() : words[max(at, other)].start()] == " "
            ]
            lift = bool(near) and large[near[0]]
        if lift:
            out[word.start() : word.end()] = [letter.upper() for letter in out[word.start() : word.end()]]
    return "".join(out)


@cache
def _vni_pattern() -> re.Pattern[str]:
    _tcvn3, pairs, singles = _tables()
    return re.compile("|".join(map(re.escape, [*pairs, *singles])))


def _vni(text: str) -> str:
    _tcvn3, pairs, singles = _tables()
    return _vni_pattern().sub(lambda match: pairs.get(match[0]) or singles[match[0]], text)


_VIQR = re.compile(r"([dD])[dD]|([aeiouyAEIOUY])(?:([\^(+*])([`'?~.])?|([`'?~.]))|\\([\^(+*`'?~.dD])")
_VIQR_MARKS = {
    "^": "\u0302", "(": "\u0306", "+": "\u031b", "*": "\u031b", "`": "\u0300", "'": "\u0301", "?": "\u0309", "~": "\u0303", ".": "\u0323",
}  # fmt: skip
_VIQR_TOKEN = re.compile(r"[A-Za-z]+(?:[\^(+*][`'?~.]?|[`'?~.])[A-Za-z]*|[A-Za-z]*dd[A-Za-z]*")
_SENTENCE_ENDS = re.compile(r"[.?'](?=\s*$|\s+[A-Z\d]|['\"“”]?\s*\n)")


def _viqr(text: str) -> str:
    def letter(match: re.Match[str]) -> str:
        if match[6]:
            return match[6]
        if match[1]:
            return "đ" if match[1] == "d" else "Đ"
        if match[5] and _SENTENCE_ENDS.match(text, match.end() - 1):
            return match[0]  # a full stop behind a word, no tone
        marks = "".join(_VIQR_MARKS[mark] for mark in (match[3], match[4] or match[5]) if mark)
        return unicodedata.normalize("NFC", match[2] + marks)

    return _VIQR.sub(letter, text)


# -- which one it is ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """How many words of a line hold letters above ASCII, and how many of them are Vietnamese as they are and in
    each code table."""

    words: int
    before: int
    after: dict[Encoding, int]

    def best(self, among: Iterable[Encoding]) -> Encoding:
        return max(among, key=lambda encoding: self.after[encoding])


def _judged(text: str) -> _Line:
    tokens = [token for token in _TOKEN.findall(text) if any(map(str.isalpha, token))]
    unknown = 1 if _UNICODE_ONLY.search(text) else 0
    after: dict[Encoding, int] = {
        encoding: 0 if unknown else sum(_becomes(token, encoding) for token in tokens)
        for encoding in ("tcvn3", "vni")
    }
    return _Line(len(tokens), sum(map(is_syllable, tokens)), after)


@lru_cache(maxsize=1 << 14)
def _becomes(token: str, encoding: Encoding) -> bool:
    found = decode(token.strip("«»"), encoding)
    return found != token and is_syllable(found)


def is_unicode(text: str) -> bool:
    """Whether the text holds letters that only Unicode has."""
    return _UNICODE_ONLY.search(text) is not None


def fits(text: str, encoding: Encoding) -> bool:
    """Whether text in a font of that code table was really typed in it: it becomes more Vietnamese than it is."""
    if _UNICODE_ONLY.search(text):
        return False
    found = _judged(text.translate(_PRIVATE))
    return not found.words or found.after[encoding] > found.before or found.after[encoding] == found.words


def restore(text: str) -> tuple[str, frozenset[Encoding]]:
    """Unicode for the lines that stand in an old code table, told by their letters; and which tables these were.

    Lines in Unicode stay exactly as they are, also in a text that mixes both.
    """
    if not _HIGH.search(text):
        return _of_viqr(text)
    lines = text.split("\n")
    judged = [_judged(line) if _HIGH.search(line) else None for line in lines]
    votes: Counter[Encoding] = Counter()
    for found in judged:
        if found is not None and found.words > 1:
            best = found.best(("tcvn3", "vni"))
            if found.after[best] * 5 >= found.words * 4 and found.before * 2 <= found.words:
                votes[best] += found.after[best]
    among: list[Encoding] = [encoding for encoding in votes if votes[encoding] >= FEWEST]
    if not among:
        return text, frozenset()
    mixed = bool(_UNICODE_ONLY.search(text))
    used: set[Encoding] = set()
    old = False
    for at, found in enumerate(judged):
        if _UNICODE_ONLY.search(lines[at]):
            old = False
        elif found is not None:
            best = found.best(among)
            # «Bé» is a word in both; then the lines before it tell.
            old = not mixed or found.after[best] > found.before or (old and found.after[best] == found.before)
            if old:
                lines[at] = decode(lines[at], best)
                used.add(best)
    return "\n".join(lines), frozenset(used)


def _of_viqr(text: str) -> tuple[str, frozenset[Encoding]]:
    """VIQR is plain ASCII; only a text full of it counts."""
    if not text.isascii():
        return text, frozenset()
    tokens = _VIQR_TOKEN.findall(text)
    marked = [token for token in tokens if re.search(r"[\^(+*]|dd", token)]
    good = sum(is_syllable(_viqr(token + " x").split()[0]) for token in marked)
    if good < 2 * FEWEST or good * 5 < len(marked) * 4:
        return text, frozenset()
    return _viqr(text), frozenset({"viqr"})
