"""Background work of directives."""

from __future__ import annotations

from treem.directives import services
from treem.directives.models import Upload
from treem.jobs.work import enqueue, job
from treem.kernel.time import now


@job("directives.read_upload", lock="directives.read_upload", steps=True)
def read_upload(*, upload_id: int) -> None:
    """Read a kept file; one at a time, for Tesseract and LibreOffice take all the machine they get."""
    services.read_upload(upload_id, clock=now)


def have_read(upload: Upload) -> None:
    """Queue the reading of a kept file. For the system: the file is there, whatever becomes of the role of who sent it."""
    enqueue(read_upload, purpose="directives.read_upload", upload_id=upload.pk)
