"""The whole way of a file: records, candidate pairs, levels, weights of this file, rivals, groups, answers."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from treem.linkage import blocking, clusters, comparing, model, reasons, rivals
from treem.linkage.records import Ints, Longs, Records

SAME = 0.975
"""From this probability on two records are put into one group. On invented registers of 450,000 children, of habits
that the weights had seen, 9,991 (the harder) and 9,998 in 10,000 of these pairs were right, and 83 and 95 in 100 of all
true pairs were among them."""
SAME_UNTAUGHT = 0.99
"""The same where the file could not teach: too few of its pairs carry two numbers."""
REVIEW = 0.10
"""From here on a person should look at a pair."""
CONFLICT = 0.90
"""As sure as a pair can be whose number is the same while its names or birthdays are not, or that looks like twins."""
SURE = 0.995
"""At least as sure is a pair with the same number, year of birth and name, where nobody else fits as well."""
LEAST = 0.01
"""Pairs below are not told of."""
PIECE = 250_000
Say = Callable[[str], None]
Reals = NDArray[np.float64]
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
    probability: Reals
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
        least_same = _odds(SAME if learned is not weights else SAME_UNTAUGHT)
        distinct, of = np.unique(patterns, return_inverse=True)
        levels = model.unpack(distinct)
        plain = learned.score(levels)
        # The sure first: the same number, year and name need no weighing.
        lifted = np.where(comparing.are_sure(levels), np.maximum(_odds(SURE) - plain, 0.0), 0.0)[of]
        own = plain[of] + lifted
        taken = rivals.weigh(pairs.left, pairs.right, own, count)
        # The same number with other data is a conflict, and twins of near names are easily taken for one child: a
        # person decides, whatever the sum says.
        unsure = (comparing.in_conflict(levels) | comparing.like_twins(levels))[of]
        doubted = np.where(unsure, np.maximum(own - taken - _odds(CONFLICT), 0.0), 0.0)
        score = own - taken - doubted
    with clock.stage("grouping"):
        kept = np.flatnonzero(score >= _odds(LEAST / 4))
        told = _Told(
            pairs.left[kept],
            pairs.right[kept],
            patterns[kept],
            score[kept],
            lifted[kept],
            taken[kept],
            doubted[kept],
        )
        groups = clusters.group(
            records, told.left, told.right, told.score, _rank(records), told.score >= least_same
        )
        raised = _raised(groups, told, least_same)
    with clock.stage("telling"):
        told, raised, refused = _with_implied(records, often, learned, groups, told, raised, least_same)
        answer = _answer(records, groups.entity, told, raised, refused, learned)
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
        "thresholds": {
            "same": SAME if learned is not weights else SAME_UNTAUGHT,
            "review": REVIEW,
            "told": LEAST,
        },
        "seconds": clock.seconds,
        "peak_memory_mib": peak_memory_mib(),
    }
    return answer


class _Told(NamedTuple):
    """Pairs that may be told of: their places, levels, score, and what sureness gave to it, rivals and conflicts took."""

    left: Ints
    right: Ints
    patterns: Longs
    score: Reals
    lifted: Reals
    taken: Reals
    doubted: Reals


def _odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def _chance(score: Reals) -> Reals:
    chance: Reals = 1 / (1 + np.exp(-np.clip(score, -_ROOM, _ROOM)))
    return chance


def _rank(records: Records) -> Longs:
    """The place of each record when they are sorted by their identifiers."""
    rank = np.empty(len(records), np.int64)
    rank[sorted(range(len(records)), key=records.ids.__getitem__)] = np.arange(len(records))
    return rank


def _through(groups: clusters.Groups, told: _Told, least_same: float) -> Reals:
    """For each record the score that pairs of its group have at least: A is B and B is C, so A is C, as surely as both."""
    used = (told.score >= least_same) & ~groups.refused
    weakest = np.full(len(groups.entity), np.inf)
    np.minimum.at(weakest, groups.entity[told.left[used]], told.score[used])
    both = np.clip(2 * _chance(weakest[groups.entity]) - 1, 1e-9, 1 - 1e-9)
    least: Reals = np.log(both / (1 - both))
    return least


def _raised(groups: clusters.Groups, told: _Told, least_same: float) -> Reals:
    inside = groups.entity[told.left] == groups.entity[told.right]
    return np.where(inside, np.maximum(_through(groups, told, least_same)[told.left] - told.score, 0.0), 0.0)


def _with_implied(
    records: Records,
    often: comparing.Frequencies,
    learned: model.Model,
    groups: clusters.Groups,
    told: _Told,
    raised: Reals,
    least_same: float,
) -> tuple[_Told, Reals, NDArray[np.bool_]]:
    """The pairs of a group that were never looked at, or looked hopeless by themselves, added to the others."""
    left, right = clusters.implied(groups, told.left, told.right)
    levels = comparing.compare(records, often, left, right)
    score, nothing = learned.score(levels), np.zeros(len(left))
    more = _Told(left, right, model.pack(levels), score, nothing, nothing, nothing)
    added = np.maximum(_through(groups, told, least_same)[left] - score, 0.0)
    refused = np.concatenate([groups.refused, np.zeros(len(left), np.bool_)])
    return (
        _Told(*(np.concatenate([a, b]) for a, b in zip(_columns(told), _columns(more), strict=True))),
        np.concatenate([raised, added]),
        refused,
    )


def _columns(told: _Told) -> list[NDArray[Any]]:
    return list(told)


def _answer(
    records: Records,
    entity: Ints,
    told: _Told,
    raised: Reals,
    refused: NDArray[np.bool_],
    learned: model.Model,
) -> Answer:
    probability = _chance(told.score + raised)
    inside = entity[told.left] == entity[told.right]
    decision = np.where(inside, 0, np.where(probability >= REVIEW, 1, 2)).astype(np.uint8)
    kept = np.flatnonzero((probability >= LEAST) | inside)
    distinct, of = np.unique(told.patterns[kept], return_inverse=True)
    levels = model.unpack(distinct)
    sentences, twins = reasons.tell(learned, levels), comparing.like_twins(levels)
    texts = []
    for n, pattern in zip(kept, of, strict=True):
        text = sentences[pattern]
        if told.lifted[n] >= _SHOWN:
            text += f"; trùng số, năm sinh và tên {reasons.signed(float(told.lifted[n]))}"
        if told.taken[n] >= _SHOWN:
            text += f"; hồ sơ khác cũng hợp {reasons.signed(-float(told.taken[n]))}"
        if told.doubted[n] >= _SHOWN:
            text += f"; {_DOUBTS[bool(twins[pattern])]} {reasons.signed(-float(told.doubted[n]))}"
        if raised[n] >= _SHOWN:
            text += f"; qua hồ sơ khác trong nhóm {reasons.signed(float(raised[n]))}"
        if refused[n]:
            text += "; không gộp: mâu thuẫn với hồ sơ khác trong nhóm"
        texts.append(text)
    return Answer(
        records, entity, told.left[kept], told.right[kept], probability[kept], decision[kept], texts
    )


_DOUBTS = ("trùng số nhưng khác dữ liệu", "có thể là trẻ sinh đôi")
_SHOWN = 0.005
"""Shares smaller than this are not written down: they round to nothing."""


def peak_memory_mib() -> int:
    """Largest resident memory of this process so far; what its parent used before it began is not counted where
    the system can tell."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024)
    except OSError:
        pass
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(largest / (1 << 20 if sys.platform == "darwin" else 1 << 10))
