"""One new child against a whole register: how long, and whether the child is found.

./treem bench lookalike [--records 450000] [--queries 300] [--habit highland] [--json]
./treem bench lookalike --database [--records 450000] [--queries 200] [--habit highland] [--json]

The first in memory; the second in PostgreSQL under row policies, beside pg_trgm and a plain sort by likeness in the same
run, at a tenth of the register and at the whole. The child that is written down again is kept out of the register; its
other records are in it. ``first``: how often one of them heads the list; ``found``: how often one is in it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from treem.kernel.vietnamese import fold, nfc, sort_key
from treem.linkage import values
from treem.linkage.lookalike import Index
from treem.linkage.reading import read_columns
from treem.linkage.records import prepare
from treem.linkage.tests.registers import Register, highland, province

ROOT = Path(__file__).resolve().parents[1]
GOAL_MS = 20
HABITS = {"province": province, "highland": highland}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench lookalike")
    parser.add_argument("--records", type=int, default=450_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--habit", choices=HABITS, default="highland")
    parser.add_argument("--database", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.inside:
        return _inside(options)
    if options.database:
        return _in_a_province_of_its_own(arguments)
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


def _in_a_province_of_its_own(arguments: list[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix="treem-bench-"))
    environment = {**os.environ, "TREEM_VAR": str(folder / "var"), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    run = [sys.executable, "-m", "treem.config.cli"]
    setup = [*run, "setup", "--province", "14", "--admin", "do.kiem.thu", "--name", "Đo Kiểm Thử"]
    try:
        subprocess.run(setup, env=environment, check=True, capture_output=True)
        again = [*run, "bench", "lookalike", "--inside", *arguments]
        return subprocess.run(again, env=environment, check=False).returncode
    finally:
        subprocess.run([*run, "stop"], env=environment, check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


_COPY = (
    "COPY registry_child (uuid, version, status, full_name, sort_key, sex, date_of_birth, birth_precision, ethnicity,"
    " personal_id, mother_name, father_name, permanent_residence, present_residence, residence_note, birth_registered,"
    " created_on, commune_id) FROM STDIN"
)
_TRIGRAMS = (
    "SELECT id FROM registry_child WHERE folded_name %% %(name)s AND commune_id = ANY (%(communes)s)"
    " ORDER BY similarity(folded_name, %(name)s) + (date_of_birth = %(born)s)::int + similarity(folded_mother, %(mother)s)"
    " DESC, id LIMIT 5"
)
_PLAIN = (
    "SELECT id FROM registry_child WHERE commune_id = ANY (%(communes)s)"
    " ORDER BY similarity(folded_name || ' ' || folded_mother, %(name)s || ' ' || %(mother)s) + (date_of_birth = %(born)s)::int"
    " DESC, id LIMIT 5"
)


def _typed(row: dict[str, str], communes: dict[str, int]) -> dict[str, Any] | None:
    """A row as an officer would store it; None where no year of birth can be read or the name is none."""
    year, month, day = values.birthday(row["date_of_birth"])
    name = nfc(" ".join(row["full_name"].split()))
    if not year or not name or (year, month, day) > (2026, 10, 31):
        return None
    known = "day" if day else "month" if month else "year"
    number = values.number(row["personal_id"])
    return {
        "full_name": name[:120], "sex": "male" if values.sex(row["sex"]) == 1 else "female",
        "born": date(year, month or 1, day or 1), "known": known, "ethnicity": row["ethnicity"][:30],
        "personal_id": f"{number:012d}" if number >= 0 else "",
        "mother_name": nfc(" ".join(row["mother_name"].split()))[:120],
        "father_name": nfc(" ".join(row["father_name"].split()))[:120],
        "commune": communes[values.place(row["commune"])],
    }  # fmt: skip


def _inside(options: argparse.Namespace) -> int:
    """In the province of the measurement."""
    from treem.config.cli import ensure_database

    ensure_database(as_owner=True)
    import django

    django.setup()
    from django.db import connection

    register: Register = HABITS[options.habit](options.records, 2026)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM territory_unit WHERE level = 'commune' AND valid_to IS NULL ORDER BY id"
        )
        units = [pk for (pk,) in cursor.fetchall()]
    names = sorted({values.place(row["commune"]) for row in register.rows})
    communes = {name: units[n % len(units)] for n, name in enumerate(names)}
    rows = [_typed(row, communes) for row in register.rows]
    first_of: dict[int, int] = {}
    for place, done in enumerate(register.done):
        if not done and rows[place]:
            first_of.setdefault(register.entity[place], place)
    # Written down again in the commune where the first record is: what lies elsewhere is told in another way.
    asked = [
        place
        for place, done in enumerate(register.done)
        if done and (mine := rows[place]) and (known := first_of.get(register.entity[place])) is not None
        and (theirs := rows[known]) and theirs["commune"] == mine["commune"]
    ]  # fmt: skip
    out = set(asked[:: max(1, len(asked) // options.queries)][: options.queries])
    firsts = {first_of[register.entity[place]] for place in out}
    tenth = [n for n in range(len(rows)) if (n % 10 == 0 or n in firsts) and n not in out]
    rest = sorted(set(range(len(rows))) - set(tenth) - out)
    ids: dict[int, int] = {}
    told: list[dict[str, Any]] = []
    for part in (tenth, rest):
        _load(rows, part, ids)
        by_entity: dict[int, set[int]] = {}
        for place, pk in ids.items():
            by_entity.setdefault(register.entity[place], set()).add(pk)
        told += _measured(rows, sorted(out), {p: by_entity[register.entity[p]] for p in out}, len(ids), units)
    answer = {
        "bench": "lookalike",
        "habit": options.habit,
        "goal_ms": GOAL_MS,
        "queries": len(out),
        "rows": told,
    }
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    for row in told:
        print(
            f"{row['records']:>8} {row['area']:<12} {row['way']:<14} p50 {row['p50_ms']:>8} ms  p95 {row['p95_ms']:>8} ms"
            f"  first {row['first']:.3f}  found {row['found']:.3f}"
        )
    return 0


def _load(rows: list[dict[str, Any] | None], part: list[int], ids: dict[int, int]) -> None:
    from django.db import connection, transaction

    uuids: dict[str, int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.cursor.copy(_COPY) as out:
            for place in part:
                if (row := rows[place]) is None:
                    continue
                uuid = str(uuid4())
                uuids[uuid] = place
                out.write_row(
                    (
                        uuid, 1, "active", row["full_name"], sort_key(row["full_name"])[:250], row["sex"], row["born"],
                        row["known"], row["ethnicity"], row["personal_id"], row["mother_name"], row["father_name"], "", "",
                        "", True, date(2026, 11, 1), row["commune"],
                    )
                )  # fmt: skip
        cursor.execute("SELECT uuid::text, id FROM registry_child")
        ids.update({uuids[uuid]: pk for uuid, pk in cursor.fetchall() if uuid in uuids})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE registry_child")


def _measured(
    rows: list[dict[str, Any] | None],
    asked: list[int],
    known: dict[int, set[int]],
    records: int,
    units: list[int],
) -> list[dict[str, Any]]:
    from django.db import connection, transaction

    from treem.db.scope import Scope, scoped
    from treem.registry.alike import finding
    from treem.registry.rules import Birth

    def ours(row: dict[str, Any], communes: tuple[int, ...]) -> list[int]:
        question = finding.Asked(
            full_name=row["full_name"], birth=Birth(row["born"], row["known"]), sex=row["sex"],
            personal_id=row["personal_id"], mother_name=row["mother_name"], father_name=row["father_name"],
            commune_id=row["commune"], ethnicity=row["ethnicity"],
        )  # fmt: skip
        found = [one.child_id for one in finding.likenesses(question)]
        if len(communes) == 1:
            finding.elsewhere(question)
        return found[:5]

    def peer(sql: str) -> Callable[[dict[str, Any], tuple[int, ...]], list[int]]:
        def run(row: dict[str, Any], communes: tuple[int, ...]) -> list[int]:
            about = {
                "name": fold(row["full_name"]), "mother": fold(row["mother_name"]), "born": row["born"],
                "communes": list(communes),
            }  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute(sql, about)
                return [pk for (pk,) in cursor.fetchall()]

        return run

    ways: list[tuple[str, Any, bool, int]] = [
        ("treem", ours, True, len(asked)), ("pg_trgm", peer(_TRIGRAMS), False, 40), ("plain sort", peer(_PLAIN), False, 10),
    ]  # fmt: skip
    told = []
    for area in ("one commune", "75 communes"):
        for way, ask, as_app, most in ways:
            taken, first, found = [], 0, 0
            for place in asked[:most]:
                row = rows[place]
                assert row is not None
                communes = (row["commune"],) if area == "one commune" else tuple(units)
                with transaction.atomic(), connection.cursor() as cursor:
                    if as_app:  # the peers go without row policies, which would forbid them their index
                        cursor.execute("SET LOCAL ROLE treem_app")
                    with scoped(Scope(1, communes)):
                        begin = time.perf_counter()
                        answer = ask(row, communes)
                        taken.append((time.perf_counter() - begin) * 1000)
                right = known[place]
                first += bool(answer) and answer[0] in right
                found += not right.isdisjoint(answer)
            told.append(
                {
                    "records": records, "area": area, "way": way, "n": len(taken),
                    "p50_ms": round(statistics.median(taken), 2),
                    "p95_ms": round(sorted(taken)[max(int(len(taken) * 0.95) - 1, 0)], 2),
                    "first": round(first / len(taken), 4), "found": round(found / len(taken), 4),
                }
            )  # fmt: skip
    return told
