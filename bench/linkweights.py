"""The weights that linkage begins with, fitted anew on invented registers; and what they are worth on the habit they
were not fitted on.

./treem bench linkweights [--records 60000] [--save]

Without ``--save`` only the second part: fitted on one habit, measured on the other, before and after the file itself
has taught (``treem.linkage.model.learn``).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

from treem.linkage import blocking, comparing, model, reading
from treem.linkage.tests.registers import highland, province

HABITS = {"province": province, "highland": highland}
ROUGHNESS = (0.7, 1.0, 1.5)
SINGLE, TOGETHER = 0.5, 1.5
"""How firmly weights of one field, and of two together, are held at zero."""


class Sample(NamedTuple):
    levels: Any
    same: Any
    by_number_only: Any
    true_pairs: int


def sample(habit: str, records: int, seed: int, rough: float) -> Sample:
    register = HABITS[habit](records, seed, rough=rough)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "children.csv"
        register.write(file)
        read, _ = reading.read(file)
    pairs = blocking.candidates(read)
    levels = comparing.compare(read, comparing.frequencies(read), pairs.left, pairs.right)
    entity = np.array(register.entity)
    return Sample(
        levels, entity[pairs.left] == entity[pairs.right], pairs.by_number_only, len(register.true_pairs())
    )


def fit(samples: list[Sample]) -> model.Model:
    """Logistic regression on all weights, those of one field and those of two together."""
    levels = np.concatenate([one.levels for one in samples])
    same = np.concatenate([one.same for one in samples]).astype(float)
    patterns, of = np.unique(model.pack(levels), return_inverse=True)
    count, hits = np.bincount(of).astype(float), np.bincount(of, same)
    places, size = model.places(model.unpack(patterns)), model.BASE + 1
    hold = np.full(size, TOGETHER)
    hold[: model.STARTS[len(comparing.FIELDS)]] = SINGLE
    hold[model.BASE] = 1e-3

    def loss(weights: Any) -> tuple[float, Any]:
        score = weights[model.BASE] + weights[places].sum(axis=1)
        off = count / (1 + np.exp(-score)) - hits
        slope = hold * weights
        slope[model.BASE] += off.sum()
        for column in range(places.shape[1]):
            slope += np.bincount(places[:, column], off, size)
        return float(
            (count * np.logaddexp(0, score) - hits * score).sum() + (hold * weights**2).sum() / 2
        ), slope

    return model.Model(
        minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench linkweights")
    parser.add_argument("--records", type=int, default=60_000)
    parser.add_argument(
        "--save", action="store_true", help="write the weights fitted on both habits to their place"
    )
    options = parser.parse_args(arguments)
    seen = {
        habit: [sample(habit, options.records, 100 + n, rough) for n, rough in enumerate(ROUGHNESS)]
        for habit in HABITS
    }
    unseen = {habit: sample(habit, options.records, 7, 1.0) for habit in HABITS}
    both = fit([one for samples in seen.values() for one in samples])
    for name, begin in {**{habit: fit(samples) for habit, samples in seen.items()}, "both": both}.items():
        for habit, one in unseen.items():
            patterns, counts = np.unique(model.pack(one.levels[~one.by_number_only]), return_counts=True)
            print(f"fitted on {name:<9} measured on {habit:<9} {_worth(begin, one)}")
            print(
                f"{'':<20} and taught by it   {_worth(model.learn(begin, patterns, counts), one)}", flush=True
            )
    if options.save:
        model.save(both)
    return 0


def _worth(weights: model.Model, one: Sample) -> str:
    score = weights.score(one.levels)
    order = np.argsort(-score, kind="stable")
    hits, said = np.cumsum(one.same[order]), np.arange(1, len(order) + 1)
    last = np.append(np.diff(score[order]) != 0, True)
    precision, recall = (hits / said)[last], (hits / one.true_pairs)[last]
    best = (2 * precision * recall / np.maximum(precision + recall, 1e-9)).max()
    return f"F1 {best:.4f}  R@.99 {recall[precision >= 0.99].max(initial=0):.4f}  R@.998 {recall[precision >= 0.998].max(initial=0):.4f}"


if __name__ == "__main__":
    raise SystemExit(main([]))
