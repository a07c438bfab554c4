"""Linking records of one child: ours beside Splink as it comes, Splink on folded names, and recordlinkage, in one run.

./treem bench link [--records 10000 …] [--habit province highland] [--peers splink splink-folded recordlinkage] [--json]

Registers are invented (``treem.linkage.tests.registers``), each with a seed, and the truth is beside them. Every
engine runs in a process of its own on the same file; told are seconds of wall and of processor, peak memory, the best
F1, recall at precision 0.99 and above, and for ours what was decided and which kinds of pairs were confused.
``--records 10000 100000 450000 1000000`` gives the growth; recordlinkage is asked at 10,000 only.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from treem.config.cli import ROOT
from treem.linkage.tests.registers import Register, highland, province

HABITS = {"province": province, "highland": highland}
PEERS = ("splink", "splink-folded", "recordlinkage")
RECORDLINKAGE_MOST = 10_000


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench link")
    parser.add_argument("--records", type=int, nargs="+", default=[10_000])
    parser.add_argument("--habit", choices=HABITS, nargs="+", default=list(HABITS))
    parser.add_argument("--peers", choices=PEERS, nargs="*", default=list(PEERS))
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=3, metavar=("ENGINE", "FILE", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        return _one(*options.one)
    rows = []
    with tempfile.TemporaryDirectory(prefix="treem-link-") as folder:
        for habit in options.habit:
            for records in options.records:
                register = HABITS[habit](records, options.seed)
                file = Path(folder) / f"{habit}-{records}.csv"
                register.write(file)
                for engine in ("treem", *options.peers):
                    if engine == "recordlinkage" and records > RECORDLINKAGE_MOST:
                        continue
                    row = {
                        "habit": habit,
                        "records": records,
                        "engine": engine,
                        **_run(engine, file, register),
                    }
                    rows.append(row)
                    if not options.json:
                        print(_line(row), flush=True)
    told = {"bench": "link", "seed": options.seed, "rows": rows, "growth": _growth(rows)}
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for line in told["growth"]:
        print(
            f"{line['habit']:<9} {line['engine']:<14} seconds grow with the power {line['power']} of the records"
        )
    return 0


def _run(engine: str, file: Path, register: Register) -> dict[str, Any]:
    out = file.with_suffix(f".{engine}")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    begin = time.perf_counter()
    command = [sys.executable, "-m", "bench.link", "--one", engine, str(file), str(out)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1:] or ["no word"], "seconds": round(seconds, 2)}
    used = json.loads(done.stdout.splitlines()[-1])
    found = {"seconds": round(seconds, 2), **used, **_quality(out, register)}
    if engine == "treem":
        found |= _decided(out, register)
    return found


def _one(engine: str, file: str, out: str) -> int:
    """Run one engine here and tell what it used."""
    Path(out).mkdir(exist_ok=True)
    told = {"treem": _treem, "splink": _splink, "splink-folded": _splink, "recordlinkage": _recordlinkage}[
        engine
    ](file, Path(out), engine)
    from treem.linkage.engine import peak_memory_mib

    usage = resource.getrusage(resource.RUSAGE_SELF)
    told |= {"cpu_seconds": round(usage.ru_utime + usage.ru_stime, 2), "peak_mib": peak_memory_mib()}
    print(json.dumps(told))
    return 0


# --- the engines --------------------------------------------------------------------------------------------


def _treem(file: str, out: Path, _engine: str) -> dict[str, Any]:
    from treem.linkage.command import main as link

    if link([file, "--out", str(out)]):
        raise SystemExit("link failed")
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return {
        "pairs_a_record": summary["candidate_pairs_a_record"],
        "stages": summary["seconds"],
        "learned": summary["learned_from_numbers"],
    }


def _table(file: str, folded: bool) -> Any:
    """The file as Splink's users would prepare it: words of the names, whole birthdays; folded or only small letters."""
    import pandas

    from treem.kernel.vietnamese import fold
    from treem.linkage import values

    table = pandas.read_csv(file, dtype=str, keep_default_na=False)
    write = fold if folded else str.lower
    for name in ("full_name", "mother_name", "father_name", "commune", "village", "ethnicity", "sex"):
        known = {text: write(text).strip() or None for text in table[name].unique()}
        table[name] = table[name].map(known)
    table["given"] = table["full_name"].str.split().str[-1]
    table["family"] = table["full_name"].str.split().str[0]
    table["mother_given"] = table["mother_name"].str.split().str[-1]
    days = {text: values.birthday(text) for text in table["date_of_birth"].unique()}
    table["born"] = table["date_of_birth"].map(
        {
            text: f"{day.year:04d}-{day.month:02d}-{day.day:02d}" if day.month and day.day else None
            for text, day in days.items()
        }
    )
    table["year"] = table["date_of_birth"].map(
        {text: str(day.year) if day.year else None for text, day in days.items()}
    )
    table["personal_id"] = table["personal_id"].where(table["personal_id"] != "", None)
    return table


def _splink(file: str, out: Path, engine: str) -> dict[str, Any]:
    import logging

    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.disable(logging.WARNING)
    table = _table(file, engine == "splink-folded")
    rules = [
        block_on("personal_id"), block_on("full_name", "born"), block_on("given", "born"),
        block_on("mother_name", "given"), block_on("full_name", "commune", "year"), block_on("born", "commune"),
    ]  # fmt: skip
    comparisons = [
        cl.JaroWinklerAtThresholds("given", [0.9]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("family").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("full_name", [0.95, 0.88]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("born", [1, 2]),
        cl.LevenshteinAtThresholds("personal_id", [1]),
        cl.JaroWinklerAtThresholds("mother_name", [0.92, 0.85]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("father_name", [0.92, 0.85]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("sex"),
        cl.ExactMatch("commune").configure(term_frequency_adjustments=True),
        cl.ExactMatch("village"),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only", unique_id_column_name="record_id", blocking_rules_to_generate_predictions=rules,
        comparisons=comparisons, retain_intermediate_calculation_columns=False, retain_matching_columns=False,
    )  # fmt: skip
    base = DuckDBAPI()
    linker = Linker(base.register(table), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("personal_id"), block_on("full_name", "born")], recall=0.85
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("full_name", "born"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("mother_name", "given"))
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=0.95)
    found = predicted.as_pandas_dataframe()
    score = found["match_weight"] if "match_weight" in found else found["match_probability"]
    _put(out, found["record_id_l"], found["record_id_r"], score)
    return {}


def _recordlinkage(file: str, out: Path, _engine: str) -> dict[str, Any]:
    import pandas
    import recordlinkage

    table = _table(file, True).set_index("record_id").fillna("")
    indexer = recordlinkage.Index()
    for key in (["full_name"], ["given", "born"], ["mother_name", "given"], ["born", "commune"]):
        indexer.block(key)
    pairs = indexer.index(table)
    compare = recordlinkage.Compare()
    for name in ("full_name", "mother_name", "father_name"):
        compare.string(name, name, method="jarowinkler", threshold=0.9, label=name)
    for name in ("born", "personal_id", "sex", "commune", "village", "given"):
        compare.exact(name, name, missing_value=0, label=name)
    features = compare.compute(pairs, table)
    learned = recordlinkage.ECMClassifier(binarize=0.5)
    learned.fit(features)
    chance = learned.prob(features)
    chance = chance if isinstance(chance, pandas.Series) else pandas.Series(chance, index=features.index)
    kept = chance[chance > 0.001]
    _put(out, kept.index.get_level_values(0), kept.index.get_level_values(1), kept)
    return {"pairs_a_record": round(len(pairs) / len(table), 3)}


def _put(out: Path, left: Any, right: Any, score: Any) -> None:
    with (out / "pairs.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("record_id_l", "record_id_r", "probability"))
        writer.writerows(zip(left, right, score, strict=True))


# --- what the answers are worth -----------------------------------------------------------------------------


def _pairs(out: Path, register: Register) -> tuple[list[dict[str, str]], list[tuple[int, int]]]:
    with (out / "pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = {row["record_id"]: place for place, row in enumerate(register.rows)}
    return rows, [(places[row["record_id_l"]], places[row["record_id_r"]]) for row in rows]


def _quality(out: Path, register: Register) -> dict[str, Any]:
    import numpy as np

    rows, pairs = _pairs(out, register)
    true = len(register.true_pairs())
    score = np.array([float(row["probability"]) for row in rows])
    right = np.array([register.entity[a] == register.entity[b] for a, b in pairs], bool)
    order = np.argsort(-score, kind="stable")
    hits, score = np.cumsum(right[order]), score[order]
    last = np.append(np.diff(score) != 0, True) if len(score) else np.zeros(0, bool)
    hits, said = hits[last], np.arange(1, len(score) + 1)[last]
    precision, recall = hits / said, hits / true
    best = max((2 * h / (n + true) for h, n in zip(hits.tolist(), said.tolist(), strict=True)), default=0.0)
    told: dict[str, Any] = {"true_pairs": true, "f1": round(best, 4)}
    for least in (0.99, 0.998, 0.999):
        told[f"recall_at_{least}"] = round(float(recall[precision >= least].max(initial=0.0)), 4)
    return told


def _decided(out: Path, register: Register) -> dict[str, Any]:
    """What is put together wrongly, by kind; which true pairs are not, by what happened to their copies."""
    rows, pairs = _pairs(out, register)
    decided = dict(zip(pairs, (row["decision"] for row in rows), strict=True))
    same = {pair for pair, decision in decided.items() if decision == "same"}
    ordered = {(min(pair), max(pair)): decision for pair, decision in decided.items()}
    true = register.true_pairs()
    wrong = Counter(_kind(register, *pair) for pair in same if (min(pair), max(pair)) not in true)
    by_fault: dict[str, Counter[str]] = {}
    for pair in true:
        decision = ordered.get(pair, "not found")
        for fault in {*register.done[pair[0]], *register.done[pair[1]]} or {"none"}:
            by_fault.setdefault(fault, Counter())[decision] += 1
    twins = _twin_pairs(register)
    right = len(same) - wrong.total()
    return {
        "same": {
            "pairs": len(same), "precision": round(right / max(len(same), 1), 5), "recall": round(right / len(true), 4),
            "wrong_by_kind": dict(wrong), "twin_pairs": twins, "twins_wrong_share": round(wrong["twins"] / max(twins, 1), 5),
        },
        "review": sum(decision == "review" for decision in decided.values()),
        "true_pairs_by_fault": {fault: dict(counts) for fault, counts in sorted(by_fault.items())},
    }  # fmt: skip


def _kind(register: Register, a: int, b: int) -> str:
    if register.family[a] == register.family[b]:
        return "twins" if register.born[a] == register.born[b] else "siblings"
    return "namesakes" if register.born[a] == register.born[b] else "strangers"


def _twin_pairs(register: Register) -> int:
    """Pairs of rows of two children of one family born on one day."""
    born: dict[tuple[int, Any], Counter[int]] = {}
    for entity, family, day in zip(register.entity, register.family, register.born, strict=True):
        born.setdefault((family, day), Counter())[entity] += 1
    return sum((c.total() ** 2 - sum(n * n for n in c.values())) // 2 for c in born.values() if len(c) > 1)


def _growth(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for habit, engine in dict.fromkeys((row["habit"], row["engine"]) for row in rows):
        points = [
            row for row in rows if (row["habit"], row["engine"]) == (habit, engine) and "failed" not in row
        ]
        for a, b in pairwise(points):
            power = math.log(b["seconds"] / a["seconds"]) / math.log(b["records"] / a["records"])
            found.append(
                {
                    "habit": habit,
                    "engine": engine,
                    "from": a["records"],
                    "to": b["records"],
                    "power": round(power, 2),
                }
            )
    return found


def _line(row: dict[str, Any]) -> str:
    begin = f"{row['habit']:<9} {row['records']:>9,} {row['engine']:<14}"
    if "failed" in row:
        return f"{begin} failed: {row['failed']}"
    text = (
        f"{begin} {row['seconds']:>7} s  cpu {row['cpu_seconds']:>7} s  {row['peak_mib']:>6} MiB  F1 {row['f1']:.4f}"
        f"  R@.99 {row['recall_at_0.99']:.4f}  R@.998 {row['recall_at_0.998']:.4f}  R@.999 {row['recall_at_0.999']:.4f}"
    )
    if "same" in row:
        same = row["same"]
        text += f"  {row['pairs_a_record']} pairs/record; same: P {same['precision']} R {same['recall']} wrong {same['wrong_by_kind']}"
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
