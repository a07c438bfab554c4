"""What the law replaced: strict data, each with its source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from treem.law import documents
from treem.law.errors import LawFileError

ONE = """
[[endings]]
number_symbol = "1/2000/NĐ-CP"
kind = "KIND"
from = 2010-01-01
by = { type = "Nghị định", number_symbol = "2/2009/NĐ-CP", date = 2009-12-01 }
source = { document = "2/2009/NĐ-CP" }
verified = true
"""


@pytest.fixture(autouse=True)
def fresh() -> None:
    documents.endings.cache_clear()


def test_each_ending_has_its_later_document_and_the_source_that_says_so() -> None:
    found = {each.number_symbol: each for each in documents.endings()}
    decree = found["71/2011/NĐ-CP"]
    assert (decree.by_number_symbol, decree.since, decree.kind) == (
        "56/2017/NĐ-CP",
        date(2017, 7, 1),
        "replaces",
    )
    assert all(each.by_date <= each.since and each.source.document for each in found.values())
    assert not found["80/2015/QH13"].verified


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (("KIND", "forgets"), "kind"),
        (("verified = true", ""), "verified"),
        (("verified", "seen = 1\nverified"), "unknown"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: tuple[str, str], words: str
) -> None:
    file = tmp_path / "endings.toml"
    file.write_text(ONE.replace(*changed).replace("KIND", "repeals"))
    monkeypatch.setattr(documents, "FILE", file)
    with pytest.raises(LawFileError, match=rf"endings\.toml.*{words}"):
        documents.endings()
    documents.endings.cache_clear()
