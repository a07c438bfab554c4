"""What goes over the wire. Descriptions are Vietnamese and are translated where they are shown; a docstring of a schema
would be shown as well, so there is none."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field
from pydantic_core import PydanticCustomError

from treem.kernel.language import gettext_noop as _
from treem.kernel.time import VIETNAM
from treem.kernel.vietnamese import nfc

LIMIT, MOST = 50, 200
CURSOR = r"^(\d{4}-\d{2}-\d{2})?\.?\d{1,17}$"
TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def _plain(text: str) -> str:
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\r\t" for letter in text):
        raise PydanticCustomError("plain_text", "control characters")
    return nfc(text)


def _of_our_time(moment: datetime) -> datetime:
    """A moment at the edge of what can be written breaks arithmetic with time zones."""
    if not 1900 <= moment.year < 2200:
        raise PydanticCustomError("far", "not of this time")
    return moment.astimezone(VIETNAM)


Moment = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(VIETNAM))]
Since = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
PlainText = Annotated[str, AfterValidator(_plain)]


class FieldProblem(Schema):
    field: str
    detail: str


class Problem(Schema):
    type: str
    title: str
    status: int
    detail: str = Field(description=_("Vì sao, và làm gì tiếp; theo Accept-Language (vi, en)."))
    code: str = Field(description=_("Mã ổn định, cho phần mềm."))
    request: str = Field(description=_("Số yêu cầu, để hỏi quản trị viên."))
    errors: list[FieldProblem] = []


# -- questions --------------------------------------------------------------------------------------------


class Page(Schema):
    limit: int = Field(LIMIT, ge=1, le=MOST, description=_("Số phần tử mỗi trang."))
    after: str | None = Field(
        None, pattern=CURSOR, description=_("Giá trị next của trang trước; bỏ trống: trang đầu.")
    )


class DocumentFilters(Page):
    type: str | None = Field(None, max_length=60, description=_("Loại văn bản: Kế hoạch, Công văn…"))
    state: Literal["draft", "confirmed", "issued"] | None = Field(
        None, description=_("Chờ xác nhận, đã xác nhận, đã ban hành nhiệm vụ.")
    )
    issued_from: date | None = Field(None, description=_("Ban hành từ ngày."))
    issued_to: date | None = Field(None, description=_("Ban hành đến hết ngày."))
    received_since: Since | None = Field(None, description=_("Đưa vào hệ thống từ thời điểm này."))


State = Literal["open", "new", "overdue", "near", "done", "all"]


class DutyFilters(Page):
    body: str | None = Field(None, max_length=60, description=_("Mã một đơn vị, như so-y-te."))
    document: UUID | None = Field(None, description=_("Nhiệm vụ của một văn bản."))
    state: State = Field(
        "all", description=_("Đang mở, mới giao, quá hạn, sắp đến hạn, đã báo cáo, hoặc tất cả.")
    )
    due_from: date | None = Field(None, description=_("Hạn từ ngày."))
    due_to: date | None = Field(None, description=_("Hạn đến hết ngày."))
    updated_since: Since | None = Field(
        None, description=_("Có thay đổi từ thời điểm này: giao, nhận, ghi, báo cáo, hỏi, trả lời.")
    )


class ExecutionFilters(DutyFilters):
    reach: Literal["own", "seen"] = Field(
        "own", description=_("own: việc của đơn vị mình; seen: mọi việc được xem.")
    )


# -- answers ----------------------------------------------------------------------------------------------


class BodyRef(Schema):
    code: str
    name: str


class DocumentRef(Schema):
    uuid: UUID
    label: str


class DocumentOut(DocumentRef):
    type: str
    number_symbol: str
    issued_on: date | None
    issuer: str
    subject: str
    state: str
    received_at: Moment
    effective_on: date | None
    replaced_on: date | None


class DocumentFull(DocumentOut):
    parent_issuer: str
    issued_text: str = Field(description=_("Ngày như ghi trên văn bản."))
    signer: str
    position: str
    text_length: int = Field(description=_("Số chữ cái của toàn văn."))


class DocumentText(Schema):
    uuid: UUID
    text: str = Field(description=_("Toàn văn như đã đọc, Unicode NFC."))


class CitationOut(Schema):
    raw: str = Field(description=_("Nguyên văn."))
    kind: str
    type: str
    number_symbol: str
    date_text: str
    issued_on: date | None
    issuer: str
    title: str
    relation: str
    flags: list[str] = Field(description=_("Điều còn ngờ, như impossible_date."))
    confirmed: bool = Field(description=_("Đã có người xác nhận."))
    start: int
    end: int
    document: DocumentRef | None = Field(description=_("Văn bản đó, khi có trong sổ."))


class TargetOut(Schema):
    uuid: UUID
    number: str
    part: str
    name: str
    comparator: str
    value: str | None = Field(description=_("Số thập phân, viết bằng chữ để không mất chính xác."))
    upper: str | None
    unit: str
    horizon: str
    lead: BodyRef | None
    lead_written: str
    flags: list[str]


class Tally(Schema):
    total: int
    done: int
    done_late: int
    in_progress: int
    not_started: int
    overdue: int
    near: int
    waived: int


class DutyRef(Schema):
    uuid: UUID
    path: str
    gist: str = Field(description=_("Việc phải làm, không kèm tên đơn vị."))


class DutyOut(DutyRef):
    version: int
    document: DocumentRef | None
    document_label: str
    unit_type: str
    text: str = Field(description=_("Nguyên văn nhiệm vụ."))
    assignee_text: str
    role: str
    modality: str
    advise_to: str
    condition: str
    deadline: date | None
    deadline_op: str = Field(description=_("before: trước ngày; by: chậm nhất; window: đến hết ngày."))
    recurrence: str
    period: str
    recurs_until: date | None
    recipient: str
    targets: list[str]
    state: str
    issued_at: Moment | None
    tally: Tally


class ExecutionOut(Schema):
    uuid: UUID
    version: int
    duty: DutyRef
    document: DocumentRef | None
    body: BodyRef
    period: str
    due_on: date | None = Field(description=_("Hạn như văn bản ghi."))
    last_day: date | None = Field(description=_("Ngày cuối còn đúng hạn."))
    late_from: date | None = Field(description=_("Quá hạn từ ngày."))
    extended_to: date | None
    state: str = Field(description=_("not_started, in_progress, reported, accepted, waived: bước đã qua."))
    standing: str = Field(
        description=_(
            "issued, received, in_progress, done_in_time, done_late, overdue, waived: như màn hình hiện."
        )
    )
    nearness: str = Field(description=_("soon, due, hoặc bỏ trống."))
    note: str = Field(description=_("Kết quả thực hiện."))
    issued_at: Moment
    received_at: Moment | None
    started_at: Moment | None
    reported_at: Moment | None
    reported_on: date | None
    accepted_at: Moment | None
    updated_at: Moment


class NoteOut(Schema):
    at: Moment
    kind: str = Field(description=_("progress: tiến độ; explanation: lý do chậm."))
    text: str


class ChangeOut(Schema):
    at: Moment
    from_state: str
    to_state: str
    note: str


class EvidenceOut(Schema):
    # Without the name of the file: it may be the name of a child.
    uuid: UUID
    media_type: str
    size: int
    at: Moment
    withdrawn: bool


class ExecutionFull(ExecutionOut):
    notes: list[NoteOut]
    history: list[ChangeOut]
    evidence: list[EvidenceOut]


class BodyLine(Schema):
    body: BodyRef
    tally: Tally
    evidence: int


class DutyLine(Schema):
    duty: DutyRef
    tally: Tally


class LateLine(Schema):
    execution: UUID
    body: BodyRef
    duty: DutyRef
    days: int
    reason: str


class SummaryOut(Schema):
    document: DocumentRef
    at: Moment
    total: Tally
    bodies: list[BodyLine]
    duties: list[DutyLine]
    late: list[LateLine]


class Documents(Schema):
    items: list[DocumentOut]
    next: str | None = Field(description=_("Gửi lại trong after để lấy trang sau; null: hết."))
    total: int


class Duties(Schema):
    items: list[DutyOut]
    next: str | None = Field(description=_("Gửi lại trong after để lấy trang sau; null: hết."))
    total: int


class Executions(Schema):
    items: list[ExecutionOut]
    next: str | None = Field(description=_("Gửi lại trong after để lấy trang sau; null: hết."))
    total: int


# -- what is written --------------------------------------------------------------------------------------


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class NoteIn(Strict):
    kind: Literal["progress", "explanation"] = Field(
        "progress", description=_("progress: tiến độ; explanation: lý do chậm.")
    )
    text: PlainText = Field(min_length=1, max_length=4000, pattern=TEXT)


class ReportIn(Strict):
    note: PlainText = Field(
        min_length=1, max_length=8000, pattern=TEXT, description=_("Đã làm gì, được đến đâu.")
    )
    evidence: list[UUID] = Field([], max_length=50, description=_("UUID của minh chứng đã tải lên việc này."))
    reference: PlainText = Field(
        "", max_length=300, pattern=TEXT,
        description=_("Văn bản làm minh chứng: số, ký hiệu, ngày; ghi thêm vào kết quả."),
    )  # fmt: skip
