"""Lists of agencies, people and villages: what they would change, what they change, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from tests.walk_world import World, make_world

from treem.audit.models import Entry
from treem.files.sheets import Sheet
from treem.organisations.errors import ImportInUse, NothingToImport
from treem.organisations.imports import people_saving, services
from treem.organisations.imports.matching import UNKNOWN_LIMIT
from treem.organisations.imports.plan import Line, Outcome, Plan, State
from treem.organisations.imports.undoing import undo
from treem.organisations.models import Appointment, Body, Import, ImportState, Role, User
from treem.territory.models import Unit, UnitChange, Village

pytestmark = pytest.mark.database

DAY = date(2026, 3, 2)


@dataclass
class Lists:
    """Takes lists in for the world of the tests, on one day."""

    world: World

    def plan(self, kind: str, text: str) -> Plan:
        rows = tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())
        return services.make_plan(kind, [Sheet("", rows)], services.setting(self.world.province, DAY))

    def apply(self, kind: str, text: str) -> tuple[Import, Outcome]:
        where = services.setting(self.world.province, DAY)
        return services.apply_at_once(
            self.plan(kind, text), where=where, sha256="0" * 64, actor=self.world.users[Role.ADMINISTRATOR]
        )

    def line(self, kind: str, heading: str, row: str) -> Line:
        (line,) = self.plan(kind, f"{heading}\n{row}").lines
        return line

    def undo(self, taken: Import) -> None:
        undo(taken, actor=self.world.users[Role.ADMINISTRATOR], on=DAY + timedelta(days=1))


@pytest.fixture
def lists(db: None) -> Lists:
    world = make_world()
    for unit in (world.own, world.neighbouring):
        unit.folded = {"Chiềng Sung": "chieng sung", "Mường Chanh": "muong chanh"}[unit.name]
        unit.save()
    ended = Unit.objects.create(
        code="04100", name="Chiềng Mẫu", folded="chieng mau", kind="xã", level="commune",
        parent=world.province, valid_to=date(2025, 6, 30),
    )  # fmt: skip
    district = Unit.objects.create(
        code="125", name="Huyện Mẫu", folded="mau son", kind="huyện", level="district", parent=world.province,
        valid_to=date(2025, 6, 30),
    )  # fmt: skip
    district.name = "Mẫu Sơn"
    district.save()
    ended.district = district
    ended.save()
    UnitChange.objects.create(from_unit=ended, to_unit=world.own, on=date(2025, 7, 1), share=1, basis="whole")
    return Lists(world)


# -- agencies

BODY = "Mã | Tên đơn vị | Tên gọi tắt | Loại | Cấp | Trực thuộc | Xã, phường | Điện thoại | Từ ngày"


def test_a_new_agency_gets_a_code_and_a_kind_from_its_name(lists: Lists) -> None:
    line = lists.line(
        "bodies", BODY, "| Trường Tiểu học Hoa Mẫu |||| ubnd-04108 | 4108 | 900000001 | 01/07/2025"
    )
    assert (line.state, line.problems) == (State.NEW, [])
    assert line.work.code == "truong-tieu-hoc-hoa-mau-04108"
    lists.apply(
        "bodies", f"{BODY}\n| Trường Tiểu học Hoa Mẫu |||| ubnd-04108 | 4108 | 900000001 | 01/07/2025"
    )
    made = Body.objects.get(code="truong-tieu-hoc-hoa-mau-04108")
    assert (made.kind, made.level, made.unit, made.phone) == (
        "school",
        "commune",
        lists.world.own,
        "0900000001",
    )
    assert made.parent == lists.world.bodies["ubnd-04108"]
    assert (made.valid_from, made.verified) == (date(2025, 7, 1), True)


def test_an_agency_that_is_there_is_compared_field_by_field(lists: Lists) -> None:
    line = lists.line("bodies", BODY, "so-y-te | Sở Y tế tỉnh Sơn La | Sở Y tế ||||| 02120000001 |")
    assert line.state is State.CHANGED
    assert {(c.label, c.before, c.after) for c in line.changes} == {
        ("tên đầy đủ", "Sở Y tế", "Sở Y tế tỉnh Sơn La"),
        ("điện thoại", "", "02120000001"),
        ("đã đối chiếu", "chưa đối chiếu", "đã đối chiếu"),
    }


def test_the_same_list_of_agencies_twice_changes_nothing(lists: Lists) -> None:
    text = f"{BODY}\n| Trung tâm Mẫu ||| tỉnh | Sở Y tế ||| \nso-y-te | Sở Y tế ||||||| "
    lists.apply("bodies", text)
    assert {line.state for line in lists.plan("bodies", text).lines} == {State.SAME}


def test_an_agency_may_hang_below_one_of_the_same_file_in_any_order(lists: Lists) -> None:
    text = f"{BODY}\n| Phòng Mẫu | | khác | tỉnh | Trung tâm Mẫu ||| \n| Trung tâm Mẫu ||| tỉnh |||| "
    lists.apply("bodies", text)
    assert Body.objects.get(code="phong-mau").parent == Body.objects.get(code="trung-tam-mau")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("so-y-te ||||||| 0212000001 |", "Thiếu tên"),
        ("| Trường Mẫu |||| | Chiềng Mẫu ||", "không còn từ 01/7/2025"),
        ("| Trường Mẫu |||| | huyện Mẫu Sơn ||", "Xã Chiềng Sung"),
        ("| Trường Mẫu |||| | 04100 ||", "nay thuộc Xã Chiềng Sung"),
        ("| Trường Mẫu |||| | 99999 ||", "không phải xã, phường của tỉnh"),
        ("| Trường Mẫu ||| xã ||||", "phải có mã hoặc tên xã"),
        ("| Trường Mẫu ||| huyện ||||", "không còn cấp huyện"),
        ("| Trường Mẫu || trạm vũ trụ |||||", "Không hiểu loại"),
        ("Mã Sai | Trường Mẫu |||||||", "chưa đúng"),
        ("| Trường Mẫu |||| Cơ quan Không Có |||", "Không có cơ quan"),
        ("so-y-te | Sở Y tế ||| xã ||||", "cấp không đổi"),
        ("| Trường Mẫu |||||| 09x |", "Số điện thoại"),
        ("| 12 |||||||", "không có chữ"),
    ],
)
def test_a_bad_agency_is_refused_with_its_reason(lists: Lists, row: str, words: str) -> None:
    line = lists.line("bodies", BODY, row)
    assert line.state is State.REFUSED
    assert words in " ".join(line.problems)


def test_two_agencies_below_each_other_are_refused(lists: Lists) -> None:
    plan = lists.plan(
        "bodies",
        f"{BODY}\n| Trung tâm A ||| tỉnh | Trung tâm B |||\n| Trung tâm B ||| tỉnh | Trung tâm A |||",
    )
    assert all("thành vòng" in line.problems[0] for line in plan.lines)


# -- people

PERSON = (
    "Họ và tên | Tên đăng nhập | Vai trò | Cơ quan | Xã | Chức vụ | Điện thoại | E-mail | Từ ngày | Đến ngày"
)
MAU = "Lò Thị Mẫu | | người làm công tác bảo vệ trẻ em cấp xã | VHXH-04108 | | Công chức | 900000001 | mau@example.org | 01/07/2025 |"


def test_a_new_person_gets_an_account_a_role_and_a_password_that_nobody_keeps(lists: Lists) -> None:
    taken, outcome = lists.apply("people", f"{PERSON}\n{MAU}")
    user = User.objects.get(username="mau.lothi")
    (password,) = outcome.passwords
    assert user.check_password(password.password)
    assert (user.must_change_password, user.phone) == (True, "0900000001")
    held = user.appointments.get()
    assert (held.role, held.body.code, held.position, held.from_on) == (
        Role.COMMUNE_OFFICER, "vhxh-04108", "Công chức", date(2025, 7, 1)
    )  # fmt: skip
    kept = repr([taken.steps, list(Entry.objects.values_list("detail", flat=True))])
    assert password.password not in kept
    assert Entry.objects.filter(action="organisations.import_list").count() == 1


def test_a_one_time_password_is_hashed_lightly_and_anew_at_the_first_sign_in(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    encoded = people_saving.hashed("mk7p-qd3x-wz9a")
    assert encoded.split("$")[1] == str(people_saving.ITERATIONS)
    renewed: list[str] = []
    assert check_password("mk7p-qd3x-wz9a", encoded, renewed.append)
    assert renewed == ["mk7p-qd3x-wz9a"]


@pytest.mark.parametrize(
    "body", ["Phòng Văn hóa - Xã hội xã Chiềng Sung", "phong van hoa - xa hoi xa chieng sung", "vhxh-04108"]
)
def test_the_agency_is_found_by_name_wording_or_code(lists: Lists, body: str) -> None:
    line = lists.line("people", PERSON, f"Lò Thị Mẫu || cán bộ BVTE | {body} ||||||")
    assert line.problems == []
    assert line.work.body.code == "vhxh-04108"


def test_the_commune_may_stand_in_a_column_of_its_own(lists: Lists) -> None:
    line = lists.line("people", PERSON, "Lò Thị Mẫu || cán bộ BVTE | Phòng Văn hóa - Xã hội | 4117 |||||")
    assert line.problems == []
    assert line.work.body.code == "vhxh-04117"


def test_the_same_list_of_people_twice_changes_nothing(lists: Lists) -> None:
    text = f"{PERSON}\n{MAU}\nQuàng Văn Mẫu || chuyên viên | Sở Y tế ||||||"
    lists.apply("people", text)
    assert {line.state for line in lists.plan("people", text).lines} == {State.SAME}
    with pytest.raises(NothingToImport):
        lists.apply("people", text)


def test_words_for_a_role_are_read_by_what_fits_the_agency(lists: Lists) -> None:
    plan = lists.plan(
        "people", f"{PERSON}\nA Mẫu || chuyên viên | Sở Y tế ||||||\nB Mẫu || chuyên viên | so-gddt ||||||"
    )
    assert [line.work.role for line in plan.lines] == [Role.LEAD_SPECIALIST, Role.SECTOR_OFFICER]


def test_two_people_of_one_name_in_two_communes_are_two(lists: Lists) -> None:
    row = "Lò Thị Mẫu || cộng tác viên | vhxh-{} ||||||"
    text = f"{PERSON}\n{row.format('04108')}\n{row.format('04117')}"
    lists.apply("people", text)
    assert set(User.objects.filter(full_name="Lò Thị Mẫu").values_list("username", flat=True)) == {
        "mau.lothi", "mau.lothi2"
    }  # fmt: skip
    assert {line.state for line in lists.plan("people", text).lines} == {State.SAME}


def test_one_person_with_two_roles_is_one_and_it_is_said(lists: Lists) -> None:
    text = f"{PERSON}\n{MAU}\n{MAU.replace('người làm công tác bảo vệ trẻ em cấp xã', 'trực đường dây nóng')}"
    plan = lists.plan("people", text)
    assert plan.lines[1].notes == ["Cùng người với dòng 2."]
    _taken, outcome = lists.apply("people", text)
    assert len(outcome.passwords) == 1
    assert User.objects.get(username="mau.lothi").appointments.count() == 2


def test_a_namesake_with_another_number_in_the_same_agency_is_asked_about(lists: Lists) -> None:
    lists.apply("people", f"{PERSON}\n{MAU}")
    line = lists.line("people", PERSON, "Lò Thị Mẫu || cộng tác viên | vhxh-04108 ||| 0900000009 |||")
    assert "khác" in line.problems[0]
    assert (
        lists.line(
            "people", PERSON, "Lò Thị Mẫu | mau.khac | cộng tác viên | vhxh-04108 ||| 0900000009 |||"
        ).state
        is State.NEW
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("| lan.a | cộng tác viên | vhxh-04108 ||||||", "Thiếu họ và tên"),
        ("UBND xã Chiềng Sung || cộng tác viên | vhxh-04108 ||||||", "không phải họ và tên"),
        ("Lò Thị Mẫu | chiengsung | cộng tác viên | vhxh-04108 ||||||", "không phải của một người"),
        ("Lò Thị Mẫu | ubnd.xa | cộng tác viên | vhxh-04108 ||||||", "không phải của một người"),
        ("Lò Thị Mẫu | Lan Lò | cộng tác viên | vhxh-04108 ||||||", "chưa đúng"),
        ("Lò Thị Mẫu | collaborator.mot | cộng tác viên | vhxh-04108 ||||||", "đã thuộc về"),
        ("Lò Thị Mẫu || phi hành gia | vhxh-04108 ||||||", "Không hiểu vai trò"),
        ("Lò Thị Mẫu || cộng tác viên | so-y-te ||||||", "thuộc cấp xã"),
        ("Lò Thị Mẫu || chủ tịch | vhxh-04108 ||||||", "chỉ phân công tại: Ủy ban nhân dân"),
        (
            "Lò Thị Mẫu || cán bộ bảo vệ trẻ em | tyt-04108 ||||||",
            "chỉ phân công tại: Ủy ban nhân dân, phòng",
        ),
        ("Lò Thị Mẫu || cộng tác viên | các sở, ban, ngành ||||||", "mã cơ quan"),
        ("Lò Thị Mẫu || cộng tác viên | Cơ quan Không Có ||||||", "Không có cơ quan"),
        ("Lò Thị Mẫu || cộng tác viên | vhxh-04108 | xã Mường Chanh |||||", "không thuộc Xã Mường Chanh"),
        ("Lò Thị Mẫu || cộng tác viên | vhxh-04108 |||| không@ ||", "Thư điện tử"),
        ("Lò Thị Mẫu || cộng tác viên | vhxh-04108 ||||| 02/03/2026 | 01/03/2026", "ở trước ngày"),
        ("Lò Thị Mẫu || cộng tác viên | vhxh-04108 ||||| 01/01/2025 |", "không hoạt động"),
        ("Lò Thị Mẫu || | vhxh-04108 ||||||", "Thiếu vai trò"),
    ],
)
def test_a_bad_person_is_refused_with_the_reason(lists: Lists, row: str, words: str) -> None:
    line = lists.line("people", PERSON, row)
    assert line.state is State.REFUSED, line
    assert words in " ".join(line.problems)


def test_a_user_name_twice_in_one_file_is_refused(lists: Lists) -> None:
    plan = lists.plan(
        "people", f"{PERSON}\nLò Thị Mẫu | mau | cộng tác viên | vhxh-04108 ||||||\nQuàng Văn Mẫu | mau | cộng tác viên | vhxh-04108 ||||||"
    )  # fmt: skip
    assert [line.state for line in plan.lines] == [State.NEW, State.REFUSED]


def test_other_days_for_a_role_that_stands_are_refused(lists: Lists) -> None:
    lists.apply("people", f"{PERSON}\n{MAU}")
    line = lists.line("people", PERSON, MAU.replace("01/07/2025", "01/09/2025"))
    assert "đã có vai trò này" in line.problems[0]


# -- villages

VILLAGE = "Mã xã | Xã | Loại | Tên | Số | Trưởng bản | Cộng tác viên | Từ ngày"


def test_villages_are_taken_in_and_the_same_list_changes_nothing(lists: Lists) -> None:
    text = f"{VILLAGE}\n4108 || bản | Mé || Lò Văn Mẫu | |\n| xã Chiềng Sung || Tổ 5 |||| 01/01/2026"
    lists.apply("villages", text)
    assert [(v.full_name, v.head_name, v.valid_from) for v in Village.objects.order_by("pk")] == [
        ("Bản Mé", "Lò Văn Mẫu", DAY), ("Tổ 5", "", date(2026, 1, 1))
    ]  # fmt: skip
    assert {line.state for line in lists.plan("villages", text).lines} == {State.SAME}


def test_a_new_head_of_a_village_is_a_change_of_one_field(lists: Lists) -> None:
    lists.apply("villages", f"{VILLAGE}\n4108 || bản | Mé || Lò Văn Mẫu ||")
    line = lists.line("villages", VILLAGE, "4108 || bản | mé || Quàng Văn Mẫu ||")
    assert [(c.before, c.after) for c in line.changes] == [("Lò Văn Mẫu", "Quàng Văn Mẫu")]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("|| bản | Mé ||||", "Thiếu xã"),
        ("4108 | xã Mường Chanh | bản | Mé ||||", "Hãy sửa mã hoặc tên"),
        ("4108 || huyện | Mé ||||", "Không hiểu loại"),
        ("4108 ||| Mé ||||", "Thiếu loại"),
        ("| phường Chiềng Sung | bản | Mé ||||", "là Xã Chiềng Sung"),
        ("4108 || bản | =1+1 ||||", "công thức"),
        ("4108 || bản | Mé || UBND xã ||", "không phải họ và tên"),
    ],
)
def test_a_bad_village_is_refused_with_the_reason(lists: Lists, row: str, words: str) -> None:
    lines = lists.plan("villages", f"{VILLAGE}\n{row}").lines
    if not lines:  # a row without commune is no entry when it has nothing else; here it has
        raise AssertionError("passed over")
    assert words in " ".join(lines[0].problems)


def test_a_name_in_two_communes_is_never_guessed(lists: Lists) -> None:
    Unit.objects.create(
        code="04999", name="Chiềng Sùng", folded="chieng sung", kind="xã", level="commune",
        parent=lists.world.province, valid_from=date(2025, 7, 1),
    )  # fmt: skip
    assert (
        "hãy ghi mã" in lists.line("villages", VILLAGE, "| chieng sung | bản | Mé ||||").problems[0].lower()
    )
    assert lists.line("villages", VILLAGE, "| xã Chiềng Sùng | bản | Mé ||||").problems == []


def test_villages_that_differ_only_in_tones_are_pointed_out_but_kept(lists: Lists) -> None:
    plan = lists.plan("villages", f"{VILLAGE}\n4108 || bản | Mạt ||||\n4108 || bản | Mát ||||")
    assert [line.state for line in plan.lines] == [State.NEW, State.NEW]
    assert "khác dấu" in plan.lines[1].notes[0]


# -- taking it back


def test_an_import_is_taken_back_as_one_and_a_mended_file_brings_it_again(lists: Lists) -> None:
    text = f"{PERSON}\n{MAU}"
    taken, _outcome = lists.apply("people", text)
    lists.undo(taken)
    user = User.objects.get(username="mau.lothi")
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert user.appointments.get().to_on == DAY
    assert Import.objects.get().state == ImportState.UNDONE
    assert lists.plan("people", text).lines[0].state is State.CHANGED
    _again, outcome = lists.apply("people", text)
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(outcome.passwords[0].password)
    assert user.appointments.get().to_on is None
    assert {line.state for line in lists.plan("people", text).lines} == {State.SAME}


def test_changed_fields_get_their_former_values(lists: Lists) -> None:
    taken, _outcome = lists.apply(
        "bodies",
        f"{BODY}\nso-y-te | Sở Y tế tỉnh | Sở Y tế ||||| 02120000001 |\n| Trung tâm Mẫu ||| tỉnh ||||",
    )
    lists.undo(taken)
    body = Body.objects.get(code="so-y-te")
    assert (body.name, body.phone, body.verified) == ("Sở Y tế", "", False)
    assert Body.objects.get(code="trung-tam-mau").valid_to == DAY


def test_villages_end_and_come_again(lists: Lists) -> None:
    text = f"{VILLAGE}\n4108 || bản | Mé ||||"
    taken, _outcome = lists.apply("villages", text)
    lists.undo(taken)
    assert Village.objects.get().valid_to == DAY
    lists.apply("villages", text)
    assert Village.objects.get().valid_to is None


def test_what_others_depend_on_is_not_taken_back(lists: Lists) -> None:
    bodies, _o = lists.apply("bodies", f"{BODY}\n| Trường Mẫu |||| | 4108 ||")
    people, _o = lists.apply("people", f"{PERSON}\nLò Thị Mẫu || cơ quan phối hợp | Trường Mẫu ||||||")
    with pytest.raises(ImportInUse, match="đang có người"):
        lists.undo(bodies)
    User.objects.filter(username="mau.lothi").update(last_login="2026-03-02T08:00:00+07:00")
    with pytest.raises(ImportInUse, match="đã đăng nhập"):
        lists.undo(people)
    assert Appointment.objects.get(user__username="mau.lothi").to_on is None


def test_a_value_changed_afterwards_is_not_overwritten(lists: Lists) -> None:
    taken, _outcome = lists.apply("bodies", f"{BODY}\nso-y-te | Sở Y tế | ||||| 02120000001 |")
    Body.objects.filter(code="so-y-te").update(phone="0999999999")
    with pytest.raises(ImportInUse, match="đã sửa lại"):
        lists.undo(taken)


def test_a_village_with_children_is_in_use_whatever_the_administrator_sees(lists: Lists) -> None:
    from conftest import as_app

    from treem.db.scope import Scope
    from treem.registry.tests.factories import make_child

    taken, _outcome = lists.apply("villages", f"{VILLAGE}\n4108 || bản | Mé ||||")
    make_child(commune=lists.world.own, village=Village.objects.get())
    with as_app(Scope(user_id=1)), pytest.raises(ImportInUse, match="Bản Mé"):
        lists.undo(taken)


def test_a_column_that_holds_no_communes_is_not_looked_up_line_by_line(
    lists: Lists, django_assert_max_num_queries: Any
) -> None:
    rows = "\n".join(f"| Xứ lạ {n} | bản | Mé {n} ||||" for n in range(UNKNOWN_LIMIT + 300))
    with django_assert_max_num_queries(7 * UNKNOWN_LIMIT):
        lines = lists.plan("villages", f"{VILLAGE}\n{rows}").lines
    assert {line.state for line in lines} == {State.REFUSED}
    assert "cột đã chỉ đúng chưa" in lines[-1].problems[0]
