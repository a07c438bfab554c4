"""Files in, files out, and what is found when the disk has changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import as_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError

from treem.db import keys
from treem.files import errors, hooks, vault
from treem.files.models import StoredFile
from treem.files.services import open_file, read_whole, store, verify_files
from treem.files.tests import samples
from treem.kernel.trail import Trail

pytestmark = pytest.mark.database
BIG = samples.PDF[:-6] + os.urandom(3 * vault.CHUNK) + b"%%EOF\n"


def upload(content: bytes = samples.PDF, name: str = "Kế hoạch.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/x-whatever")


def kept(content: bytes = samples.PDF, **options: Any) -> StoredFile:
    return store(upload(content), actor=None, purpose="test.paper", **options)


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "content", [samples.PDF, BIG, samples.PDF + bytes(2 * vault.CHUNK - len(samples.PDF) - 6) + b"%%EOF\n"]
)
def test_what_went_in_comes_out_and_the_disk_holds_no_word_of_it(
    db: None, own_files: Path, content: bytes
) -> None:
    stored = kept(content)
    found = StoredFile.objects.get(pk=stored.pk)
    assert (found.name, found.media_type, found.size) == ("Kế hoạch.pdf", "application/pdf", len(content))
    assert b"".join(open_file(found)) == content == read_whole(found)
    [path] = on_disk(own_files)
    assert path == vault.path_of(found.address)
    assert vault.address_of(path) == found.address != found.sha256
    assert b"PDF" not in path.read_bytes()[:200]
    assert path.stat().st_mode & 0o007 == 0


def test_the_application_role_can_store_but_not_change(db: None) -> None:
    with as_app(None):
        stored = kept()
        assert read_whole(StoredFile.objects.get(pk=stored.pk)) == samples.PDF
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('treem_app', 'files_storedfile', 'UPDATE')")
        assert cursor.fetchone() == (False,)


def test_a_refused_file_leaves_nothing_behind(db: None, own_files: Path) -> None:
    for content, refusal in (
        (b"", errors.EmptyFile),
        (samples.docx({"word/vbaProject.bin": b"x"}), errors.HasMacro),
        (b"MZ\0\0", errors.TypeNotAllowed),
    ):
        with pytest.raises(refusal):
            kept(content)
    with pytest.raises(errors.TooLarge, match="nặng 0,2 MB, vượt quá 0,1 MB"):
        kept(BIG, limit=100_000)
    assert not StoredFile.objects.exists()
    assert not keys.master_ids_in_use()
    assert not on_disk(own_files)


def test_the_same_content_lies_once_under_one_key_and_apart_under_two(db: None, own_files: Path) -> None:
    case_key = keys.new_data_key()
    first, second = kept(data_key_id=case_key), kept(data_key_id=case_key)
    assert first.uuid != second.uuid
    assert first.address == second.address
    assert len(on_disk(own_files)) == 1
    other = kept()
    assert other.sha256 == first.sha256
    assert other.address != first.address
    assert len(on_disk(own_files)) == 2
    assert read_whole(second) == read_whole(other) == samples.PDF


def test_a_row_is_written_only_when_the_bytes_are_on_the_disk(
    db: None, own_files: Path, monkeypatch: Any
) -> None:
    keys.new_data_key()  # the key file is made now, so that its own writing is not counted
    steps: list[str] = []

    def noting(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            steps.append(name)
            return real(*arguments)

        return call

    monkeypatch.setattr(os, "fsync", noting("fsync", os.fsync))
    monkeypatch.setattr(os, "replace", noting("rename", os.replace))
    monkeypatch.setattr(StoredFile, "save", lambda _row: steps.append("row"))
    kept()
    assert steps == ["fsync", "rename", "fsync", "fsync", "fsync", "row"]


def test_when_the_disk_fails_there_is_no_row_and_no_half_file(
    db: None, own_files: Path, monkeypatch: Any
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    keys.data_key_for_writing(keys.new_data_key())
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        kept()
    assert not StoredFile.objects.exists()
    assert not on_disk(own_files)


def spoil(stored: StoredFile, how: str) -> None:
    path = vault.path_of(stored.address)
    content = bytearray(path.read_bytes())
    step = vault.CHUNK + 16
    if how == "changed":
        content[-1] ^= 1
    elif how == "cut":
        content = content[: 40 + 2 * step]
    elif how == "reordered":
        content[40 : 40 + 2 * step] = content[40 + step : 40 + 2 * step] + content[40 : 40 + step]
    elif how == "longer":
        content += b"x"
    elif how == "header":
        content[30] ^= 1
    path.chmod(0o640)
    path.write_bytes(content)


@pytest.mark.parametrize("how", ["changed", "cut", "reordered", "longer", "header"])
def test_changed_bytes_never_come_out_whole(db: None, how: str) -> None:
    stored = kept(BIG)
    assert verify_files().problems == []
    spoil(stored, how)
    with pytest.raises(errors.ContentLost):
        read_whole(stored)
    assert len(verify_files().problems) == 1
    assert len(verify_files(decrypt=False).problems) == 1


def test_the_bytes_of_another_file_do_not_open_in_its_place(db: None) -> None:
    one, two = kept(BIG), kept()
    vault.path_of(one.address).write_bytes(vault.path_of(two.address).read_bytes())
    with pytest.raises(errors.ContentLost):
        read_whole(one)


def test_a_missing_file_is_named_and_the_others_are_still_checked(db: None, capsys: Any) -> None:
    gone, _whole = kept(), kept()
    vault.path_of(gone.address).unlink()
    with pytest.raises(errors.ContentLost, match=str(gone.uuid)):
        open_file(gone)
    with pytest.raises(CommandError, match="1 tệp"):
        call_command("verify_files")
    output = capsys.readouterr()
    assert "2 tệp" in output.out
    assert f"{gone.uuid}: không có trên đĩa" in output.err


# --- The download -------------------------------------------------------------------------------------------


@pytest.fixture
def lan(db: None) -> Any:
    from tests.walk_world import make_world

    return make_world().lan


def address(stored: StoredFile) -> str:
    return f"/files/{stored.uuid}/"


def test_a_file_comes_as_a_download_that_nothing_keeps_and_nothing_runs(
    client: Any, lan: Any, trail: list[dict[str, Any]]
) -> None:
    stored = kept(BIG)
    hooks.access["test.paper"] = lambda user, _file: user.pk == lan.pk
    client.force_login(lan, backend="treem.organisations.backends.PasswordBackend")
    answer = client.get(address(stored))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == BIG
    assert answer["Content-Disposition"].startswith(
        "attachment; filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch.pdf"
    )
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(BIG))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert [entry["action"] for entry in trail] == ["files.store", "files.download"]
    assert (trail[1]["actor"], trail[1]["subject"], trail[1]["detail"]) == (
        lan,
        stored,
        {"purpose": "test.paper"},
    )


def test_a_file_that_no_room_answers_for_is_not_found(
    client: Any, lan: Any, trail: list[dict[str, Any]]
) -> None:
    stored = kept()
    client.force_login(lan, backend="treem.organisations.backends.PasswordBackend")
    assert client.get(address(stored)).status_code == 404
    hooks.access["test.paper"] = lambda _user, _file: False
    assert client.get(address(stored)).status_code == 404
    assert [entry["action"] for entry in trail] == ["files.store"]


def test_nobody_signed_in_gets_no_file(client: Any, db: None) -> None:
    stored = kept()
    hooks.access["test.paper"] = lambda _user, _file: True
    assert client.get(address(stored)).status_code == 302


def test_a_lost_file_is_a_page_with_words_and_no_download_is_written_down(
    client: Any, lan: Any, trail: list[dict[str, Any]]
) -> None:
    stored = kept()
    vault.path_of(stored.address).unlink()
    hooks.access["test.paper"] = lambda _user, _file: True
    client.force_login(lan, backend="treem.organisations.backends.PasswordBackend")
    answer = client.get(address(stored))
    assert answer.status_code == 409
    assert "báo người quản trị" in answer.content.decode()
    assert [entry["action"] for entry in trail] == ["files.store"]


def test_without_a_trail_nothing_is_stored(db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(hooks, "record", Trail().record)
    with pytest.raises(RuntimeError, match="nobody records"):
        kept()
    assert not StoredFile.objects.exists()
