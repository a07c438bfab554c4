"""Search by name under row policies: ours beside the naive query, in one run, on the children that are loaded.

./treem demo --check && ./treem bench search [--queries 200] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from typing import Any

import psycopg

from treem.config.cli import VAR, ensure_database
from treem.db.addresses import address
from treem.db.scope import SET_SCOPE, Scope
from treem.kernel.vietnamese import fold

OURS = "SELECT child FROM registry_search(%s, 500)"
NAIVE = (
    "SELECT id FROM registry_child WHERE status = 'active' AND folded_name LIKE '%%' || treem_fold(%s) || '%%'"
    " ORDER BY sort_key LIMIT 500"
)


def shapes(name: str, chance: random.Random) -> dict[str, str]:
    """The ways in which people type a name."""
    words = name.split()
    return {
        "given name, no marks": fold(words[-1]),
        "last two words": fold(" ".join(words[-2:])),
        "whole name": fold(name),
        "whole name with marks": name,
        "two letters": fold(words[-1])[:2],
        "beginnings of two words": f"{fold(words[0])[:3]} {fold(words[-1])[:3]}",
        "nobody": fold(words[-1]) + chance.choice("qxz") + "w",
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench search")
    parser.add_argument("--queries", type=int, default=100, help="names drawn; each is typed in every shape")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    ensure_database(as_owner=True)
    with psycopg.connect(address("owner", VAR)) as owner:
        children = owner.execute("SELECT count(*) FROM registry_child").fetchone()[0]
        names = [
            row[0]
            for row in owner.execute(
                "SELECT full_name FROM registry_child TABLESAMPLE BERNOULLI (5) REPEATABLE (1) LIMIT %s",
                [options.queries],
            )
        ]
        units = [row[0] for row in owner.execute("SELECT DISTINCT commune_id FROM registry_child ORDER BY 1")]
    chance = random.Random(7)
    rows: list[dict[str, Any]] = []
    with psycopg.connect(address("app", VAR), autocommit=True, prepare_threshold=None) as app:
        for area, scope in (("75 communes", tuple(units)), ("one commune", (units[0],))):
            taken: dict[tuple[str, str], list[float]] = {}
            for name in names:
                for shape, typed in shapes(name, chance).items():
                    for way, sql in (("treem", OURS), ("naive LIKE", NAIVE)):
                        with app.transaction():
                            app.execute(SET_SCOPE, Scope(1, scope).settings())
                            begin = time.perf_counter()
                            app.execute(sql, [typed]).fetchall()
                            taken.setdefault((shape, way), []).append((time.perf_counter() - begin) * 1000)
            for way in ("treem", "naive LIKE"):
                every = [t for (_, w), times in taken.items() if w == way for t in times]
                for shape in [s for s, w in taken if w == way] + ["all shapes"]:
                    times = taken.get((shape, way), every)
                    rows.append(
                        {
                            "area": area,
                            "way": way,
                            "shape": shape,
                            "n": len(times),
                            "p50_ms": round(statistics.median(times), 2),
                            "p95_ms": round(sorted(times)[int(len(times) * 0.95) - 1], 2),
                        }
                    )
    if options.json:
        print(json.dumps({"bench": "search", "children": children, "rows": rows}, ensure_ascii=False))
        return 0
    print(f"{children:,} children")
    for row in rows:
        print(
            f"{row['area']:<12} {row['way']:<11} {row['shape']:<24} p50 {row['p50_ms']:>8} ms   p95 {row['p95_ms']:>8} ms"
        )
    return 0
