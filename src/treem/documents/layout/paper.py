"""An official paper before it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from treem.documents.layout.blocks import Block
from treem.documents.layout.errors import WrongYear


class Urgency(StrEnum):
    """How fast the paper must travel; the words are those of the decree's stamps."""

    NONE = ""
    URGENT = "KHẨN"
    VERY_URGENT = "THƯỢNG KHẨN"
    EXPRESS = "HOẢ TỐC"


@dataclass(frozen=True, slots=True)
class Annex:
    """«Phụ lục»; its Roman numeral is given by its place. ``landscape`` None: decided by its tables."""

    title: str
    body: Sequence[Block]
    landscape: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialPaper:
    """A paper in the layout of Nghị định 30/2020/NĐ-CP, model 1.4 (with type name) or 1.5 (công văn).

    Names of bodies are given as in running text («Sở Y tế»); capitals are made where the layout wants
    them. A line break in ``issuer``, ``parent_issuer`` or ``subject`` is kept.

    ``type_name``  "BÁO CÁO", "KẾ HOẠCH" …; empty for a công văn
    ``symbol``     without number: "BC-SYT", or "SYT-NVY" for a công văn
    ``subject``    trích yếu, without "V/v"
    ``number``, ``issued_on``  left blank in drafts; the agency's clerk gives them, never this program
    ``draft``      every page says DỰ THẢO
    ``simulated``  every page says SỐ LIỆU MÔ PHỎNG; such a paper stays a draft
    """

    issuer: str
    place: str
    year: int
    type_name: str
    symbol: str
    subject: str
    body: Sequence[Block]
    recipients: Sequence[str]
    authority_lines: Sequence[str]
    parent_issuer: str = ""
    addressees: Sequence[str] = ()
    legal_bases: Sequence[str] = ()
    signer_name: str = ""
    number: str | None = None
    issued_on: date | None = None
    draft: bool = True
    urgency: Urgency = Urgency.NONE
    annexes: Sequence[Annex] = ()
    simulated: bool = False

    @property
    def day_for_rules(self) -> date:
        """The day whose layout rules apply: the day of issue, for a draft the end of its year.

        Raises WrongYear for a year of less or more than four digits.
        """
        if not 1000 <= self.year <= 9999:
            raise WrongYear(year=self.year)
        return self.issued_on or date(self.year, 12, 31)

    @property
    def spoken_type(self) -> str:
        """The type within a sentence: «Báo cáo», «Công văn»."""
        return self.type_name.strip().capitalize() or "Công văn"
