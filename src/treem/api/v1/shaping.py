"""Records of the rooms as they go over the wire."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from treem.api import schemas as out

if TYPE_CHECKING:
    from treem.documents.models import Citation, Document
    from treem.duties.models import Execution, Obligation
    from treem.duties.selectors import Tally
    from treem.files.models import Attachment
    from treem.indicators.models import PlanTarget
    from treem.organisations.models import Body


def body_ref(body: Body) -> out.BodyRef:
    return out.BodyRef(code=body.code, name=body.name)


def document_ref(document: Document | None) -> out.DocumentRef | None:
    return out.DocumentRef(uuid=document.uuid, label=document.label) if document else None


def document_row(document: Document) -> dict[str, Any]:
    names = ("uuid", "label", "type", "number_symbol", "issued_on", "issuer", "subject", "state", "received_at",
             "effective_on", "replaced_on")  # fmt: skip
    return {name: getattr(document, name) for name in names}


def document_full(document: Document) -> out.DocumentFull:
    more = {name: getattr(document, name) for name in ("parent_issuer", "issued_text", "signer", "position")}
    return out.DocumentFull(**document_row(document), **more, text_length=len(document.text))


def citation(edge: Citation) -> out.CitationOut:
    names = ("raw", "kind", "type", "number_symbol", "date_text", "issued_on", "issuer", "title", "relation",
             "flags", "confirmed", "start", "end")  # fmt: skip
    return out.CitationOut(
        **{name: getattr(edge, name) for name in names}, document=document_ref(edge.to_document)
    )


def target(found: PlanTarget) -> out.TargetOut:
    names = ("uuid", "number", "part", "name", "comparator", "unit", "horizon", "lead_written", "flags")
    return out.TargetOut(
        **{name: getattr(found, name) for name in names},
        value=None if found.level is None else format(found.level, "f"),
        upper=None if found.upper_level is None else format(found.upper_level, "f"),
        lead=body_ref(found.lead) if found.lead else None,
    )


def tally(counted: Tally) -> out.Tally:
    return out.Tally(**{name: getattr(counted, name) for name in out.Tally.model_fields})


def duty_ref(duty: Obligation) -> out.DutyRef:
    return out.DutyRef(uuid=duty.uuid, path=duty.path, gist=" ".join(duty.gist.split()))


def duty(found: Obligation, counted: Tally) -> out.DutyOut:
    names = ("version", "document_label", "unit_type", "text", "assignee_text", "modality", "advise_to", "condition",
             "deadline", "deadline_op", "recurrence", "period", "recurs_until", "recipient", "state")  # fmt: skip
    return out.DutyOut(
        **duty_ref(found).model_dump(),
        **{name: getattr(found, name) for name in names},
        role=found.primary_role,
        targets=[str(number) for number in found.target_numbers],
        issued_at=found.confirmed_at,
        document=document_ref(found.document),
        tally=tally(counted),
    )


def execution_row(found: Execution, today: date) -> dict[str, Any]:
    names = ("uuid", "version", "period", "due_on", "last_day", "late_from", "extended_to", "state", "note",
             "issued_at", "received_at", "started_at", "reported_at", "reported_on", "accepted_at",
             "updated_at")  # fmt: skip
    standing = found.standing(today)
    return {
        **{name: getattr(found, name) for name in names},
        "duty": duty_ref(found.obligation),
        "document": document_ref(found.obligation.document),
        "body": body_ref(found.body),
        "standing": standing.word,
        "nearness": standing.nearness,
    }


def evidence(piece: Attachment) -> out.EvidenceOut:
    return out.EvidenceOut(
        uuid=piece.uuid, media_type=piece.file.media_type, size=piece.file.size, at=piece.at,
        withdrawn=piece.withdrawn_at is not None,
    )  # fmt: skip
