from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from treem import law
from treem.law.errors import LawFileError
from treem.law.values import load

DECREE = "56/2017/NĐ-CP"


@pytest.fixture
def no_resolvers() -> Iterator[None]:
    before = law.resolvers[:]
    law.resolvers.clear()
    yield
    law.resolvers[:] = before


def test_the_twelve_hours_are_in_force_from_the_day_of_the_decree() -> None:
    with pytest.raises(law.NotInForce, match="30/6/2017"):
        law.value("cases.emergency_measures", on=date(2017, 6, 30))
    limit = law.value("cases.emergency_measures", on=date(2017, 7, 1))
    assert (limit.whole, limit.unit, limit.verified) == (12, "hour", True)
    assert str(limit.source) == f"Điều 26 khoản 3, {DECREE}"
    assert limit.since == date(2017, 7, 1)
    assert limit.reviewed_on is not None


@pytest.mark.parametrize(
    ("key", "value", "source", "first_day"),
    [
        ("cases.separation_decision", 12, f"Điều 32 khoản 2, {DECREE}", date(2017, 7, 1)),
        ("cases.separation_longest", 15, f"Điều 32 khoản 3, {DECREE}", date(2017, 7, 1)),
        ("cases.plan_drafting", 5, f"Điều 28 khoản 1, {DECREE}", date(2017, 7, 1)),
        ("cases.plan_approval", 2, f"Điều 28 khoản 4, {DECREE}", date(2017, 7, 1)),
        ("children.age_limit", 16, "Điều 1, 102/2016/QH13", date(2017, 6, 1)),
        ("children.birth_registration", 60, "Điều 15 khoản 1, 60/2014/QH13", date(2016, 1, 1)),
        ("children.own_consent_age", 7, "Điều 24, 91/2025/QH15", date(2026, 1, 1)),
    ],
)
def test_a_statutory_number_starts_on_its_day_and_not_before(
    key: str, value: int, source: str, first_day: date
) -> None:
    found = law.value(key, on=first_day)
    assert (found.whole, str(found.source), found.verified) == (value, source, True)
    with pytest.raises(law.NotInForce):
        law.value(key, on=first_day - timedelta(days=1))


def test_child_labour_is_counted_from_5_to_17() -> None:
    ages = [
        law.value(f"children.labour_age_{end}", on=date(2026, 6, 1)).whole for end in ("lowest", "highest")
    ]
    assert ages == [5, 17]


def test_the_commune_reports_on_the_action_month_ten_days_later_since_the_districts_are_gone() -> None:
    before = law.value("reporting.action_month_commune", on=date(2025, 6, 30))
    since = law.value("reporting.action_month_commune", on=date(2025, 7, 1))
    assert before.in_year(2025) == date(2025, 7, 10)
    assert since.in_year(2026) == date(2026, 7, 20)
    assert (before.source.document, since.source.document) == ("28/2019/TT-BLĐTBXH", "16/2025/TT-BYT")
    province = law.value("reporting.action_month_province", on=date(2026, 6, 1))
    assert province.in_year(2026) == date(2026, 7, 31)


@pytest.mark.parametrize(
    "key",
    [
        "reporting.administrative_first_day",
        "reporting.small_cell",
        "reporting.jump_to_explain",
        "deadlines.before_late_after",
    ],
)
def test_what_nobody_read_in_a_text_is_not_shown_as_certain(key: str) -> None:
    found = law.value(key, on=date(2026, 6, 1))
    assert not found.verified
    assert found.doubt


def test_every_value_that_is_verified_names_its_article_or_says_what_is_open() -> None:
    blocks = [(key, block) for key, found in law.parameters().items() for block in found.blocks]
    assert len(blocks) >= 16
    assert [
        key for key, block in blocks if block.verified and not (block.source.article or block.doubt)
    ] == []


def test_an_unknown_key_is_an_error_not_an_absence() -> None:
    with pytest.raises(law.UnknownParameter, match=r"cases\.nothing"):
        law.value("cases.nothing", on=date(2026, 1, 1))


@pytest.mark.usefixtures("no_resolvers")
def test_a_province_is_asked_first() -> None:
    day = date(2026, 6, 1)
    ours = replace(law.value("reporting.small_cell", on=day), value=10, source=law.Source("01/2026/QĐ-UBND"))
    asked: list[tuple[str, date]] = []

    def resolve(key: str, on: date) -> law.LegalValue | None:
        asked.append((key, on))
        return ours if key == "reporting.small_cell" else None

    law.resolvers.append(resolve)
    assert law.value("reporting.small_cell", on=day).whole == 10
    assert law.value("children.age_limit", on=day).whole == 16
    assert asked == [("reporting.small_cell", day), ("children.age_limit", day)]


@pytest.mark.usefixtures("no_resolvers")
def test_a_province_cannot_invent_a_key() -> None:
    anything = law.value("reporting.small_cell", on=date(2026, 6, 1))

    def resolve(key: str, on: date) -> law.LegalValue | None:
        return anything

    law.resolvers.append(resolve)
    with pytest.raises(law.UnknownParameter):
        law.value("reporting.invented", on=date(2026, 6, 1))


def test_values_cannot_be_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        law.parameters()["cases.emergency_measures"] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        law.value("cases.emergency_measures", on=date(2026, 1, 1)).value = 13  # type: ignore[misc]


def test_a_value_of_another_kind_is_not_taken_for_a_number() -> None:
    with pytest.raises(TypeError, match="not a whole number"):
        _ = law.value("reporting.action_month_commune", on=date(2026, 1, 1)).whole
    with pytest.raises(TypeError, match="not a yearly date"):
        law.value("children.age_limit", on=date(2026, 1, 1)).in_year(2026)


GOOD = """
title = "Một thời hạn"
unit = "day"
[[values]]
from = 2020-02-29
value = 0
source = { document = "01/2020/NĐ-CP", article = "Điều 1" }
verified = true
[[values]]
from = 2024-02-29
value = [1.5, 2]
source = { document = "02/2024/NĐ-CP" }
verified = false
[[values]]
from = 2026-03-01
repealed = true
source = { document = "03/2026/NĐ-CP" }
verified = true
"""


def written(folder: Path, text: str) -> Path:
    (folder / "area").mkdir()
    (folder / "area" / "term.toml").write_text(text, encoding="utf-8")
    return folder


def test_each_change_of_the_law_holds_from_its_day_to_the_day_before_the_next(tmp_path: Path) -> None:
    term = load(written(tmp_path, GOOD))["area.term"]
    assert term.on(date(2020, 2, 29)).value == 0
    assert term.on(date(2024, 2, 28)).value == 0
    assert [str(part) for part in term.on(date(2024, 2, 29)).value] == ["1.5", "2"]
    assert term.on(date(2026, 2, 28)).since == date(2024, 2, 29)


@pytest.mark.parametrize("day", [date(2020, 2, 28), date(2026, 3, 1), date(2030, 1, 1)])
def test_before_the_first_text_and_after_its_repeal_nothing_is_in_force(tmp_path: Path, day: date) -> None:
    term = load(written(tmp_path, GOOD))["area.term"]
    with pytest.raises(law.NotInForce, match="Một thời hạn"):
        term.on(day)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (GOOD.replace("2024-02-29", "2020-02-29"), "oldest first"),
        (GOOD.replace('unit = "day"', ""), "“unit” is missing"),
        (GOOD.replace('title = "Một thời hạn"', 'title = " "'), "“title” must be a text"),
        (GOOD.replace("value = 0", "valeu = 0"), "“value” is missing"),
        (GOOD.replace("value = 0", "value = 0\nvalue2 = 1"), "unknown: value2"),
        (GOOD.replace("verified = false", "verified = 'no'"), "true or false"),
        (GOOD.replace("2020-02-29", '"2020-02-29"'), "must be a date"),
        (GOOD.replace("2020-02-29", "2020-02-29T00:00:00"), "must be a date"),
        (GOOD.replace("2020-02-29", "2021-02-29"), r"term\.toml"),
        (GOOD.replace("repealed = true", "repealed = true\nvalue = 3"), "has no value"),
        (GOOD.replace('{ document = "02/2024/NĐ-CP" }', '{ article = "Điều 2" }'), "“document” is missing"),
        (GOOD[: GOOD.index("[[values]]")], "“values” is missing"),
        (GOOD + "\n[review]\nread = true", "still_in_force_on"),
    ],
)
def test_a_file_that_is_written_wrong_stops_the_start_and_is_named(
    tmp_path: Path, wrong: str, says: str
) -> None:
    with pytest.raises(LawFileError, match=says) as stopped:
        load(written(tmp_path, wrong))
    assert "term.toml" in str(stopped.value)
