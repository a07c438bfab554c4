"""What the check of an issued file found, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from treem.documents.signatures import Checked, Signature
from treem.kernel.language import gettext as _
from treem.kernel.time import VIETNAM, local_date
from treem.kernel.vietnamese import date_text, fold


@dataclass(frozen=True, slots=True)
class Said:
    """One statement. ``state``: done (holds), unverified (cannot be decided here), soon (look at it), overdue (wrong)."""

    state: Literal["done", "unverified", "soon", "overdue", "info"]
    text: str


def said_of(found: Checked, *, signer: str = "", issued_on: date | None = None) -> list[Said]:
    """Everything about the file, signature by signature; what disagrees with the recorded signer and day as well."""
    if not found.readable:
        return [Said("overdue", _("Không đọc được tệp để kiểm tra chữ ký số."))]
    if not found.signatures:
        return [Said("unverified", _("Bản quét, chưa kiểm tra được chữ ký số."))]
    said = [
        each for signature in found.signatures for each in _about(signature, alone=len(found.signatures) == 1)
    ]
    names = [each.signer for each in found.signatures]
    if signer and not any(_same_person(signer, name) for name in names):
        said.append(
            Said("soon", _("Người ký ghi ở đây là {signer}, chứng thư số ghi {names}.").format(
                signer=signer, names=", ".join(names)
            ))
        )  # fmt: skip
    days = {local_date(each.signed_at) for each in found.signatures if each.signed_at}
    if issued_on and days and min(days) > issued_on:
        said.append(
            Said("soon", _("Ký số ngày {signed}, sau ngày ban hành {issued}.").format(
                signed=date_text(min(days)), issued=date_text(issued_on)
            ))
        )  # fmt: skip
    return said


def _about(signature: Signature, *, alone: bool) -> Iterator[Said]:
    who = signature.signer + (f" ({signature.organisation})" if signature.organisation else "")
    when = ""
    if signature.signed_at:
        moment = (
            f"{signature.signed_at.astimezone(VIETNAM):%H:%M} {date_text(local_date(signature.signed_at))}"
        )
        when = (
            _(", lúc {moment} theo dấu thời gian").format(moment=moment)
            if signature.time == "stamped"
            else _(", lúc {moment} theo đồng hồ máy của người ký").format(moment=moment)
        )
    yield Said("info", _("Chữ ký số của {who}{when}.").format(who=who, when=when))
    if not signature.intact or signature.changed:
        yield Said("overdue", _("Nội dung đã bị sửa sau khi ký."))
    elif signature.whole:
        yield Said("done", _("Nội dung nguyên vẹn từ khi ký; chữ ký bao trùm toàn bộ tệp."))
    else:
        yield Said(
            "soon" if alone else "done",
            _(
                "Nội dung đã ký còn nguyên vẹn; sau đó tệp có thêm phần khác (như chữ ký sau), chữ ký này không bao trùm."
            ),
        )
    if signature.trusted is None:
        yield Said(
            "unverified",
            _("Chưa kiểm chứng chuỗi tin cậy: hệ thống chưa được cài chứng thư gốc. Nơi cấp ghi trên chứng thư: {issuer}.").format(
                issuer=signature.certified_by
            ),
        )  # fmt: skip
    elif signature.trusted:
        yield Said("done", _("Chứng thư số do nơi được tin cậy cấp ({issuer}). Chưa hỏi việc thu hồi chứng thư.").format(
            issuer=signature.certified_by
        ))  # fmt: skip
    else:
        yield Said("overdue", _("Chứng thư số không nối được tới nơi cấp được tin cậy ({issuer}).").format(
            issuer=signature.certified_by
        ))  # fmt: skip
    if signature.expired:
        yield Said("overdue", _("Chứng thư số không còn hiệu lực vào lúc ký."))


def _same_person(one: str, other: str) -> bool:
    """Certificates often add a post or a unit to the name."""
    return fold(one) in fold(other) or fold(other) in fold(one)
