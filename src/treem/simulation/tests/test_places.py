from __future__ import annotations

import pytest

from treem.simulation.places import (
    Commune,
    allocate,
    apportion,
    commune_from_row,
    first_numbers,
    groups,
    settings,
)
from treem.simulation.tests.invented import COMMUNES, province_of_75


@pytest.mark.parametrize("total", [0, 1, 74, 2_000, 382_000])
def test_the_communes_add_up_to_the_number_asked_for(total: int) -> None:
    specs = allocate(province_of_75(), total)
    assert sum(spec.children for spec in specs) == total
    assert min(spec.children for spec in specs) >= 0


def test_sizes_of_a_whole_province_stay_in_the_plausible_range() -> None:
    specs = allocate(province_of_75(), 382_000)
    sizes = [spec.children for spec in specs]
    assert min(sizes) >= 1_799
    assert max(sizes) <= 12_001
    assert max(sizes) > 2.5 * min(sizes)
    wards = sum(spec.children for spec in specs if spec.commune.is_ward)
    assert wards / 382_000 == pytest.approx(0.12, abs=0.01)


def test_a_small_province_has_the_proportions_of_the_large_one() -> None:
    large, small = allocate(COMMUNES, 382_000), allocate(COMMUNES, 2_000)
    for one, other in zip(large, small, strict=True):
        assert other.children == pytest.approx(one.children * 2_000 / 382_000, abs=1)
        assert other.mix == one.mix


def test_the_mixes_of_the_communes_add_up_to_the_shares_of_the_province() -> None:
    specs = allocate(COMMUNES, 10_000)
    for place, group in enumerate(groups().values()):
        share = sum(spec.share * spec.mix[place][1] for spec in specs)
        assert share == pytest.approx(group.children_share, abs=0.004)
    for spec in specs:
        assert sum(share for _, share in spec.mix) == pytest.approx(1)


def test_the_upland_is_mong_and_the_ward_is_kinh() -> None:
    mixes = {spec.commune.name: dict(spec.mix) for spec in allocate(COMMUNES, 10_000)}
    assert mixes["Tà Xùa"]["Mông"] > 0.5
    assert mixes["Chiềng Sinh"]["Kinh"] > 2 * mixes["Chiềng Sung"]["Kinh"]
    assert mixes["Phù Yên"]["Mường"] > 3 * mixes["Yên Sơn"]["Mường"]


def test_ranges_of_keys_do_not_overlap() -> None:
    specs = allocate(COMMUNES, 1_000)
    firsts = [*first_numbers(specs, start=5), 1_005]
    for spec, first, following in zip(specs, firsts, firsts[1:], strict=False):
        assert first + spec.children == following
    assert firsts[0] == 5


def test_remainders_go_to_the_largest() -> None:
    assert apportion([1, 1, 1], 4) == [2, 1, 1]
    assert apportion([0.5, 0.3, 0.2], 10) == [5, 3, 2]


def test_a_line_of_the_list_of_communes_is_understood() -> None:
    row = {
        "code": "04105",
        "name": "Mai Sơn",
        "kind": "xã",
        "merged_from_names": "Thị trấn Hát Lót;Xã Hát Lót;Xã Cò Nòi",
        "former_districts": "Huyện Mai Sơn (125);Huyện Khác (126)",
    }
    assert commune_from_row(row) == Commune("04105", "Mai Sơn", "xã", "Huyện Mai Sơn", 3, has_town=True)


def test_places_that_the_settings_name_are_spelled_as_the_groups() -> None:
    data = settings()
    layers = [
        data["elsewhere"],
        data["ward"],
        data["town"],
        *data["district"].values(),
        *data["commune"].values(),
    ]
    assert {name for layer in layers for name in layer} <= set(groups())


def test_nothing_is_allocated_to_no_commune() -> None:
    with pytest.raises(ValueError, match="at least one commune"):
        allocate([], 10)
    with pytest.raises(ValueError, match="no negative number"):
        allocate(COMMUNES, -1)
