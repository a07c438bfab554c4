"""Measures the reader against labelled examples: ``python -m treem.directives.reader.score TEXTS LABELS``.

TEXTS holds ``<stem>.txt``; LABELS the tables ``obligations-examples.csv`` and ``citations-examples.csv``.
A duty counts as found when its span overlaps the labelled one by its beginning.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from treem.directives.reader import read_bytes
from treem.directives.reader.document import Obligation, Reading

Row = dict[str, str]


@dataclass
class Score:
    """Counts of one measure in one document."""

    gold: int = 0
    found: int = 0
    right: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found."""
        return self.right / self.gold if self.gold else 1.0


def fold(text: str) -> str:
    """For comparison: one space, no outer marks, no case."""
    return " ".join(text.split()).strip(" ;,.").casefold()


def names(text: str) -> set[str]:
    """The items of a labelled list."""
    return {fold(item) for item in text.split(";") if item.strip()}


def pair(gold: list[Row], found: list[Obligation]) -> list[tuple[Row, Obligation | None]]:
    """Labelled duties with the duty found at the same beginning; same deadline and path preferred."""
    free = list(found)
    result: list[tuple[Row, Obligation | None]] = []
    for row in gold:
        begin = fold(row["first12"])
        near = [
            item
            for item in free
            if fold(item.text).startswith(begin[:60]) and abs(item.start - int(row["start"])) < 60
        ]
        near.sort(key=lambda item: (item.path != row["path"], item.deadline != row["deadline_iso"]))
        if near:
            free.remove(near[0])
        result.append((row, near[0] if near else None))
    return result


def measure(reading: Reading, duties: list[Row], cited: list[Row]) -> dict[str, Score]:
    """All measures of one document."""
    scores = {
        name: Score() for name in ("duties", "paths", "types", "assignees", "roles", "deadlines", "citations")
    }
    pairs = pair(duties, reading.obligations)
    scores["duties"] = Score(
        len(duties), len(reading.obligations), sum(item is not None for _, item in pairs)
    )
    scores["duties"].misses = [row["path"] for row, item in pairs if item is None]
    for row, item in pairs:
        if item is None:
            continue
        _count(scores["paths"], row["path"] == item.path, f"{row['path']} != {item.path}")
        _count(scores["types"], row["unit_type"] == item.unit_type, f"{row['path']}: {item.unit_type}")
        _count(
            scores["assignees"],
            names(row["assignees"]) == {fold(name) for name in item.assignees},
            f"{row['path']}: {item.assignees}",
        )
        _count(
            scores["roles"],
            row["primary_role"] == item.role,
            f"{row['path']}: {row['primary_role']} != {item.role}",
        )
        if row["deadline_iso"] or item.deadline:
            _count(
                scores["deadlines"], row["deadline_iso"] == item.deadline, f"{row['path']}: {item.deadline}"
            )
    gold = {(row["number_symbol"], row["date_iso"]) for row in cited if row["number_symbol"]}
    got = {
        (item.number_symbol, item.date)
        for item in reading.citations
        if item.number_symbol and item.kind != "self"
    }
    scores["citations"] = Score(
        len(gold), len(got), len(gold & got), [str(item) for item in sorted(gold ^ got)]
    )
    return scores


def _count(score: Score, right: bool, miss: str) -> None:
    score.gold += 1
    score.found += 1
    score.right += right
    if not right:
        score.misses.append(miss)


def rows(path: Path, stem: str) -> list[Row]:
    """The labelled rows of one document."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["seed_file"].removesuffix(".txt") == stem]


def table(texts: Path, labels: Path) -> Iterable[str]:
    """Printable lines: one for each document and measure."""
    yield f"{'document':24} {'measure':10} {'gold':>5} {'found':>5} {'P':>6} {'R':>6}  misses"
    for file in sorted(texts.glob("*.txt")):
        reading = read_bytes(file.read_bytes(), file.name)
        scores = measure(
            reading,
            rows(labels / "obligations-examples.csv", file.stem),
            rows(labels / "citations-examples.csv", file.stem),
        )
        for name, score in scores.items():
            shown = "; ".join(score.misses)[:160]
            yield f"{file.stem:24} {name:10} {score.gold:5} {score.found:5} {score.precision:6.3f} {score.recall:6.3f}  {shown}"


def main(arguments: list[str]) -> int:
    """Print the table for the two folders given."""
    if len(arguments) != 2:
        print(
            "Cách dùng: python -m treem.directives.reader.score THƯ_MỤC_VĂN_BẢN THƯ_MỤC_NHÃN", file=sys.stderr
        )
        return 2
    for line in table(Path(arguments[0]), Path(arguments[1])):
        print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
