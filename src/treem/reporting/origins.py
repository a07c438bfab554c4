"""The way from an outgoing paper back to the report it was made from; rounds that stand on duties of a document."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.documents.hooks import Link
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text
from treem.reporting import selectors, services

if TYPE_CHECKING:
    from treem.documents.models import OutgoingPaper
    from treem.organisations.models import User


def origin_of_paper(user: User, paper: OutgoingPaper) -> Link | None:
    """The version of the report, for those who consolidate."""
    report = selectors.written_report(paper.origin_uuid)
    if report is None or not user.has_perm("reporting.consolidate"):
        return None
    url = reverse("reporting:consolidated", args=[report.round.uuid])
    note = _("%(round)s, bản %(number)d") % {"round": report.round, "number": report.number}
    return Link(gettext_lazy("Mở"), f"{url}#reports", note=note)


def rounds_behind(uuids: Collection[UUID], since: datetime) -> list[str]:
    """For whoever wants to go back to an earlier edition: rounds of these duties that were opened after the moment."""
    return [
        _("vòng báo cáo “%(title)s” mở ngày %(day)s")
        % {"title": round.title, "day": date_text(local_date(round.opened_at))}
        for round in services.rounds_opened_since(uuids, since)
        if round.opened_at is not None
    ]
