from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from treem import law
from treem.kernel import personal_number
from treem.simulation.families import calendar
from treem.simulation.people import (
    CARER_COLUMNS,
    CHILD_COLUMNS,
    HOUSEHOLD_COLUMNS,
    generate_commune,
)
from treem.simulation.places import DATA, allocate, groups
from treem.simulation.tests.invented import COMMUNES, DAY, SEED, generate, population
from treem.simulation.villages import villages_of

Row = dict[str, object]


def children() -> list[Row]:
    return [dict(zip(CHILD_COLUMNS, row, strict=True)) for row in population().children]


def households() -> dict[object, Row]:
    rows = [dict(zip(HOUSEHOLD_COLUMNS, row, strict=True)) for row in population().households]
    return {row["no"]: row for row in rows}


def carers() -> dict[object, list[Row]]:
    found: dict[object, list[Row]] = defaultdict(list)
    for row in population().carers:
        carer = dict(zip(CARER_COLUMNS, row, strict=True))
        found[carer["household_no"]].append(carer)
    return found


def families() -> list[list[Row]]:
    found: dict[object, list[Row]] = defaultdict(list)
    for child in children():
        found[child["household_no"]].append(child)
    return list(found.values())


def share(column: str, value: object) -> float:
    rows = children()
    return sum(row[column] == value for row in rows) / len(rows)


def born(child: Row) -> date:
    day = child["date_of_birth"]
    assert isinstance(day, date)
    return day


def test_as_many_children_as_asked_for_and_carers_for_every_household() -> None:
    assert len(children()) == 30_000
    assert {child["household_no"] for child in children()} == set(households()) == set(carers())
    assert len(population().carers) / 30_000 == pytest.approx(2.0, abs=0.1)


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    spec = allocate(COMMUNES, 3_000)[1]
    assert generate(spec) == generate(spec)
    assert generate(spec).children != generate(spec, seed=SEED + 1).children


def test_a_commune_is_the_same_whoever_was_made_before() -> None:
    specs = allocate(COMMUNES, 3_000)
    alone = generate(specs[4])
    for spec in specs:
        after_the_others = generate(spec)
    after_the_others = generate(specs[4])
    assert alone == after_the_others


def test_starts_move_the_keys_and_nothing_else() -> None:
    spec = allocate(COMMUNES, 500)[2]
    low = generate_commune(spec, SEED, as_of=DAY)
    high = generate_commune(spec, SEED, as_of=DAY, household_start=1_001, child_start=5_001)
    assert [row[0] for row in low.children] == list(range(1, spec.children + 1))
    assert [row[0] for row in high.children] == list(range(5_001, 5_001 + spec.children))
    assert [row[0] + 1_000 for row in low.households] == [row[0] for row in high.households]
    assert [row[1] for row in low.carers] == [row[1] - 1_000 for row in high.carers]
    assert [row[3:] for row in low.children] == [row[3:] for row in high.children]


def test_an_empty_commune_has_nobody() -> None:
    spec = allocate(COMMUNES, 0)[0]
    assert generate(spec) == ([], [], [])


def test_a_commune_too_large_for_its_personal_numbers_is_refused() -> None:
    spec = allocate(COMMUNES, 9_000_000)[2]
    with pytest.raises(ValueError, match="too many children"):
        generate(spec)


def test_keys_are_unique_and_uuids_are_of_version_4() -> None:
    people = population()
    for uuids in (
        [row[1] for row in people.households],
        [row[0] for row in people.carers],
        [row[1] for row in people.children],
    ):
        assert len(set(uuids)) == len(uuids)
        assert all(str(UUID(text)) == text and UUID(text).version == 4 for text in uuids[:200])
    for numbers in ([row[0] for row in people.households], [row[0] for row in people.children]):
        assert len(set(numbers)) == len(numbers)
    codes = [row[2] for row in people.households]
    assert len(set(codes)) == len(codes)


def test_rows_of_a_family_point_to_one_household() -> None:
    known = households()
    for child in children():
        home = known[child["household_no"]]
        assert child["household_uuid"] == home["uuid"]
        assert (child["commune_code"], child["village_no"]) == (home["commune_code"], home["village_no"])
        assert child["ethnicity"] == home["ethnicity"]
    for no, people in carers().items():
        assert {carer["household_uuid"] for carer in people} == {known[no]["uuid"]}


def test_addresses_name_the_village_of_the_household() -> None:
    names = {
        (spec.code, village.no): village.full_name
        for spec in allocate(COMMUNES, 30_000)
        for village in villages_of(spec, SEED)
    }
    for home in households().values():
        assert str(home["address"]).startswith(
            names[str(home["commune_code"]), int(str(home["village_no"]))] + ", "
        )


def test_shares_are_those_of_the_province() -> None:
    assert share("sex", "male") == pytest.approx(0.517, abs=0.01)
    for group in groups().values():
        assert share("ethnicity", group.name) == pytest.approx(group.children_share, abs=0.015)
    assert share("personal_id", "") == pytest.approx(0.04, abs=0.005)
    assert 1 - share("special_group", "") == pytest.approx(0.0173, abs=0.003)
    home = households()
    poor = sum(home[child["household_no"]]["poverty"] != "none" for child in children()) / 30_000
    assert poor == pytest.approx(0.228, abs=0.015)


def test_nobody_is_sixteen_and_every_year_of_age_is_equally_full() -> None:
    days = calendar(DAY)
    years = Counter(days[(DAY - born(child)).days].years for child in children())
    assert set(years) == set(range(16))
    for number in years.values():
        assert number / 30_000 * 16 == pytest.approx(1, abs=0.1)


def test_the_calendar_begins_on_the_day_after_the_last_sixteenth_birthday() -> None:
    assert calendar(DAY)[-1].born == date(2010, 11, 24)
    assert calendar(date(2028, 2, 29))[-1].born == date(2012, 3, 1)


def test_siblings_are_one_to_four_and_bear_different_names() -> None:
    sizes = Counter(len(family) for family in families())
    assert set(sizes) == {1, 2, 3, 4}
    assert 1.5 < 30_000 / len(families()) < 1.9
    for family in families():
        assert len({child["full_name"] for child in family}) == len(family)
        assert len({(child["mother_name"], child["father_name"]) for child in family}) == 1


def test_siblings_of_one_mother_are_twins_or_more_than_nine_months_apart() -> None:
    twins = deliveries = 0
    for family in families():
        days = [born(child) for child in family]
        assert days == sorted(days)
        deliveries += len(set(days))
        twins += len(days) - len(set(days))
        for earlier, later in pairwise(days):
            assert earlier == later or later - earlier > timedelta(days=280)
    assert twins / deliveries == pytest.approx(0.010, abs=0.003)


def test_family_names_follow_the_father_and_mothers_keep_theirs() -> None:
    different = 0
    for child in children():
        family = str(child["full_name"]).split(" ")[0]
        parent = str(child["father_name"] or child["mother_name"])
        if parent:
            assert parent.split(" ")[0] == family
        if child["father_name"] and child["mother_name"]:
            mother_family = str(child["mother_name"]).split(" ")[0]
            different += mother_family != family
            assert child["ethnicity"] != "Mông" or mother_family != family
    assert different > 20_000


def test_namesakes_are_frequent() -> None:
    names = Counter((child["full_name"], born(child).year, child["commune_code"]) for child in children())
    assert sum(number for number in names.values() if number > 1) / 30_000 > 0.05


def test_personal_numbers_fit_the_child_and_are_unique() -> None:
    numbers = [child for child in children() if child["personal_id"]]
    assert len({child["personal_id"] for child in numbers}) == len(numbers)
    for child in numbers:
        text, sex = str(child["personal_id"]), child["sex"]
        assert sex in ("male", "female")
        assert text.startswith("014")
        assert personal_number.check(text, birth_year=born(child).year, sex=sex) == []


def test_unregistered_births_are_mostly_of_infants_and_have_no_number() -> None:
    unregistered = [child for child in children() if not child["birth_registered"]]
    infants = [child for child in unregistered if born(child) > DAY - timedelta(days=365)]
    assert len(infants) / len(unregistered) > 0.6
    assert not any(child["personal_id"] for child in unregistered)
    under_five = [child for child in children() if born(child) > DAY - timedelta(days=1826)]
    assert sum(not child["birth_registered"] for child in under_five) / len(under_five) < 0.05


def test_dates_known_to_the_month_or_year_stand_on_its_first_day() -> None:
    found = Counter(str(child["birth_precision"]) for child in children())
    assert set(found) == {"day", "month", "year"}
    for child in children():
        if child["birth_precision"] == "year":
            assert (born(child).month, born(child).day) == (1, 1)
        if child["birth_precision"] == "month":
            assert born(child).day == 1


def test_the_invented_groups_are_those_of_the_law() -> None:
    with (DATA / "special_groups.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert codes == set(law.listed("children.special_groups", on=DAY).codes)


def test_the_invented_peoples_are_those_of_the_law() -> None:
    peoples = law.listed("children.peoples", on=DAY)
    assert {str(child["ethnicity"]) for child in children()} <= set(peoples.codes)


def test_special_groups_agree_with_the_family_and_the_age() -> None:
    home, people = households(), carers()
    found = Counter(str(child["special_group"]) for child in children() if child["special_group"])
    assert found.most_common(1)[0][0] == "d"
    for child in children():
        parents = [
            carer for carer in people[child["household_no"]] if carer["relation"] in ("mother", "father")
        ]
        both_dead = len(parents) == 2 and not any(carer["alive"] for carer in parents)
        assert (child["special_group"] == "a") == both_dead
        assert (child["special_group"] == "b") == (not parents)
        if child["special_group"] == "n":
            assert home[child["household_no"]]["poverty"] != "none"
        if child["special_group"] in ("e", "g", "h"):
            assert born(child) < DAY - timedelta(days=11 * 365)


def test_somebody_alive_and_at_home_looks_after_every_child_and_the_head_is_alive() -> None:
    heads = {no: home["head_name"] for no, home in households().items()}
    for no, people in carers().items():
        assert any(carer["alive"] and not carer["away"] for carer in people)
        assert heads[no] in {carer["full_name"] for carer in people if carer["alive"]}


def test_parents_are_grown_and_grandparents_older_than_they() -> None:
    oldest = {family[0]["household_no"]: born(family[0]).year for family in families()}
    for no, people in carers().items():
        parents = [int(str(c["year_of_birth"])) for c in people if c["relation"] in ("mother", "father")]
        elders = [int(str(c["year_of_birth"])) for c in people if str(c["relation"]).startswith("grand")]
        if parents:
            assert max(parents) <= oldest[no] - 14
            assert all(elder <= min(parents) - 18 for elder in elders)


def test_codes_and_telephones_have_their_shape() -> None:
    for home in households().values():
        assert re.fullmatch(r"[0-9]{5}-[0-9]{2}-[0-9]{5}", str(home["code"]))
        assert re.fullmatch(r"(0570[0-9]{6})?", str(home["phone"]))
        assert home["poverty"] in ("none", "near_poor", "poor")
