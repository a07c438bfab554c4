"""The report of a province: 75 communes, an outline, tables, annexes as DOCX, PDF and XLSX; invented figures, no database.

./treem bench report [--communes 75] [--rows 0] [--runs 5] [--json]

Beside ours, where it is installed: LibreOffice making the PDF of the same DOCX.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from treem.documents.layout import render_docx, render_pdf

GOAL_S = 10.0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench report")
    parser.add_argument("--communes", type=int, default=75)
    parser.add_argument("--rows", type=int, default=0, help="rows of the template; 0: those of child-work")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)

    from treem.reporting.consolidation import add_up
    from treem.reporting.paper import paper_of
    from treem.reporting.tests.invented import consolidation, template, written
    from treem.reporting.workbook import workbook_of

    found = consolidation(options.communes, 2, before=True, estimates=True, key="child-work")
    if options.rows:
        of = template("child-work")
        rows = tuple(
            replace(of.rows[0], key=f"r{n}", short=f"Dòng {n}", label=f"Dòng số {n}")
            for n in range(options.rows)
        )
        values = {row.key: 1234 + n for n, row in enumerate(rows)}
        parts = [replace(p, figures=values if p.sent else {}, previous={}, estimates={}) for p in found.parts]
        found = add_up(replace(of, rows=rows, checks=()), parts)
    report = written(found)
    docx = render_docx(paper_of(report))
    ways: dict[str, Callable[[], Any]] = {
        "DOCX": lambda: render_docx(paper_of(report)),
        "XLSX": lambda: workbook_of(report),
        "PDF (typst)": lambda: render_pdf(paper_of(report)),
    }
    if shutil.which("soffice"):
        ways["PDF (LibreOffice)"] = lambda: _libreoffice(docx)
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _run in range(options.runs):
        for way, make in ways.items():
            begin = time.perf_counter()
            make()
            taken[way].append(time.perf_counter() - begin)
    seconds = {way: round(statistics.median(times), 3) for way, times in taken.items()}
    both = round(seconds["DOCX"] + seconds["XLSX"], 3)
    answer = {
        "bench": "report", "communes": options.communes, "rows": len(found.template.rows), "runs": options.runs,
        "median_s": seconds, "docx_xlsx_s": both, "all_three_s": round(both + seconds["PDF (typst)"], 3), "goal_s": GOAL_S,
        "reached": both <= GOAL_S,
    }  # fmt: skip
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    print(f"{options.communes} communes x {len(found.template.rows)} rows, median of {options.runs}")
    for way, median in seconds.items():
        print(f"{way:<18} {median:>7.3f} s")
    print(f"DOCX + XLSX        {both:>7.3f} s   goal {GOAL_S:g} s")
    return 0


def _libreoffice(docx: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.docx"
        path.write_bytes(docx)
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir",
             folder, str(path)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
