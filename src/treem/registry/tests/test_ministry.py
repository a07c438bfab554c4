"""The ministry's child software: what is up to date there, files that carry only what changed, taking back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from conftest import as_app
from django.db import transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.walk_world import World

from treem.audit.models import Entry
from treem.db.scope import Scope
from treem.kernel.time import VIETNAM, today
from treem.registry.ministry import selectors, services, values
from treem.registry.ministry.errors import (
    EnteredInFuture,
    EnteredTooEarly,
    FileMoved,
    FileOpen,
    LaterKnown,
    NoSuchRow,
    NothingToSend,
)
from treem.registry.models import Child, FileState, MinistryCopy, MinistryFile, MinistryFileRow
from treem.registry.tests.factories import (
    make_child,
    make_circumstance,
    make_household,
    make_ministry_file,
    make_village,
)
from treem.registry.tests.lists import HEADS, take, xlsx

pytestmark = pytest.mark.database

AT = datetime(2026, 11, 30, 9, tzinfo=VIETNAM)
DAY = AT.date()


@contextmanager
def as_lan(world: World) -> Iterator[None]:
    """The officer of Chiềng Sung, bound by the row policies."""
    with as_app(Scope(user_id=world.lan.pk, communes=(world.own.pk,))):
        yield


def _written(day: date) -> dict[str, str]:
    return {f"entered_on_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def _entered(world: World, at: datetime = AT) -> MinistryFile:
    file = services.make_file(actor=world.lan, commune_id=world.own.pk, at=at)
    return services.mark_entered(
        actor=world.lan, file=file, version=file.version, entered_on=at.date(), at=at
    )


def _counts(world: World, day: date = DAY) -> dict[str, int]:
    found = selectors.together(selectors.counts([world.own.pk], day).get(world.own.pk, {}).values())
    return {name: number for name, number in asdict(found).items() if number}


def test_the_first_file_has_everybody_and_the_next_only_what_changed(world: World) -> None:
    mai = make_child(world.own, "Lò Thị Mai", personal_id="014318000001")
    make_child(world.own, "Lò Văn An")
    make_child(world.own, "Lò Văn Xa", status="moved", exit_on=date(2025, 3, 1))
    make_child(world.own, "Lò Văn Lớn", date_of_birth=date(2008, 1, 1))
    with as_lan(world):
        first = services.make_file(actor=world.lan, commune_id=world.own.pk, at=AT)
        assert first.counts == {"new": 2}, "who is gone or grown up was never there and is not sent"
        assert _counts(world) == {"new": 2}
        services.mark_entered(actor=world.lan, file=first, version=1, entered_on=DAY, at=AT)
        assert _counts(world) == {"done": 2}
        with pytest.raises(NothingToSend):
            services.make_file(actor=world.lan, commune_id=world.own.pk, at=AT)
        Child.objects.filter(pk=mai.pk).update(mother_name="Lò Thị Hoa", personal_id="014318000002")
        second = services.make_file(actor=world.lan, commune_id=world.own.pk, at=AT)
        row = second.rows.get()
    assert (row.child_id, row.kind, sorted(row.changes)) == (
        mai.pk,
        "changed",
        ["mother_name", "personal_id"],
    )


def test_household_village_and_circumstances_count_as_changes(world: World) -> None:
    household = make_household(world.own, poverty="none")
    child = make_child(world.own, household=household)
    village = make_village(world.own)
    with as_lan(world):
        _entered(world)
        household.poverty = "poor"
        household.save()
        Child.objects.filter(pk=child.pk).update(village=village)
    make_circumstance(child, from_on=date(2026, 12, 2))
    with as_lan(world):
        assert sorted(values.waiting([world.own.pk], DAY)[0].changes) == ["poverty", "village"]
        later = values.waiting([world.own.pk], date(2026, 12, 2))
        assert sorted(later[0].changes) == ["poverty", "special", "village"], (
            "from the day the circumstance begins"
        )


def test_who_leaves_is_taken_out_once(world: World) -> None:
    child = make_child(world.own)
    with as_lan(world):
        _entered(world)
        Child.objects.filter(pk=child.pk).update(status="moved", exit_on=date(2026, 11, 1))
        assert _counts(world) == {"left": 1}
        _entered(world)
        assert _counts(world) == {}
        assert MinistryCopy.objects.get().present is False
        Child.objects.filter(pk=child.pk).update(status="active", exit_on=None)
        assert _counts(world) == {"new": 1}, "who comes back is new there"


def test_a_refused_row_waits_for_the_next_file(world: World) -> None:
    make_child(world.own, "Lò Thị Mai")
    make_child(world.own, "Lò Văn An")
    with as_lan(world):
        file = services.make_file(actor=world.lan, commune_id=world.own.pk, at=AT)
        services.refuse_row(actor=world.lan, file=file, number=2, why="  trùng số\tđịnh danh ")
        with pytest.raises(NoSuchRow):
            services.refuse_row(actor=world.lan, file=file, number=3, why="không có")
        services.mark_entered(actor=world.lan, file=file, version=1, entered_on=DAY, at=AT)
        assert _counts(world) == {"done": 1, "new": 1}
        refused = MinistryFileRow.objects.exclude(refused="").get()
        assert (refused.number, refused.refused) == (2, "trùng số định danh")
        with pytest.raises(FileMoved):
            services.refuse_row(actor=world.lan, file=file, number=1, why="muộn")


def test_a_confirmation_is_taken_back_to_what_was_known_before(world: World) -> None:
    child = make_child(world.own)
    with as_lan(world):
        _entered(world)
        Child.objects.filter(pk=child.pk).update(mother_name="Lò Thị Hoa")
        second = _entered(world)
        back = services.take_entry_back(actor=world.lan, file=second, version=second.version)
        assert (back.state, back.entered_on) == (FileState.DRAFTED, None)
        assert MinistryCopy.objects.get().values["mother_name"] == "Lò Thị Piếng"
        assert _counts(world) == {"changed": 1}


def test_the_first_confirmation_taken_back_leaves_nothing_known(world: World) -> None:
    make_child(world.own)
    with as_lan(world):
        first = _entered(world)
        services.take_entry_back(actor=world.lan, file=first, version=first.version)
        assert _counts(world) == {"new": 1}


def test_what_is_known_since_is_not_taken_back(world: World) -> None:
    child = make_child(world.own)
    with as_lan(world):
        first = _entered(world)
        Child.objects.filter(pk=child.pk).update(mother_name="Lò Thị Hoa")
        _entered(world)
        with pytest.raises(LaterKnown):
            services.take_entry_back(actor=world.lan, file=first, version=first.version)
        assert _counts(world) == {"done": 1}


def test_one_file_at_a_time_and_days_that_can_be(world: World) -> None:
    make_child(world.own)
    with as_lan(world):
        file = services.make_file(actor=world.lan, commune_id=world.own.pk, at=AT)
        with pytest.raises(FileOpen):
            services.make_file(actor=world.lan, commune_id=world.own.pk, at=AT)
        with pytest.raises(EnteredTooEarly):
            services.mark_entered(
                actor=world.lan, file=file, version=1, entered_on=DAY - timedelta(days=1), at=AT
            )
        with pytest.raises(EnteredInFuture):
            services.mark_entered(
                actor=world.lan, file=file, version=1, entered_on=DAY + timedelta(days=1), at=AT
            )
        services.drop(actor=world.lan, file=file, version=1)
        assert services.make_file(actor=world.lan, commune_id=world.own.pk, at=AT).counts == {"new": 1}


def test_an_export_of_the_ministry_tells_what_stands_there(world: World) -> None:
    make_child(
        world.own,
        "Lò Thị Mai",
        date_of_birth=date(2018, 3, 5),
        sex="female",
        personal_id="014318000001",
        mother_name="Lò Thị Piếng",
    )
    make_child(world.own, "Lò Văn An", sex="male", date_of_birth=date(2019, 1, 2))
    rows = [
        HEADS,
        (1, "Lò Thị Mai", "05/03/2018", "Nữ", "Thái", "014318000001", "Lò Thị Phiếng", ""),
    ]
    taken = take(world, xlsx(rows))
    with as_lan(world):
        assert services.seen_in_export(actor=world.lan, taken=taken, at=AT) == 1
        assert _counts(world) == {"changed": 1, "new": 1}
        changed = next(one for one in values.waiting([world.own.pk], DAY) if one.kind == "changed")
    assert changed.changes == ["mother_name"], "columns and cells that the export lacks say nothing"
    assert Child.objects.get(full_name="Lò Thị Mai").mother_name == "Lò Thị Piếng"


def test_the_officer_goes_from_the_page_to_the_file_and_back(world: World, lan: Any) -> None:
    village = make_village(world.own)
    child = make_child(world.own, village=village, personal_id="014318000001")
    here = reverse("registry:ministry")
    assert "chưa đối chiếu" in lan.get(here).content.decode()
    assert "Chưa cập nhật" in lan.get(reverse("registry:child", args=[child.pk])).content.decode()
    answer = lan.post(reverse("registry:ministry_make"), {"commune": world.own.pk})
    file = MinistryFile.objects.get()
    assert answer.url == reverse("registry:ministry_file", args=[file.uuid])
    content = lan.get(reverse("registry:ministry_file_workbook", args=[file.uuid])).content
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    cells = sheet[5]
    assert cells[:8] == [1, "Mới", "Lò Thị Mai", "05/03/2018", "Nữ", "Thái", "014318000001", "Đã đăng ký"]
    assert village.full_name in cells
    assert "chưa kiểm chứng" in str(sheet[2][0])
    assert Entry.objects.filter(action="registry.export_ministry_file").count() == 1
    page = answer.url
    wrong = lan.post(page, {"action": "entered", "version": "1", **_written(date(2020, 1, 1))})
    assert wrong.status_code == 422
    assert "ở trước ngày lập tệp" in wrong.content.decode()
    given = {"action": "entered", "version": "1", **_written(today())}
    assert lan.post(page, given).status_code == 302
    assert "Đã cập nhật" in lan.get(reverse("registry:child", args=[child.pk])).content.decode()
    assert lan.post(page, {"action": "take_back", "version": "2"}).status_code == 302
    assert MinistryFile.objects.get().state == FileState.DRAFTED


def test_the_neighbour_sees_no_file_no_copy_no_count(world: World, neighbour: Any) -> None:
    make_child(world.own)
    with as_lan(world):
        file = _entered(world)
    for name in ("registry:ministry_file", "registry:ministry_file_workbook"):
        assert neighbour.get(reverse(name, args=[file.uuid])).status_code == 404
    assert neighbour.get(reverse("registry:ministry"), {"commune": world.own.pk}).status_code == 404
    with as_app(Scope(user_id=world.neighbour.pk, communes=(world.neighbouring.pk,))):
        assert (
            MinistryCopy.objects.count()
            == MinistryFile.objects.count()
            == MinistryFileRow.objects.count()
            == 0
        )
        assert selectors.counts([world.own.pk], DAY) == {}
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            MinistryFile.objects.create(commune=world.own, made_at=AT, made_by_id=1)


def test_the_province_sees_counts_by_commune_and_no_file(world: World, hung: Any) -> None:
    file = make_ministry_file(world.own)
    page = hung.get(reverse("registry:ministry")).content.decode()
    assert world.own.full_name in page
    assert hung.get(reverse("registry:ministry_file", args=[file.uuid])).status_code == 403
    assert hung.post(reverse("registry:ministry_make"), {"commune": world.own.pk}).status_code == 403


def test_every_column_of_the_layout_has_a_value(world: World) -> None:
    make_child(world.own)
    with as_lan(world):
        found = values.waiting([world.own.pk], DAY)[0].values
    assert {column.key for column in values.layout().columns} <= set(found)
