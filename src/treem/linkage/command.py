"""``./treem link FILE [--out DIR] [--engine duckdb]``: records of the same child in a file, without a database."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from treem.kernel.command_line import USAGE_ERROR, Arguments
from treem.linkage.errors import LinkError

STAGES = {
    "reading": "đọc tệp", "blocking": "chọn cặp", "comparing": "so sánh", "learning": "học từ số định danh",
    "scoring": "tính điểm", "grouping": "gộp nhóm", "telling": "viết lý do", "writing": "ghi kết quả",
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Link one file; 0 when the three answers are written, 1 when the file cannot be linked, 2 for wrong arguments."""
    parser = Arguments(prog="./treem link", add_help=False)
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    options = parser.parse_args(arguments)
    if options.engine == "spark":
        print(
            "treem: --engine spark chưa có trong bản này; một tỉnh chạy trên một máy với --engine duckdb "
            "(the Spark engine is not there yet).",
            file=sys.stderr,
        )
        return USAGE_ERROR
    out: Path = options.out or Path(f"{options.file.stem}-link")
    try:
        _link(options.file, out)
    except LinkError as error:
        print(f"treem: {error}", file=sys.stderr)
        return 1
    return 0


def _link(file: Path, out: Path) -> None:
    # The matrices are small: threads of the linear algebra would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from treem.linkage import engine, reading, writing

    begin = time.perf_counter()
    _say("reading")
    records, remarks = reading.read(file)
    read = time.perf_counter() - begin
    answer = engine.link(records, say=_say)
    answer.summary["remarks"] = remarks
    seconds = answer.summary["seconds"] = {"reading": round(read, 3), **answer.summary["seconds"]}
    # Everything but the writing itself is known before the summary is written.
    seconds["all_but_writing"] = round(time.perf_counter() - begin, 3)
    answer.summary["peak_memory_mib"] = engine.peak_memory_mib()
    _say("writing")
    writing.write(answer, out)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    for remark in remarks:
        print(remark, file=sys.stderr)
    pairs = answer.summary["pairs"]
    print(
        f"{file}: {len(records)} bản ghi, {pairs['same']} cặp là một trẻ, {pairs['review']} cặp cần xem, "
        f"{answer.summary['entities']} trẻ; kết quả ở {out} "
        f"({len(records)} records, {pairs['same']} same, {pairs['review']} to review).",
        file=sys.stderr,
    )


def _say(stage: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{STAGES[stage]}…", end="", file=sys.stderr, flush=True)
