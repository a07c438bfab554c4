"""A file that takes long to read: kept at once, read by a job, taken up again after whatever happens."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.directives import reader
from treem.directives.errors import BeingRead, Unreadable
from treem.directives.models import Reading, Upload, UploadState
from treem.directives.services.replacing import check_replacement, put_in_place, replace
from treem.directives.services.taking_in import Taken, put_up, read_file, take_in
from treem.documents import services as document_services
from treem.files import services as files
from treem.kernel.errors import DomainError

if TYPE_CHECKING:
    from treem.organisations.models import User

MOST_TRIES = 3
"""A file under which the worker was killed so often is not tried by itself again."""
_TELL_EVERY_S = 1.0


def bring(data: bytes, filename: str, actor: User, *, at: datetime) -> Taken | Upload:
    """Read a file at once when that takes a moment; otherwise keep it, to be read by a job.

    Raises FileRefused, Unreadable; then nothing has been written.
    """
    try:
        return take_in(data, filename, actor, at=at, patience=reader.Patience(quick=True))
    except reader.TakesLong:
        return keep(data, filename, actor, at=at)


def bring_replacement(
    reading: Reading, data: bytes, filename: str, *, why: str, actor: User, at: datetime, sure: bool = False
) -> Reading | Upload:
    """As ``bring``, for another file of the same document (see ``replace``).

    Raises ReasonMissing, Superseded, SameFile, OtherPaper, BeingRead, FileRefused, Unreadable; then nothing has been
    written.
    """
    try:
        return replace(
            reading, data, filename, why=why, actor=actor, at=at, sure=sure, patience=reader.Patience(quick=True)
        )  # fmt: skip
    except reader.TakesLong:
        why = check_replacement(reading, data, why)
        return keep(data, filename, actor, at=at, replaces=reading, why=why, sure=sure)


@transaction.atomic
def keep(
    data: bytes, filename: str, actor: User, *, at: datetime, replaces: Reading | None = None, why: str = "",
    sure: bool = False,
) -> Upload:  # fmt: skip
    """Keep a file to be read; the same file that is being read already for the same purpose is that one. Raises BeingRead
    for another purpose, FileRefused."""
    sha256 = document_services.fingerprint(data)
    under_way = Upload.objects.filter(sha256=sha256, state__in=(UploadState.WAITING, UploadState.READING))
    if known := under_way.first():
        return _of_purpose(known, replaces)
    stored = document_services.store_source(data, filename, actor=actor)
    try:
        with transaction.atomic():
            upload = Upload.objects.create(
                file=stored, file_name=filename[-255:], sha256=sha256, at=at, asked_at=at, created_by=actor,
                replaces=replaces, replaces_why=why[:500], replaces_sure=sure,
            )  # fmt: skip
    except IntegrityError:  # somebody else sent it in the same moment
        if known := under_way.first():
            return _of_purpose(known, replaces)
        raise
    audit.record(actor=actor, action="directives.upload", subject=upload, detail={"size": len(data)})
    return upload


def _of_purpose(known: Upload, replaces: Reading | None) -> Upload:
    if known.replaces_id == (replaces.pk if replaces else None):
        return known
    label = known.replaces.document.label if known.replaces else ""
    what = _("thay thế %(label)s") % {"label": label} if label else _("đưa vào sổ văn bản")
    raise BeingRead(what=what)


@transaction.atomic
def try_again(upload: Upload, actor: User, *, at: datetime) -> Upload:
    """Have a file that could not be read tried once more, because something has changed: a program was installed, the
    machine is calmer. One that is under way or read stays as it is."""
    locked = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if locked.state != UploadState.REFUSED:
        return locked
    same = Upload.objects.filter(sha256=locked.sha256, state__in=(UploadState.WAITING, UploadState.READING))
    if known := same.first():
        return known
    locked.state, locked.why, locked.tries, locked.asked_at = UploadState.WAITING, "", 0, at
    locked.pages_done = locked.pages_total = locked.finished_at = None
    locked.version += 1
    locked.save()
    audit.record(actor=actor, action="directives.try_again", subject=locked)
    return locked


def read_upload(upload_id: int, *, clock: Callable[[], datetime]) -> None:
    """Read a kept file, in transactions of its own, so that everybody sees how far it is.

    Safe to run twice: whoever comes second waits for the first, then finds it done. A file under which the worker was
    killed several times is refused in words.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('directives.upload'), %s)", [upload_id])
    try:
        upload = _begun(upload_id, at=clock())
        if upload is not None:
            _read(upload, clock)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('directives.upload'), %s)", [upload_id])


@transaction.atomic
def _begun(upload_id: int, *, at: datetime) -> Upload | None:
    upload = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("file", "created_by", "replaces__document")
        .get(pk=upload_id)
    )
    if not upload.under_way:
        return None
    upload.tries += 1
    upload.state = UploadState.READING
    if upload.tries > MOST_TRIES:
        _refuse(upload, _("Đã thử đọc %(n)d lần mà máy đều dừng giữa chừng. Hãy tách văn bản hoặc lưu lại thành .docx.") % {"n": MOST_TRIES}, at)  # fmt: skip
        return None
    upload.version += 1
    upload.save()
    return upload


def _read(upload: Upload, clock: Callable[[], datetime]) -> None:
    try:
        with transaction.atomic():
            data = files.read_whole(upload.file)
        read, result = read_file(data, upload.file_name, reader.Patience(told=_telling(upload)))
        with transaction.atomic():
            upload.reading = _put(upload, data, read, result)
            upload.state, upload.finished_at = UploadState.DONE, clock()
            upload.version += 1
            upload.save()
    except DomainError as error:
        with transaction.atomic():
            _refuse(upload, str(error), clock())


def _put(upload: Upload, data: bytes, read: reader.Found, result: dict[str, Any]) -> Reading:
    """What was read, up for review. Raises Unreadable where the register has the document from another file, and what
    ``put_in_place`` raises."""
    actor, name = upload.created_by, upload.file_name
    if upload.replaces is not None:
        check_replacement(upload.replaces, data, upload.replaces_why)
        return put_in_place(
            upload.replaces, data, name, read, result, why=upload.replaces_why, actor=actor, at=upload.at,
            sure=upload.replaces_sure, stored=upload.file,
        )  # fmt: skip
    taken = put_up(data, name, read, result, actor, at=upload.at, stored=upload.file)
    if taken.reading is None or taken.other_file:
        label = taken.document.label
        raise Unreadable(reason=_("Sổ văn bản đã có văn bản này từ tệp khác: %(label)s. Nếu tệp vừa gửi là bản thay thế, hãy mở văn bản đó và bấm “Đưa bản thay thế của văn bản này vào”.") % {"label": label})  # fmt: skip
    return taken.reading


def _refuse(upload: Upload, why: str, at: datetime) -> None:
    upload.state, upload.why, upload.finished_at = UploadState.REFUSED, why, at
    upload.version += 1
    upload.save()


def _telling(upload: Upload) -> Callable[[int, int], None]:
    """Writes down how many pages are read, now and then."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        upload.pages_done, upload.pages_total = done, total
        if time.monotonic() - last >= _TELL_EVERY_S:
            last = time.monotonic()
            with transaction.atomic():
                upload.save(update_fields=["pages_done", "pages_total"])

    return tell
