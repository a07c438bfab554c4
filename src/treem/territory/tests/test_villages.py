"""Lists of villages as people type them, and villages that get another name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from treem.audit.models import Entry
from treem.territory import selectors, services
from treem.territory.errors import NotAVillageList, UnreadableList, VillageNameTaken
from treem.territory.models import Unit, Village
from treem.territory.services import import_villages
from treem.territory.tests.factories import make_commune, make_province
from treem.territory.villages import Preview, Severity, rows_from_csv
from treem.web.conflicts import StaleVersion

pytestmark = pytest.mark.database

DAY = date(2026, 3, 2)


@pytest.fixture
def lan(db: None) -> AbstractBaseUser:
    return get_user_model().objects.create_user("lan.lothi", full_name="Lò Thị Lan")


@pytest.fixture
def commune(db: None) -> Unit:
    return make_commune("Chiềng Sung", code="04108")


def _import(text: str, actor: AbstractBaseUser, *, apply: bool = False) -> Preview:
    return import_villages(
        rows_from_csv(text.encode()), actor=actor, on=DAY, province=make_province(), apply=apply
    )


@pytest.mark.parametrize(
    ("row", "full_name"),
    [
        ("04108,bản,Nà Cạn,", "Bản Nà Cạn"),
        ("4108,,Bản Nà Cạn,", "Bản Nà Cạn"),  # the spreadsheet ate the zero; the kind stands in the name
        ("Chiềng Sung,bản,Bản Nà Cạn,", "Bản Nà Cạn"),
        ("xã chieng sung,tổ dân phố,Tổ dân phố số 5,", "Tổ 5"),
        ("04108,tiểu khu,,3", "Tiểu khu 3"),
        ("04108,tổ,5a Hoa Ban,", "Tổ 5A Hoa Ban"),
        ("04108,tiểu khu,3.0,", "Tiểu khu 3"),
    ],
)
def test_a_row_is_understood(row: str, full_name: str, lan: AbstractBaseUser, commune: Unit) -> None:
    preview = _import(f"xã,loại,tên,số\n{row}\n", lan, apply=True)
    assert preview.findings == ()
    assert [village.full_name for village in selectors.villages_of(commune, DAY)] == [full_name]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("03661,bản,Nà Cạn,", "xã", "03661"),
        ("Chiềng Xôm,bản,Nà Cạn,", "xã", "Chiềng Xôm"),
        (",bản,Nà Cạn,", "xã", "Thiếu"),
        ("04108,huyện,Nà Cạn,", "loại", "huyện"),
        ("04108,,Nà Cạn,", "loại", "Thiếu loại"),
        ("04108,bản,,", "tên", "Thiếu tên"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_saved(
    row: str, column: str, words: str, lan: AbstractBaseUser, commune: Unit
) -> None:
    preview = _import(f"xã,loại,tên,số\n04108,bản,Mé,\n{row}\n", lan, apply=True)
    (finding,) = preview.findings
    assert (finding.row, finding.column, finding.severity) == (3, column, Severity.ERROR)
    assert words in finding.message
    assert not preview.applied
    assert not Village.objects.exists()


def test_a_preview_saves_nothing(lan: AbstractBaseUser, commune: Unit) -> None:
    preview = _import("xã,loại,tên\n04108,bản,Mé\n", lan)
    assert (preview.new, preview.applied) == (1, False)
    assert not Village.objects.exists()


def test_importing_the_same_list_again_changes_nothing(lan: AbstractBaseUser, commune: Unit) -> None:
    text = "xã;loại;tên;số\n04108;bản;Mé;\n04108;tổ;;2\n04108;bản;mé;\n"
    first, second = _import(text, lan, apply=True), _import(text, lan, apply=True)
    assert (first.new, second.new, second.already) == (2, 0, 2)
    assert "dòng 2" in first.findings[0].message
    assert Entry.objects.filter(action="territory.import_villages").count() == 1


def test_names_that_differ_only_in_tones_are_pointed_out_but_kept(
    lan: AbstractBaseUser, commune: Unit
) -> None:
    preview = _import("xã,loại,tên\n04108,bản,Mạt\n04108,bản,Mát\n", lan, apply=True)
    assert [finding.severity for finding in preview.findings] == [Severity.WARNING]
    assert Village.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04\x00\x00"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableList):
        rows_from_csv(content)


def test_a_file_without_the_columns_says_which_are_missing() -> None:
    with pytest.raises(NotAVillageList, match="xã"):
        rows_from_csv("họ tên,ngày sinh\nA,1\n".encode())


def test_a_renamed_village_keeps_its_id_and_its_former_name(lan: AbstractBaseUser, commune: Unit) -> None:
    _import("xã,loại,tên\n04108,bản,Mé\n", lan, apply=True)
    village = Village.objects.get()
    services.rename_village(village=village, name="Mé Mới", on=date(2026, 7, 1), version=1, actor=lan)
    then = selectors.villages_of(commune, date(2026, 6, 30)).get()
    now = selectors.villages_of(commune, date(2026, 7, 1)).get()
    assert (then.full_name, now.full_name, now.pk) == ("Bản Mé", "Bản Mé Mới", village.pk)


def test_two_people_renaming_one_village_see_each_other(lan: AbstractBaseUser, commune: Unit) -> None:
    _import("xã,loại,tên\n04108,bản,Mé\n", lan, apply=True)
    village = Village.objects.get()
    services.rename_village(village=village, name="Mé Một", on=DAY, version=1, actor=lan)
    with pytest.raises(StaleVersion) as refused:
        services.rename_village(village=village, name="Mé Hai", on=DAY, version=1, actor=lan)
    assert [(d.saved, d.mine) for d in refused.value.differences] == [("Mé Một", "Mé Hai")]
    assert Village.objects.get().name == "Mé Một"


def test_a_name_that_is_taken_is_refused(lan: AbstractBaseUser, commune: Unit) -> None:
    _import("xã,loại,tên\n04108,bản,Mé\n04108,bản,Ngùa\n", lan, apply=True)
    village = Village.objects.get(name="Mé")
    with pytest.raises(VillageNameTaken, match="Bản Ngùa"):
        services.rename_village(village=village, name="Ngùa", on=DAY, version=1, actor=lan)


def test_reading_a_list_needs_few_queries(
    lan: AbstractBaseUser, commune: Unit, django_assert_max_num_queries: Any
) -> None:
    rows = rows_from_csv(("xã,loại,tên\n" + "".join(f"04108,bản,Nà {n} Cạn\n" for n in range(300))).encode())
    with django_assert_max_num_queries(12):
        import_villages(rows, actor=lan, on=DAY, province=commune.parent, apply=True)  # type: ignore[arg-type]
    assert Village.objects.count() == 300
