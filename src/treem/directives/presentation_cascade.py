"""Papers that pass a directive on, as their pages show them: lines in words, drafts with what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from treem.directives import cascade_selectors as selectors
from treem.directives.cascade_rules import Change, changes
from treem.directives.models import CascadeDuty, CascadeState, CascadeVersion
from treem.directives.services.cascade_papers import who_words
from treem.duties.words import role_words
from treem.kernel.vietnamese import date_text
from treem.organisations import selectors as organisations

if TYPE_CHECKING:
    from treem.directives.models import Cascade
    from treem.web.conflicts import StaleVersion

BADGES: dict[str, str] = {
    CascadeState.DRAFT: "draft",
    CascadeState.PENDING: "todo",
    CascadeState.APPROVED: "info",
    CascadeState.ISSUED: "done",
    CascadeState.DECLINED: "neutral",
    CascadeState.DROPPED: "neutral",
}


@dataclass(frozen=True)
class ShownLine:
    """One line with its people and its role in words."""

    line: CascadeDuty
    who: str
    role: str

    @property
    def nobody(self) -> bool:
        return not self.who


def shown_lines(lines: Sequence[CascadeDuty]) -> list[ShownLine]:
    """All lines, their bodies in one query."""
    bodies = organisations.bodies({pk for line in lines for pk in line.bodies})
    return [ShownLine(line, who_words(line, bodies), role_words(line.role)) for line in lines]


@dataclass(frozen=True)
class ShownVersion:
    """A draft with what it says otherwise than the one before."""

    version: CascadeVersion
    changes: list[dict[str, str]]
    first: bool


def shown_versions(cascade: Cascade) -> list[ShownVersion]:
    """The drafts, the newest first."""
    kept = selectors.versions_of(cascade)
    found = []
    for at, version in enumerate(kept):
        before = kept[at + 1] if at + 1 < len(kept) else None
        told = changes(before.data, version.data) if before else []
        found.append(ShownVersion(version, [_change(each) for each in told], before is None))
    return found


def _change(change: Change) -> dict[str, str]:
    what = {
        "task": _("Nhiệm vụ"), "target": _("Chỉ tiêu kế hoạch"), "kind": _("Hình thức"), "issuer": _("Cơ quan ban hành"),
        "subject": _("Trích yếu"), "opening": _("Lời dẫn"), "signer": _("Người ký"), "bases": _("Căn cứ"),
        "addressees": _("Kính gửi"), "recipients": _("Nơi nhận"), "lines": _("Quyền hạn, chức vụ"),
    }  # fmt: skip
    done = {"added": _("thêm"), "removed": _("bỏ"), "changed": _("sửa")}
    return {
        "what": what.get(change.what, change.what), "done": done[change.kind], "before": change.before, "after": change.after,
    }  # fmt: skip


def differences_of(stale: StaleVersion) -> list[dict[str, str]]:
    """What the other person saved against what this one typed, in words."""
    return [
        {
            "label": each.label[:1].upper() + each.label[1:],
            "saved": _said(each.saved),
            "mine": _said(each.mine),
        }
        for each in stale.differences
    ]


def _said(value: Any) -> str:
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, list | tuple):
        return _bodies(value) or "—"
    return str(value or "—")


def _bodies(ids: Iterable[Any]) -> str:
    return "; ".join(
        str(body) for body in organisations.bodies([pk for pk in ids if isinstance(pk, int)]).values()
    )
