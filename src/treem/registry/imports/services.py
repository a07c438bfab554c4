"""A list of children on its way: taken in, read, looked at, written, taken back. Each step is safe to repeat.

Short steps are the person's own transaction; reading, writing and taking back are work of a job, in transactions of
their own, so that everybody sees how far it is.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from treem.audit.services import record
from treem.files import rules as file_rules
from treem.files import services as files
from treem.kernel.errors import DomainError
from treem.kernel.time import local_date
from treem.registry import selectors
from treem.registry.errors import (
    ChildOfTwoRows,
    ColumnsMissing,
    CommuneForList,
    ListMoved,
    NotALookAlike,
    NothingToWrite,
)
from treem.registry.imports import layout, matching, reading, words, writing
from treem.registry.imports.setting import setting_for
from treem.registry.models import ChildImport, ChildImportRow, Decision, ImportState, RowState

if TYPE_CHECKING:
    from django.core.files.base import File

    from treem.files.models import StoredFile
    from treem.organisations.models import User

log = logging.getLogger(__name__)

BYTES_LIMIT = 60 * file_rules.MEBIBYTE
UNPACKED_LIMIT = 1500 * file_rules.MEBIBYTE
KINDS = frozenset({"xlsx", "xls", "ods", "txt", "oldtxt"})
MOST_TRIES = 4
_TELL_EVERY_S = 1.0
Clock = Callable[[], datetime]
Told = Callable[[int, int], None]


# -- taking in


@transaction.atomic
def take_in(
    upload: File[bytes],
    *,
    actor: User,
    appointment_id: int | None,
    commune_id: int | None,
    at: datetime,
    apart: bool = False,
) -> ChildImport:
    """Keep a list (encrypted) for a job to read. Nothing of it is in the register yet.

    ``commune_id``: of whose children it is; None for a list of several communes. The same file of the same owner that is
    still being read or looked at is that list, unless this one is to stand ``apart`` from what the person has open.

    Raises a FileRefused, CommuneForList.
    """
    if commune_id is not None and commune_id not in selectors.my_communes():
        raise CommuneForList
    digest = hashlib.sha256()
    if (upload.size or 0) <= BYTES_LIMIT:  # one that is too large is refused without being read
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
    open_states = (ImportState.READING, ImportState.COLUMNS, ImportState.PREVIEW)
    known = ChildImport.objects.filter(
        digest=digest.hexdigest(), commune_id=commune_id, created_by_id=actor.pk, state__in=open_states
    ).first()
    if known is not None and not apart:
        return known
    stored = files.store(
        upload, actor=actor, purpose=selectors.LISTS, kinds=KINDS, limit=BYTES_LIMIT, unpacked=UNPACKED_LIMIT
    )
    taken = ChildImport.objects.create(
        commune_id=commune_id, file=stored, digest=stored.sha256, created_by_id=actor.pk, appointment_id=appointment_id,
        created_at=at, asked_at=at,
    )  # fmt: skip
    record(actor=actor, action="registry.take_in_list", subject=taken, detail={"size": stored.size})
    return taken


def _order(taken: ChildImport, today: date, *, wanted: list[int] | None = None) -> dict[str, Any]:
    assert taken.file is not None
    return {
        "kind": _kind_of(taken.file), "rows": reading.ROWS_LIMIT, "sheet": taken.chosen.get("sheet", ""),
        "chosen": taken.chosen.get("columns", {}),
        "remembered": selectors.remembered_columns(taken.commune_id, taken.created_by_id),
        "setting": setting_for(home=taken.commune_id, today=today).as_json(), "wanted": wanted,
    }  # fmt: skip


def _kind_of(stored: StoredFile) -> str:
    return next((key for key in KINDS if file_rules.KINDS[key].media_type == stored.media_type), "txt")


# -- the work of jobs


def _held(taken_id: int, state: ImportState) -> ChildImport | None:
    """The list where it still waits for that work; None where another run has done it."""
    with transaction.atomic():
        taken = ChildImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=taken_id)
        if taken.state != state:
            return None
        taken.tries += 1
        if taken.tries > MOST_TRIES:
            _stop(
                taken,
                _("Đã thử %(n)d lần mà máy đều dừng giữa chừng. Hãy báo người quản trị.") % {"n": MOST_TRIES},
            )
            return None
        taken.save(update_fields=["tries"])
    return taken


def _stop(taken: ChildImport, why: str) -> None:
    """Reading that failed refuses the file; writing that failed waits, as far as it is, to be gone on with."""
    taken.why = why
    if taken.state == ImportState.READING:
        taken.state = ImportState.REFUSED
    taken.version += 1
    taken.save(update_fields=["why", "state", "version"])


@contextmanager
def _alone(taken_id: int) -> Iterator[None]:
    """Whoever comes second waits for the first, then finds it done."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10min'; SET statement_timeout = '10min'")
        cursor.execute("SELECT pg_advisory_lock(hashtext('registry.child_list.work'), %s)", [taken_id])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('registry.child_list.work'), %s)", [taken_id])


def read_list(taken_id: int, *, clock: Clock, told: Told | None = None) -> None:
    """Read, clean and compare a kept list; at the end the preview is there, or what a person must say first."""
    with _alone(taken_id):
        taken = _held(taken_id, ImportState.READING)
        if taken is None:
            return
        try:
            _read(taken, clock, told or _telling(taken))
        except DomainError as error:
            with transaction.atomic():
                _stop(taken, str(error))
        except OperationalError as error:
            _out_of_room(taken, error)
        finally:
            matching.drop_table()


def _read(taken: ChildImport, clock: Clock, told: Told) -> None:
    assert taken.file is not None
    with transaction.atomic():
        order = _order(taken, local_date(clock()))
        content = files.open_file(taken.file)
    matching.make_table()
    head: dict[str, Any] = {}
    end: dict[str, Any] = {}
    rows = 0
    for frame in reading.frames(content, order):
        if frame.kind == "H":
            head = frame.told
            with transaction.atomic():
                taken.layout, taken.signature, taken.rows_total = (
                    head,
                    head["signature"],
                    max(head["total"], 0),
                )
                taken.save(update_fields=["layout", "signature", "rows_total"])
        elif frame.kind == "R":
            matching.copy_in(frame.content[4:])
            rows += frame.content.count(b"\n")
            told(rows, taken.rows_total)
        elif frame.kind == "E":
            end = frame.told
    lacking = list(head["missing"])
    if taken.commune_id is None and not {"commune", "commune_code"} & set(head["mapping"]):
        lacking.append("commune")
    with transaction.atomic():
        if not lacking:
            with connection.cursor() as cursor:
                cursor.execute("SELECT DISTINCT commune_id FROM incoming WHERE NOT refused")
                communes = [row[0] for row in cursor.fetchall()]
            writing.lock_communes(communes)
            seen = writing.numbers_given()
            matching.compare(taken)
        taken.layout = {**head, "missing": lacking, **end}
        taken.state = ImportState.COLUMNS if lacking else ImportState.PREVIEW
        taken.counts = {} if lacking else {**matching.counts_of(taken), "seen": seen}
        taken.rows_done, taken.tries, taken.why = 0, 0, ""
        taken.version += 1
        taken.save()
        record(
            actor=_person(taken.created_by_id), action="registry.read_list", subject=taken,
            detail={key: n for key, n in taken.counts.items() if key != "seen"},
        )  # fmt: skip


def _person(pk: int | None) -> Any:
    return get_user_model().objects.filter(pk=pk).first() if pk else None


def _telling(taken: ChildImport) -> Told:
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _TELL_EVERY_S:
            last = time.monotonic()
            with transaction.atomic():
                ChildImport.objects.filter(pk=taken.pk).update(rows_done=done, rows_total=total)

    return tell


def _out_of_room(taken: ChildImport, error: DatabaseError) -> None:
    """A full disk: said to the person; what is written stays, the rest waits. Anything else is for the job to retry."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", "") not in ("53100", "53200"):
        raise error
    log.error("list %s: %s", taken.pk, cause)
    with transaction.atomic():
        _stop(
            taken,
            _(
                "Máy chủ hết chỗ lưu, việc dừng lại; phần đã ghi vẫn đúng. Hãy báo người quản trị rồi bấm Làm tiếp."
            ),
        )


def write_list(taken_id: int, *, clock: Clock, told: Told | None = None, piece: int = writing.PIECE) -> None:
    """Write a list that a person confirmed, from where it stopped."""
    _in_pieces(taken_id, ImportState.APPLYING, clock, told, piece)


def take_list_back(
    taken_id: int, *, clock: Clock, told: Told | None = None, piece: int = writing.PIECE
) -> None:
    """Take a written list back, from where it stopped."""
    _in_pieces(taken_id, ImportState.UNDOING, clock, told, piece)


def _in_pieces(taken_id: int, state: ImportState, clock: Clock, told: Told | None, piece: int) -> None:
    with _alone(taken_id):
        taken = _held(taken_id, state)
        if taken is None:
            return
        try:
            while _one_piece(taken, state, clock(), piece):
                if told:
                    told(taken.rows_done, taken.rows_total)
        except OperationalError as error:
            _out_of_room(taken, error)


@transaction.atomic
def _one_piece(taken: ChildImport, state: ImportState, at: datetime, size: int) -> bool:
    undoing = state == ImportState.UNDOING
    by = taken.undone_by_id if undoing else taken.written_by_id
    _history_of(by, taken)
    after = taken.rows_done if undoing else taken.done_through
    through = writing.piece_end(taken, after, size)
    if through is None:
        _finish(taken, undoing, at)
        return False
    if undoing:
        happened = writing.undo_piece(taken, after=after, through=through)
    else:
        happened = writing.write_piece(taken, through=through, today=local_date(at))
        taken.done_through = through
    taken.rows_done = through
    counts = dict(taken.counts)
    for key, n in happened.items():
        counts[key] = counts.get(key, 0) + n
    taken.counts, taken.tries = counts, 0
    taken.save(update_fields=["counts", "rows_done", "done_through", "tries"])
    return True


def _history_of(by: int | None, taken: ChildImport) -> None:
    """Whose the changes are, for the history (plain SQL carries no context of its own)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)",
            [str(uuid4()), json.dumps({"user": by, "list": str(taken.uuid)})],
        )


def _finish(taken: ChildImport, undoing: bool, at: datetime) -> None:
    counts = {key: n for key, n in taken.counts.items() if key != "seen"}
    if undoing:
        taken.state, taken.undone_at = ImportState.UNDONE, at
    else:
        taken.state, taken.applied_at = ImportState.APPLIED, at
        of_event = children_of_events(taken)
        for event in taken.events.all():
            event.counts = {"children": of_event.get(event.pk, 0)}
            event.save(update_fields=["counts"])
        taken.counts = {**taken.counts, **matching.counts_of(taken)}
    taken.why, taken.tries = "", 0
    taken.version += 1
    taken.save()
    record(
        actor=_person(taken.undone_by_id if undoing else taken.written_by_id),
        action="registry.take_list_back" if undoing else "registry.write_list", subject=taken,
        detail={"digest": taken.digest, **counts},
    )  # fmt: skip


def children_of_events(taken: ChildImport) -> dict[int, int]:
    """How many children each event of the list brought."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source_id, count(*) FROM registry_child WHERE source_id = ANY (%s) GROUP BY source_id",
            [list(taken.events.values_list("pk", flat=True))],
        )
        return dict(cursor.fetchall())


# -- the steps of a person


def _at(taken: ChildImport, *states: ImportState) -> ChildImport:
    standing = ChildImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=taken.pk)
    if standing.state not in states:
        raise ListMoved(state=standing.get_state_display())
    return standing


@transaction.atomic
def choose_columns(
    taken: ChildImport, *, columns: Mapping[str, int | None], sheet: str, at: datetime, actor: User
) -> ChildImport:
    """Which column is which, in which sheet: the list is read again by it. Raises ListMoved, ColumnsMissing."""
    standing = _at(taken, ImportState.COLUMNS, ImportState.PREVIEW)
    same_sheet = not sheet or sheet == standing.layout.get("sheet", "")
    if same_sheet:
        said = {key: place for key, place in columns.items() if place is not None}
        lacking = layout.missing(said)
        if standing.commune_id is None and not {"commune", "commune_code"} & set(said):
            lacking.append("commune")
        if lacking:
            raise ColumnsMissing(columns=", ".join(words.label_of(key) for key in lacking))
    standing.chosen = {"sheet": sheet, "columns": dict(columns) if same_sheet else {}}
    return _ask(standing, ImportState.READING, at, actor, "registry.choose_columns")


def _ask(taken: ChildImport, state: ImportState, at: datetime, actor: User, action: str) -> ChildImport:
    taken.state, taken.asked_at, taken.tries, taken.why, taken.rows_done = state, at, 0, "", 0
    taken.version += 1
    taken.save()
    record(actor=actor, action=action, subject=taken)
    return taken


@transaction.atomic
def decide(taken: ChildImport, choices: Mapping[int, str], *, actor: User) -> int:
    """What rows that look like a child are: by number ``""``, ``"new"``, or the id of the child it is; how many were set.

    Raises ListMoved, NotALookAlike, ChildOfTwoRows.
    """
    standing = _at(taken, ImportState.PREVIEW)
    rows = {row.number: row for row in standing.rows.select_for_update().filter(number__in=list(choices))}
    for number, choice in choices.items():
        row = rows.get(number)
        if row is None or row.state != RowState.ALIKE:
            raise NotALookAlike
        row.child_id, row.child_version, row.changes = None, None, None
        if choice in ("", "new"):
            row.decision = Decision.NEW if choice else Decision.NONE
        else:
            _is_child(row, int(choice))
        row.save(update_fields=["decision", "child_id", "child_version", "changes"])
    _each_child_once(standing)
    standing.counts = {**standing.counts, **matching.counts_of(standing)}
    standing.version += 1
    standing.save(update_fields=["counts", "version"])
    record(actor=actor, action="registry.decide_list", subject=standing, detail={"rows": len(choices)})
    return len(choices)


def _is_child(row: ChildImportRow, child_id: int) -> None:
    if child_id not in (row.alike_ids or []):
        raise NotALookAlike
    child = selectors.child_visible(child_id)
    if child is None or child.status != "active":
        raise NotALookAlike
    row.decision, row.child_id, row.child_version = Decision.SAME, child.pk, child.version
    row.changes = matching.changes_of(row)


def _each_child_once(taken: ChildImport) -> None:
    """No child that a person named is another row's too: only one of both could be written. Raises ChildOfTwoRows."""
    decided = dict(
        taken.rows.filter(decision=Decision.SAME).order_by("-number").values_list("child_id", "number")
    )
    means_one = Q(decision=Decision.SAME) | Q(state__in=[RowState.CHANGED, RowState.SAME])
    for number, child_id in (
        taken.rows.filter(means_one, child_id__in=list(decided))
        .order_by("number")
        .values_list("number", "child_id")
    ):
        if number != decided[child_id]:
            first, second = sorted((number, decided[child_id]))
            raise ChildOfTwoRows(first=first, second=second)


@transaction.atomic
def confirm(
    taken: ChildImport, *, version: int, actor: User, appointment_id: int | None, at: datetime
) -> ChildImport:
    """«Ghi vào danh sách»: a job writes what the preview shows. Raises ListMoved, NothingToWrite."""
    standing = _at(taken, ImportState.PREVIEW)
    if standing.version != version:
        raise ListMoved(state=standing.get_state_display())
    counts = standing.counts
    if not counts.get("new") and not counts.get("changed") and not counts.get("decided"):
        raise NothingToWrite
    standing.appointment_id, standing.rows_total = appointment_id, _last_number(standing)
    standing.confirmed_by_id = actor.pk
    return _ask(standing, ImportState.APPLYING, at, actor, "registry.confirm_list")


def _last_number(taken: ChildImport) -> int:
    last = taken.rows.order_by("-number").values_list("number", flat=True).first()
    return last or 0


@transaction.atomic
def ask_back(taken: ChildImport, *, actor: User, appointment_id: int | None, at: datetime) -> ChildImport:
    """«Hoàn tác lần nhập này»: a job takes the list back. Raises ListMoved."""
    standing = _at(taken, ImportState.APPLIED)
    standing.undone_by_id, standing.appointment_id = actor.pk, appointment_id
    return _ask(standing, ImportState.UNDOING, at, actor, "registry.ask_list_back")


@transaction.atomic
def go_on(taken: ChildImport, *, actor: User, appointment_id: int | None, at: datetime) -> ChildImport:
    """«Làm tiếp»: work that stopped, or a file that could not be read, is tried again from where it is."""
    standing = _at(taken, ImportState.REFUSED, ImportState.READING, ImportState.APPLYING, ImportState.UNDOING)
    if standing.state == ImportState.REFUSED:
        standing.state = ImportState.READING
    standing.asked_at, standing.tries, standing.why, standing.appointment_id = at, 0, "", appointment_id
    standing.version += 1
    standing.save()
    record(actor=actor, action="registry.go_on_with_list", subject=standing)
    return standing


@transaction.atomic
def drop(taken: ChildImport, *, actor: User) -> None:
    """Leave the preview without writing anything; what was read of the children goes. Raises ListMoved."""
    standing = _at(taken, ImportState.COLUMNS, ImportState.PREVIEW, ImportState.REFUSED)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_childimportrow WHERE taken_id = %s", [standing.pk])
    standing.state, standing.dropped_by_id = ImportState.DROPPED, actor.pk
    standing.layout = {key: kept for key, kept in standing.layout.items() if key != "samples"}
    standing.version += 1
    standing.save()
    record(actor=actor, action="registry.drop_list", subject=standing)


# -- the rows that were not taken


def left_out(taken: ChildImport) -> list[ChildImportRow]:
    """Rows that are not in the register: refused ones, and look-alikes that nobody decided."""
    found = taken.rows.filter(state__in=[RowState.REFUSED, RowState.ALIKE]).order_by("number")
    return [row for row in found if row.state == RowState.REFUSED or not row.decision]


def originals(taken: ChildImport, numbers: Iterable[int], *, today: date) -> dict[int, list[Any]]:
    """Those rows of the file as they stood there: texts, numbers, days. Raises a FileRefused, ContentLost."""
    assert taken.file is not None
    found: dict[int, list[Any]] = {}
    order = _order(taken, today, wanted=list(numbers))
    order["sheet"] = taken.layout.get("sheet", "")
    for frame in reading.frames(files.open_file(taken.file), order):
        if frame.kind == "O":
            for number, cells in frame.told:
                found[number] = [date.fromisoformat(c["d"]) if isinstance(c, dict) else c for c in cells]
    return found


def stream_of(content: bytes) -> BinaryIO:
    """Bytes as a file, for the command line."""
    return io.BytesIO(content)
