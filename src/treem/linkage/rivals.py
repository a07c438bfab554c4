"""A record is one child: where it fits two records that are different children, each fit is worth less.

Twins that differ by a tone, and a copy whose tones are lost; two namesakes, and a copy without a birthday.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from treem.linkage.records import Ints

Reals = NDArray[np.float64]
LEAST = -2.0
"""Fits below this score are no rivals to anybody."""
APART = -2.0
"""Two records are taken for different children when their own pair scores less, or was never a candidate."""
MOST = 40
"""Records with more fits than this are left as they are: something else is wrong with them."""


def weigh(left: Ints, right: Ints, score: Reals, count: int) -> Reals:
    """What is to be taken off each pair's score: never negative, 0 where there is no rival."""
    pairs = np.flatnonzero(score > LEAST)
    nodes = np.concatenate([left[pairs], right[pairs]]).astype(np.int64)
    others = np.concatenate([right[pairs], left[pairs]]).astype(np.int64)
    edges = np.concatenate([pairs, pairs])
    order = np.argsort(nodes, kind="stable")
    nodes, others, edges = nodes[order], others[order], edges[order]
    known = left.astype(np.int64) * count + right  # sorted, as candidates() made it
    sizes = np.bincount(nodes, minlength=count)
    kept = (sizes[nodes] > 1) & (sizes[nodes] <= MOST)
    nodes, others, edges = nodes[kept], others[kept], edges[kept]
    # For each node two sums are needed at each end; one table for the left ends, one for the right.
    taken = np.zeros((2, len(score)))
    for step in range(1, MOST):
        meets = np.flatnonzero(nodes[step:] == nodes[:-step])
        if not len(meets):
            break
        one, two = meets, meets + step
        a, b = others[one], others[two]
        asked = np.minimum(a, b) * count + np.maximum(a, b)
        at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        apart = (known[at] != asked) | (score[at] < APART)
        one, two = one[apart], two[apart]
        for mine, rival in ((one, two), (two, one)):
            side = (left[edges[mine]] != nodes[mine]).astype(np.int8)
            np.add.at(taken, (side, edges[mine]), np.exp(np.clip(score[edges[rival]], -40, 40)))
    off: Reals = np.log1p(taken).sum(axis=0)
    return off
