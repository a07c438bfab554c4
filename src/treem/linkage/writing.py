"""The answers as files, all of them or none."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from treem.linkage.engine import Answer
from treem.linkage.errors import LinkError

FILES = ("pairs.csv", "clusters.csv", "summary.json")


def write(answer: Answer, out: Path) -> None:
    """``pairs.csv``, ``clusters.csv`` and ``summary.json`` in ``out``. Raises LinkError; then nothing there has changed."""
    with _all_or_none(out) as at, ExitStack() as stack:
        pairs = csv.writer(stack.enter_context(at["pairs.csv"].open("w", encoding="utf-8", newline="")))
        pairs.writerow(("record_id_l", "record_id_r", "probability", "decision", "reasons"))
        ids = answer.records.ids
        rows = [
            (
                *sorted((ids[link.left], ids[link.right])),
                f"{link.probability:.6f}",
                link.decision,
                link.reasons,
            )
            for link in answer.links()
        ]
        rows.sort()
        pairs.writerows(rows)
        groups = csv.writer(stack.enter_context(at["clusters.csv"].open("w", encoding="utf-8", newline="")))
        groups.writerow(("record_id", "entity_id"))
        first: dict[int, str] = {}
        entity = answer.entity.tolist()
        for one, of in zip(ids, entity, strict=True):
            if of not in first or one < first[of]:
                first[of] = one
        groups.writerows(sorted((one, first[of]) for one, of in zip(ids, entity, strict=True)))
        at["summary.json"].write_text(
            json.dumps(answer.summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


@contextmanager
def _all_or_none(out: Path) -> Iterator[dict[str, Path]]:
    """Places to write to; what is there at the end goes to its name, after an error it goes away."""
    beside = {name: out / f".{name}.{os.getpid()}" for name in FILES}
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield beside
        for name, place in beside.items():
            place.replace(out / name)
    except OSError as error:
        raise LinkError(f"Không ghi được vào {out}: {error.strerror or error} (cannot be written).") from None
    finally:
        for place in beside.values():
            if place.is_file():
                place.unlink()
