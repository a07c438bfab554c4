"""How much each agreement weighs, and how a file teaches it.

The score of a pair is a sum of weights (natural logarithms of odds): a base, one weight for each level of each field,
and one for each combination of levels that mean something together (the same mother and birthday with another given
name is a twin, not half a match). What can be explained field by field adds up to the score.

The weights begin from ``data/weights.json`` and are then learned anew from the file itself, without anybody's
labels: where two records both carry a personal number, the number says whether they are one child, and the other
fields of these pairs show what agreement and difference mean in this file. What is learned from them serves the pairs
without numbers. Pairs that a person has reviewed teach in the same way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from treem.linkage.comparing import FIELDS, PLACE_OF, Levels

Reals = NDArray[np.float64]
Patterns = NDArray[np.int64]

TOGETHER = (
    ("given", "born"), ("given", "mother"), ("born", "mother"), ("given", "middle"), ("born", "place"),
    ("mother", "father"), ("mother", "place"), ("given", "sex"), ("given", "family"), ("born", "name_rate"),
    ("father", "born"), ("mother", "name_rate"), ("place", "name_rate"),
)  # fmt: skip
COLUMNS: tuple[tuple[int, ...], ...] = (
    *((n,) for n in range(len(FIELDS))),
    *((PLACE_OF[a], PLACE_OF[b]) for a, b in TOGETHER),
)
SIZES = tuple(len(field.levels) for field in FIELDS)
WIDTHS = tuple(int(np.prod([SIZES[n] for n in column])) for column in COLUMNS)
STARTS = (0, *(int(n) for n in np.cumsum(WIDTHS)))
BASE = STARTS[-1]
"""Place of the base among the weights; there are ``BASE + 1``."""

_WEIGHTS = Path(__file__).parent / "data" / "weights.json"
NUMBER = PLACE_OF["number"]
UNKNOWN, SAME_NUMBER, DIFFERENT_NUMBER = 0, 1, 4

STRENGTH = 1.0
"""How firmly the given weights are held: as if each were backed by about this many pairs on the edge."""
FEWEST = 100
"""With fewer pairs of either kind whose numbers speak, nothing is learned from the file."""
ROUNDS = 5
NUMBERS_BACKED = 200.0
"""As many pairs back the given weight of a level of the number."""


@dataclass(frozen=True, slots=True)
class Model:
    weights: Reals

    def score(self, levels: Levels) -> Reals:
        """Logarithm of the odds that the two records are one child, for each row of levels."""
        score: Reals = self.weights[BASE] + self.parts(levels).sum(axis=1)
        return score

    def chance(self, levels: Levels) -> Reals:
        """The score as a probability."""
        chance: Reals = 1 / (1 + np.exp(-np.clip(self.score(levels), -40, 40)))
        return chance

    def parts(self, levels: Levels) -> Reals:
        """The weight of each of ``COLUMNS``, for each row of levels."""
        return self.weights[places(levels)]


@cache
def given() -> Model:
    """The weights a file begins with."""
    read = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    weights = np.zeros(BASE + 1)
    weights[BASE] = read["base"]
    for column, start in zip(COLUMNS, STARTS, strict=False):
        table = read[_name(column)]
        weights[start : start + len(table)] = table
    return Model(weights)


def save(model: Model, file: Path = _WEIGHTS) -> None:
    rounded = [round(float(weight), 3) for weight in model.weights]
    tables: dict[str, object] = {"base": rounded[BASE]}
    for column, start, width in zip(COLUMNS, STARTS, WIDTHS, strict=False):
        tables[_name(column)] = rounded[start : start + width]
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(table)}" for name, table in tables.items())
    file.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def _name(column: tuple[int, ...]) -> str:
    return " ".join(FIELDS[n].name for n in column)


def places(levels: Levels) -> NDArray[np.int32]:
    """Where among the weights the levels of each row stand."""
    found = np.empty((len(levels), len(COLUMNS)), np.int32)
    for n, column in enumerate(COLUMNS):
        at = levels[:, column[0]].astype(np.int32)
        if len(column) == 2:
            at = at * SIZES[column[1]] + levels[:, column[1]]
        found[:, n] = STARTS[n] + at
    return found


def pack(levels: Levels) -> Patterns:
    """The levels of a row as one number: pairs of one pattern have one score."""
    found = np.zeros(len(levels), np.int64)
    for n, size in enumerate(SIZES):
        found *= size
        found += levels[:, n]
    return found


def unpack(patterns: Patterns) -> Levels:
    found = np.empty((len(patterns), len(SIZES)), np.uint8)
    rest = patterns.copy()
    for n in range(len(SIZES) - 1, -1, -1):
        found[:, n] = rest % SIZES[n]
        rest //= SIZES[n]
    return found


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Pairs that a person decided: their patterns, and whether they are one child."""

    patterns: Patterns
    same: NDArray[np.bool_]


def learn(
    begin: Model, patterns: Patterns, counts: NDArray[np.int64], reviewed: Reviewed | None = None
) -> Model:
    """The weights of this file: ``counts`` pairs of each of ``patterns`` (those that something else than the number found)."""
    levels = unpack(patterns)
    number = levels[:, NUMBER]
    spoken = (number == SAME_NUMBER) | (number == DIFFERENT_NUMBER)
    rows, same, weight = levels[spoken], number[spoken] == SAME_NUMBER, counts[spoken].astype(np.float64)
    if reviewed is not None:
        rows = np.concatenate([rows, unpack(reviewed.patterns)])
        same = np.concatenate([same, reviewed.same])
        weight = np.concatenate([weight, np.ones(len(reviewed.same))])
    if min(weight[same].sum(), weight[~same].sum()) < FEWEST:
        return begin
    rows[:, NUMBER] = UNKNOWN
    # One child may carry two numbers: one cancelled, one typed from another line. How often, is seen where all else agrees.
    two_numbers = _two_numbers(levels, counts)
    believed = same.astype(np.float64)
    model = _fit(begin, rows, believed, weight)
    doubtful = ~same
    if reviewed is not None:
        doubtful[len(doubtful) - len(reviewed.same) :] = False
    for _ in range(ROUNDS if two_numbers > RARE else 0):
        chance = model.chance(rows)
        believed = np.where(doubtful, chance * two_numbers / (chance * two_numbers + 1 - chance), same)
        model = _fit(begin, rows, believed, weight, model)
    return _weigh_numbers(model, levels, counts.astype(np.float64))


RARE = 0.002
"""A share of children with two numbers below this is as good as none."""


def _two_numbers(levels: Levels, counts: NDArray[np.int64]) -> float:
    """The share of different numbers among pairs that agree in name, birthday and both parents, marks and all."""
    wanted = ("given", "family", "born", "mother", "father")
    perfect = np.all([levels[:, PLACE_OF[field]] == 0 for field in wanted], axis=0)
    number = levels[:, NUMBER]
    same = float(counts[perfect & (number == SAME_NUMBER)].sum())
    other = float(counts[perfect & (number == DIFFERENT_NUMBER)].sum())
    return other / (same + other) if same + other >= FEWEST else 0.0


def _fit(begin: Model, levels: Levels, same: Reals, weight: Reals, now_at: Model | None = None) -> Model:
    """Newton's method on the weights of single fields, held near the given ones; combinations stay as they are."""
    singles = STARTS[len(FIELDS)]
    at = places(levels)
    fixed = begin.weights[at[:, len(FIELDS) :]].sum(axis=1)
    at = at[:, : len(FIELDS)]
    design = np.zeros((len(levels), singles + 1))
    np.put_along_axis(design, at, 1.0, axis=1)
    design[:, singles] = 1.0
    start = np.append(begin.weights[:singles], begin.weights[BASE])
    from_here = begin if now_at is None else now_at
    hold = np.full(singles + 1, STRENGTH)
    hold[singles] = 1e-3
    now = np.append(from_here.weights[:singles], from_here.weights[BASE])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(design @ now + fixed, -40, 40)))
        slope = design.T @ (weight * (chance - same)) + hold * (now - start)
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design + np.diag(hold)
        step = np.linalg.solve(curve, slope)
        now -= np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-3:
            break
    weights = begin.weights.copy()
    weights[:singles], weights[BASE] = now[:singles], now[singles]
    return Model(weights)


def _weigh_numbers(model: Model, levels: Levels, counts: Reals) -> Model:
    """What each level of the number says in this file (expectation and maximisation, the other fields as they are)."""
    weights = model.weights.copy()
    size, start = SIZES[NUMBER], STARTS[NUMBER]
    held = weights[start : start + size] - weights[start]
    number = levels[:, NUMBER]
    for _ in range(ROUNDS):
        chance = Model(weights).chance(levels)
        same = np.bincount(number, counts * chance, size) + 0.5
        other = np.bincount(number, counts * (1 - chance), size) + 0.5
        seen = np.log(same / other) - np.log(same[UNKNOWN] / other[UNKNOWN])
        backing = same + other
        weights[start : start + size] = weights[start] + (NUMBERS_BACKED * held + backing * seen) / (
            NUMBERS_BACKED + backing
        )
        weights[start] = model.weights[start]
    return Model(weights)


def by_field(model: Model, levels: Levels) -> list[dict[str, float]]:
    """For each row what each field added to the score. A combination is shared by its two fields; rates belong to their name."""
    parts = model.parts(levels)
    found = []
    for row in parts:
        told: dict[str, float] = {}
        for column, part in zip(COLUMNS, row, strict=True):
            for n in column:
                name = FIELDS[n].name
                told[_TOPIC.get(name, name)] = told.get(_TOPIC.get(name, name), 0.0) + float(part) / len(
                    column
                )
        found.append(told)
    return found


_TOPIC = {
    "given": "name", "middle": "name", "family": "name", "name_rate": "name",
    "mother_rate": "mother", "father_rate": "father",
}  # fmt: skip
