"""A list of children on its way into the register and back."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
import xlsxwriter
from conftest import as_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse
from tests.walk_world import World

from treem.audit.models import Entry
from treem.files.errors import Bomb, Damaged, EmptyFile, TooLarge, TypeNotAllowed
from treem.files.sheets import read_sheets
from treem.registry import history, selectors
from treem.registry.errors import ChildOfTwoRows, ColumnsMissing, ListMoved, NothingToWrite
from treem.registry.imports import papers, services, writing
from treem.registry.models import Child, ChildImport, Household, ImportState
from treem.registry.tests.factories import make_child, make_circumstance, make_village
from treem.registry.tests.lists import (
    AT,
    HEADS,
    codes,
    province_scope,
    row,
    scope_of,
    states,
    take,
    undo,
    write,
    xlsx,
)

pytestmark = pytest.mark.database

MAI = "014318123456"


def test_new_children_are_written_with_their_source_and_their_history(world: World) -> None:
    make_village(world.own, "Nà Cạn")
    taken = take(
        world,
        xlsx(
            [
                HEADS,
                row(1, "LÒ THỊ MAI", number=MAI, village="bản Nà Cạn"),
                row(2, "Quàng Văn Sơn", sex="Nam"),
            ]
        ),
    )
    assert taken.state == ImportState.PREVIEW, taken.why
    assert states(taken) == {2: "new", 3: "new"}
    assert not Child.objects.exists(), "a preview writes nothing"
    written = write(world, taken)
    assert written.state == ImportState.APPLIED
    assert (written.counts["made"], written.counts["altered"]) == (2, 0)
    mai = Child.objects.get(personal_id=MAI)
    assert (mai.full_name, mai.date_of_birth, mai.sex, mai.ethnicity, mai.mother_name) == (
        "Lò Thị Mai", date(2018, 3, 5), "female", "Thái", "Lò Thị Piếng",
    )  # fmt: skip
    assert mai.village is not None
    assert mai.village.name == "Nà Cạn"
    assert mai.source is not None
    assert mai.source.commune_id == world.own.pk
    assert mai.source.digest == taken.digest
    assert mai.sort_key == make_child(world.own, "Lò Thị Mai").sort_key
    with as_app(scope_of(world)):
        events = history.events_of(mai.pk)
    assert [(event.label, event.actor_id) for event in events] == [("insert", world.lan.pk)]


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    content = xlsx([HEADS, row(1, "Lò Thị Mai", mother=""), row(2, "Quàng Văn Sơn", sex="Nam", mother="")])
    write(world, take(world, content))
    son = Child.objects.get(full_name="Quàng Văn Sơn")
    Child.objects.filter(pk=son.pk).update(full_name="Quàng Văn Sinh", version=2)  # mended by hand since
    again = take(world, content)
    assert states(again) == {2: "same", 3: "same"}
    with as_app(scope_of(world)), pytest.raises(NothingToWrite):
        services.confirm(again, version=again.version, actor=world.lan, appointment_id=None, at=AT)
    assert Child.objects.count() == 2


def test_the_same_children_in_another_file_are_the_same(world: World) -> None:
    rows = [row(1, "Lò Thị Hoà", mother=""), row(2, "Quàng Văn Sơn", sex="Nam")]
    write(world, take(world, xlsx([HEADS, *rows])))
    other = take(
        world, xlsx([HEADS, row(1, "LÒ THỊ HÒA", mother=""), *rows[1:], row(3, "Cà Văn Tư", sex="Nam")])
    )
    assert states(other) == {2: "same", 3: "same", 4: "new"}


def test_a_change_is_shown_with_both_values_and_written(world: World) -> None:
    child = make_child(world.own, "Lò Thị Mai", personal_id="", birth_registered=False)
    taken = take(world, xlsx([HEADS, row(1, "Lò Thị Mai", number=MAI, people="Mông")]))
    (line,) = taken.rows.all()
    assert line.state == "changed"
    assert line.child_id == child.pk
    assert line.changes == {"personal_id": ["", MAI], "ethnicity": ["Thái", "Mông"]}
    write(world, taken)
    child.refresh_from_db()
    assert (child.personal_id, child.ethnicity, child.version) == (MAI, "Mông", 2)


def test_an_empty_cell_and_less_knowledge_take_nothing_away(world: World) -> None:
    make_child(world.own, "Lò Thị Mai", personal_id=MAI, father_name="Lò Văn Bố")
    taken = take(world, xlsx([HEADS, row(1, "lò thị mai", "2018", number=MAI, people="", mother="")]))
    assert states(taken) == {2: "same"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"number": MAI, "name": "Lò Thị Hoa"}, "number_conflict"),
        ({"name": "Lò Thị Mái"}, "alike"),
        ({"mother": "Lò Thị Khác"}, "alike"),
        ({"born": "06/04/2018"}, "alike"),
        ({"number": "014318999999"}, "alike"),
    ],
)
def test_a_look_alike_waits_for_a_person(world: World, given: dict[str, Any], code: str) -> None:
    child = make_child(world.own, "Lò Thị Mai", personal_id=MAI)
    name = given.pop("name", "Lò Thị Mai")
    taken = take(world, xlsx([HEADS, row(1, name, **given)]))
    (line,) = taken.rows.all()
    assert (line.state, line.alike_ids, line.child_id) == ("alike", [child.pk], None)
    assert codes(taken)[2][0] == code
    with as_app(scope_of(world)), pytest.raises(NothingToWrite):
        services.confirm(taken, version=taken.version, actor=world.lan, appointment_id=None, at=AT)


def test_a_person_says_that_it_is_the_child_or_another(world: World) -> None:
    child = make_child(world.own, "Lò Thị Mai", personal_id=MAI)
    twin = xlsx([HEADS, row(1, "Lò Thị Mái"), row(2, "Lò Thị Mai", mother="Lò Thị Piêng Mới", number="")])
    taken = take(world, twin)
    assert states(taken) == {2: "alike", 3: "alike"}
    with as_app(scope_of(world)):
        services.decide(taken, {2: "new", 3: str(child.pk)}, actor=world.lan)
    taken.refresh_from_db()
    assert taken.counts["decided"] == 2
    written = write(world, taken)
    assert (written.counts["made"], written.counts["altered"]) == (1, 1)
    child.refresh_from_db()
    assert child.mother_name == "Lò Thị Piêng Mới"
    assert Child.objects.count() == 2
    with as_app(scope_of(world)), pytest.raises(ListMoved):
        services.decide(written, {2: "new"}, actor=world.lan)


def test_wherever_look_alikes_are_asked_about_the_answer_can_be_saved(world: World, lan: Any) -> None:
    make_child(world.own, "Lò Thị Mai", personal_id=MAI)
    taken = take(world, xlsx([HEADS, row(1, "Lò Thị Mái"), row(2, "Quàng Văn Sơn", sex="Nam")]))
    url = reverse("registry:child_list", args=[taken.uuid])
    for state, offered in (("", True), ("alike", True), ("new", False)):
        shown = lan.get(url, {"state": state}).content.decode()
        assert ('name="row-2"' in shown, "Lưu quyết định</" in shown) == (offered, offered), state


def test_two_rows_are_not_decided_to_be_one_child(world: World, lan: Any) -> None:
    child = make_child(world.own, "Lò Thị Mai", personal_id=MAI)
    taken = take(
        world,
        xlsx(
            [
                HEADS,
                row(1, "Lò Thị Mái"),
                row(2, "Lò Thị Mai", mother="Lò Thị Piêng Mới"),
                row(3, "Vì Thị Én"),
            ]
        ),
    )
    assert states(taken) == {2: "alike", 3: "alike", 4: "new"}
    answer = lan.post(
        reverse("registry:child_list", args=[taken.uuid]) + "?state=alike",
        {"action": "decide", "row-2": str(child.pk), "row-3": str(child.pk)},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dòng 2 và dòng 3 của tệp không thể cùng là một trẻ" in page
    assert page.count(f'value="{child.pk}" checked') == 2, "the choices stay to be mended"
    assert not taken.rows.exclude(decision="").exists()
    with as_app(scope_of(world)):
        services.decide(taken, {2: str(child.pk)}, actor=world.lan)
        with pytest.raises(ChildOfTwoRows):
            services.decide(taken, {3: str(child.pk)}, actor=world.lan)
        services.decide(taken, {2: "", 3: str(child.pk)}, actor=world.lan)
    taken.refresh_from_db()
    written = write(world, taken)
    assert (written.counts["altered"], written.counts["stale"]) == (1, 0)


def test_a_row_is_not_decided_to_be_the_child_of_another_row(world: World) -> None:
    child = make_child(world.own, "Lò Thị Mai", personal_id=MAI)
    taken = take(world, xlsx([HEADS, row(1, "Lò Thị Mai", people="Mông", number=MAI), row(2, "Lò Thị Mái")]))
    assert states(taken) == {2: "changed", 3: "alike"}
    with as_app(scope_of(world)), pytest.raises(ChildOfTwoRows, match="Dòng 2 và dòng 3"):
        services.decide(taken, {3: str(child.pk)}, actor=world.lan)


def test_who_confirms_a_list_has_written_it(world: World, lan: Any) -> None:
    taken = take(world, xlsx([HEADS, row(1, "Lò Thị Mai")]))
    colleague = type(world.lan).objects.create(username="ban-thu", full_name="Vì Thị Bạn")
    with as_app(scope_of(world)):
        services.confirm(taken, version=taken.version, actor=colleague, appointment_id=None, at=AT)
        services.write_list(taken.pk, clock=lambda: AT)
    taken.refresh_from_db()
    child = Child.objects.get()
    assert (taken.created_by_id, taken.confirmed_by_id) == (world.lan.pk, colleague.pk)
    assert child.created_by_id == colleague.pk
    assert [event.actor_id for event in taken.events.all()] == [colleague.pk]
    with as_app(scope_of(world)):
        assert [event.actor_id for event in history.events_of(child.pk)] == [colleague.pk]
    entries = Entry.objects.filter(subject_type="registry.childimport", action="registry.write_list")
    assert [entry.actor_id for entry in entries] == [colleague.pk]
    page = lan.get(reverse("registry:child_list", args=[taken.uuid])).content.decode()
    assert "Người ghi" in page
    assert "Vì Thị Bạn" in page


def test_a_whole_list_is_taken_back_and_what_was_edited_since_is_kept_by_name(world: World) -> None:
    old = make_child(world.own, "Cà Thị Cũ", personal_id="", mother_name="Cà Thị Mẹ")
    content = xlsx([
        HEADS, row(1, "Lò Thị Mai"), row(2, "Quàng Văn Sơn", sex="Nam"), row(3, "Vì Thị Én"),
        row(4, "Cà Thị Cũ", mother="Cà Thị Mẹ", number=MAI),
    ])  # fmt: skip
    taken = write(world, take(world, content))
    assert (taken.counts["made"], taken.counts["altered"]) == (3, 1)
    Child.objects.filter(full_name="Lò Thị Mai").update(ethnicity="Mông", version=2)
    make_circumstance(Child.objects.get(full_name="Vì Thị Én"))
    back = undo(world, taken)
    assert back.state == ImportState.UNDONE
    assert (back.counts["withdrawn"], back.counts["restored"], back.counts["kept"]) == (1, 1, 2)
    assert [n for n, found in codes(back).items() if "kept" in found] == [2, 4]
    assert dict(Child.objects.values_list("full_name", "status")) == {
        "Lò Thị Mai": "active", "Quàng Văn Sơn": "withdrawn", "Vì Thị Én": "active", "Cà Thị Cũ": "active",
    }  # fmt: skip
    old.refresh_from_db()
    assert (old.personal_id, old.version) == ("", 3)
    with as_app(scope_of(world)):
        assert selectors.search("quang van son").total == 0
    # What was taken back may come again.
    again = take(world, content)
    assert states(again) == {2: "changed", 3: "new", 4: "same", 5: "changed"}


def test_half_of_the_rows_bad_leaves_the_good_ones_in(world: World) -> None:
    taken = take(
        world,
        xlsx([
            HEADS, row(1, "Lò Thị Mai"), row(2, "Lò Thị Hai", "31/02/2018"), row(3, "", "05/03/2018"),
            row(4, "Lò Thị Bốn", sex="?"), row(5, "Lò Thị Năm", number="12345"), row(6, "Lò Thị Sáu", "05/03/2001"),
            row(7, "Lò Thị Mai"), row(8, "=1+1"), row(9, "Lò Thị Chín", "05/03/2027"),
        ]),
    )  # fmt: skip
    assert {n: found[0] for n, found in codes(taken).items() if found} == {
        3: "no_such_day", 4: "no_name", 5: "sex_unknown", 6: "number_wrong", 7: "too_old", 8: "row_twice", 9: "formula",
        10: "born_later",
    }  # fmt: skip
    written = write(world, taken)
    assert written.counts["made"] == 1
    assert len(services.left_out(written)) == 8


def test_a_row_of_another_commune_is_refused(world: World) -> None:
    heads = (*HEADS, "Xã, phường")
    rows = [
        heads,
        (*row(1, "Lò Thị Mai"), "Chiềng Sung"),
        (*row(2, "Lò Thị Hai"), "xã Mường Chanh"),
        (*row(3, "Lò Thị Ba"), "Hà Nội"),
    ]
    taken = take(world, xlsx(rows))
    assert states(taken) == {2: "new", 3: "refused", 4: "refused"}
    assert (codes(taken)[3], codes(taken)[4]) == (["not_yours"], ["commune_unknown"])
    write(world, taken)
    assert list(Child.objects.values_list("commune_id", flat=True)) == [world.own.pk]


def test_the_province_brings_several_communes_and_moves_nobody(world: World) -> None:
    make_child(world.neighbouring, "Lò Thị Mai", personal_id=MAI)
    heads = (*HEADS, "Mã xã")
    rows = [
        heads, (*row(1, "Lò Thị Mai", number=MAI), 4108), (*row(2, "Cà Văn Tư", sex="Nam"), "04117"),
        (*row(3, "Vì Thị Én"), "04108"),
    ]  # fmt: skip
    taken = take(world, xlsx(rows), province=True)
    assert states(taken) == {2: "refused", 3: "new", 4: "new"}
    assert codes(taken)[2] == ["elsewhere"]
    written = write(world, taken, province=True)
    assert set(Child.objects.filter(source__taken=written).values_list("full_name", "commune_id")) == {
        ("Cà Văn Tư", world.neighbouring.pk), ("Vì Thị Én", world.own.pk),
    }  # fmt: skip
    assert {e.commune_id: e.counts for e in written.events.all()} == {
        world.own.pk: {"children": 1}, world.neighbouring.pk: {"children": 1},
    }  # fmt: skip
    without = take(world, xlsx([HEADS, row(1, "Lò Thị Mai")]), province=True)
    assert without.state == ImportState.COLUMNS
    assert without.layout["missing"] == ["commune"]


def test_households_come_with_their_code_and_brothers_share_one(world: World) -> None:
    heads = (*HEADS, "Mã hộ", "Chủ hộ", "Diện hộ")
    more = ("04108-01-7", "LÒ VĂN TƯỚNG", "Hộ nghèo")
    write(
        world,
        take(
            world,
            xlsx([heads, (*row(1, "Lò Thị Mai"), *more), (*row(2, "Lò Văn Nam", "2020", "Nam"), *more)]),
        ),
    )
    (household,) = Household.objects.all()
    assert (household.code, household.head_name, household.poverty) == ("04108-01-7", "Lò Văn Tướng", "poor")
    assert Child.objects.filter(household=household).count() == 2


def test_writing_goes_on_after_the_piece_at_which_it_was_killed(world: World) -> None:
    taken = take(
        world,
        xlsx([HEADS, *(row(n, f"Lò Thị Mai {w}") for n, w in enumerate(["An", "Bé", "Cúc", "Én", "Hoa"]))]),
    )
    calls = 0

    def killed(_done: int, _total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt

    with as_app(scope_of(world)):
        services.confirm(taken, version=taken.version, actor=world.lan, appointment_id=None, at=AT)
        with pytest.raises(KeyboardInterrupt):
            services.write_list(taken.pk, clock=lambda: AT, piece=2, told=killed)
    half = ChildImport.objects.get(pk=taken.pk)
    assert (half.state, half.done_through, Child.objects.count()) == (ImportState.APPLYING, 5, 4)
    with as_app(scope_of(world)):
        services.write_list(taken.pk, clock=lambda: AT, piece=2)
        services.write_list(taken.pk, clock=lambda: AT, piece=2)
    assert Child.objects.count() == 5
    assert ChildImport.objects.get(pk=taken.pk).counts["made"] == 5


def test_two_overlapping_lists_write_nobody_twice(world: World) -> None:
    first = take(world, xlsx([HEADS, row(1, "Lò Thị Mai"), row(2, "Quàng Văn Sơn", sex="Nam")]))
    second = take(world, xlsx([HEADS, row(1, "Quàng Văn Sơn", sex="Nam"), row(2, "Vì Thị Én")]))
    assert states(second) == {2: "new", 3: "new"}
    write(world, first)
    written = write(world, second)
    assert (written.counts["made"], written.counts["appeared"]) == (1, 1)
    assert codes(written)[2][0] == "appeared"
    assert states(written) == {2: "alike", 3: "new"}
    assert Child.objects.count() == 3


def test_a_child_edited_after_the_preview_is_left_as_it_is(world: World) -> None:
    child = make_child(world.own, "Lò Thị Mai", personal_id="")
    taken = take(world, xlsx([HEADS, row(1, "Lò Thị Mai", number=MAI), row(2, "Vì Thị Én")]))
    Child.objects.filter(pk=child.pk).update(ethnicity="Mông", version=2)
    written = write(world, taken)
    assert (written.counts["made"], written.counts["stale"]) == (1, 1)
    child.refresh_from_db()
    assert child.personal_id == ""
    assert codes(written)[2] == ["stale"]


def test_columns_a_person_said_are_remembered_for_the_next_list(world: World) -> None:
    heads = ("A", "Tên cháu bé nhà ta", "Ra đời")
    taken = take(world, xlsx([heads, (1, "Lò Thị Mai", "05/03/2018")]))
    assert taken.state == ImportState.COLUMNS
    assert taken.layout["missing"] == ["full_name", "birth"]
    with as_app(scope_of(world)):
        with pytest.raises(ColumnsMissing):
            services.choose_columns(taken, columns={"full_name": 1}, sheet="", at=AT, actor=world.lan)
        services.choose_columns(taken, columns={"full_name": 1, "birth": 2}, sheet="", at=AT, actor=world.lan)
        services.read_list(taken.pk, clock=lambda: AT)
    taken.refresh_from_db()
    assert taken.state == ImportState.PREVIEW
    assert codes(taken) == {2: ["no_sex"]}
    other = take(world, xlsx([heads, (1, "Lò Thị Hai", "05/03/2019")]))
    assert other.state == ImportState.PREVIEW
    assert other.layout["remembered"] is True


def test_another_sheet_can_be_chosen(world: World) -> None:
    content = xlsx(
        [("Ghi chú", "Khác"), ("a", "b")],
        more=[[HEADS, row(1, "Lò Thị Mai")], [HEADS, row(1, "Vì Thị Én"), row(2, "Cà Thị Xa")]],
    )
    taken = take(world, content)
    assert taken.layout["sheet"] == "DS 2", "the longer of two lists"
    with as_app(scope_of(world)):
        services.choose_columns(taken, columns={}, sheet="DS 1", at=AT, actor=world.lan)
        services.read_list(taken.pk, clock=lambda: AT)
    assert [r.full_name for r in taken.rows.all()] == ["Lò Thị Mai"]


def test_a_dropped_preview_keeps_no_names_and_says_who_dropped_it(world: World, lan: Any) -> None:
    taken = take(world, xlsx([HEADS, row(1, "Lò Thị Mai")]))
    with as_app(scope_of(world)):
        services.drop(taken, actor=world.lan)
    taken.refresh_from_db()
    assert taken.state == ImportState.DROPPED
    assert not taken.rows.exists()
    assert "samples" not in taken.layout
    page = lan.get(reverse("registry:child_list", args=[taken.uuid])).content.decode()
    assert "Danh sách này đã được bỏ" in page
    assert f"Người bỏ: {world.lan.full_name}." in page
    assert "không thấy trẻ nào" not in page


def test_what_was_written_from_a_list_can_be_traced_for_ever(world: World) -> None:
    taken = write(world, take(world, xlsx([HEADS, row(1, "Lò Thị Mai")])))
    with pytest.raises(IntegrityError, match="rows of a list that was written stay"), transaction.atomic():
        taken.rows.all().delete()
    assert taken.rows.count() == 1


def test_the_neighbour_sees_nothing_of_a_list(world: World) -> None:
    taken = write(world, take(world, xlsx([HEADS, row(1, "Lò Thị Mai")])))
    from treem.db.scope import Scope
    from treem.registry.models import ChildImportRow, ImportEvent

    tables = (ChildImport, ChildImportRow, ImportEvent)
    assert all(model.objects.exists() for model in tables)
    with as_app(Scope(world.neighbour.pk, (world.neighbouring.pk,))):
        assert not any(model.objects.exists() for model in tables)
        assert selectors.import_by_uuid(taken.uuid) is None
    heads = (*HEADS, "Mã xã")
    theirs = take(world, xlsx([heads, (*row(1, "Cà Văn Tư"), "04117")]), province=True)
    with as_app(scope_of(world)):
        assert not ChildImport.objects.filter(pk=theirs.pk).exists()
        assert not ChildImportRow.objects.filter(taken_id=theirs.pk).exists()
    with as_app(province_scope(world)):
        assert ChildImportRow.objects.filter(taken_id=theirs.pk).count() == 1
    # The same person in another role, without that commune: nothing of it.
    with as_app(Scope(world.hung.pk, (world.own.pk,))):
        assert not ChildImportRow.objects.filter(taken_id=theirs.pk).exists()


# -- files that are none


def test_files_that_cannot_be_read_say_why_and_leave_nothing(world: World) -> None:
    empty = take(world, xlsx([]))
    assert empty.state == ImportState.REFUSED
    assert "rỗng" in empty.why
    wrong = take(world, xlsx([("Mặt hàng", "Số lượng"), ("Gạo", "12")]))
    assert wrong.state == ImportState.COLUMNS
    assert not Child.objects.exists()


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"", EmptyFile), (b"PK\x03\x04" + b"\0" * 100, Damaged), (b"%PDF-1.4 %%EOF", TypeNotAllowed)],
)
def test_what_is_no_spreadsheet_is_not_kept(world: World, content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        take(world, content)
    assert not ChildImport.objects.exists()


def test_a_file_of_two_gigabytes_is_refused_unread(world: World) -> None:
    class Huge(SimpleUploadedFile):
        def chunks(self, chunk_size: int | None = None) -> Any:  # noqa: ARG002
            raise AssertionError("read")

    upload = Huge("ds.xlsx", b"PK")
    upload.size = 2 * 1024**3
    with as_app(scope_of(world)), pytest.raises(TooLarge):
        services.take_in(upload, actor=world.lan, appointment_id=None, commune_id=world.own.pk, at=AT)


def test_a_bomb_is_refused(world: World) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(Bomb):
        take(world, out.getvalue())


def test_a_thousand_columns_and_a_cell_at_the_far_corner(world: World) -> None:
    wide = [
        (*HEADS, *(f"Cột {n}" for n in range(1000))),
        (*row(1, "Lò Thị Mai"), *("x" for _ in range(1000))),
    ]
    taken = take(world, xlsx(wide))
    assert states(taken) == {2: "new"}
    assert taken.layout["wide"] is True
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "Họ và tên")
    sheet.write_string(1_048_575, 16_383, "x")
    book.close()
    far = take(world, out.getvalue())
    assert far.state == ImportState.REFUSED
    assert far.why


def test_csv_in_utf8_utf16_and_an_old_code_table(world: World) -> None:
    text = "STT;Họ và tên;Ngày sinh;Giới tính\n1;Lò Thị Mai;05/03/2018;Nữ\n"
    for content in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        taken = take(world, content, name="ds.csv")
        assert [(r.state, r.full_name) for r in taken.rows.all()] == [("new", "Lò Thị Mai")], taken.why
        with as_app(scope_of(world)):
            services.drop(taken, actor=world.lan)
    old = "STT;Ho va ten;Ngay sinh;Gioi tinh\n1;NguyÔn V¨n H¶i;2018;Nam\n".encode("cp1252")
    assert [r.full_name for r in take(world, old, name="ds.csv").rows.all()] == ["Nguyễn Văn Hải"]


def test_the_name_over_two_columns_and_cells_merged_downwards(world: World) -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 1, "Họ và tên")
    for x, head in enumerate(("Ngày sinh", "Giới tính", "Họ tên mẹ"), start=2):
        sheet.write_string(0, x, head)
    for y, (family, given) in enumerate((("Lò Thị", "Mai"), ("Lò Văn", "Nam"), ("Vì Thị", "Én")), start=1):
        for x, cell in enumerate((family, given, f"0{y}/03/2018", "Nữ")):
            sheet.write_string(y, x, cell)
    sheet.merge_range(1, 4, 2, 4, "Lò Thị Piếng")
    book.close()
    taken = take(world, out.getvalue())
    assert [(r.full_name, r.mother_name) for r in taken.rows.order_by("number")] == [
        ("Lò Thị Mai", "Lò Thị Piếng"), ("Lò Văn Nam", "Lò Thị Piếng"), ("Vì Thị Én", ""),
    ]  # fmt: skip


def test_a_full_disk_stops_the_writing_and_it_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = take(world, xlsx([HEADS, row(1, "Lò Thị Mai"), row(2, "Vì Thị Én")]))
    real = writing.write_piece

    def full(*_args: Any, **_named: Any) -> Any:
        raise OperationalError("disk full") from psycopg.errors.DiskFull("no space left")

    monkeypatch.setattr(writing, "write_piece", full)
    stopped = write(world, taken)
    assert stopped.state == ImportState.APPLYING
    assert "hết chỗ" in stopped.why
    assert not Child.objects.exists()
    monkeypatch.setattr(writing, "write_piece", real)
    with as_app(scope_of(world)):
        services.go_on(stopped, actor=world.lan, appointment_id=None, at=AT)
        services.write_list(stopped.pk, clock=lambda: AT)
    assert Child.objects.count() == 2


def test_the_file_of_rows_left_out_is_read_again_when_mended(world: World) -> None:
    content = xlsx(
        [
            ("", "DANH SÁCH"),
            HEADS,
            row(1, "Lò Thị Mai"),
            row(2, "Lò Thị Hai", "31/02/2018"),
            row(3, "=SUM(1)"),
        ]
    )
    taken = take(world, content)
    with as_app(scope_of(world)):
        rows = services.left_out(taken)
        found = services.originals(taken, [r.number for r in rows], today=AT.date())
        paper = papers.errors_file(taken, rows, found)
    (sheet,) = read_sheets(paper)
    assert sheet.rows[0][: len(HEADS)] == HEADS
    assert sheet.rows[1][1:3] == ("Lò Thị Hai", "31/02/2018")
    assert sheet.rows[1][-2:] == ("Ngày sinh “31/02/2018” không có trong lịch.", 4)
    assert sheet.rows[2][1] == "'=SUM(1)", "nothing runs in what goes out"
    again = take(world, paper)
    assert codes(again)[2] == ["no_such_day"]


# -- pages


def test_lan_sends_a_list_looks_at_it_and_writes_it(world: World, lan: Any, neighbour: Any) -> None:
    make_child(world.own, "Cà Thị Cũ", personal_id="", mother_name="Cà Thị Mẹ")
    content = xlsx(
        [
            HEADS,
            row(1, "Lò Thị Mai"),
            row(2, "Cà Thị Cũ", mother="Cà Thị Mẹ", number=MAI),
            row(3, "Lò Thị Sai", "x"),
        ]
    )
    answer = lan.post(reverse("registry:child_lists"), {"file": SimpleUploadedFile("ds.xlsx", content)})
    taken = ChildImport.objects.get()
    url = reverse("registry:child_list", args=[taken.uuid])
    assert (answer.status_code, answer["Location"], taken.appointment_id is not None) == (302, url, True)
    assert "Đang đọc danh sách" in lan.get(url).content.decode()
    with as_app(scope_of(world)):
        services.read_list(taken.pk, clock=lambda: AT)
    shown = lan.get(url).content.decode()
    for words in ("Lò Thị Mai", "Cà Thị Cũ", MAI, "Không đọc được ngày sinh “x”", "Ghi 2 trẻ vào danh sách"):
        assert words in shown
    assert neighbour.get(url).status_code == 404
    assert neighbour.post(url, {"action": "apply", "version": "2"}).status_code == 404
    stale = lan.post(url, {"action": "apply", "version": "1"})
    assert stale.status_code == 422
    taken.refresh_from_db()
    assert lan.post(url, {"action": "apply", "version": str(taken.version)}).status_code == 302
    assert "Đang ghi danh sách" in lan.get(url).content.decode()
    with as_app(scope_of(world)):
        services.write_list(taken.pk, clock=lambda: AT)
    assert "Trẻ ghi mới" in lan.get(url).content.decode()
    paper = lan.get(reverse("registry:child_list_errors", args=[taken.uuid]))
    assert paper.status_code == 200
    assert paper["X-Content-Type-Options"] == "nosniff"
    assert Child.objects.count() == 2


def test_the_province_sees_no_whole_number_and_may_not_hand_a_list_to_nobody(world: World, hung: Any) -> None:
    make_child(world.own, "Lò Thị Mai", personal_id=MAI, mother_name="Lò Thị Piếng")
    taken = take(
        world,
        xlsx([(*HEADS, "Mã xã"), (*row(1, "Lò Thị Mai", people="Mông", number=MAI[1:]), "04108")]),
        province=True,
    )
    shown = hung.get(reverse("registry:child_list", args=[taken.uuid])).content.decode()
    assert "Lò Thị Mai" in shown
    assert "Thêm lại số 0" in shown
    assert MAI not in shown
    answer = hung.post(
        reverse("registry:child_lists"),
        {"commune": "999999", "file": SimpleUploadedFile("a.csv", b"a;b\n1;2\n")},
    )
    assert answer.status_code == 422


def test_a_list_that_was_read_is_in_the_trail(world: World) -> None:
    write(world, take(world, xlsx([HEADS, row(1, "Lò Thị Mai")])))
    actions = set(Entry.objects.filter(subject_type="registry.childimport").values_list("action", flat=True))
    assert actions == {
        "registry.take_in_list",
        "registry.read_list",
        "registry.confirm_list",
        "registry.write_list",
    }


def test_the_command_line_previews_writes_and_gives_back_what_was_left_out(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, errors = tmp_path / "ds.xlsx", tmp_path / "loi.xlsx"
    path.write_bytes(xlsx([HEADS, row(1, "Lò Thị Mai"), row(2, "Lò Thị Sai", "x")]))
    options: dict[str, Any] = {"by": world.lan.username, "json": True}
    for dry in (True, False):
        with pytest.raises(SystemExit):  # rows were refused
            call_command("import_children", path, dry_run=dry, errors=errors, **options)
        told = json.loads(capsys.readouterr().out)
        assert (told["counts"]["new"], told["counts"]["refused"]) == (1, 1)
        assert told["left_out"][0]["reasons"] == [
            "Không đọc được ngày sinh “x”; ghi ngày/tháng/năm hoặc năm."
        ]
        assert Child.objects.count() == (0 if dry else 1)
    assert read_sheets(errors.read_bytes())[0].rows[1][1] == "Lò Thị Sai"
    with pytest.raises(CommandError, match="không có vai trò"):
        call_command("import_children", path, by=world.users["collaborator"].username)


@pytest.mark.parametrize("dry", [True, False])
def test_the_command_line_leaves_the_open_preview_of_the_same_file(
    world: World, tmp_path: Path, dry: bool
) -> None:
    content = xlsx([HEADS, row(1, "Lò Thị Mai")], more=[[HEADS, row(1, "Vì Thị Én")]])
    path = tmp_path / "ds.xlsx"
    path.write_bytes(content)
    seen = take(world, content)
    assert (seen.state, seen.layout["sheet"]) == (ImportState.PREVIEW, "DS")
    call_command("import_children", path, by=world.lan.username, sheet="DS 1", dry_run=dry)
    left = ChildImport.objects.get(pk=seen.pk)
    assert (left.state, left.version, left.chosen) == (seen.state, seen.version, {})
    assert left.rows.count() == 1
    own = ChildImport.objects.exclude(pk=seen.pk).get()
    assert own.layout["sheet"] == "DS 1"
    assert own.state == (ImportState.DROPPED if dry else ImportState.APPLIED)
    assert [child.full_name for child in Child.objects.all()] == ([] if dry else ["Vì Thị Én"])


def test_a_dry_run_leaves_nothing_open_where_columns_are_missing(world: World, tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text("Họ và tên;Dân tộc\nLò Thị Mai;Thái\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Chưa nhận ra cột"):
        call_command("import_children", path, by=world.lan.username, dry_run=True)
    assert ChildImport.objects.get().state == ImportState.DROPPED


@pytest.mark.parametrize(
    ("target", "words"),
    [("khong-co/loi.xlsx", "không có thư mục"), ("", "là thư mục"), ("ds.xlsx/loi.xlsx", "không có thư mục")],
)
def test_a_file_for_errors_that_cannot_be_written_is_said_before_anything_is(
    world: World, tmp_path: Path, target: str, words: str
) -> None:
    path = tmp_path / "ds.xlsx"
    path.write_bytes(xlsx([HEADS, row(1, "Lò Thị Mai"), row(2, "Lò Thị Sai", "x")]))
    with pytest.raises(CommandError, match=words):
        call_command("import_children", path, by=world.lan.username, errors=tmp_path / target)
    assert not ChildImport.objects.exists()
    assert not Child.objects.exists()


def test_a_disk_that_fills_meanwhile_is_said_and_what_was_written_told(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ds.xlsx"
    path.write_bytes(xlsx([HEADS, row(1, "Lò Thị Mai"), row(2, "Lò Thị Sai", "x")]))
    with pytest.raises(SystemExit):
        call_command("import_children", path, by=world.lan.username, errors=Path("/dev/full"))
    told = capsys.readouterr()
    assert "Không ghi được các dòng chưa nhập vào /dev/full." in told.err
    assert "Đã ghi: 1 trẻ mới" in told.out


def test_a_missing_file_or_a_folder_is_said_in_our_words(world: World, tmp_path: Path) -> None:
    missing = tmp_path / "khong-co.xlsx"
    for path, words in (
        (missing, f"Không có tệp {missing}."),
        (tmp_path, f"{tmp_path} là thư mục, không phải tệp."),
    ):
        with pytest.raises(CommandError) as refused:
            call_command("import_children", path, by=world.lan.username)
        assert str(refused.value) == words
