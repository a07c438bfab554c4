"""The map by date, on the loaded reference table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from treem.territory import hooks, selectors
from treem.territory.errors import EarlierBoundaries
from treem.territory.loading import load_reference
from treem.territory.models import Unit, UnitAttribute, UnitChange
from treem.territory.rules import UNKNOWN_START
from treem.territory.tests.factories import make_commune, make_province

pytestmark = pytest.mark.database

LAST, FIRST, NOW = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 1)


@pytest.fixture
def reference(db: None) -> None:
    load_reference()


def _unit(code: str, on: date, level: str = "commune") -> Unit:
    found = selectors.unit_as_of(code, on, level)
    assert found is not None
    return found


def test_one_code_is_two_places_on_two_days(reference: None) -> None:
    assert _unit("03664", LAST).full_name == "Xã Chiềng Xôm"
    assert _unit("03664", FIRST).full_name == "Phường Chiềng An"


def test_the_old_phuong_chieng_an_had_another_code(reference: None) -> None:
    assert _unit("03667", LAST).full_name == "Phường Chiềng An"
    assert selectors.unit_as_of("03667", FIRST) is None


def test_a_province_code_can_change_hands_too(reference: None) -> None:
    assert _unit("15", LAST, "province").name == "Yên Bái"
    assert _unit("15", FIRST, "province").name == "Lào Cai"
    assert selectors.province_as_of("10", FIRST) is None


def test_son_la_has_200_communes_on_the_last_day_and_75_on_the_first(reference: None) -> None:
    province = _unit("14", NOW, "province")
    assert selectors.communes_of(province, LAST).count() == 200
    assert selectors.communes_of(province, FIRST).count() == 75
    assert (selectors.provinces(LAST).count(), selectors.provinces(FIRST).count()) == (63, 34)


def test_communes_stay_with_a_province_that_only_changed_its_kind(reference: None) -> None:
    as_province, as_city = (
        _unit("75", date(2026, 4, 29), "province"),
        _unit("75", date(2026, 4, 30), "province"),
    )
    assert (as_province.kind, as_city.kind) == ("tỉnh", "thành phố")
    for province in (as_province, as_city):
        assert selectors.communes_of(province, date(2026, 4, 29)).count() == 95
        assert selectors.communes_of(province, date(2026, 4, 30)).count() == 95
    assert _unit("26368", date(2026, 4, 29)).full_name == "Xã Long Thành"
    assert _unit("26368", date(2026, 4, 30)).full_name == "Phường Long Thành"


def test_successors_are_found_on_any_later_day(reference: None) -> None:
    old = _unit("03667", LAST)
    assert [unit.code for unit in selectors.successors(old, NOW)] == ["03664"]
    assert [unit.pk for unit in selectors.successors(old, LAST)] == [old.pk]
    untouched = _unit("03820", LAST)
    assert selectors.successors(untouched, NOW) == [untouched]


def test_predecessors_name_who_flowed_in(reference: None) -> None:
    names = [change.from_unit.full_name for change in selectors.predecessors(_unit("03664", NOW))]
    assert names == ["Xã Chiềng Đen", "Xã Chiềng Xôm", "Phường Chiềng An"]


def test_a_figure_of_200_communes_is_restated_to_75(reference: None) -> None:
    province = _unit("14", NOW, "province")
    figures = dict.fromkeys(selectors.commune_ids_of(province, LAST), 10)
    silent = _unit("03661", LAST)
    del figures[silent.pk]
    sums = selectors.restate(figures, at=LAST, on=NOW, province=province)
    assert len(sums) == 75
    assert sum((one.value or Decimal(0)) for one in sums.values()) == 1990
    incomplete = sums[_unit("03664", NOW).pk]
    assert (incomplete.value, incomplete.missing) == (Decimal(20), frozenset({silent.pk}))
    assert [one for one in sums.values() if one.missing] == [incomplete]


def test_figures_are_not_restated_backwards(reference: None) -> None:
    with pytest.raises(EarlierBoundaries, match="01/7/2025"):
        selectors.restatement_weights([1], at=FIRST, on=LAST)


def test_loading_again_writes_nothing(reference: None) -> None:
    assert load_reference().written == 0


def test_loading_puts_a_changed_row_right_but_never_reopens_one(reference: None) -> None:
    wrong, closed = _unit("03664", NOW), _unit("03820", NOW)
    Unit.objects.filter(pk=wrong.pk).update(name="Chiềng Ân")
    Unit.objects.filter(pk=closed.pk).update(valid_to=NOW)
    assert load_reference().written == 1
    assert _unit("03664", NOW).name == "Chiềng An"
    assert _unit("03820", NOW).valid_to == NOW


def test_an_installation_with_an_older_map_tells_the_rooms_what_closed(
    reference: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[date, frozenset[int], frozenset[int]]] = []

    def hear(*, on: date, closed: frozenset[int], opened: frozenset[int]) -> None:
        heard.append((on, closed, opened))

    before, after = _unit("26368", date(2026, 4, 29)), _unit("26368", date(2026, 4, 30))
    UnitChange.objects.filter(to_unit=after).delete()
    Unit.objects.filter(pk=after.pk).delete()
    Unit.objects.filter(pk=before.pk).update(valid_to=None)
    monkeypatch.setattr(hooks, "units_changed", [hear])
    load_reference()
    assert heard == [(date(2026, 4, 30), frozenset({before.pk}), frozenset({_unit("26368", NOW).pk}))]
    load_reference()
    assert len(heard) == 1


NAMES = {
    "Chiềng An": ["03664"],
    "chieng an": ["03664"],
    "phường Chiềng An": ["03664"],
    "xã Chiềng An": ["03664"],  # wrong kind, right tones: sooner than the former xã Chiềng Ân
    "Thị trấn Ít Ong": ["03808"],
    "Chiềng Chung": ["04000", "04117"],  # two former communes of one name
    "Hua Là": ["03670"],  # tones mistyped: the former Hua La
    "Nà Chưa Có": [],
}


def test_names_are_found_with_what_they_became(reference: None) -> None:
    province = _unit("14", NOW, "province")
    for written, codes in NAMES.items():
        matches = selectors.name_matches(written, NOW, province=province)
        found = {unit.code for match in matches for unit in (match.now or (match.unit,))}
        assert (written, sorted(found)) == (written, codes)


def test_a_match_says_whether_the_kind_agrees(reference: None) -> None:
    (match,) = selectors.name_matches("xã Chiềng An", NOW, province=_unit("14", NOW, "province"))
    assert (match.exact, match.kind_agrees) == (True, False)


def test_attributes_hold_from_their_day_to_their_day(db: None) -> None:
    commune = make_commune()
    UnitAttribute.objects.create(
        unit=commune, key="area_class", value="III", valid_from=FIRST, valid_to=date(2025, 12, 31)
    )
    UnitAttribute.objects.create(unit=commune, key="area_class", value="II", valid_from=date(2026, 1, 1))
    assert selectors.attributes_as_of(commune, date(2025, 12, 31))["area_class"].value == "III"
    assert selectors.attributes_as_of(commune, date(2026, 1, 1))["area_class"].value == "II"
    assert selectors.attributes_as_of(commune, LAST) == {}


def test_the_database_refuses_one_code_for_two_places_at_a_time(db: None) -> None:
    make_commune(code="03664")
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        make_commune("Chiềng Xôm", code="03664", valid_from=UNKNOWN_START)
    make_commune("Chiềng Xôm", code="03664", valid_from=UNKNOWN_START, valid_to=LAST)


def test_a_commune_without_a_province_is_refused(db: None) -> None:
    make_province()
    with pytest.raises(IntegrityError, match="has_province"), transaction.atomic():
        Unit.objects.create(code="99999", name="Không Tỉnh", kind="xã", level="commune")
