"""Reading the forms, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args

from treem.kernel.sources import Source
from treem.kernel.vietnamese import date_text
from treem.law.errors import NotInForce, UnknownParameter
from treem.law.files import Table, read_toml

FOLDER = Path(__file__).parent

Kind = Literal["line", "lines", "choice", "rows"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing the form asks.

    ``line`` a line, ``lines`` several (``height``), ``choice`` one or more of ``choices``, ``rows`` an empty table
    of ``height`` rows whose heads are ``choices``. ``hint`` stands in brackets behind the label.
    """

    key: str
    label: str
    kind: Kind
    choices: tuple[str, ...]
    codes: tuple[str, ...]
    height: int
    hint: str


@dataclass(frozen=True, slots=True)
class Block:
    """Fields under one heading."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A form of one version. ``doubt`` (Vietnamese) is shown wherever it is not ``verified``.

    ``number`` is the number of the form in its annex ("Mẫu số 01"), empty for a form of the project's own. ``signers``
    stand at the foot, left to right.
    """

    key: str
    number: str
    title: str
    purpose: str
    since: date
    source: Source
    verified: bool
    doubt: str
    blocks: tuple[Block, ...]
    signers: tuple[str, ...]


def form(key: str, on: date) -> PaperForm:
    """The form in force on the day. Raises UnknownParameter, NotInForce."""
    try:
        versions = _all()[key]
    except KeyError:
        raise UnknownParameter(key=key) from None
    found = next((version for version in reversed(versions) if version.since <= on), None)
    if found is None:
        raise NotInForce(key=key, title=versions[0].title, on=date_text(on))
    return found


def forms_on(on: date) -> list[PaperForm]:
    """Every form in force on the day: those of an annex first, by number."""
    found = [form(key, on) for key, versions in _all().items() if versions[0].since <= on]
    return sorted(found, key=lambda one: (not one.number, one.number, one.title))


@cache
def _all() -> Mapping[str, tuple[PaperForm, ...]]:
    return load(FOLDER)


def load(folder: Path) -> Mapping[str, tuple[PaperForm, ...]]:
    """The forms of a folder by key, oldest version first. Raises LawFileError naming the file."""
    found: dict[str, list[PaperForm]] = {}
    for path in sorted(folder.glob("*.toml")):
        one = _form(read_toml(path))
        found.setdefault(one.key, []).append(one)
    return MappingProxyType(
        {key: tuple(sorted(versions, key=lambda one: one.since)) for key, versions in found.items()}
    )


def _form(table: Table) -> PaperForm:
    blocks = tuple(_block(row) for row in table.tables("blocks"))
    keys = [field.key for block in blocks for field in block.fields]
    if len(keys) != len(set(keys)):
        raise table.error("a key stands twice")
    made = PaperForm(
        key=table.text("key"),
        number=table.text("number", ""),
        title=table.text("title"),
        purpose=table.text("purpose"),
        since=table.day("since"),
        source=table.source(),
        verified=table.flag("verified"),
        doubt=table.text("doubt", ""),
        blocks=blocks,
        signers=_texts(table, "signers"),
    )
    table.done()
    return made


def _block(row: Table) -> Block:
    block = Block(row.text("title", ""), tuple(_field(each) for each in row.tables("fields")))
    row.done()
    return block


def _field(row: Table) -> Field:
    kind = row.text("kind", "line")
    if kind not in get_args(Kind):
        raise row.error(f"unknown kind {kind!r}")
    choices, codes = _texts(row, "choices"), _texts(row, "codes")
    if (kind in ("choice", "rows")) != bool(choices) or (codes and len(codes) != len(choices)):
        raise row.error("choices and codes do not fit")
    height = row.whole("height") if "height" in row else 2
    field = Field(
        row.text("key"), row.text("label"), cast(Kind, kind), choices, codes, height, row.text("hint", "")
    )
    row.done()
    return field


def _texts(table: Table, key: str) -> tuple[str, ...]:
    found = table.raw(key) if key in table else []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise table.error(f"“{key}” must be a list of texts")
    return tuple(found)
