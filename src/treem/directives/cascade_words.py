"""The wording of the papers that pass a directive on, from ``law/letters/cascade.toml``; ours until an agency changes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from treem import law
from treem.law.files import read_toml

_FILE = Path(law.__file__).parent / "letters" / "cascade.toml"
_SENTENCES = (
    "subject", "basis", "opening_plan", "opening_letter", "aim", "aim_first", "aim_second", "targets", "tasks",
    "tasks_words", "carrying", "carrying_first", "carrying_second", "closing", "annex_tasks", "addressees",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences, and which papers from above call for one of a body's own."""

    wanted_types: tuple[str, ...]
    wanted_words: tuple[str, ...]
    drafting_unit: str
    drafting_unit_commune: str
    doubt: str
    sentences: dict[str, str]

    def say(self, sentence: str, **values: str) -> str:
        """The sentence with its values."""
        return self.sentences[sentence].format(**values)


@cache
def wording() -> Wording:
    """Read once. Raises LawFileError."""
    table = read_toml(_FILE)
    table.text("title")
    table.day("since")
    table.flag("verified")
    table.source()
    found = Wording(
        wanted_types=tuple(table.raw("wanted_types")),
        wanted_words=tuple(table.raw("wanted_words")),
        drafting_unit=table.text("drafting_unit"),
        drafting_unit_commune=table.text("drafting_unit_commune"),
        doubt=table.text("doubt"),
        sentences={name: table.text(name) for name in _SENTENCES},
    )
    table.done()
    return found
