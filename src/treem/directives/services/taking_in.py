"""A document comes in and is read: findings, none of which binds anybody."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from treem.audit import services as audit
from treem.directives import reader, rules, selectors
from treem.directives.errors import (
    Unreadable,
)
from treem.directives.models import Item, Reading
from treem.documents import selectors as documents
from treem.documents import services as document_services

if TYPE_CHECKING:
    from treem.documents.models import Document
    from treem.organisations.models import User

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """What became of an upload: the document, its reading, and whether it was new."""

    document: Document
    reading: Reading
    new: bool


@transaction.atomic
def take_in(data: bytes, filename: str, actor: User, *, at: datetime) -> Taken:
    """Read a file and put its findings up for review. The same file sent again opens the earlier reading.

    Raises FileRefused, or Unreadable with the reader's own Vietnamese sentence; then nothing has been written.
    """
    sha256 = document_services.fingerprint(data)
    earlier = documents.document_by_sha256(sha256)
    if earlier is not None and (known := selectors.reading_of_document(earlier.pk)):
        return Taken(earlier, known, new=False)
    document_services.check_file(data)
    read = _read(data, filename)
    result = read.to_json()
    if rules.says_nothing(result):
        raise Unreadable(
            reason=_(
                "Tệp %(name)s không giống một văn bản hành chính: không thấy tên cơ quan, số, trích yếu hay nhiệm vụ "
                "nào. Hãy kiểm tra lại tệp."
            )
            % {"name": filename}
        )
    document, _is_new = document_services.register_document(
        sha256=sha256,
        file_name=filename,
        text=read.text,
        metadata=result.get("metadata", {}),
        actor=actor,
        at=at,
    )
    # Somebody may have sent the same file in the same moment; then theirs is the reading.
    if known := selectors.reading_of_document(document.pk):
        return Taken(document, known, new=False)
    document_services.keep_file(document, data=data, actor=actor)
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
    audit.record(
        actor=actor,
        action="directives.take_in",
        subject=reading,
        detail={"items": reading.items.count(), "document": document.pk},
    )
    return Taken(document, reading, new=True)


def _read(data: bytes, filename: str) -> reader.Reading:
    try:
        return reader.read_bytes(data, filename)
    except reader.ReadError as error:
        raise Unreadable(reason=str(error)) from error
    except Exception as error:
        # A fault of the reader is ours, but the person still needs a sentence and the worker stays alive.
        log.exception("the reader failed on a file of %d bytes", len(data))
        reason = _("Không đọc được tệp %(name)s. Hãy lưu lại thành .docx hoặc .txt rồi thử lại.") % {
            "name": filename
        }
        raise Unreadable(reason=reason) from error
