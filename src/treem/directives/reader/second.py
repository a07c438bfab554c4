"""Two papers in one file: where the second letterhead begins.

Only a letterhead that is filled in counts (a number, or a date with its month and year: a draft leaves the day open): the
forms that an annex brings along are blank.
"""

from __future__ import annotations

import re

from treem.directives.reader import letters
from treem.directives.reader.flat import same_length
from treem.directives.reader.zones import is_signature

_LETTER_SPACED = re.compile(r"(?<=\b\w) (?=\w\b)")


def _spaced(words: str) -> str:
    """The words also as a poor scan gives them, letter by letter."""
    return r"\s{1,3}".join(" ?".join(word) for word in words.split())


_NATION = re.compile(
    "|".join(
        [
            _spaced("CỘNG HOA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
            .replace("H ?O ?A", "H ?[ÒO] ?[AÀ]")
            .replace("Ộ ?I", "Ộ ?[Il]"),
            _spaced("ĐẢNG CỘNG SẢN VIỆT NAM"),
            r"ĐOÀN\s(?:TNCS|THANH NIÊN CỘNG SẢN)\sHỒ CHÍ MINH",
        ]
    )
)
_NUMBER = letters.compile(r"\bSố\s*:?\s*\d{1,5}[a-z]?\s*(?:/\s*\d{4}\s*)?[/-]\s*[A-ZĐ]")
_BLANK = letters.compile(r"\bSố\s*:?[\s.…]*[/-]\s*[A-ZĐ]")
_HEAD = re.compile(_NATION.pattern + r"|\bSố\s*:?\s*[\d.…\s]*[/-]\s*[A-ZĐ]")
_DATE = letters.compile(r",\s*ngày[\s.…]*\d{0,2}[\s.…]*tháng\s*\d{1,2}\s*năm\s*\d{4}")
_ENDED = letters.compile(r"Nơi nh[âậ]n|(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s?[./]\s*[A-ZĐÀ-Ỹ]|\./\.")
_FORM = letters.compile(r"\W*(?:Mẫu|MẪU|Biểu mẫu|BIỂU MẪU)\b")
_LINES = 14
"""A letterhead with its number and date fits into so many lines."""
_ABOVE = 8
"""Lines of the issuer that may stand above the name of the nation."""


def begins(text: str) -> int | None:
    """The offset of the first line of the second paper, or None. The text is NFC with ``\\n`` line ends."""
    text = same_length(text)  # misread digits as digits; no offset moves
    for match in _NATION.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        before = text[:start]
        # The first letterhead itself, and whatever comes before a paper has been signed; a letterhead that a program
        # put behind its own paper is no second one.
        if not _ENDED.search(before) or not _HEAD.search(_close(before[:3000])):
            continue
        top = _top(text, start)
        head = "\n".join(text[top:].split("\n", _LINES + _ABOVE)[: _LINES + _ABOVE])
        if not any(pattern.search(each) for pattern in (_NUMBER, _DATE) for each in (head, _close(head))):
            continue
        if _is_form(text, top):
            continue
        return top
    return None


def _close(text: str) -> str:
    return _LETTER_SPACED.sub("", text)


def _top(text: str, start: int) -> int:
    """Up from the nation's line over the lines that name the issuer, the number and the subject of a letter."""
    lines: list[tuple[int, str]] = []
    at = start
    while at and len(lines) < _ABOVE:
        above = text.rfind("\n", 0, at - 1) + 1
        lines.append((above, text[above : at - 1].strip()))
        at = above
    # V/v may go on over lines in small letters: they belong to it when its number stands above.
    numbered = next((n for n, (_at, line) in enumerate(lines) if _NUMBER.match(line)), -1)
    subject = any(line.startswith("V/v") for _at, line in lines[:numbered]) if numbered > 0 else False
    top = start
    for n, (at, line) in enumerate(lines):
        if not line:
            continue
        if not (subject and n <= numbered) and (not _issuer(line) or _signs(line)):
            break
        top = at
    return top


def _signs(line: str) -> bool:
    return is_signature(line) and line != "THỦ TƯỚNG"  # whose letterhead has two lines


def _issuer(line: str) -> bool:
    plain = [letter for letter in line if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in plain)
    return bool(_NUMBER.match(line) or _BLANK.match(line)) or capitals * 10 >= len(plain) * 9


def _is_form(text: str, top: int) -> bool:
    """Whether the lines just above say that a form follows."""
    above = [line for line in text[:top].rsplit("\n", 6)[1:] if line.strip()]
    return any(_FORM.match(line) for line in above[-3:])
