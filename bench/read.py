"""The reader of directives against labelled documents, by kind and by layout, and what a change gains and loses.

./treem bench read [--documents FOLDER …] [--against REF] [--items] [--json]

Beside ours, in the same run: a plain reader of two regular expressions (a citation is "số … ngày …", a duty is every
marked line that begins with a capital and ends a sentence), so that a figure can be seen for what it is worth.
``--against`` reads the same documents with the reader of another commit and lists every item gained, lost, newly
invented, or no longer invented.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import defaultdict
from io import BytesIO
from pathlib import Path
from typing import Any

from treem.config.cli import ROOT
from treem.directives.reader import read_bytes
from treem.directives.reader.score import MEASURES, Json, Score, changes, measure, summed

LABELLED = ROOT / "examples" / "labelled"
GOALS = {"citations": 0.97, "laws": 0.95, "duties": 0.90, "targets": 0.90}
"""F1; for the fields of a duty that was found, the share that is right."""
SHARES = {"metadata": 0.95, "assignees": 0.90, "roles": 0.85, "deadlines": 0.95}

_READ_ALL = """
import json, sys
from pathlib import Path
from treem.directives.reader import read_bytes
for line in sys.stdin:
    file = Path(line.strip())
    print(json.dumps(read_bytes(file.read_bytes(), file.name).to_json()))
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench read")
    parser.add_argument("--documents", type=Path, nargs="+", default=[LABELLED])
    parser.add_argument("--against", metavar="REF", help="a commit whose reader is compared")
    parser.add_argument("--items", action="store_true", help="list every item that is missed or invented")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    files = sorted(file for folder in options.documents for file in folder.glob("*.txt"))
    labels = {file: json.loads(file.with_suffix(".json").read_text("utf-8")) for file in files}
    if not files:
        print(f"Không có văn bản nào trong {options.documents}", file=sys.stderr)
        return 2

    begin = time.perf_counter()
    read = {file: read_bytes(file.read_bytes(), file.name) for file in files}
    seconds = time.perf_counter() - begin
    texts = {file: reading.text for file, reading in read.items()}
    ours = _scores(files, texts, labels, {file: reading.to_json() for file, reading in read.items()})
    peer = _scores(files, texts, labels, {file: plain(texts[file]) for file in files})
    told: dict[str, Any] = {
        "documents": len(files),
        "documents_a_second": round(len(files) / seconds, 1),
        "all": _figures(summed(ours.values())),
        "plain_reader": _figures(summed(peer.values())),
        "by_kind": _by("kind", labels, ours),
        "by_layout": _by("layout", labels, ours),
    }
    if options.against:
        before = _scores(files, texts, labels, _read_by(options.against, files))
        told["against"] = options.against
        told["changes"] = list(changes(summed(before.values()), summed(ours.values())))
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    _print(told)
    if options.items:
        for name, score in summed(ours.values()).items():
            for sign, items in (("-", score.missed), ("+", score.wrong)):
                for item in sorted(items):
                    print(f"{name:11} {sign} {item}")
    return 0


def _scores(
    files: list[Path], texts: dict[Path, str], labels: dict[Path, Json], read: dict[Path, Json]
) -> dict[Path, dict[str, Score]]:
    return {file: measure(file.stem, texts[file], labels[file], read[file]) for file in files}


def _read_by(ref: str, files: list[Path]) -> dict[Path, Json]:
    """The same documents as the reader of the commit ``ref`` reads them."""
    packed = subprocess.run(["git", "archive", ref, "src"], cwd=ROOT, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        done = subprocess.run(
            [sys.executable, "-c", _READ_ALL],
            input="\n".join(map(str, files)), capture_output=True, text=True, check=True,
            env={"PYTHONPATH": f"{folder}/src", "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
    return dict(zip(files, map(json.loads, done.stdout.splitlines()), strict=True))


def _figures(scores: dict[str, Score]) -> dict[str, dict[str, float]]:
    return {
        name: {
            "labelled": len(score.right) + len(score.missed),
            "precision": round(score.precision, 3),
            "recall": round(score.recall, 3),
            "f1": round(score.f1, 3),
        }
        for name, score in scores.items()
    }


def _by(key: str, labels: dict[Path, Json], scores: dict[Path, dict[str, Score]]) -> dict[str, Any]:
    groups: dict[str, list[dict[str, Score]]] = defaultdict(list)
    for file, of in scores.items():
        groups[labels[file][key]].append(of)
    return {
        group: {"documents": len(parts), **_figures(summed(parts))} for group, parts in sorted(groups.items())
    }


def _print(told: dict[str, Any]) -> None:
    print(f"{told['documents']} documents, {told['documents_a_second']} a second on one core")
    print(f"{'':12}{'labelled':>9}{'P':>7}{'R':>7}{'F1':>7}{'goal':>7}   {'plain reader P, R, F1':>22}")
    for name in MEASURES:
        of, peer = told["all"][name], told["plain_reader"][name]
        goal = GOALS.get(name) or SHARES.get(name)
        print(
            f"{name:12}{of['labelled']:9}{of['precision']:7.3f}{of['recall']:7.3f}{of['f1']:7.3f}"
            f"{goal or '':>7}   {peer['precision']:8.3f}{peer['recall']:7.3f}{peer['f1']:7.3f}"
        )
    for key in ("by_kind", "by_layout"):
        print(f"\n{key:22}{'docs':>5}" + "".join(f"{name[:9]:>10}" for name in MEASURES))
        for group, of in told[key].items():
            shown = "".join(
                f"{of[name]['f1']:10.3f}" if of[name]["labelled"] else f"{'–':>10}" for name in MEASURES
            )
            print(f"{group[:22]:22}{of['documents']:5}{shown}")
    for name, what, item in told.get("changes", []):
        print(f"{what:9} {name:11} {item}")
    if "changes" in told:
        print(f"{len(told['changes'])} changes against {told['against']}")


# --- the peer ------------------------------------------------------------------------------------

_CITED = re.compile(
    r"(?P<type>Nghị định|Nghị quyết|Quyết định|Chỉ thị|Thông tư|Thông báo|Kế hoạch|Công văn|Văn bản|Luật)\s+số\s+"
    r"(?P<symbol>\d+[/-][\w/-]+)\s+ngày\s+(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})"
)
_MARKED = re.compile(
    r"^[ \t]*(?:[-+•]|\d+(?:\.\d+)*[.)]|[a-zđ]\))\s*(?P<text>[A-ZĐÀ-Ỹ][^\n]{30,}[.;])\s*$", re.MULTILINE
)
_DAY = re.compile(r"trước ngày\s+(\d{1,2})/(\d{1,2})/(\d{4})")


def plain(text: str) -> Json:
    """What two regular expressions read."""
    citations = [
        {
            "kind": "full", "type": m["type"], "number_symbol": m["symbol"], "title": "", "relation": "",
            "date": f"{m['y']}-{int(m['m']):02}-{int(m['d']):02}",
        }
        for m in _CITED.finditer(text)
    ]  # fmt: skip
    duties: list[Json] = []
    for match in _MARKED.finditer(text):
        day = _DAY.search(match["text"])
        duties.append(
            {
                "path": "", "unit_type": "task", "text": match["text"], "start": match.start("text"),
                "assignees": [], "role": "implement", "recurrence": "",
                "deadline": f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else "",
            }
        )  # fmt: skip
    return {"metadata": {}, "citations": citations, "obligations": duties, "targets": []}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
