"""The reader on files nobody should send: an answer or a refusal, nothing else, and soon.

./treem bench fuzz [--seconds 60] [--seed 1] [--coverage] [--json]

Random bytes with every ending, damaged papers (text in several code tables, Word, PDF, web pages) and papers of a grammar,
each read in another process that is watched: an exception other than ReadError, a process that falls over, a call above
ten seconds of processor time are failures, and the file that caused them is kept under ``var/fuzz``. Scans and what LibreOffice would have
to open are left to those programs. ``--coverage``: also ``read_text`` under atheris, where that is installed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import time
import traceback
from collections import Counter
from multiprocessing.connection import Connection
from typing import Any

from treem.config.cli import ROOT, VAR
from treem.directives.reader import Patience, ReadError, TakesLong, read_bytes
from treem.directives.reader.document import Reading
from treem.directives.tests.mutations import stream_of

LIMIT_S = 10.0
KEPT = VAR / "fuzz"


def outcome(data: bytes, name: str) -> str:
    """«read», a code of refusal, «long», or the exception that escaped."""
    try:
        reading = read_bytes(data, name, patience=Patience(quick=True))
    except ReadError as error:
        return error.code
    except TakesLong:
        return "long"
    except Exception:
        return "!" + traceback.format_exc(limit=-4)
    return check(reading)


def check(reading: Reading) -> str:
    """«read», or what is wrong with the spans of what was found."""
    size = len(reading.text)
    for found in (*reading.obligations, *reading.targets, *reading.citations):
        words = getattr(found, "text", None) or getattr(found, "raw", "")
        if not 0 <= found.start <= found.end <= size or reading.text[found.start : found.end] != words:
            return f"!a span that does not hold: {found}"
    json.dumps(reading.to_json())
    return "read"


def work(seed: int, first: int, channel: Connection) -> None:
    """Reads file after file; before each it says which one, so that whoever watches knows what it fell over."""
    for number, (kind, name, data) in enumerate(stream_of(seed)):
        if number < first:
            continue
        channel.send(("begin", number, kind, name, data))
        begin = time.process_time()  # of this process alone, however busy the machine is
        said = outcome(data, name)
        channel.send(("end", number, said, time.process_time() - begin))


class Tally:
    """What came of the calls."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.longest = 0.0
        self.longest_kind = ""
        self.failures: list[str] = []

    def fail(self, what: str, number: int, kind: str, data: bytes) -> None:
        KEPT.mkdir(parents=True, exist_ok=True)
        kept = KEPT / f"{kind.replace(' ', '-')}-{number}.bin"
        kept.write_bytes(data)
        self.failures.append(f"{what} ({kept})")


def fuzz(seconds: float, seed: int) -> Tally:
    tally, until, first = Tally(), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        first = _watched(tally, until, seed, first)
    return tally


def _watched(tally: Tally, until: float, seed: int, first: int) -> int:
    """One process until it falls over, hangs, or the time is up; the number to go on with."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=work, args=(seed, first, there), daemon=True)
    process.start()
    there.close()
    number, kind, data = first, "", b""
    try:
        while time.monotonic() < until:
            if not here.poll(3 * LIMIT_S):
                tally.fail("no answer within thirty seconds", number, kind, data)
                return number + 1
            message = here.recv()
            if message[0] == "begin":
                _begin, number, kind, _name, data = message
                continue
            _end, number, said, took = message
            tally.calls[kind] += 1
            tally.outcomes["failed" if said.startswith("!") else said] += 1
            if took > tally.longest:
                tally.longest, tally.longest_kind = took, kind
            if said.startswith("!") or took > LIMIT_S:
                tally.fail(
                    said.strip()[-600:] if said.startswith("!") else f"{took:.1f} s", number, kind, data
                )
        return number + 1
    except EOFError:
        tally.fail("the process fell over", number, kind, data)
        return number + 1
    finally:
        process.kill()
        process.join()


ATHERIS = """
import sys, json
import atheris
with atheris.instrument_imports(include=["treem.directives.reader", "treem.kernel.vietnamese"]):
    from treem.directives.reader import ReadError, read_text
calls = 0
def one(data):
    global calls
    calls += 1
    try:
        reading = read_text(data.decode("utf-8", "replace"), "x")
    except ReadError:
        return
    for found in (*reading.obligations, *reading.citations, *reading.targets):
        assert 0 <= found.start <= found.end <= len(reading.text)
atheris.Setup(sys.argv, one)
atheris.Fuzz()
"""


def coverage(seconds: float) -> dict[str, Any] | None:
    """``read_text`` under atheris, beginning with our own papers; None where atheris is not installed."""
    try:
        import atheris  # noqa: F401
    except ImportError:
        return None
    corpus = KEPT / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for file in (ROOT / "examples").rglob("*.txt"):
        (corpus / file.name).write_bytes(file.read_bytes()[:4000])
    done = subprocess.run(
        [sys.executable, "-c", ATHERIS, str(corpus), f"-max_total_time={int(seconds)}", "-timeout=10", "-max_len=4000",
         f"-artifact_prefix={KEPT}/", "-print_final_stats=1", "-verbosity=1"],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])},
    )  # fmt: skip
    lines = done.stderr.splitlines()
    pairs = (line.removeprefix("stat::").partition(":") for line in lines if line.startswith("stat::"))
    stats = {name: value.strip() for name, _colon, value in pairs}
    covered = next((line.split("cov: ")[1].split()[0] for line in reversed(lines) if "cov: " in line), "")
    return {"status": done.returncode, "calls": int(stats.get("number_of_executed_units", 0)), "edges": covered,
            "slowest_s": stats.get("slowest_unit_time_sec", ""), "end": lines[-12:] if done.returncode else []}  # fmt: skip


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench fuzz")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--coverage", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    tally = fuzz(options.seconds, options.seed)
    found: dict[str, Any] = {
        "bench": "fuzz", "seed": options.seed, "seconds": options.seconds, "calls": dict(tally.calls), "outcomes": dict(tally.outcomes),
        "longest_s": round(tally.longest, 2), "longest_kind": tally.longest_kind, "failures": tally.failures,
    }  # fmt: skip
    if options.coverage:
        found["coverage"] = coverage(options.seconds)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(
            f"{sum(tally.calls.values())} calls in {options.seconds:g} s: "
            + ", ".join(f"{k} {n}" for k, n in sorted(tally.calls.items()))
        )
        print("outcomes: " + ", ".join(f"{name} {count}" for name, count in tally.outcomes.most_common()))
        print(
            f"longest call {tally.longest:.2f} s of processor time ({tally.longest_kind}); failures: {len(tally.failures)}"
        )
        for failure in tally.failures:
            print("  " + failure)
        if options.coverage:
            print("coverage:", found["coverage"] or "atheris is not installed")
    return 1 if tally.failures else 0
