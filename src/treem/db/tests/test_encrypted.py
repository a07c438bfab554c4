"""Encrypted text: what opens, what must not, and what survives a new master key."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import as_app
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, models, transaction

from treem.db import grants, keys
from treem.db.encrypted import Ciphertext, DataKeyField, EncryptedTextField, Unreadable
from treem.db.errors import KeyLost, SearchRefused, Undecipherable
from treem.db.master_keys import master_keys
from treem.db.models import DataKey
from treem.db.tests.key_files import key_file, lose_master_keys

__all__ = ["key_file"]
pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def note_class() -> Iterator[Any]:
    """A model with two encrypted columns, known to Django while this module runs."""

    class Note(models.Model):
        # The key stands last on purpose: its place among the fields must not matter.
        uuid = models.UUIDField(default=uuid.uuid4)
        story = EncryptedTextField(blank=True)
        phone = EncryptedTextField(null=True, blank=True)
        data_key = DataKeyField()

        class Meta:
            app_label = "treem_db"
            db_table = "probe_note"

    yield Note
    del apps.all_models["treem_db"]["note"]
    apps.clear_cache()


@pytest.fixture
def Note(note_class: Any, db: None, key_file: Path) -> Any:
    """Its table, for one test."""
    with connection.schema_editor() as editor:
        editor.create_model(note_class)
    run("GRANT SELECT, INSERT, UPDATE ON probe_note TO treem_app")
    run("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO treem_app")
    return note_class


def run(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


STORY = "Cháu kể: tối thứ Bảy, ở nhà bác… 🙂"


def test_what_is_written_comes_back_and_is_not_in_the_column(Note: Any) -> None:
    made = Note.objects.create(story=STORY)
    [(stored, phone)] = run("SELECT story, phone FROM probe_note")
    assert "Cháu".encode() not in bytes(stored)
    assert phone is None
    found = Note.objects.get(pk=made.pk)
    assert (found.story, found.phone) == (STORY, None)
    assert Ciphertext(stored).data_key_id == found.data_key_id


def test_the_application_role_can_do_all_of_it(Note: Any) -> None:
    with as_app(None):
        made = Note.objects.create(story=STORY)
        made.story = "khác"
        made.save()
        assert Note.objects.get().story == "khác"
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            DataKey.objects.update(wrapped=b"")
    assert grants.privileges_of("db_datakey", in_room=True) == grants.APPEND


def test_many_at_once_and_a_shared_key(Note: Any) -> None:
    first = Note.objects.create(story="một")
    second = Note.objects.create(story="hai", data_key_id=first.data_key_id)
    Note.objects.bulk_create([Note(story="ba", phone="0212"), Note(story="bốn")])
    assert [note.story for note in Note.objects.order_by("pk")] == ["một", "hai", "ba", "bốn"]
    assert first.data_key_id == second.data_key_id
    assert DataKey.objects.count() == 3


def test_a_save_that_changes_nothing_keeps_the_bytes(Note: Any) -> None:
    made = Note.objects.create(story=STORY, phone="0212000000")
    before = run("SELECT story, phone FROM probe_note")
    made.save()
    again = Note.objects.get()
    again.save()
    assert again.story == STORY
    again.save()
    assert run("SELECT story, phone FROM probe_note") == before
    again.phone = "0912"
    again.save()
    after = run("SELECT story, phone FROM probe_note")
    assert after[0][0] == before[0][0]
    assert after[0][1] != before[0][1]


def test_the_same_text_twice_gives_different_bytes(Note: Any) -> None:
    key = keys.new_data_key()
    Note.objects.create(story="như nhau", data_key_id=key)
    Note.objects.create(story="như nhau", data_key_id=key)
    assert len(set(run("SELECT story FROM probe_note"))) == 2


def test_a_deferred_column_is_fetched_and_opened(Note: Any) -> None:
    Note.objects.create(story=STORY)
    found = Note.objects.defer("story", "data_key").get()
    assert found.story == STORY
    found.refresh_from_db()
    assert found.story == STORY
    found.save()
    assert Note.objects.get().story == STORY


@pytest.mark.parametrize("shared", [False, True])
def test_bytes_moved_to_another_row_do_not_open(Note: Any, shared: bool) -> None:
    one = Note.objects.create(story="của một")
    two = Note.objects.create(story="của hai", **({"data_key_id": one.data_key_id} if shared else {}))
    run(
        "UPDATE probe_note SET story = (SELECT story FROM probe_note WHERE id = %s) WHERE id = %s",
        one.pk,
        two.pk,
    )
    moved = Note.objects.get(pk=two.pk).story
    assert isinstance(moved, Unreadable)
    assert isinstance(moved.error, Undecipherable)
    assert "của một" not in moved


def test_bytes_moved_to_another_row_with_their_key_do_not_open(Note: Any) -> None:
    one, two = Note.objects.create(story="của một"), Note.objects.create(story="của hai")
    run(
        "UPDATE probe_note SET (story, data_key_id) = (SELECT story, data_key_id FROM probe_note WHERE id = %s) WHERE id = %s",
        one.pk, two.pk,
    )  # fmt: skip
    assert isinstance(Note.objects.get(pk=two.pk).story, Unreadable)


def test_bytes_moved_to_another_column_do_not_open(Note: Any) -> None:
    made = Note.objects.create(story="chuyện", phone="0212")
    run("UPDATE probe_note SET story = phone, phone = story")
    found = Note.objects.get(pk=made.pk)
    assert isinstance(found.story, Unreadable)
    assert isinstance(found.phone, Unreadable)


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_one_changed_byte_is_found(Note: Any, position: int) -> None:
    Note.objects.create(story=STORY)
    [(stored,)] = run("SELECT story FROM probe_note")
    spoilt = bytearray(stored)
    spoilt[position] ^= 1
    run("UPDATE probe_note SET story = %s", bytes(spoilt))
    assert isinstance(Note.objects.get().story, Unreadable)


def test_a_lost_key_names_itself_and_does_not_spoil_the_list(Note: Any, key_file: Path) -> None:
    lost = Note.objects.create(story="mất khóa")
    lose_master_keys(key_file)
    Note.objects.create(story="đọc được")
    keys.preload(Note.objects.values_list("data_key_id", flat=True))
    first, second = Note.objects.order_by("pk")
    assert second.story == "đọc được"
    assert isinstance(first.story, Unreadable)
    assert isinstance(first.story.error, KeyLost)
    assert str(lost.data_key_id) in first.story


def test_what_cannot_be_read_is_kept_and_never_written_over(Note: Any, key_file: Path) -> None:
    Note.objects.create(story="mất khóa", phone="1")
    before = run("SELECT story FROM probe_note")
    lose_master_keys(key_file)
    found = Note.objects.get()
    shown = str(found.story)
    found.save()  # nothing typed: the bytes stay
    assert run("SELECT story FROM probe_note") == before
    found.story = shown  # a form that sends back what it showed
    with pytest.raises(KeyLost), transaction.atomic():
        found.save()
    assert run("SELECT story FROM probe_note") == before


def test_a_copied_record_does_not_take_bytes_it_could_not_open(Note: Any) -> None:
    Note.objects.create(story=STORY)
    copy = Note.objects.get()
    copy.pk, copy.uuid, copy._state.adding = None, uuid.uuid4(), True
    with pytest.raises(Undecipherable), transaction.atomic():
        copy.save()
    copy = Note.objects.get()
    copy.story = str(copy.story)
    assert copy.story == STORY


def test_a_key_that_was_rolled_back_cannot_be_written_under(Note: Any) -> None:
    with transaction.atomic():
        made = Note.objects.create(story=STORY)
        assert Note.objects.get().story == STORY  # the key is now remembered
        transaction.set_rollback(True)
    made.pk, made._state.adding, made.story = None, True, "khác"
    with pytest.raises((KeyLost, IntegrityError)), transaction.atomic():
        made.save()
    assert not Note.objects.exists()


def test_searching_and_bulk_changes_are_refused_loudly(Note: Any) -> None:
    made = Note.objects.create(story=STORY, phone="0212")
    for wrong in (
        lambda: Note.objects.filter(story=STORY).exists(),
        lambda: Note.objects.filter(story__icontains="Cháu").exists(),
        lambda: Note.objects.filter(story__in=["x"]).exists(),
        lambda: Note.objects.exclude(story__lower="x").exists(),
        lambda: Note.objects.update(story="x"),
        lambda: Note.objects.bulk_update([made], ["story"]),
        lambda: Note._meta.get_field("story").value_to_string(made),
    ):
        with pytest.raises(SearchRefused), transaction.atomic():
            wrong()
    assert Note.objects.filter(phone__isnull=False).count() == 1
    assert "Cháu".encode() not in bytes(Note.objects.values_list("story", flat=True)[0])


def test_the_migration_writes_down_what_is_bound(Note: Any) -> None:
    field = Note._meta.get_field("story")
    kwargs = field.deconstruct()[3]
    assert kwargs["binding"] == "treem_db.note.story"
    assert EncryptedTextField(**kwargs).binding == "treem_db.note.story"


def test_a_model_without_a_data_key_is_found_by_the_checks(note_class: Any) -> None:
    field = note_class._meta.get_field("story")
    assert field.check() == []
    field.key = "no_such_key"
    try:
        assert [fault.id for fault in field.check()] == ["treem_db.E001"]
    finally:
        field.key = "data_key"


# --- A new master key ---------------------------------------------------------------------------------------


def masters_used() -> set[str]:
    return set(DataKey.objects.values_list("master_id", flat=True))


def test_a_new_master_key_leaves_every_ciphertext_as_it_was(Note: Any) -> None:
    for number in range(7):
        Note.objects.create(story=f"chuyện {number}")
    index = keys.blind_index("0912000000", "test.phone")
    before, old = run("SELECT id, story, data_key_id FROM probe_note ORDER BY id"), master_keys().active
    done = keys.rotate(batch=3)
    assert (done.made, done.rewrapped, done.lost) == (True, 8, [])
    assert masters_used() == {done.master_id} != {old}
    assert run("SELECT id, story, data_key_id FROM probe_note ORDER BY id") == before
    keys.forget()
    assert [note.story for note in Note.objects.order_by("pk")] == [f"chuyện {number}" for number in range(7)]
    assert keys.blind_index("0912000000", "test.phone") == index


class Killed(BaseException):
    """The process ended here."""


def test_killed_half_way_everything_is_readable_and_the_next_run_finishes(Note: Any) -> None:
    for number in range(7):
        Note.objects.create(story=f"chuyện {number}")

    def die(rewrapped: int) -> None:
        if rewrapped >= 4:
            raise Killed

    with pytest.raises(Killed):
        keys.rotate(batch=2, after_batch=die)
    assert len(masters_used()) == 2
    keys.forget()
    assert [note.story for note in Note.objects.order_by("pk")] == [f"chuyện {number}" for number in range(7)]
    half_way = master_keys().active
    done = keys.rotate(batch=2)
    assert (done.made, done.master_id, done.rewrapped) == (False, half_way, 3)
    assert masters_used() == {half_way}
    assert keys.rotate().made, "a run after a finished one makes another master key"
    assert len(master_keys().keys) == 3


def test_killed_before_the_first_batch_no_second_master_is_made(Note: Any, monkeypatch: Any) -> None:
    Note.objects.create(story=STORY)
    with monkeypatch.context() as patch:
        patch.setattr(DataKey.objects, "bulk_update", lambda *_: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            keys.rotate()
    keys.rotate()
    assert len(master_keys().keys) == 2
    keys.forget()
    assert Note.objects.get().story == STORY


def test_a_lost_data_key_is_listed_and_does_not_stop_the_others(Note: Any, key_file: Path) -> None:
    lost = Note.objects.create(story="mất")
    lose_master_keys(key_file)
    Note.objects.create(story="còn")
    with pytest.raises(CommandError, match=str(lost.data_key_id)):
        call_command("rotate_keys")
    assert Note.objects.order_by("pk").last().story == "còn"
    assert len(masters_used()) == 2


# --- Look-up ------------------------------------------------------------------------------------------------


def test_a_blind_index_finds_the_same_value_and_keeps_purposes_apart(Note: Any) -> None:
    first = keys.blind_index("0912000000", "cases.informant_phone")
    assert len(first) == 64
    assert keys.blind_index("0912000000", "cases.informant_phone") == first
    assert keys.blind_index("0912000001", "cases.informant_phone") != first
    assert keys.blind_index("0912000000", "cases.other") != first
    DataKey.objects.filter(pk=keys.INDEX_KEY).delete()
    assert keys.blind_index("0912000000", "cases.informant_phone") != first, "the index hangs on its key"


def test_with_a_lost_index_key_no_new_one_is_made(Note: Any, key_file: Path) -> None:
    keys.blind_index("0912", "test")
    lose_master_keys(key_file)
    with pytest.raises(KeyLost):
        keys.blind_index("0912", "test")
    assert DataKey.objects.count() == 1
