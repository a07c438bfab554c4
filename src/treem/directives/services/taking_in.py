"""A document comes in and is read: findings, none of which binds anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.directives import reader, rules, selectors
from treem.directives.errors import NoSecondPaper, Unreadable
from treem.directives.models import Item, Reading
from treem.directives.services.citing import record_citations
from treem.documents import selectors as documents
from treem.documents import services as document_services

if TYPE_CHECKING:
    from treem.documents.models import Document
    from treem.files.models import StoredFile
    from treem.organisations.models import User


@dataclass(frozen=True)
class Taken:
    """What became of an upload: the document, its reading (None: it was never read here), and whether it was new.

    ``other_file``: the register holds the document already, from another file.
    """

    document: Document
    reading: Reading | None
    new: bool
    other_file: bool = False


@transaction.atomic
def take_in(
    data: bytes,
    filename: str,
    actor: User,
    *,
    at: datetime,
    patience: reader.Patience | None = None,
    stored: StoredFile | None = None,
) -> Taken:
    """Read a file and put its findings up for review. The same file sent again opens the earlier reading; another
    file of a document that is held (number, day, issuer) opens the one that is held.

    ``stored``: the file is kept already. Raises FileRefused, or Unreadable with the reader's own Vietnamese sentence;
    then nothing has been written. Raises TakesLong where the patience asks to be answered at once.
    """
    sha256 = document_services.fingerprint(data)
    earlier = documents.document_by_sha256(sha256)
    if earlier is not None and (known := selectors.reading_of_document(earlier.pk)):
        return Taken(earlier, known, new=False)
    document_services.check_file(data)
    read, result = read_file(data, filename, patience)
    return put_up(data, filename, read, result, actor, at=at, stored=stored)


def put_up(
    data: bytes,
    filename: str,
    read: reader.Found,
    result: dict[str, Any],
    actor: User,
    *,
    at: datetime,
    stored: StoredFile | None = None,
) -> Taken:
    """Put what was read up for review, in the transaction under way. Raises FileRefused."""
    sha256 = document_services.fingerprint(data)
    document, is_new = document_services.register_document(
        sha256=sha256,
        file_name=filename,
        text=read.text,
        metadata=result.get("metadata", {}),
        actor=actor,
        at=at,
    )
    other_file = not is_new and documents.document_by_sha256(sha256) is None
    # Somebody may have sent the same file in the same moment; then theirs is the reading.
    if known := selectors.reading_of_document(document.pk):
        return Taken(document, known, new=False, other_file=other_file)
    if other_file:  # its findings would point into another text
        return Taken(document, None, new=False, other_file=True)
    document_services.keep_file(document, data=data, actor=actor, stored=stored)
    reading = Reading.objects.create(
        document=document,
        result=result,
        schema=int(result.get("schema", 1)),
        reader_version=str(getattr(reader, "VERSION", ""))[:40],
        created_by=actor,
        keeper=actor,
    )
    Item.objects.bulk_create(
        Item(
            reading=reading,
            kind=finding.kind,
            position=finding.position,
            payload=finding.payload,
            confidence=finding.confidence,
        )
        for finding in rules.findings(result)
    )
    record_citations(reading.items.all())
    audit.record(
        actor=actor,
        action="directives.take_in",
        subject=reading,
        detail={"items": reading.items.count(), "document": document.pk},
    )
    return Taken(document, reading, new=True)


def read_file(
    data: bytes, filename: str, patience: reader.Patience | None = None
) -> tuple[reader.Found, dict[str, Any]]:
    """What the reader makes of a file, in a process of its own, and the same as JSON.

    Raises Unreadable, also for what is no official paper; TakesLong.
    """
    try:
        read = reader.read_apart(data, filename, patience)
    except reader.ReadError as error:
        raise Unreadable(reason=str(error)) from error
    result = read.to_json()
    if rules.says_nothing(result):
        raise Unreadable(
            reason=_(
                "Tệp %(name)s không giống một văn bản hành chính: không thấy tên cơ quan, số, trích yếu hay nhiệm vụ "
                "nào. Hãy kiểm tra lại tệp."
            )
            % {"name": filename}
        )
    return read, result


@transaction.atomic
def take_in_second(reading: Reading, actor: User, *, at: datetime) -> Taken:
    """The second paper of a file that holds two, as a document of its own, from its text; the whole file stays with the
    first. Raises Unreadable, NoSecondPaper."""
    start = rules.second_paper(reading.result)
    if start is None:
        raise NoSecondPaper()
    stem, _dot, _ending = reading.document.file_name.rpartition(".")
    name = _("%(name)s (văn bản thứ hai).txt") % {"name": stem or reading.document.file_name}
    return take_in(selectors.text_of(reading)[start:].encode(), name, actor, at=at)
