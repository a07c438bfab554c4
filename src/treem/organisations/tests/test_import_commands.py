"""Lists from the command line, and the setup of an empty real system."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from tests.walk_world import make_world

from treem.files.sheets import read_sheets
from treem.organisations.models import Appointment, Import, User
from treem.simulation.models import Stage
from treem.territory.models import Village
from treem.web import registry

pytestmark = pytest.mark.database

PEOPLE = "Họ và tên,Vai trò,Cơ quan\nLò Thị Mẫu,cộng tác viên,vhxh-04108\n"
BAD = PEOPLE + "Quàng Văn Mẫu,phi hành gia,vhxh-04108\n"


def file(tmp_path: Path, text: str, name: str = "danh-sach.csv") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_list_is_taken_in_and_the_password_is_said_once(db: None, tmp_path: Path) -> None:
    make_world()
    said = run("import_lists", "people", file(tmp_path, PEOPLE))
    assert "mới 1" in said
    assert "mau.lothi" in said
    assert Import.objects.get().counts["new"] == 1
    assert "đã có 1" in run("import_lists", "people", file(tmp_path, PEOPLE))


def test_refused_rows_give_a_file_and_a_failing_status(db: None, tmp_path: Path) -> None:
    make_world()
    errors = tmp_path / "loi.xlsx"
    with pytest.raises(SystemExit) as stopped:
        run("import_lists", "people", file(tmp_path, BAD), "--errors", str(errors))
    assert stopped.value.code == 1
    assert "phi hành gia" in str(read_sheets(errors.read_bytes())[0].rows[1])
    assert User.objects.filter(username="mau.lothi").exists()


def test_a_dry_run_saves_nothing(db: None, tmp_path: Path) -> None:
    make_world()
    assert "Chưa ghi gì" in run("import_lists", "people", file(tmp_path, PEOPLE), "--dry-run")
    assert not User.objects.filter(username="mau.lothi").exists()
    assert not Import.objects.exists()


def test_json_never_holds_a_password(db: None, tmp_path: Path) -> None:
    make_world()
    with pytest.raises(CommandError, match="--passwords"):
        run("import_lists", "people", file(tmp_path, PEOPLE), "--json")
    kept = tmp_path / "mat-khau.xlsx"
    answer = json.loads(
        run("import_lists", "people", file(tmp_path, PEOPLE), "--json", "--passwords", str(kept))
    )
    assert (answer["applied"], answer["counts"]["new"]) == (True, 1)
    password = str(read_sheets(kept.read_bytes())[0].rows[1][3])
    assert password not in json.dumps(answer)
    assert kept.stat().st_mode & 0o077 == 0


def test_a_file_of_passwords_is_never_overwritten(db: None, tmp_path: Path) -> None:
    make_world()
    with pytest.raises(CommandError, match="ghi đè"):
        run(
            "import_lists",
            "people",
            file(tmp_path, PEOPLE),
            "--passwords",
            file(tmp_path, "x", "co-san.xlsx"),
        )
    assert not User.objects.filter(username="mau.lothi").exists()


def test_a_file_that_is_not_there_is_said(db: None) -> None:
    make_world()
    with pytest.raises(CommandError, match="không có tệp này"):
        run("import_lists", "people", "khong-co.csv")


@pytest.mark.slow
def test_setup_takes_all_lists_in_their_order_or_none(db: None, tmp_path: Path) -> None:
    arguments = [
        "setup_province", "--province", "14", "--admin", "mau.hoangthi", "--name", "Hoàng Thị Mẫu",
        "--people", file(tmp_path, "Họ và tên,Vai trò,Cơ quan\nLò Thị Mẫu,cơ quan phối hợp,Trường Hoa Mẫu\n", "p.csv"),
        "--bodies", file(tmp_path, "Tên đơn vị,Mã xã\nTrường Hoa Mẫu,4108\n", "b.csv"),
        "--villages", file(tmp_path, "Mã xã,Tên bản\n4108,Bản Mẫu\n", "v.csv"),
    ]  # fmt: skip
    said = run(*arguments)
    assert "Thêm --yes" in said
    assert not Village.objects.exists()
    again = [a for a in arguments if a not in ("--admin", "mau.hoangthi", "--name", "Hoàng Thị Mẫu")]
    said = run(*again, "--yes")
    assert "Đã nhập các danh sách" in said
    assert Appointment.objects.get(user__username="mau.lothi").body.short_name == "Trường Hoa Mẫu"
    assert Village.objects.get().unit.code == "04108"
    assert Import.objects.count() == 3


@pytest.mark.slow
def test_after_setup_there_is_nothing_simulated_and_no_banner(db: None, client: Any) -> None:
    run("setup_province", "--province", "14", "--admin", "mau.hoangthi", "--name", "Hoàng Thị Mẫu")
    assert not Stage.objects.exists()
    assert not any(asks() for asks in registry.simulated)
    user = User.objects.get()
    client.force_login(user, backend="treem.organisations.backends.PasswordBackend")
    User.objects.update(must_change_password=False)
    for url in ("/", "/admin/", "/admin/?level=commune", "/admin/setup/", "/admin/lists/people/", "/law/"):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert "mô phỏng" not in answer.content.decode().lower(), url
