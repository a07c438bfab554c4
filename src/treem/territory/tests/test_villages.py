"""Names of villages as people type them, villages that are added, changed and renamed."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from treem.audit.models import Entry
from treem.kernel.errors import DomainError
from treem.territory import selectors, services
from treem.territory.errors import (
    UnknownVillageKind,
    VillageNameTaken,
    VillageWithoutKind,
    VillageWithoutName,
)
from treem.territory.models import Unit, Village
from treem.territory.tests.factories import make_commune
from treem.territory.villages import NewVillage, read_name
from treem.web.conflicts import StaleVersion

DAY = date(2026, 3, 2)


@pytest.fixture
def lan(db: None) -> AbstractBaseUser:
    return get_user_model().objects.create_user("lan.lothi", full_name="Lò Thị Lan")


@pytest.fixture
def commune(db: None) -> Unit:
    return make_commune("Chiềng Sung", code="04108")


def _add(commune: Unit, actor: AbstractBaseUser, *names: str) -> list[Village]:
    new = [NewVillage(commune, read_name("", name), DAY) for name in names]
    return services.add_villages(new, actor=actor)


@pytest.mark.parametrize(
    ("kind", "name", "number", "full_name"),
    [
        ("bản", "Nà Cạn", "", "Bản Nà Cạn"),
        ("", "Bản Nà Cạn", "", "Bản Nà Cạn"),  # the kind stands in the name
        ("bản", "Bản Nà Cạn", "", "Bản Nà Cạn"),
        ("tổ dân phố", "Tổ dân phố số 5", "", "Tổ 5"),
        ("tiểu khu", "", "3", "Tiểu khu 3"),
        ("tổ", "5a Hoa Ban", "", "Tổ 5A Hoa Ban"),
        ("tiểu khu", "3.0", "", "Tiểu khu 3"),
    ],
)
def test_a_name_is_understood_wherever_its_parts_stand(
    kind: str, name: str, number: str, full_name: str
) -> None:
    assert read_name(kind, name, number).full_name == full_name


@pytest.mark.parametrize(
    ("kind", "name", "refusal"),
    [
        ("huyện", "Nà Cạn", UnknownVillageKind),
        ("", "Nà Cạn", VillageWithoutKind),
        ("bản", "", VillageWithoutName),
    ],
)
def test_a_name_that_says_too_little_is_refused(kind: str, name: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        read_name(kind, name)


@pytest.mark.database
def test_villages_are_added_with_one_trace(lan: AbstractBaseUser, commune: Unit) -> None:
    _add(commune, lan, "Bản Mé", "Tổ 2")
    assert [v.full_name for v in selectors.villages_of(commune, DAY)] == ["Bản Mé", "Tổ 2"]
    assert Entry.objects.filter(action="territory.add_villages").count() == 1


@pytest.mark.database
def test_only_contacts_and_days_of_a_village_are_changed_without_a_new_name(
    lan: AbstractBaseUser, commune: Unit
) -> None:
    (village,) = _add(commune, lan, "Bản Mé")
    services.change_villages({village.pk: {"head_name": "Lò Văn Mẫu"}}, actor=lan)
    village.refresh_from_db()
    assert (village.head_name, village.version) == ("Lò Văn Mẫu", 2)
    with pytest.raises(ValueError, match="name"):
        services.change_villages({village.pk: {"name": "Mới"}}, actor=lan)


@pytest.mark.database
def test_a_renamed_village_keeps_its_id_and_its_former_name(lan: AbstractBaseUser, commune: Unit) -> None:
    (village,) = _add(commune, lan, "Bản Mé")
    services.rename_village(village=village, name="Mé Mới", on=date(2026, 7, 1), version=1, actor=lan)
    then = selectors.villages_of(commune, date(2026, 6, 30)).get()
    now = selectors.villages_of(commune, date(2026, 7, 1)).get()
    assert (then.full_name, now.full_name, now.pk) == ("Bản Mé", "Bản Mé Mới", village.pk)


@pytest.mark.database
def test_two_people_renaming_one_village_see_each_other(lan: AbstractBaseUser, commune: Unit) -> None:
    (village,) = _add(commune, lan, "Bản Mé")
    services.rename_village(village=village, name="Mé Một", on=DAY, version=1, actor=lan)
    with pytest.raises(StaleVersion) as refused:
        services.rename_village(village=village, name="Mé Hai", on=DAY, version=1, actor=lan)
    assert [(d.saved, d.mine) for d in refused.value.differences] == [("Mé Một", "Mé Hai")]
    assert Village.objects.get().name == "Mé Một"


@pytest.mark.database
def test_a_name_that_is_taken_is_refused(lan: AbstractBaseUser, commune: Unit) -> None:
    village, _other = _add(commune, lan, "Bản Mé", "Bản Ngùa")
    with pytest.raises(VillageNameTaken, match="Bản Ngùa"):
        services.rename_village(village=village, name="Ngùa", on=DAY, version=1, actor=lan)
