"""The way from an outgoing paper back to the report it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.documents.hooks import Link
from treem.reporting import selectors

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
