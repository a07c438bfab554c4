"""The reference table itself, without a database: counts that were published, kinds, no loose ends."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from treem.territory.reference import Place, read_reference, split_kind

REFERENCE = read_reference()
SHARED = Path(__file__).resolve().parents[5] / "shared" / "domain"


def standing(level: str, on: date, province: str = "") -> list[Place]:
    return [
        place
        for place in REFERENCE.places.values()
        if place.level == level
        and place.valid_from <= on
        and (place.valid_to is None or on <= place.valid_to)
        and (not province or (place.province is not None and place.province[1] == province))
    ]


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        (date(2024, 12, 31), {"tỉnh": 58, "thành phố": 5}),
        (date(2025, 6, 30), {"tỉnh": 57, "thành phố": 6}),
        (date(2025, 7, 1), {"tỉnh": 28, "thành phố": 6}),
        (date(2026, 4, 29), {"tỉnh": 28, "thành phố": 6}),
        (date(2026, 4, 30), {"tỉnh": 27, "thành phố": 7}),
    ],
)
def test_provinces_by_kind(on: date, kinds: dict[str, int]) -> None:
    assert Counter(place.kind for place in standing("province", on)) == kinds


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        (date(2025, 7, 1), {"xã": 2621, "phường": 687, "đặc khu": 13}),
        (date(2026, 4, 30), {"xã": 2611, "phường": 697, "đặc khu": 13}),
    ],
)
def test_communes_by_kind(on: date, kinds: dict[str, int]) -> None:
    assert Counter(place.kind for place in standing("commune", on)) == kinds


def test_son_la_had_200_communes_and_has_75() -> None:
    before = Counter(place.kind for place in standing("commune", date(2025, 6, 30), "14"))
    after = Counter(place.kind for place in standing("commune", date(2025, 7, 1), "14"))
    assert before == {"xã": 177, "phường": 15, "thị trấn": 8}
    assert after == {"xã": 67, "phường": 8}


def test_seven_communes_of_son_la_went_through_untouched() -> None:
    both = set(map(_key, standing("commune", date(2025, 6, 30), "14"))) & set(
        map(_key, standing("commune", date(2025, 7, 1), "14"))
    )
    assert len(both) == 7


def _key(place: Place) -> tuple[str, str, date]:
    return place.key


def test_the_other_193_communes_of_son_la_went_over_whole() -> None:
    moves = [
        move
        for move in REFERENCE.moves
        if move.basis == "whole" and REFERENCE.places[move.source].level == "commune"
    ]
    assert len(moves) == 193
    assert len({move.source for move in moves}) == 193
    assert len({move.target for move in moves}) == 68


def test_dong_nai_became_a_city_with_ten_new_phuong() -> None:
    renamed = [move for move in REFERENCE.moves if move.basis == "unchanged" and move.on == date(2026, 4, 30)]
    assert Counter(REFERENCE.places[move.target].kind for move in renamed) == {"phường": 10, "thành phố": 1}


def test_districts_ended_with_june_2025() -> None:
    assert len(standing("district", date(2025, 6, 30))) == 12
    assert standing("district", date(2025, 7, 1)) == []


def test_one_commune_crossed_districts() -> None:
    target = next(p for p in standing("commune", date(2026, 1, 1), "14") if p.name == "Chiềng Sơn")
    members = [REFERENCE.places[move.source] for move in REFERENCE.moves if move.target == target.key]
    districts = {REFERENCE.places[place.district].name for place in members if place.district}
    assert districts == {"Mộc Châu", "Vân Hồ"}


def test_every_pointer_leads_to_a_place_that_stood_then() -> None:
    for place in REFERENCE.places.values():
        for pointer in filter(None, (place.province, place.district)):
            target = REFERENCE.places[pointer]
            assert target.valid_from <= place.valid_from
    for move in REFERENCE.moves:
        assert REFERENCE.places[move.source].valid_to is not None
        assert REFERENCE.places[move.target].valid_from == move.on


def test_no_code_means_two_places_on_one_day() -> None:
    days = [date(2024, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 4, 29), date(2026, 4, 30)]
    for on in days:
        for level in ("province", "district", "commune"):
            codes = Counter(place.code for place in standing(level, on))
            assert [code for code, times in codes.items() if times > 1] == []


def test_the_doubtful_code_is_not_marked_as_verified() -> None:
    assert [p.name for p in REFERENCE.places.values() if p.code == "06978" and not p.verified] == ["Ba Chẽ"]


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [("Thị trấn Ít Ong", "thị trấn", "Ít Ong"), ("Tỉnh Bà Rịa - Vũng Tàu", "tỉnh", "Bà Rịa - Vũng Tàu")],
)
def test_the_kind_is_split_from_the_name(written: str, kind: str, name: str) -> None:
    assert split_kind(written) == (kind, name)


def test_the_table_agrees_with_the_facts_it_was_made_from() -> None:
    source = SHARED / "communes-2026.csv"
    if not source.exists():
        pytest.skip("the domain files are not on this machine")
    with source.open(encoding="utf-8") as lines:
        facts = {(row["code"], row["name"], row["kind"]) for row in csv.DictReader(lines)}
    assert {(p.code, p.name, p.kind) for p in standing("commune", date(2026, 11, 1))} == facts
