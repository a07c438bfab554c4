"""The whole way of a file: records, candidate pairs, levels, weights of this file, rivals, groups, answers."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from treem.linkage import blocking, clusters, comparing, model, reasons, rivals
from treem.linkage.records import Ints, Longs, Records

SAME = 0.98
"""From this probability on two records are put into one group. Where the probabilities are right, as measured on
registers that were not learned from, the pairs above it are right in 998 to 1000 of 1,000 cases."""
REVIEW = 0.10
"""From here on a person should look at a pair."""
LEAST = 0.01
"""Pairs below are not told of."""
PIECE = 250_000
Say = Callable[[str], None]
_ROOM = 40.0


class Link(NamedTuple):
    """One pair of the answer."""

    left: int
    right: int
    probability: float
    decision: str
    reasons: str


@dataclass(slots=True)
class Answer:
    records: Records
    entity: Ints
    left: Ints
    right: Ints
    probability: NDArray[np.float64]
    decision: NDArray[np.uint8]
    """Place in ``DECISIONS``."""
    told: list[str]
    summary: dict[str, Any] = field(default_factory=dict)

    def links(self) -> Iterator[Link]:
        for a, b, p, d, text in zip(
            self.left, self.right, self.probability, self.decision, self.told, strict=True
        ):
            yield Link(int(a), int(b), float(p), DECISIONS[d], text)


DECISIONS = ("same", "review", "no")


class _Clock:
    def __init__(self, say: Say) -> None:
        self.seconds: dict[str, float] = {}
        self._say = say

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._say(name)
        begin = time.perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - begin, 3)


def link(
    records: Records,
    *,
    reviewed: model.Reviewed | None = None,
    begin: model.Model | None = None,
    say: Say = lambda _: None,
) -> Answer:
    """Every pair that may be one child, decided, and the groups. The order of the records changes nothing."""
    clock, count = _Clock(say), len(records)
    with clock.stage("blocking"):
        pairs = blocking.candidates(records)
    with clock.stage("comparing"):
        often = comparing.frequencies(records)
        patterns = np.empty(len(pairs.left), np.int64)
        for first in range(0, len(patterns), PIECE):
            piece = slice(first, first + PIECE)
            patterns[piece] = model.pack(
                comparing.compare(records, often, pairs.left[piece], pairs.right[piece])
            )
    with clock.stage("learning"):
        weights = begin or model.given()
        taught, counts = np.unique(patterns[~pairs.by_number_only], return_counts=True)
        learned = model.learn(weights, taught, counts, reviewed)
    with clock.stage("scoring"):
        distinct, of = np.unique(patterns, return_inverse=True)
        own = learned.score(model.unpack(distinct))[of]
        taken = rivals.weigh(pairs.left, pairs.right, own, count)
        score = own - taken
    with clock.stage("grouping"):
        kept = np.flatnonzero(score >= _odds(LEAST / 4))
        left, right, score, taken, patterns = (
            pairs.left[kept],
            pairs.right[kept],
            score[kept],
            taken[kept],
            patterns[kept],
        )
        linked = score >= _odds(SAME)
        groups = clusters.group(records, left, right, score, _rank(records), linked)
        lone_left, lone_right = clusters.implied(groups, left, right)
    with clock.stage("telling"):
        lone = comparing.compare(records, often, lone_left, lone_right)
        left, right = np.concatenate([left, lone_left]), np.concatenate([right, lone_right])
        score, taken = (
            np.concatenate([score, learned.score(lone)]),
            np.concatenate([taken, np.zeros(len(lone))]),
        )
        patterns = np.concatenate([patterns, model.pack(lone)])
        linked = np.concatenate([linked, np.zeros(len(lone), np.bool_)])
        refused = np.concatenate([groups.refused, np.zeros(len(lone), np.bool_)])
        raised = _raised(groups.entity, left, right, score, linked & ~refused)
        answer = _answer(
            records, groups.entity, left, right, score, taken, raised, refused, patterns, learned
        )
    same = answer.decision == 0
    answer.summary = {
        "records": count,
        "candidate_pairs": len(pairs.left),
        "candidate_pairs_a_record": round(len(pairs.left) / max(count, 1), 3),
        "pairs": {name: int((answer.decision == n).sum()) for n, name in enumerate(DECISIONS)},
        "entities": len(np.unique(answer.entity)),
        "links_refused": int(refused.sum()),
        "expected_precision_of_same": round(float(answer.probability[same].mean()), 5)
        if same.any()
        else None,
        "learned_from_numbers": learned is not weights,
        "thresholds": {"same": SAME, "review": REVIEW, "told": LEAST},
        "seconds": clock.seconds,
        "peak_memory_mib": peak_memory_mib(),
    }
    return answer


def _odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def _rank(records: Records) -> Longs:
    """The place of each record when they are sorted by their identifiers."""
    rank = np.empty(len(records), np.int64)
    rank[sorted(range(len(records)), key=records.ids.__getitem__)] = np.arange(len(records))
    return rank


def _raised(
    entity: Ints, left: Ints, right: Ints, score: NDArray[np.float64], used: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """What pairs of one group gain from the others: A is B and B is C, so A is C, as surely as both together."""
    inside = entity[left] == entity[right]
    weakest = np.full(len(entity), np.inf)
    np.minimum.at(weakest, entity[left[used]], score[used])
    chance = 1 / (1 + np.exp(-np.clip(weakest[entity[left]], -_ROOM, _ROOM)))
    through = np.clip(2 * chance - 1, 1e-9, 1 - 1e-9)
    at_least = np.log(through / (1 - through))
    return np.where(inside & ~used, np.maximum(at_least - score, 0.0), 0.0)


def _answer(
    records: Records, entity: Ints, left: Ints, right: Ints, score: NDArray[np.float64], taken: NDArray[np.float64],
    raised: NDArray[np.float64], refused: NDArray[np.bool_], patterns: Longs, learned: model.Model,
) -> Answer:  # fmt: skip
    whole = score + raised
    probability = 1 / (1 + np.exp(-np.clip(whole, -_ROOM, _ROOM)))
    inside = entity[left] == entity[right]
    decision = np.where(inside, 0, np.where(probability >= REVIEW, 1, 2)).astype(np.uint8)
    kept = np.flatnonzero((probability >= LEAST) | inside)
    left, right, probability, decision = left[kept], right[kept], probability[kept], decision[kept]
    distinct, of = np.unique(patterns[kept], return_inverse=True)
    base = reasons.tell(learned, model.unpack(distinct))
    told = []
    for n, pattern in zip(kept, of, strict=True):
        text = base[pattern]
        if taken[n] >= 0.005:
            text += f"; hồ sơ khác cũng hợp {reasons.signed(-float(taken[n]))}"
        if raised[n] >= 0.005:
            text += f"; qua hồ sơ khác trong nhóm {reasons.signed(float(raised[n]))}"
        if refused[n]:
            text += "; không gộp: mâu thuẫn với hồ sơ khác trong nhóm"
        told.append(text)
    return Answer(records, entity, left, right, probability, decision, told)


def peak_memory_mib() -> int:
    """Largest resident memory of this process so far."""
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(largest / (1 << 20 if sys.platform == "darwin" else 1 << 10))
