from __future__ import annotations

from treem.simulation.places import allocate
from treem.simulation.tests.invented import COMMUNES, province_of_75
from treem.simulation.villages import villages_of


def test_every_commune_has_8_to_35_villages_with_names_of_their_own() -> None:
    for spec in allocate(province_of_75(), 2_000):
        villages = villages_of(spec)
        names = [village.full_name for village in villages]
        assert 8 <= len(names) <= 35
        assert len(set(names)) == len(names)
        assert [village.no for village in villages] == list(range(1, len(names) + 1))
        assert all(bool(village.name) != bool(village.number) for village in villages)


def test_quarters_are_numbered_where_there_is_a_town_and_only_there() -> None:
    kinds = {spec.commune.name: {v.kind for v in villages_of(spec)} for spec in allocate(COMMUNES, 2_000)}
    assert kinds["Chiềng Sinh"] == {"tổ", "bản"}
    assert kinds["Phù Yên"] == {"tiểu khu", "bản"}
    assert kinds["Mường Lèo"] == {"bản"}


def test_a_divided_village_has_both_halves() -> None:
    divided = 0
    for spec in allocate(province_of_75(), 2_000):
        names = {village.name for village in villages_of(spec)}
        for name in names:
            if name.endswith((" 1", " 2")):
                divided += 1
                assert f"{name[:-1]}1" in names
                assert f"{name[:-1]}2" in names
    assert divided > 10


def test_villages_do_not_depend_on_the_number_of_children_but_on_the_seed() -> None:
    small, large = allocate(COMMUNES, 100), allocate(COMMUNES, 9_000)
    assert [villages_of(spec, 3) for spec in small] == [villages_of(spec, 3) for spec in large]
    assert villages_of(small[1], 3) != villages_of(small[1], 4)


def test_an_upland_commune_has_mong_villages() -> None:
    spec = next(spec for spec in allocate(COMMUNES, 100) if spec.commune.name == "Tà Xùa")
    owners = [village.group for village in villages_of(spec)]
    assert owners.count("Mông") > len(owners) / 2
