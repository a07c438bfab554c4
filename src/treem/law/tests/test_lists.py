"""Lists of the law: dated, sourced, strict; a record keeps the words of its day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from treem import law
from treem.law import lists
from treem.law.errors import LawFileError
from treem.law.lists.catalogue import load

KEY = "children.sample"
TWO_EDITIONS = """
title = "Mẫu"
[[editions]]
from = 2017-06-01
source = { document = "1/QĐ", article = "Điều 1" }
verified = true
items = [{ code = "a", label = "Tên cũ" }, { code = "b", label = "Bị bỏ" }]
[[editions]]
from = 2027-01-01
source = { document = "2/QĐ" }
verified = false
doubt = "Chưa đọc."
items = [{ code = "a", label = "Tên mới", short = "Mới" }, { code = "c", label = "Thêm" }]
[[editions]]
from = 2030-01-01
repealed = true
source = { document = "3/QĐ" }
verified = true
"""


def made(folder: Path, text: str) -> lists.LegalList:
    (folder / "children").mkdir()
    (folder / "children" / "sample.toml").write_text(text)
    return load(folder)[KEY]


def test_the_fourteen_groups_are_in_force_from_the_day_of_the_law() -> None:
    with pytest.raises(law.NotInForce, match="31/5/2017"):
        law.listed("children.special_groups", on=date(2017, 5, 31))
    groups = law.listed("children.special_groups", on=date(2017, 6, 1))
    assert (len(groups), groups.verified, groups.since) == (14, True, date(2017, 6, 1))
    assert "".join(code.replace("dd", "đ") for code in groups.codes) == "abcdđeghiklmno"
    assert str(groups.source) == "Điều 10 khoản 1, 102/2016/QH13"
    assert groups.item("dd").label == "Trẻ em nhiễm HIV/AIDS"


def test_the_peoples_are_fifty_four_one_of_them_the_majority_and_nobody_compared_the_spelling() -> None:
    peoples = law.listed("children.peoples", on=date(2026, 6, 1))
    assert len(peoples) == 54
    assert [item.code for item in peoples if item.majority] == ["Kinh"]
    assert not peoples.verified
    assert "chưa đối chiếu" in peoples.doubt


def test_age_groups_are_a_proposal_until_somebody_sees_the_official_form() -> None:
    groups = law.listed("children.age_groups", on=date(2026, 6, 1))
    assert [(item.code, item.ages) for item in groups] == [
        ("0-5", lists.Ages(0, 5)),
        ("6-10", lists.Ages(6, 10)),
        ("11-15", lists.Ages(11, 15)),
    ]
    assert not groups.verified


def test_age_groups_cover_childhood_without_a_gap_whenever_they_change() -> None:
    known = lists.legal_lists()["children.age_groups"]
    for edition in known.editions:
        limit = law.value("children.age_limit", on=edition.since).whole
        ages = [item.ages for item in edition.items]
        years = [year for age in ages if age for year in range(age.youngest, age.oldest + 1)]
        assert years == list(range(limit)), edition.since


def test_births_are_counted_among_children_under_five_before_the_plan_and_since() -> None:
    for day, verified in ((date(2025, 12, 31), False), (date(2026, 1, 1), True)):
        ages = law.listed("children.registration_ages", on=day)
        assert ages.item("u5").ages == lists.Ages(0, 4)
        assert ages.verified is verified


def test_an_edition_holds_from_its_day_until_the_next_and_not_after_the_repeal(tmp_path: Path) -> None:
    known = made(tmp_path, TWO_EDITIONS)
    assert known.on(date(2026, 12, 31)).codes == ("a", "b")
    assert known.on(date(2027, 1, 1)).codes == ("a", "c")
    assert (known.on(date(2029, 12, 31)).verified, known.on(date(2029, 12, 31)).doubt) == (False, "Chưa đọc.")
    for day in (date(2017, 5, 31), date(2030, 1, 1)):
        with pytest.raises(law.NotInForce):
            known.on(day)
    assert known.on(date(2027, 1, 1)).item("c").short == "Thêm"
    assert known.on(date(2027, 1, 1)).item("a").short == "Mới"


def test_a_record_keeps_the_words_of_its_day(tmp_path: Path) -> None:
    known = made(tmp_path, TWO_EDITIONS)
    assert known.label("a", on=date(2026, 12, 31)) == "Tên cũ"
    assert known.label("a", on=date(2027, 1, 1)) == "Tên mới"
    assert known.label("b", on=date(2028, 1, 1)) == "Bị bỏ"  # dropped meanwhile
    assert known.label("c", on=date(2020, 1, 1)) == "Thêm"  # not yet there
    assert known.label("a", on=date(2000, 1, 1)) == "Tên cũ"  # before any list
    assert known.label("a", on=date(2031, 1, 1)) == "Tên mới"  # after the repeal
    assert known.label("z", on=date(2026, 1, 1)) == "z"  # never listed


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        (date(2010, 1, 1), date(2017, 5, 31), []),
        (date(2010, 1, 1), date(2017, 6, 1), ["ab"]),
        (date(2026, 12, 31), date(2027, 1, 1), ["ab", "ac"]),
        (date(2027, 1, 1), date(2028, 1, 1), ["ac"]),
        (date(2030, 1, 1), date(2031, 1, 1), []),
    ],
)
def test_a_period_meets_every_edition_in_force_on_one_of_its_days(
    tmp_path: Path, first: date, last: date, codes: list[str]
) -> None:
    known = made(tmp_path, TWO_EDITIONS)
    assert ["".join(listing.codes) for listing in known.between(first, last)] == codes


def test_a_list_nobody_wrote_is_unknown() -> None:
    with pytest.raises(law.UnknownList, match=r"children\.none"):
        law.listed("children.none", on=date(2026, 1, 1))
    with pytest.raises(law.UnknownList):
        lists.label("children.none", "a", on=date(2026, 1, 1))


HEAD = 'title = "x"\n[[editions]]\nfrom = 2017-06-01\nsource = { document = "1/QĐ" }\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "x"\neditions = []\n', "editions"),
        (HEAD + 'verified = true\nitems = [{ code = "a" }, { code = "a" }]\n', "twice: a"),
        (HEAD + 'verified = true\nitems = [{ label = "a" }]\n', "code"),
        (HEAD + 'verified = true\nitems = [{ code = "a", lable = "x" }]\n', "unknown: lable"),
        (HEAD + 'verified = true\nitems = [{ code = "a", ages = [6, 3] }]\n', "two whole numbers"),
        (HEAD + 'verified = true\nitems = [{ code = "a", ages = [true, 3] }]\n', "two whole numbers"),
        (HEAD + "verified = true\nitems = []\n", "items"),
        (HEAD + 'verified = true\nrepealed = true\nitems = [{ code = "a" }]\n', "no items"),
        (HEAD + 'verified = false\nitems = [{ code = "a" }]\n', "doubt"),
        (HEAD + 'items = [{ code = "a" }]\n', "verified"),
        (HEAD + 'verified = true\nitems = [{ code = "a" }]\nsince = 2020-01-01\n', "unknown: since"),
        (TWO_EDITIONS.replace("2027-01-01", "2017-06-01"), "oldest first"),
    ],
)
def test_a_file_that_is_not_written_as_it_must_be_fails_with_its_name(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(LawFileError, match=r"sample\.toml") as error:
        made(tmp_path, text)
    assert said in str(error.value)
