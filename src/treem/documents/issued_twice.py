"""Two people record one paper as issued: what the second one typed, beside what is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile

from treem.documents.models import OutgoingPaper
from treem.kernel.vietnamese import date_text, nfc

if TYPE_CHECKING:
    from treem.documents.forms import IssueForm

FIELDS = ("number", "symbol", "issued_on", "signer", "position")


@dataclass(frozen=True)
class Row:
    """One field: its label, what is kept, what was typed, and whether the typed is something else."""

    name: str
    label: str
    saved: str
    typed: str
    differs: bool


def compare(paper: OutgoingPaper, form: IssueForm) -> list[Row]:
    """Each field of the form as typed and as the issued ``paper`` holds it; the file by its content.

    What was left empty differs from nothing. What cannot be read is shown as it was typed.
    """
    form.is_valid()
    rows = []
    for name in FIELDS:
        typed = _words(form.cleaned_data[name] if name in form.cleaned_data else form[name].value())
        saved = _words(getattr(paper, name))
        rows.append(Row(name, str(form.fields[name].label), saved, typed, bool(typed) and typed != saved))
    upload = form.files.get("file")
    sent = upload if isinstance(upload, UploadedFile) else None
    kept = str(paper.file.name) if paper.file else ""
    other = sent is not None and (paper.file is None or _sha256(sent) != paper.file.sha256)
    label = str(form.fields["file"].label)
    return [*rows, Row("file", label, kept, str(sent.name) if sent else "", other)]


def _words(value: Any) -> str:
    if hasattr(value, "year"):
        return date_text(value)
    return nfc(" ".join(str(value or "").split()))


def _sha256(upload: UploadedFile[Any]) -> str:
    content = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        content.update(chunk)
    return content.hexdigest()
