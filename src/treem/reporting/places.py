"""Evidence on returns: who adds and withdraws it, and to which line it belongs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from treem.files.hooks import Place
from treem.reporting import selectors

SUBJECT = "reporting.return"


def place_of(user: Any, uuid: UUID) -> Place | None:
    """The return, for whoever writes in it now: its body, or the lead agency where it types a paper in."""
    report = selectors.return_visible(uuid)
    if report is None or not report.editable:
        return None
    needed = "reporting.enter_for_body" if report.on_behalf else "reporting.fill_return"
    if not user.has_perm(needed):
        return None
    return Place(
        body_id=report.body_id,
        title=f"{report.round.title} · {report.body}",
        back=reverse("reporting:return", kwargs={"uuid": report.uuid}),
        parts=parts_of(report),
    )


def parts_of(report: Any) -> tuple[tuple[str, str], ...]:
    """The lines of a return that evidence may belong to, in their order; of a paper its scan first."""
    parts = [(selectors.PAPER, _("Bản chụp báo cáo giấy"))] if report.on_behalf else []
    parts += [(row.key, row.label) for row in selectors.template_rows(report).rows if not row.computed]
    for row in report.duties.order_by("pk"):
        name = f"{row.path} {row.text}".strip()
        parts.append((f"duty_{row.pk}", name if len(name) <= 90 else f"{name[:87]}…"))
    return tuple(parts)
