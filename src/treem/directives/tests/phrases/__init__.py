"""Sentences as officials write them, each with what a reader must find: data of the tests, read by ``cases``."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def cases(name: str) -> list[tuple[str, list[str]]]:
    """The sentences of ``<name>.txt`` with the lines indented below each. A sentence may go on in the next line."""
    found: list[tuple[str, list[str]]] = []
    open_sentence = False
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            open_sentence = False
        elif line.startswith("    "):
            found[-1][1].append(line.strip())
            open_sentence = False
        elif open_sentence and not found[-1][0].endswith((".", ";", ":")):
            found[-1] = (f"{found[-1][0]}\n{line}", found[-1][1])
        else:
            found.append((line, []))
            open_sentence = True
    return found
