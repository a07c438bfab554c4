"""Where a rule or a figure comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a document: number and symbol (or name) of the document, article, where it was read.

    ``str()`` gives the form for screens: ``Điều 26 khoản 3, 56/2017/NĐ-CP``.
    """

    document: str
    article: str = ""
    page: str = ""

    def __str__(self) -> str:
        return f"{self.article}, {self.document}" if self.article else self.document
