"""Papers that go out: drafted here, issued in the agency's own document system, recorded here afterwards.

treem never numbers, signs or sends a paper. What it records is what the clerk and the signed file say.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from treem.audit import services as audit
from treem.documents import hooks, rules
from treem.documents.errors import (
    IssuedTooEarly,
    NotYetIssued,
    NumberTaken,
    PaperIssued,
    PaperNotIssued,
    PaperReplaced,
    SignatureBroken,
    SignerMissing,
    UnreadablePdf,
    WhyMissing,
    WrongNumber,
)
from treem.documents.models import OutgoingPaper, PaperCheck, PaperCopy, PaperState
from treem.documents.signatures import Checked, check_pdf
from treem.files import rules as file_rules
from treem.files import services as files
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text, nfc
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from django.core.files.base import File

    from treem.organisations.models import Body, User

ISSUED = "documents.issued"
"""The purpose under which the files of issued papers are kept."""
ISSUED_KINDS = frozenset({"pdf", "png", "jpeg"})
ISSUED_LIMIT = 30 * file_rules.MEBIBYTE


@transaction.atomic
def prepare_paper(
    *, body: Body, type: str, symbol: str, subject: str, origin_kind: str, origin_uuid: UUID, sha256: str, actor: User,
    at: datetime, signer: str = "", position: str = "",
) -> OutgoingPaper:  # fmt: skip
    """The outgoing paper of what another room drafted; asked again, the same one (the newest of its chain).

    ``signer`` and ``position``: who is to sign as the draft says; the issued paper says who did.
    """
    earlier = OutgoingPaper.objects.filter(
        origin_kind=origin_kind, origin_uuid=origin_uuid, replaced_by__isnull=True
    )
    if found := earlier.first():
        return found
    paper = OutgoingPaper(
        body=body, type=type, symbol=symbol[:30], subject=" ".join(subject.split())[:500], origin_kind=origin_kind,
        origin_uuid=origin_uuid, sha256=sha256, prepared_at=at, prepared_by=actor, signer=signer[:120], position=position[:160],
    )  # fmt: skip
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError:  # somebody else pressed the button in the same moment
        if found := earlier.first():
            return found
        raise
    audit.record(actor=actor, action="documents.prepare_paper", subject=paper)
    return paper


LONGEST_BEFORE = timedelta(days=366)
"""A paper issued elsewhere may be recorded late, with a draft made for it now; not by years."""


@transaction.atomic
def record_issue(
    paper: OutgoingPaper, *, version: int, number: str, symbol: str, issued_on: date, signer: str, position: str,
    upload: File[bytes], actor: User, at: datetime,
) -> OutgoingPaper:  # fmt: skip
    """Write down that the paper was issued, with its signed PDF or a scan; from now on it is frozen.

    A PDF without signature, and a picture, is a scan: nothing is said about who signed it. Raises PaperIssued,
    StaleVersion, WrongNumber, NumberTaken, NotYetIssued, IssuedTooEarly, SignerMissing, SignatureBroken,
    UnreadablePdf, FileRefused, and what the room refuses that made the paper (``hooks.papers_issuing``).
    """
    for ask in hooks.papers_issuing:
        ask(paper)
    locked = _locked(paper)
    if locked.issued:
        raise PaperIssued(label=locked.label)
    check_version(locked, version, {"number": number, "issued_on": issued_on, "signer": signer})
    if not rules.is_paper_number(number):
        raise WrongNumber(given=number)
    if issued_on > local_date(at):
        raise NotYetIssued(day=date_text(issued_on))
    drafted = local_date(locked.prepared_at)
    if issued_on < drafted - LONGEST_BEFORE:
        raise IssuedTooEarly(day=date_text(issued_on), drafted=date_text(drafted))
    if not signer.strip():
        raise SignerMissing()
    kind = file_rules.detect(upload, ISSUED_KINDS)  # type: ignore[arg-type]  # a file of bytes can be read
    found = _checked(upload) if kind.key == "pdf" else Checked(readable=True)
    if not found.readable:
        raise UnreadablePdf()
    if found.broken:
        raise SignatureBroken(names=", ".join(each.signer for each in found.signatures))
    locked.file = files.store(upload, actor=actor, purpose=ISSUED, kinds=ISSUED_KINDS, limit=ISSUED_LIMIT)
    locked.copy = PaperCopy.SIGNED if found.signatures else PaperCopy.SCAN
    locked.number, locked.symbol = number.strip(), symbol.strip()[:30]
    locked.issued_on, locked.year = issued_on, issued_on.year
    locked.signer, locked.position = nfc(" ".join(signer.split())), nfc(" ".join(position.split()))
    locked.state, locked.recorded_at, locked.recorded_by = PaperState.ISSUED, at, actor
    locked.version += 1
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError:
        raise NumberTaken(number_symbol=f"{number.strip()}/{symbol.strip()}", year=issued_on.year) from None
    _keep_check(locked, found, actor=actor, at=at)
    for tell in hooks.papers_issued:
        tell(locked)
    audit.record(
        actor=actor, action="documents.record_issue", subject=locked,
        detail={"number": locked.number_symbol, "copy": locked.copy, "signatures": len(found.signatures)},
    )  # fmt: skip
    return locked


@transaction.atomic
def check_again(paper: OutgoingPaper, *, actor: User, at: datetime) -> Checked:
    """Check the signatures of the issued file with the trust roots known today. Raises PaperNotIssued, ContentLost."""
    if not paper.issued or paper.file is None:
        raise PaperNotIssued(label=paper.label)
    if paper.file.media_type != file_rules.KINDS["pdf"].media_type:
        return Checked(readable=True)
    found = check_pdf(files.read_whole(paper.file), settings.TREEM_TRUST_DIR)
    _keep_check(paper, found, actor=actor, at=at)
    audit.record(actor=actor, action="documents.check_signature", subject=paper)
    return found


@transaction.atomic
def replace_paper(
    paper: OutgoingPaper, *, why: str, actor: User, at: datetime, **changes: Any
) -> OutgoingPaper:
    """A new draft that will replace an issued paper; the issued one stays as it is.

    ``changes``: what differs from the start (subject, sha256). Raises PaperNotIssued, PaperReplaced, WhyMissing.
    """
    why = nfc(" ".join(why.split()))
    if not why:
        raise WhyMissing()
    locked = _locked(paper)
    if not locked.issued:
        raise PaperNotIssued(label=locked.label)
    if OutgoingPaper.objects.filter(replaces=locked).exists():
        raise PaperReplaced(label=locked.label)
    fields = {
        "type": locked.type, "symbol": locked.symbol, "subject": locked.subject, "origin_kind": locked.origin_kind,
        "origin_uuid": locked.origin_uuid, "sha256": locked.sha256, **changes,
    }  # fmt: skip
    made = OutgoingPaper.objects.create(
        body_id=locked.body_id,
        prepared_at=at,
        prepared_by=actor,
        replaces=locked,
        replaced_why=why[:500],
        **fields,
    )
    audit.record(
        actor=actor, action="documents.replace_paper", subject=made, detail={"replaces": str(locked.uuid)}
    )
    return made


def _locked(paper: OutgoingPaper) -> OutgoingPaper:
    return OutgoingPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)


def _checked(upload: File[bytes]) -> Checked:
    upload.seek(0)
    return check_pdf(upload.read(), settings.TREEM_TRUST_DIR)


def _keep_check(paper: OutgoingPaper, found: Checked, *, actor: User, at: datetime) -> None:
    PaperCheck.objects.create(paper=paper, body_id=paper.body_id, at=at, by=actor, found=found.as_json())
