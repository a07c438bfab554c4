"""One new child against a whole register in memory: how long, and whether the child is found.

./treem bench lookalike [--records 450000] [--queries 300] [--habit highland] [--json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from treem.linkage.lookalike import Index
from treem.linkage.reading import read_columns
from treem.linkage.records import prepare
from treem.linkage.tests.registers import highland, province

HABITS = {"province": province, "highland": highland}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench lookalike")
    parser.add_argument("--records", type=int, default=450_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--habit", choices=HABITS, default="highland")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    register = HABITS[options.habit](options.records, 2026)
    copies = [place for place, done in enumerate(register.done) if done][: options.queries]
    asked = {place: register.rows[place] for place in copies}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "children.csv"
        register.write(file)
        ids, columns, _ = read_columns(file)
    begin = time.perf_counter()
    index = Index(columns, prepare(ids, columns))
    built = time.perf_counter() - begin
    others = {place: entity for place, entity in enumerate(register.entity)}
    taken, candidates, found = [], [], 0
    for place, row in asked.items():
        child = {name: value for name, value in row.items() if name != "record_id"}
        begin = time.perf_counter()
        answer = index.find(child)
        taken.append((time.perf_counter() - begin) * 1000)
        candidates.append(len(index.candidates(child)))
        first = next((one for one in answer if one.place != place), None)
        found += first is not None and others[first.place] == others[place]
    told = {
        "bench": "lookalike", "habit": options.habit, "records": options.records, "queries": len(taken),
        "index_seconds": round(built, 2), "p50_ms": round(statistics.median(taken), 2),
        "p95_ms": round(sorted(taken)[int(len(taken) * 0.95) - 1], 2), "candidates": round(statistics.mean(candidates), 1),
        "child_first_in_list": round(found / max(len(taken), 1), 4),
    }  # fmt: skip
    print(
        json.dumps(told) if options.json else "\n".join(f"{name:<20} {value}" for name, value in told.items())
    )
    return 0
