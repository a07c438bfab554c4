"""What this room adds to the pages of duties and documents: the chain, up to the first document and down to each body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.directives import cascade_following as following
from treem.directives import cascade_selectors as selectors
from treem.directives.models import CascadeState
from treem.directives.presentation_cascade import ShownLine, shown_lines
from treem.documents.hooks import Link
from treem.duties.hooks import Panel
from treem.duties.views import own_bodies
from treem.kernel.time import today

if TYPE_CHECKING:
    from treem.documents.models import Document, OutgoingPaper
    from treem.duties.models import Obligation
    from treem.organisations.models import User


@dataclass(frozen=True)
class Chain:
    """The chain of one duty, both ways."""

    above: list[following.Link]
    taken: list[ShownLine]
    left_out: list[ShownLine]
    without: list[following.Line]
    overseen: bool


def panel(request: HttpRequest, obligation: Obligation) -> Panel | None:
    """«Từ văn bản cấp trên» and «Đã triển khai tại» on the page of a duty; nothing where there is neither."""
    above = following.chain_above(obligation)
    below = shown_lines(following.carried_on(obligation))
    overseen = request.user.has_perm("directives.oversee_cascades")
    without = following.bodies_without(obligation) if overseen and obligation.inside_id is None else []
    if not (above or below or without):
        return None
    taken = [each for each in below if each.line.taken]
    left_out = [each for each in below if not each.line.taken]
    return Panel("directives/parts/chain.html", Chain(above, taken, left_out, without, overseen))


def links(request: HttpRequest, document: Document) -> Iterable[Link]:
    """From a document to the body's own paper, and to how all bodies stand."""
    user = request.user
    body = selectors.drafting_body(getattr(request, "appointment", None), today())
    if body is not None and user.has_perm("directives.cascade"):
        standing = selectors.standing_cascade(document.pk, body.pk)
        if standing is not None:
            words = _("Văn bản triển khai của đơn vị (%(state)s)") % {
                "state": CascadeState(standing.state).label
            }
            yield Link(words, reverse("directives:cascade", args=[standing.uuid]))
        elif selectors.offers(
            document.pk, own_bodies(request), every=user.has_perm("duties.view_all"), today=today()
        ):
            yield Link(
                gettext_lazy("Triển khai văn bản"), reverse("directives:cascade_start", args=[document.uuid])
            )
    if user.has_perm("directives.oversee_cascades"):
        url = reverse("directives:cascade_document", args=[document.uuid])
        followed = next(iter(following.followed([document.pk])), None)
        if followed is not None:
            words = _("Đơn vị đã triển khai: %(issued)d/%(all)d") % {
                "issued": followed.issued,
                "all": len(followed.lines),
            }
            yield Link(words, url)
        elif following.gave_duties(document.pk):
            yield Link(gettext_lazy("Tình hình triển khai"), url)


def origin_of_paper(user: User, paper: OutgoingPaper) -> Link | None:
    """From an outgoing paper to the draft it was made from."""
    version = selectors.version_by_uuid(paper.origin_uuid)
    if version is None or not user.has_perm("directives.view_cascade"):
        return None
    url = reverse("directives:cascade", args=[version.cascade.uuid])
    return Link(
        gettext_lazy("Mở"),
        url,
        note=_("%(paper)s, bản %(number)d") % {"paper": version.cascade, "number": version.number},
    )
