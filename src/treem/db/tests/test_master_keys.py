"""The file of master keys: made, refused, added to."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from treem.db.errors import KeyFileError
from treem.db.master_keys import add_master_key, make_first, master_keys
from treem.db.tests.key_files import key_file

__all__ = ["key_file"]


def test_outside_production_the_first_use_makes_a_file_that_only_its_owner_reads(key_file: Path) -> None:
    made = master_keys()
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.parent.stat().st_mode & 0o077 == 0
    assert [len(key) for key in made.keys.values()] == [32]
    assert master_keys() is made


def test_two_that_are_first_at_once_end_with_one_key(key_file: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(master_keys().active)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert set(found) == {json.loads(key_file.read_text())["active"]}


def test_in_production_an_absent_file_is_refused_and_not_made(key_file: Path, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(KeyFileError, match=r"chưa có.*rotate_keys --first"):
        master_keys()
    assert not key_file.exists()


@pytest.mark.parametrize("mode", [0o604, 0o660, 0o650, 0o644])
def test_in_production_a_file_that_others_can_read_is_refused(
    key_file: Path, settings: Any, mode: int
) -> None:
    make_first(key_file)
    settings.PRODUCTION = True
    assert master_keys().keys
    key_file.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        master_keys()


def test_in_production_the_group_of_the_service_may_read_the_file_and_still_may_after_a_new_key(
    key_file: Path, settings: Any
) -> None:
    make_first(key_file)
    settings.PRODUCTION = True
    key_file.chmod(0o640)
    assert master_keys().keys
    add_master_key()
    assert key_file.stat().st_mode & 0o777 == 0o640


def test_a_new_master_key_is_active_and_the_old_one_stays(key_file: Path) -> None:
    before = master_keys()
    identity = add_master_key()
    after = master_keys()
    assert after.active == identity != before.active
    assert after.keys[before.active] == before.keys[before.active]
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in key_file.parent.iterdir()] == [key_file.name]


def test_a_file_for_a_new_system_is_made_in_production_too_and_never_written_over(
    key_file: Path, settings: Any
) -> None:
    settings.PRODUCTION = True
    call_command("rotate_keys", first=True)
    before = key_file.read_text()
    assert len(master_keys().keys) == 1
    with pytest.raises(CommandError, match="không ghi đè"):
        call_command("rotate_keys", first=True)
    assert key_file.read_text() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "không đúng dạng"),
        ("[]", "không đúng dạng"),
        ('{"active": "a", "keys": {"a": "not base64!"}}', "không đúng dạng"),
        ('{"active": "a", "keys": {"a": "c2hvcnQ="}}', "32 byte"),
        ('{"active": "b", "keys": {"a": "c2hvcnQ="}}', "không có trong tệp"),
    ],
)
def test_a_spoilt_file_says_what_is_wrong_and_shows_no_key(key_file: Path, text: str, said: str) -> None:
    key_file.parent.mkdir()
    key_file.write_text(text)
    with pytest.raises(KeyFileError, match=said) as caught:
        master_keys()
    assert "c2hvcnQ" not in str(caught.value)


def test_the_keys_do_not_show_when_printed(key_file: Path) -> None:
    found = master_keys()
    assert repr(next(iter(found.keys.values()))) not in repr(found)
