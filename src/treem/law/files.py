"""Reading the files of the law: TOML, checked strictly, frozen. A wrong file fails loudly with its name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from treem.kernel.sources import Source
from treem.law.errors import LawFileError


class Table:
    """One table of a TOML file. Each key is asked for once; ``done`` refuses what nobody asked for."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._data = dict(data)
        self.where = where

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def error(self, what: str) -> LawFileError:
        return LawFileError(f"{self.where}: {what}")

    def raw(self, key: str) -> Any:
        if key not in self._data:
            raise self.error(f"“{key}” is missing")
        return self._data.pop(key)

    def text(self, key: str, default: str | None = None) -> str:
        if key not in self._data and default is not None:
            return default
        found = self.raw(key)
        if not isinstance(found, str) or (not found.strip() and default is None):
            raise self.error(f"“{key}” must be a text")
        return found

    def flag(self, key: str, default: bool | None = None) -> bool:
        if key not in self._data and default is not None:
            return default
        found = self.raw(key)
        if not isinstance(found, bool):
            raise self.error(f"“{key}” must be true or false")
        return found

    def day(self, key: str) -> date:
        found = self.raw(key)
        if not isinstance(found, date) or isinstance(found, datetime):
            raise self.error(f"“{key}” must be a date such as 2017-07-01")
        return found

    def whole(self, key: str) -> int:
        found = self.raw(key)
        if not isinstance(found, int) or isinstance(found, bool):
            raise self.error(f"“{key}” must be a whole number")
        return found

    def table(self, key: str) -> Table:
        found = self.raw(key)
        if not isinstance(found, dict):
            raise self.error(f"“{key}” must be a table")
        return Table(found, f"{self.where} [{key}]")

    def tables(self, key: str) -> list[Table]:
        found = self.raw(key)
        if not isinstance(found, list) or not found or not all(isinstance(row, dict) for row in found):
            raise self.error(f"“{key}” must be a list of tables")
        return [Table(row, f"{self.where} [[{key}]] {n}") for n, row in enumerate(found, 1)]

    def source(self, key: str = "source") -> Source:
        row = self.table(key)
        source = Source(row.text("document"), row.text("article", ""), row.text("page", ""))
        row.done()
        return source

    def reviewed_on(self) -> date | None:
        """The last day somebody re-read the text: ``[review] still_in_force_on``; None without."""
        if "review" not in self:
            return None
        review = self.table("review")
        day = review.day("still_in_force_on")
        review.done()
        return day

    def done(self) -> None:
        if self._data:
            raise self.error(f"unknown: {', '.join(sorted(self._data))}")


def read_toml(path: Path) -> Table:
    """The file as a table; numbers with a point come as Decimal. Raises LawFileError."""
    try:
        with path.open("rb") as file:
            return Table(tomllib.load(file, parse_float=Decimal), path.name)
    except tomllib.TOMLDecodeError as error:
        raise LawFileError(f"{path.name}: {error}") from error


def frozen(found: Any) -> Any:
    """Lists as tuples, tables as read-only mappings, so that nobody changes the law by accident."""
    if isinstance(found, list):
        return tuple(frozen(item) for item in found)
    if isinstance(found, dict):
        return MappingProxyType({key: frozen(item) for key, item in found.items()})
    return found
