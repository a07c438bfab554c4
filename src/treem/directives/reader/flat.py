"""A cleaned copy of the text in which every character knows its place in the original.

Patterns run on the flat text (hard-wrapped lines joined, one space between words, no Markdown stars, one
kind of hyphen); what is reported are offsets of the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

# One character for one character, so that offsets stay simple. Ð and Ɖ are often typed for Đ.
_SAME_LENGTH = str.maketrans(
    {
        "Ð": "Đ",
        "Ɖ": "Đ",
        "ð": "đ",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "\xa0": " ",
        "\uf02d": "-",
    }
)
_ODD = re.compile(r"[*$\u200b\u200c\u200d\ufeff\u00ad\t]|\s\s|[^\S ]")
_WORD = re.compile(r"[^\s*$\u200b\u200c\u200d\ufeff\u00ad]+")


# A number with letters that a machine reads for digits (l00%, 2O26); the number of a paper stays as it is printed.
_MISREAD = re.compile(
    r"(?<![A-Za-zÀ-ỹ\d])(?=[lIOo]*\d)[\dlIOo]*[lIOo][\dlIOo]*(?![A-Za-zÀ-ỹ\d]|/[A-ZĐ]|/[\dO]{4}/[A-ZĐ])|(?m:^l(?=\. \S))|(?<!\w)[lIO\d]{1,2}(?=/[lIO\d]{1,2}/[12][lIO\d]{3}(?!\w))"
)
_DIGITS = str.maketrans("lIOo", "1100")
# The tone that a scan loses most: no word of Vietnamese is written so.
_CHI_TIEU = re.compile(r"\b(C[hH]|ch)([ỈÍÌĨIỉíìĩi])( [Tt])([Ii])([ÊỂÉEêểée])([Uu])\b")


def same_length(text: str) -> str:
    """Letters, hyphens and misread digits made uniform without moving a single offset."""
    text = _CHI_TIEU.sub(_chi_tieu, text.translate(_SAME_LENGTH))
    return _MISREAD.sub(lambda match: match.group().translate(_DIGITS), text)


def _chi_tieu(found: re.Match[str]) -> str:
    first, second = ("Ỉ" if found[2].isupper() else "ỉ"), ("Ê" if found[5].isupper() else "ê")
    return found[1] + first + found[3] + found[4] + second + found[6]


def _parts_words(line: str) -> bool:
    """A heading whose letters stand apart (K Ế  H O Ạ C H): only a wider gap parts words."""
    words = line.split()
    return (
        len(words) > 3 and "  " in line.strip() and sum(len(word) == 1 for word in words) > 0.8 * len(words)
    )


def _gap(text: str, spaced: bool) -> str:
    if spaced:
        return " " if len(text) > 1 else ""
    return " " if any(map(str.isspace, text)) else ""


def clean(line: str) -> str:
    """One line as it will appear in the flat text."""
    if not _ODD.search(line):
        return line.strip()
    parts: list[str] = []
    end = -1
    spaced = _parts_words(line)
    for word in _WORD.finditer(line):
        if end >= 0:
            parts.append(_gap(line[end : word.start()], spaced))
        parts.append(word.group())
        end = word.end()
    return "".join(parts)


@dataclass(slots=True)
class Flat:
    """The flat text and the way back to the original."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of ``text[start:end]``, without outer white space."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start >= end:
            here = self._origin(start) if self.starts else 0
            return here, here
        return self._origin(start), self._origin(end - 1) + 1

    def _origin(self, at: int) -> int:
        index = max(bisect_right(self.starts, at) - 1, 0)
        return self.origins[index] + (at - self.starts[index])


class FlatBuilder:
    """Collects lines into a Flat."""

    def __init__(self, original: str) -> None:
        self._original = original  # already passed through same_length
        self._parts: list[str] = []
        self._flat = Flat()
        self.length = 0

    def add(self, start: int, end: int, separator: str) -> None:
        """Append ``original[start:end]`` (one line) after ``separator``."""
        line = self._original[start:end]
        if self.length:
            self._put(separator)
        if not _ODD.search(line):
            stripped = line.strip()
            if stripped:
                self._mark(start + line.index(stripped))
                self._put(stripped)
            return
        previous = -1
        spaced = _parts_words(line)
        for word in _WORD.finditer(line):
            if previous >= 0:
                self._put(_gap(line[previous : word.start()], spaced))
            self._mark(start + word.start())
            self._put(word.group())
            previous = word.end()

    def _mark(self, origin: int) -> None:
        self._flat.starts.append(self.length)
        self._flat.origins.append(origin)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)

    def finish(self) -> Flat:
        """The flat text; the builder is used up."""
        self._flat.text = "".join(self._parts)
        return self._flat
