from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from treem.documents.hooks import Link
    from treem.documents.models import Document


class DirectivesConfig(AppConfig):
    name = "treem.directives"
    verbose_name = _("Văn bản chỉ đạo")

    def ready(self) -> None:
        from django.urls import reverse

        from treem.db import grants
        from treem.directives import cascade_selectors, chains, hooks, queues
        from treem.directives.permissions import PERMISSIONS
        from treem.directives.services import CASCADE, hand_over_readings, paper_issued
        from treem.documents import hooks as documents
        from treem.documents.tabs import Tab, register_tab
        from treem.duties import hooks as duties
        from treem.files import hooks as files
        from treem.indicators.services import adopt_targets
        from treem.organisations import hooks as organisations
        from treem.organisations import permissions
        from treem.web.registry import Queue, register_queue

        permissions.register(PERMISSIONS)
        grants.limit("directives_step", grants.APPEND)
        hooks.targets_confirmed.append(adopt_targets)
        if hand_over_readings not in organisations.handing_over:
            organisations.handing_over.append(hand_over_readings)
        grants.limit("directives_cascadeversion", grants.APPEND)
        files.access[CASCADE] = lambda user, stored: (
            user.has_perm("directives.view_cascade") and cascade_selectors.holds_file(stored.pk)
        )
        documents.paper_origins[CASCADE] = chains.origin_of_paper
        if paper_issued not in documents.papers_issued:
            documents.papers_issued.append(paper_issued)
            duties.panels.append(chains.panel)
            documents.document_links.append(chains.links)
        documents.document_links.append(_links)
        documents.register_actions.append(
            documents.RegisterAction(
                _("Đưa văn bản vào"), "directives:take_in", "directives.take_in", takes_in=True
            )
        )
        register_tab(
            Tab(
                12, _("Triển khai văn bản"), "directives:cascades", "directives.cascade",
                lambda request: queues.to_cascade(request).count,
            )
        )  # fmt: skip
        register_tab(
            Tab(
                17, _("Đơn vị chưa triển khai"), "directives:cascade_missing", "directives.oversee_cascades",
                lambda request: queues.missing(request).count,
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=23, key="directives.to_cascade", label=_("Văn bản cần triển khai"), permission="directives.cascade",
                state=queues.to_cascade, url=lambda _request: reverse("directives:cascades"),
                empty=_("Không có văn bản nào cần triển khai"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=24, key="directives.to_approve", label=_("Văn bản triển khai chờ duyệt"), permission="directives.approve_cascade",
                state=queues.to_approve, url=lambda _request: f"{reverse('directives:cascades')}?which=approve",
                empty=_("Không có văn bản triển khai nào chờ duyệt"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=44, key="directives.missing", label=_("Đơn vị chưa có kế hoạch triển khai"), permission="directives.oversee_cascades",
                state=queues.missing, url=lambda _request: reverse("directives:cascade_missing"),
                empty=_("Mọi đơn vị đều đã có kế hoạch triển khai"),
            )
        )  # fmt: skip
        register_tab(
            Tab(
                18,
                _("Văn bản chờ xem"),
                "directives:waiting",
                "directives.review",
                lambda request: queues.waiting(request).count,
            )
        )
        register_queue(
            Queue(
                order=40, key="directives.waiting", label=_("Văn bản chờ xem"), permission="directives.review",
                state=queues.waiting, url=lambda _request: reverse("directives:waiting"),
                empty=_("Không có văn bản nào chờ xem"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=39, key="directives.presented", label=_("Văn bản chờ ban hành"), permission="directives.issue",
                state=queues.presented, url=lambda _request: f"{reverse('directives:waiting')}?state=presented",
                empty=_("Không có văn bản nào chờ ban hành"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=39, key="directives.asked_back", label=_("Đề nghị trở lại bản trước của văn bản"),
                permission="directives.take_in", state=queues.asked_back,
                url=lambda _request: f"{reverse('directives:waiting')}#asked-back",
                empty=_("Không có đề nghị trở lại bản trước nào"),
            )
        )  # fmt: skip


def _links(request: HttpRequest, document: Document) -> Iterable[Link]:
    """From a document to its review, for those who review."""
    from django.urls import reverse

    from treem.directives import selectors
    from treem.documents.hooks import Link

    reading = selectors.reading_of_document(document.pk)
    if reading is None or not request.user.has_perm("directives.review"):
        return
    issued = reading.issued_at is not None
    yield Link(
        _("Nội dung đã đọc") if issued else _("Xem nội dung đã đọc"),
        reverse("directives:review", args=[reading.uuid]),
        main=not issued,
    )
