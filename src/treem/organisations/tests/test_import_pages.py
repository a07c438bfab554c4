"""The pages of the first day: checklist, lists with their preview, passwords shown once."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.walk_world import World, make_world

from treem.audit.models import Entry
from treem.files.sheets import read_sheets
from treem.organisations.models import Import, ImportState, Role, User
from treem.territory.models import Village

pytestmark = pytest.mark.database

PEOPLE = (
    "Họ và tên;Vai trò;Cơ quan\n"
    "Lò Thị Mẫu;cộng tác viên;vhxh-04108\n"
    "Quàng Văn Mẫu;phi hành gia;vhxh-04108\n"
    "=1+1;cộng tác viên;vhxh-04108\n"
)  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def admin(world: World, client: Any) -> Any:
    client.force_login(
        world.users[Role.ADMINISTRATOR], backend="treem.organisations.backends.PasswordBackend"
    )
    return client


def take_in(admin: Any, text: str | bytes, kind: str = "people") -> Any:
    content = text.encode() if isinstance(text, str) else text
    return admin.post(f"/admin/lists/{kind}/", {"file": SimpleUploadedFile("danh-sach.csv", content)})


def preview(admin: Any, text: str, kind: str = "people") -> tuple[str, str]:
    """Address and page of the preview."""
    answer = take_in(admin, text, kind)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url, admin.get(answer.url).content.decode()


def mark(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def test_the_checklist_says_what_is_left(admin: Any) -> None:
    page = admin.get("/admin/setup/").content.decode()
    for words in ("Cơ quan, đơn vị", "Cán bộ xã, phường", "Tổ, bản, tiểu khu", "Tệp khóa chủ", "Sao lưu"):
        assert words in page
    assert "2 trên 2 xã, phường chưa có" in page
    assert "Việc thiết lập còn lại" in admin.get("/").content.decode()


def test_a_preview_saves_nothing_and_says_why_rows_are_refused(admin: Any) -> None:
    before = User.objects.count()
    _url, page = preview(admin, PEOPLE)
    assert "Nhập 1 dòng" in page
    assert "Không hiểu vai trò" in page
    assert "công thức" in page
    assert User.objects.count() == before


def test_the_accepted_rows_are_saved_and_passwords_are_shown_once(admin: Any) -> None:
    url, page = preview(admin, PEOPLE)
    answer = admin.post(url, {"action": "apply", "seen": mark(page)})
    shown = answer.content.decode()
    password = re.search(r'<code class="secret">([a-z0-9-]{14})</code>', shown)
    assert password is not None
    assert User.objects.get(username="mau.lothi").check_password(password[1])
    assert "no-store" in answer["Cache-Control"]
    assert password[1] not in admin.get(url).content.decode()
    file = re.search(r"base64,([A-Za-z0-9+/=]+)", shown)
    assert file is not None
    assert password[1] in str(read_sheets(base64.b64decode(file[1]))[0].rows)
    assert Import.objects.get().state == ImportState.APPLIED


def test_what_was_not_seen_is_not_applied(admin: Any) -> None:
    url, page = preview(admin, PEOPLE)
    preview_mark = mark(page)
    other_url, other = preview(admin, PEOPLE)
    admin.post(other_url, {"action": "apply", "seen": mark(other)})
    answer = admin.post(url, {"action": "apply", "seen": preview_mark})
    assert answer.status_code == 422
    assert "Dữ liệu đã thay đổi" in answer.content.decode()


def test_a_second_click_applies_nothing_again(admin: Any) -> None:
    url, page = preview(admin, PEOPLE)
    admin.post(url, {"action": "apply", "seen": mark(page)})
    count = User.objects.count()
    assert admin.post(url, {"action": "apply", "seen": mark(page)}).status_code == 302
    assert User.objects.count() == count


def test_refused_rows_come_back_neutralised_with_reasons(admin: Any) -> None:
    url, _page = preview(admin, PEOPLE)
    rows = read_sheets(admin.get(f"{url}refused/").content)[0].rows
    assert rows[0] == ("Họ và tên", "Vai trò", "Cơ quan", "Lý do từ chối", "Dòng trong tệp gốc")
    assert "Không hiểu vai trò" in str(rows[1][3])
    assert rows[2][0] == "'=1+1"
    assert rows[2][4] == 4.0


def test_columns_that_were_not_known_are_pointed_out_by_a_person(admin: Any) -> None:
    url, page = preview(admin, "Người;Vai trò;Cơ quan\nLò Thị Mẫu;cộng tác viên;vhxh-04108\n")
    assert "Chưa nhận ra cột bắt buộc" in page
    twice = admin.post(url, {"action": "columns", "full_name": "1", "role": "1", "body": "2"})
    assert twice.status_code == 422
    assert "Cột này đã chọn" in twice.content.decode()
    admin.post(url, {"action": "columns", "full_name": "0", "role": "1", "body": "2"})
    assert "Nhập 1 dòng" in admin.get(url).content.decode()


def test_a_preview_can_be_left_without_a_trace_in_the_lists(admin: Any) -> None:
    url, _page = preview(admin, PEOPLE)
    assert admin.post(url, {"action": "drop"}).status_code == 302
    assert Import.objects.get().state == ImportState.DROPPED
    assert "Chưa đưa danh sách nào vào" in admin.get("/admin/lists/people/").content.decode()


def test_an_import_is_taken_back_on_its_page(admin: Any) -> None:
    url, page = preview(admin, "Mã xã;Tên bản\n4108;Bản Mé\n", "villages")
    admin.post(url, {"action": "apply", "seen": mark(page)})
    assert "Hoàn tác lần nhập này" in admin.get(url).content.decode()
    admin.post(f"{url}undo/")
    assert Village.objects.get().valid_to is not None
    assert "Đã hoàn tác" in admin.get(url).content.decode()
    assert Entry.objects.filter(action="organisations.undo_import").count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "không có nội dung"),
        (b"%PDF-1.4 x %%EOF", "không nhận ở đây"),
        (b"PK\x03\x04 broken", "bị hỏng"),
        ("Họ và tên\n".encode("utf-16"), "không nhận"),
        (b"Ho ten;Vai tro\n" * 20_005, "20.000 dòng"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_its_field(admin: Any, content: bytes, words: str) -> None:
    answer = take_in(admin, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Import.objects.exists()


def test_a_list_without_rows_says_so(admin: Any) -> None:
    _url, page = preview(admin, "Họ và tên;Vai trò;Cơ quan\n")
    assert "không có dòng nào" in page


@pytest.mark.parametrize("kind", ["bodies", "people", "villages"])
def test_a_blank_list_taken_in_again_has_no_rows(admin: Any, kind: str) -> None:
    blank = admin.get(f"/admin/lists/{kind}/template/").content
    names = [sheet.name for sheet in read_sheets(blank)]
    assert names == ["Danh sách", "Hướng dẫn", "Danh mục", "Mã xã, phường"]
    answer = admin.post(f"/admin/lists/{kind}/", {"file": SimpleUploadedFile("mau.xlsx", blank)})
    assert "không có dòng nào" in admin.get(answer.url).content.decode()


def test_only_the_administrator_takes_lists_in(world: World, client: Any) -> None:
    client.force_login(world.hung, backend="treem.organisations.backends.PasswordBackend")
    assert take_in(client, PEOPLE).status_code == 403
    assert client.get("/admin/lists/nothing/").status_code == 403
