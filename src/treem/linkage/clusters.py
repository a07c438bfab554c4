"""Records of one child put together, guarded against chains: nobody becomes one child through a third record alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from treem.linkage.records import Ints, Longs, Records

LARGEST = 30
"""No child has more records than this; a group that would grow past it is for a person to see."""
AGAINST = -3.0
"""A pair with a score below this (odds of about 1 to 20) speaks against being put into one group."""


class Groups(NamedTuple):
    entity: Ints
    """For each record the smallest place in its group."""
    refused: NDArray[np.bool_]
    """Links that were not followed, because two records of the two groups contradict each other."""


def group(
    records: Records,
    left: Ints,
    right: Ints,
    score: NDArray[np.float64],
    rank: Longs,
    linked: NDArray[np.bool_],
) -> Groups:
    """Follow the links from the surest down. ``rank`` orders the records themselves, so that the order of the file
    decides nothing.

    A link is refused when the groups it joins hold two records with different numbers that are not a slip of each
    other, or a compared pair that speaks against it.
    """
    count = len(records)
    parent = list(range(count))
    members: dict[int, list[int]] = {}
    refused = np.zeros(len(left), np.bool_)

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    known = {
        (int(a), int(b)): float(s) for a, b, s in zip(left, right, score, strict=True)
    }  # scores of pairs that were compared and kept
    at = np.flatnonzero(linked)
    low, high = np.minimum(rank[left[at]], rank[right[at]]), np.maximum(rank[left[at]], rank[right[at]])
    for pair in at[np.lexsort((high, low, -score[at]))]:
        a, b = root(int(left[pair])), root(int(right[pair]))
        if a == b:
            continue
        of_a, of_b = members.get(a, [a]), members.get(b, [b])
        if len(of_a) + len(of_b) > LARGEST or any(_against(records, known, x, y) for x in of_a for y in of_b):
            refused[pair] = True
            continue
        parent[max(a, b)] = min(a, b)
        members[min(a, b)] = of_a + of_b
        members.pop(max(a, b), None)
    entity = np.fromiter((root(place) for place in range(count)), np.int32, count)
    return Groups(entity, refused)


def _against(records: Records, known: dict[tuple[int, int], float], a: int, b: int) -> bool:
    one, other = int(records.number[a]), int(records.number[b])
    if (
        one >= 0
        and other >= 0
        and sum(x != y for x, y in zip(f"{one:012d}", f"{other:012d}", strict=True)) > 2
    ):
        return True
    score = known.get((a, b) if a < b else (b, a))
    return score is not None and score < AGAINST


def implied(groups: Groups, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Pairs of one group that were never compared."""
    order = np.argsort(groups.entity, kind="stable")
    of = groups.entity[order]
    count = len(of)
    found: list[Longs] = []
    for step in range(1, LARGEST):
        meets = np.flatnonzero(of[step:] == of[:-step])
        if not len(meets):
            break
        a, b = order[meets].astype(np.int64), order[meets + step].astype(np.int64)
        found.append(np.minimum(a, b) * count + np.maximum(a, b))
    every = np.concatenate(found) if found else np.zeros(0, np.int64)
    new = np.setdiff1d(every, left.astype(np.int64) * count + right)
    return (new // max(count, 1)).astype(np.int32), (new % max(count, 1)).astype(np.int32)
