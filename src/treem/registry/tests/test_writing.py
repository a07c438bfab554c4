"""Writing children down and changing them: errors beside the field, doubts confirmed, conflicts shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from conftest import as_app
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.walk_world import World

from treem.db.scope import Scope
from treem.registry import selectors, services
from treem.registry.errors import NotAName, OutsideScope, WrongVillage
from treem.registry.forms import ChildForm
from treem.registry.models import Child
from treem.registry.permissions import PERMISSIONS
from treem.registry.rules import Birth
from treem.registry.services import ChildData
from treem.registry.tests.factories import make_child, make_household, make_village

pytestmark = pytest.mark.database
NEW = "/children/new/"


def typed(**more: Any) -> dict[str, Any]:
    return {
        "full_name": "Lò Thị Mai", "sex": "female", "birth_day": "5", "birth_month": "3", "birth_year": "2018",
        "mother_name": "Lò Thị Piếng", **more,
    }  # fmt: skip


def errors_of(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return {name: [str(e) for e in errors] for name, errors in answer.context["form"].errors.items()}


def test_a_child_is_written_down_clean(world: World, lan: Any) -> None:
    village = make_village(world.own)
    answer = lan.post(
        NEW,
        typed(
            full_name="  LÒ  THỊ MAI ", personal_id="014 318 123 456", village=village.pk, ethnicity="Thái",
            birth_registered="on",
        ),
    )  # fmt: skip
    child = Child.objects.get()
    assert answer["Location"] == reverse("registry:child", args=[child.pk])
    assert child.full_name == "Lò Thị Mai"
    assert child.folded_name == "lo thi mai"
    assert child.personal_id == "014318123456"
    assert (child.commune, child.village, child.created_by_id) == (world.own, village, world.lan.pk)
    assert (child.date_of_birth, child.birth_precision) == (date(2018, 3, 5), "day")
    page = lan.get(answer["Location"]).content.decode()
    assert "Lò Thị Mai" in page
    assert "Bản Nà Cạn" in page
    assert "Lập hồ sơ" in page


@pytest.mark.parametrize(
    ("parts", "born", "precision"),
    [
        (("", "", "2018"), date(2018, 1, 1), "year"),
        (("", "3", "2018"), date(2018, 3, 1), "month"),
        (("05", "03", "2018"), date(2018, 3, 5), "day"),
    ],
)
def test_an_unknown_day_is_kept_as_unknown(
    world: World, lan: Any, parts: tuple[str, str, str], born: date, precision: str
) -> None:
    day, month, year = parts
    lan.post(NEW, typed(birth_day=day, birth_month=month, birth_year=year))
    child = Child.objects.get()
    assert (child.date_of_birth, child.birth_precision) == (born, precision)
    text = lan.get(reverse("registry:edit", args=[child.pk])).content.decode()
    assert 'value="2018"' in text


def test_an_estimated_birth_says_so(world: World, lan: Any) -> None:
    lan.post(NEW, typed(estimated="on"))
    child = Child.objects.get()
    assert child.birth_precision == "estimated"
    assert "khoảng 05/03/2018" in lan.get(reverse("registry:child", args=[child.pk])).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"full_name": ""}, "full_name", "Ghi họ, chữ đệm và tên"),
        ({"full_name": "Lò Thị 2"}, "full_name", "không có chữ số"),
        ({"full_name": "- -"}, "full_name", "phải có chữ cái"),
        ({"full_name": "😀 😀"}, "full_name", "phải có chữ cái"),
        ({"full_name": "\u0301 \u0323"}, "full_name", "phải có chữ cái"),
        ({"full_name": "\x01\x1b"}, "full_name", "Ghi họ, chữ đệm và tên"),
        ({"full_name": "\u202e\u200b"}, "full_name", "Ghi họ, chữ đệm và tên"),
        ({"mother_name": "- -"}, "mother_name", "phải có chữ cái"),
        ({"sex": ""}, "sex", "Chọn giới tính"),
        ({"birth_day": "31", "birth_month": "2"}, "birth", "31/2/2018 không có trong lịch"),
        ({"birth_month": "13"}, "birth", "không có trong lịch"),
        ({"birth_day": "x"}, "birth", "bằng số"),
        ({"birth_month": ""}, "birth", "ghi cả tháng"),
        ({"birth_year": "18"}, "birth", "bốn chữ số"),
        ({"birth_day": "", "birth_month": "", "birth_year": ""}, "birth", "ít nhất là năm"),
        ({"personal_id": "0143181234"}, "personal_id", "đúng 12 chữ số"),
        ({"personal_id": "14318123456"}, "personal_id", "014318123456"),
        ({"personal_id": "111111111111"}, "personal_id", "số điền tạm"),
        ({"village": "999999"}, "village", "999999"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    world: World, lan: Any, wrong: dict[str, str], field: str, words: str
) -> None:
    answer = lan.post(NEW, typed(father_name="Quàng Văn Giữ", **wrong))
    found = errors_of(answer)
    assert set(found) == {field}
    assert words in found[field][0]
    text = answer.content.decode()
    assert "Quàng Văn Giữ" in text
    assert "error-summary" in text
    assert not Child.objects.exists()


def test_a_birth_in_the_future_is_refused(world: World, lan: Any) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    parts = {"birth_day": tomorrow.day, "birth_month": tomorrow.month, "birth_year": tomorrow.year}
    found = errors_of(lan.post(NEW, typed(**parts)))
    assert "ở sau hôm nay" in found["birth"][0]
    assert not Child.objects.exists()


@pytest.mark.parametrize(
    ("doubtful", "code"),
    [
        ({"birth_year": "2008"}, "registry.not_a_child"),
        ({"full_name": "Mai"}, "registry.one_word"),
        ({"personal_id": "014218123456"}, "personal_number.sex"),
        ({"personal_id": "014317123456"}, "personal_number.birth_year"),
        ({"personal_id": "014318111111"}, "personal_number.equal_tail"),
    ],
)
def test_a_doubt_is_asked_once_and_then_accepted(
    world: World, lan: Any, doubtful: dict[str, str], code: str
) -> None:
    answer = lan.post(NEW, typed(**doubtful))
    assert answer.status_code == 422
    keys = [item["doubt"].key for item in answer.context["doubts"]]
    assert keys == [code]
    assert f'value="{code}"' in answer.content.decode()
    assert not Child.objects.exists()
    assert lan.post(NEW, typed(**doubtful, confirm=keys)).status_code == 302
    assert Child.objects.count() == 1


def test_look_alikes_are_shown_before_a_second_record(world: World, lan: Any) -> None:
    known = make_child(world.own, "Lò Thị Mài", mother_name="Người Khác")
    other = make_child(world.own, "Lò Thị Mai", date_of_birth=date(2015, 1, 1), mother_name="Không Phải")
    answer = lan.post(NEW, typed())
    assert [c for item in answer.context["doubts"] for c in item["doubt"].children] == [known]
    assert reverse("registry:child", args=[known.pk]) in answer.content.decode()
    assert Child.objects.count() == 2
    other.mother_name = "lò thị piêng"
    other.save()
    again = lan.post(NEW, typed(confirm=[item["doubt"].key for item in answer.context["doubts"]]))
    assert again.status_code == 422, "a look-alike that was not shown yet is not confirmed"
    assert {c.pk for item in again.context["doubts"] for c in item["doubt"].children} == {known.pk, other.pk}
    keys = [item["doubt"].key for item in again.context["doubts"]]
    assert lan.post(NEW, typed(confirm=keys)).status_code == 302


def test_a_number_of_another_child_is_a_doubt_not_a_wall(world: World, lan: Any) -> None:
    holder = make_child(world.own, "Vừ Thị Dợ", personal_id="014318123456")
    answer = lan.post(NEW, typed(personal_id="014318123456"))
    assert [item["doubt"].key for item in answer.context["doubts"]] == [f"registry.number_taken:{holder.pk}"]


def test_sending_a_form_twice_makes_one_child(world: World, lan: Any) -> None:
    data = typed(uuid=str(uuid4()))
    first, second = lan.post(NEW, data), lan.post(NEW, {**data, "confirm": []})
    assert first.status_code == 302
    assert second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Child.objects.count() == 1


def test_what_was_added_before_a_second_sending_is_shown_beside_what_is_saved(world: World, lan: Any) -> None:
    sent = typed(uuid=str(uuid4()))
    lan.post(NEW, sent)
    again = lan.post(NEW, {**sent, "mother_name": "Lò Thị Ban"})
    assert again.status_code == 409
    text = again.content.decode()
    assert "Lần gửi trước đã được lưu" in text
    assert "Lò Thị Ban" in text
    assert Child.objects.count() == 1


def data(name: str = "Lò Thị Mai", **more: Any) -> ChildData:
    return ChildData(name, "female", Birth(date(2018, 3, 5), "day"), **more)


@pytest.fixture
def blind_once(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The first look-up by uuid finds nothing, as when two requests look in the same moment."""
    asked: list[Any] = []
    look_up = selectors.child_by_uuid

    def missing_first(uuid: Any) -> Child | None:
        asked.append(uuid)
        return None if len(asked) == 1 else look_up(uuid)

    monkeypatch.setattr(selectors, "child_by_uuid", missing_first)
    return asked


def test_two_requests_in_the_same_moment_get_one_record(world: World, blind_once: list[Any]) -> None:
    number = uuid4()
    known = make_child(world.own, uuid=number)
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        again = services.create_child(actor=world.lan, commune_id=world.own.pk, data=data(), uuid=number)
    assert again == known
    assert len(blind_once) == 2
    assert Child.objects.count() == 1


def test_a_number_of_a_record_elsewhere_tells_nothing(world: World) -> None:
    number = uuid4()
    make_child(world.neighbouring, uuid=number)
    with as_app(Scope(world.lan.pk, (world.own.pk,))), pytest.raises(OutsideScope):
        services.create_child(actor=world.lan, commune_id=world.own.pk, data=data(), uuid=number)
    assert Child.objects.count() == 1


def test_a_second_click_during_the_first_is_no_look_alike(
    world: World, lan: Any, blind_once: list[Any]
) -> None:
    known = make_child(world.own, uuid=uuid4())
    answer = lan.post(NEW, typed(uuid=str(known.uuid)))
    assert answer["Location"] == reverse("registry:child", args=[known.pk])
    assert Child.objects.count() == 1


def test_control_characters_never_reach_the_record(world: World, lan: Any) -> None:
    assert (
        lan.post(NEW, typed(full_name="Lò\x01 Thị\x1b Mai", residence_note="gần\x07 suối")).status_code == 302
    )
    child = Child.objects.get()
    assert (child.full_name, child.residence_note) == ("Lò Thị Mai", "gần suối")


def test_services_refuse_a_name_without_a_letter(world: World) -> None:
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        for wrong, field in ((data("- -"), "full_name"), (data(father_name="\u0301"), "father_name")):
            with pytest.raises(NotAName) as caught:
                services.create_child(actor=world.lan, commune_id=world.own.pk, data=wrong)
            assert caught.value.field == field
    assert not Child.objects.exists()


def test_the_longest_name_is_written_down(world: World, lan: Any) -> None:
    name = "Ế" + "ế" * 119
    assert lan.post(NEW, typed(full_name=name, confirm="registry.one_word")).status_code == 302
    assert Child.objects.get().full_name == name


def test_what_the_columns_refuse_stands_beside_the_field(
    world: World, lan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ChildForm.base_fields["present_residence"], "max_length", 999)
    monkeypatch.setattr(ChildForm.base_fields["present_residence"], "validators", [])
    child = make_child(world.own)
    long = typed(present_residence="x" * 251, version="1")
    assert set(errors_of(lan.post(NEW, {**long, "full_name": "Vừ Thị Dợ"}))) == {"present_residence"}
    url = reverse("registry:edit", args=[child.pk])
    assert set(errors_of(lan.post(url, long))) == {"present_residence"}


def test_a_brother_or_sister_shares_household_and_parents(world: World, lan: Any) -> None:
    household = make_household(world.own)
    elder = make_child(
        world.own, household=household, father_name="Quàng Văn Bun", village=make_village(world.own)
    )
    form = lan.get(NEW, {"sibling": elder.pk}).content.decode()
    assert "Quàng Văn Bun" in form
    lan.post(NEW, typed(full_name="Quàng Văn Út", sex="male", birth_year="2022", sibling=elder.pk))
    assert Child.objects.latest("pk").household == household


def test_a_change_is_saved_with_its_story(world: World, lan: Any) -> None:
    child = make_child(world.own, personal_id="014318123456")
    url = reverse("registry:edit", args=[child.pk])
    answer = lan.post(url, typed(full_name="Lò Thị Mái", personal_id="", version="1"))
    assert answer.status_code == 302
    child.refresh_from_db()
    assert (child.full_name, child.version, child.personal_id) == ("Lò Thị Mái", 2, "")
    page = lan.get(answer["Location"])
    story = page.context["story"]
    assert [(change.what, change.who) for change in story] == [
        ("Sửa hồ sơ", world.lan.full_name),
        ("Lập hồ sơ", ""),
    ]
    details = {d.label: (d.before, d.after) for d in story[0].details}
    assert details["họ, chữ đệm và tên"] == ("Lò Thị Mai", "Lò Thị Mái")
    assert details["số định danh cá nhân"] == ("014318123456", "")


def test_an_old_version_shows_both_and_saves_what_is_chosen(world: World, lan: Any) -> None:
    child = make_child(world.own)
    url = reverse("registry:edit", args=[child.pk])
    assert (
        lan.post(
            url, typed(father_name="Quàng Văn Bun", version="1", ethnicity="Thái", birth_registered="on")
        ).status_code
        == 302
    )
    mine = typed(
        full_name="Lò Thị Mải", version="1", ethnicity="Thái", birth_registered="on", birth_year="2017"
    )
    answer = lan.post(url, mine)
    assert answer.status_code == 409
    shown = {item["name"]: item for item in answer.context["differences"]}
    assert set(shown) == {"full_name", "father_name", "birth"}
    assert shown["father_name"]["suggested"] == "saved", "only the other person changed it"
    assert shown["full_name"]["suggested"] == "mine", "only this person changed it"
    assert answer.context["saved_by"] == world.lan.full_name
    child.refresh_from_db()
    assert (child.full_name, child.version) == ("Lò Thị Mai", 2)
    choice = {
        **answer.context["hidden"], "version": answer.context["version"], "choose_full_name": "mine",
        "choose_father_name": "saved", "choose_birth": "mine",
    }  # fmt: skip
    assert lan.post(url, choice).status_code == 302
    child.refresh_from_db()
    assert (child.full_name, child.father_name, child.version) == ("Lò Thị Mải", "Quàng Văn Bun", 3)
    assert child.date_of_birth == date(2017, 3, 5)
    assert child.birth_registered


def test_a_doubt_that_was_there_before_is_not_asked_again(world: World, lan: Any) -> None:
    child = make_child(world.own, personal_id="014218123456", birth_registered=False)
    url = reverse("registry:edit", args=[child.pk])
    data = typed(personal_id="014218123456", version="1")
    assert lan.post(url, {**data, "father_name": "Quàng Văn Bun"}).status_code == 302
    again = lan.post(url, {**data, "version": "2", "personal_id": "014217123456"})
    assert {item["doubt"].code for item in again.context["doubts"]} == {"personal_number.birth_year"}


def test_services_refuse_places_outside_the_scope(world: World) -> None:
    data = ChildData("Lò Thị Mai", "female", Birth(date(2018, 3, 5), "day"))
    foreign = make_village(world.neighbouring)
    with as_app(Scope(world.lan.pk, (world.own.pk,))):
        with pytest.raises(OutsideScope):
            services.create_child(actor=world.lan, commune_id=world.neighbouring.pk, data=data)
        with pytest.raises(WrongVillage):
            services.create_child(
                actor=world.lan, commune_id=world.own.pk,
                data=ChildData("Lò Thị Mai", "female", data.birth, village_id=foreign.pk),
            )  # fmt: skip
    assert not Child.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"date_of_birth": date(2026, 5, 1), "created_on": date(2026, 1, 2)},
        {"birth_precision": "year"},
        {"personal_id": "12"},
        {"sex": "x"},
        {"status": "moved"},
        {"status": "died", "exit_on": date(2010, 1, 1)},
        {"exit_on": date(2026, 1, 1)},
        {"status": "duplicate"},
        {"full_name": ""},
    ],
)
def test_the_database_itself_refuses_what_cannot_be(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_child(world.own, **wrong)
    assert make_child(world.own, status="moved", exit_on=date(2026, 1, 1)).pk


def test_whoever_may_change_a_child_sees_its_number() -> None:
    # Else the form of a person who sees only the mask would save the mask.
    assert PERMISSIONS["registry.change_child"] <= PERMISSIONS["registry.view_personal_id"]


def test_raw_sql_of_the_application_leaves_a_story_too(world: World) -> None:
    child = make_child(world.own)
    with as_app(Scope(world.lan.pk, (world.own.pk,))), connection.cursor() as cursor:
        cursor.execute("UPDATE registry_child SET full_name = 'Lò Thị Khác' WHERE id = %s", [child.pk])
        cursor.execute("SELECT label, earlier ->> 'full_name' FROM registry_child_history(%s)", [child.pk])
        assert cursor.fetchall() == [("update", "Lò Thị Mai"), ("insert", "Lò Thị Mai")]
