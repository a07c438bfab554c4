"""Whether the pages of a paper lie in order, by the numbers printed on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_ALONE = re.compile(r"[-–—|]?\s*(?:Trang|trang|TRANG|Page)?\s*(\d{1,3})(?:\s*/\s*\d{1,3})?\s*[-–—|]?")
_SAID = re.compile(
    r"^\s*[-–—(]?\s*(?:Trang|TRANG)\s+(\d{1,3})(?:\s*/\s*(\d{1,3}))?\s*[-–—)]?\s*$", re.MULTILINE
)


def printed(pages: Sequence[str]) -> list[int | None]:
    """The number printed alone at the top or at the bottom of each page, wherever more pages have one; None where a page
    has none."""
    lines = [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]
    tops = [_number(page[:1]) for page in lines]
    bottoms = [_number(page[-1:]) for page in lines]
    return max(tops, bottoms, key=lambda found: sum(number is not None for number in found))


def _number(line: list[str]) -> int | None:
    match = _ALONE.fullmatch(line[0]) if line else None
    return int(match[1]) if match else None


def said(text: str) -> list[int]:
    """The numbers of lines such as «Trang 3/5» in a text without pages of its own."""
    return [int(match[1]) for match in _SAID.finditer(text)]


def out_of_order(numbers: Sequence[int | None]) -> bool:
    """Whether the printed numbers go back where no annex begins anew.

    An annex numbers its pages from 1, and hides the 1: 2, 3, 4, 2, 3 is in order. 1, 3, 2, 4 is not, nor 4, 3, 2.
    """
    known = [number for number in numbers if number]
    back = [after for before, after in pairwise(known) if after < before]
    if not back:
        return False
    return len(set(known)) == len(known) or max(back) > 2
