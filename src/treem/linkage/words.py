"""The words of all names of a file: numbered, folded, and which of them are near each other."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from treem.linkage import values

NAME_NONE = (-1, -1, -1, -1, 0, -1)
CROWDED = 400
"""Two words that have only a one-letter rest in common with so many others are not compared."""


class Words:
    """Numbers of words. ``key`` gives the folded form of a word, again as a number; ``near`` the pairs one slip apart."""

    def __init__(self) -> None:
        self._typed: dict[str, tuple[int, ...]] = {}
        self._number: dict[str, int] = {}
        self._key: dict[str, int] = {}
        self._key_of: list[int] = []
        self._marked: list[bool] = []
        self._names: dict[tuple[int, ...], int] = {}

    def name(self, text: str) -> tuple[int, int, int, int, int, int]:
        """Family, first and last middle word, given name, whether it carries marks, and the folded name as one number."""
        if "(" in text or "[" in text or text.isspace():
            found = [number for word in values.words(text) for number in self._read(word)]
        else:
            found = [number for part in text.split() for number in self._read(part)]
        if not found:
            return NAME_NONE
        marked = any(self._marked[number] for number in found)
        keys = tuple(self._key_of[number] for number in found)
        whole = self._names.setdefault(keys, len(self._names))
        family = found[0] if len(found) > 1 else -1
        middle = found[1] if len(found) > 2 else -1
        second = found[-2] if len(found) > 3 else -1
        return family, middle, second, found[-1], int(marked), whole

    def find(self, text: str) -> tuple[int, int, int]:
        """Folded family name, given name and whole name as numbers; -1 for none, -2 for what no name of the file has."""
        found = [self._key.get(values.word_key(word), -2) for word in values.words(text)]
        if not found:
            return -1, -1, -1
        return found[0] if len(found) > 1 else -1, found[-1], self._names.get(tuple(found), -2)

    def _read(self, part: str) -> tuple[int, ...]:
        known = self._typed.get(part)
        if known is None:
            known = self._typed[part] = tuple(self._add(word) for word in values.words(part))
        return known

    def _add(self, word: str) -> int:
        number = self._number.get(word)
        if number is None:
            number = self._number[word] = len(self._number)
            self._key_of.append(self._key.setdefault(values.word_key(word), len(self._key)))
            self._marked.append(not word.isascii())
        return number

    def close(self) -> None:
        """Everything is read: make the tables for comparing."""
        self.spelled = list(self._number)
        self.keys = list(self._key)
        # A last entry, so that the number -1 (no word) finds something of its own.
        self.key: NDArray[np.int32] = np.array([*self._key_of, -1], np.int32)
        self.length = np.array([*(len(key) for key in self.keys), 0], np.int8)
        self.first = np.array([*(ord(key[0]) for key in self.keys), 0], np.int32)
        self._pairs, self._levels = _near(self.keys)

    def near(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.uint8]:
        """For pairs of folded words: 0 far apart, 1 one slip apart or alike in sound, 2 so but too short to tell much."""
        low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
        asked = low * len(self.keys) + high
        at = np.searchsorted(self._pairs, asked)
        at[at == len(self._pairs)] = 0
        found = (
            np.where(self._pairs[at] == asked, self._levels[at], 0) if len(self._pairs) else np.zeros(len(a))
        )
        return found.astype(np.uint8)


def _near(keys: list[str]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    rests: defaultdict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        for rest in {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}:
            rests[rest].append(number)
    heard: defaultdict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        heard[values.sound(key)].append(number)
    same_rest = {
        pair for found in rests.values() if 1 < len(found) <= CROWDED for pair in combinations(found, 2)
    }
    alike = {pair for found in heard.values() if 1 < len(found) <= CROWDED for pair in combinations(found, 2)}
    asked = sorted(same_rest | alike)
    if not asked:
        return np.zeros(0, np.int64), np.zeros(0, np.uint8)
    left, right = [keys[a] for a, _ in asked], [keys[b] for _, b in asked]
    slips = cpdist(left, right, scorer=OSA.distance, score_cutoff=1) <= 1
    sounds = np.fromiter((pair in alike for pair in asked), np.bool_, len(asked))
    short = np.fromiter(
        (max(len(a), len(b)) <= 3 for a, b in zip(left, right, strict=True)), np.bool_, len(asked)
    )
    numbers = np.array([a * len(keys) + b for a, b in asked], np.int64)
    levels = np.where(slips | sounds, np.where(short & ~sounds, 2, 1), 0).astype(np.uint8)
    kept = levels > 0
    return numbers[kept], levels[kept]
