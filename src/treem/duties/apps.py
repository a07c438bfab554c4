from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from treem.documents.hooks import Link
    from treem.documents.models import Document, OutgoingPaper
    from treem.notices.hooks import Way
    from treem.organisations.models import User


class DutiesConfig(AppConfig):
    name = "treem.duties"
    verbose_name = _("Nhiệm vụ")

    def ready(self) -> None:
        from django.urls import reverse

        from treem.db import grants
        from treem.documents import hooks as documents
        from treem.documents.tabs import Tab, register_tab
        from treem.duties import queues
        from treem.duties.boundaries import DutiesRoom
        from treem.duties.permissions import PERMISSIONS
        from treem.duties.selectors import letter_of_file
        from treem.duties.services import EVIDENCE_OF, LETTER, hand_over_executions, tell_of_issue
        from treem.duties.views_execution import evidence_place
        from treem.files import hooks as files
        from treem.notices import hooks as notices
        from treem.organisations import hooks as organisations
        from treem.organisations import permissions
        from treem.territory import hooks as territory
        from treem.web.registry import MenuEntry, Queue, register_menu, register_queue

        permissions.register(PERMISSIONS)
        territory.boundary_rooms["duties"] = DutiesRoom()
        territory.rows_stay.add("duties_execution")  # with the body that has them
        grants.limit("duties_statechange", grants.APPEND)
        grants.limit("duties_note", grants.APPEND)
        grants.limit("duties_amendment", grants.APPEND)
        grants.limit("duties_amendedwork", grants.APPEND)
        grants.limit("duties_clarification", grants.APPEND)
        grants.limit("duties_reminder", grants.APPEND)
        grants.limit("duties_reminderline", grants.APPEND)
        grants.limit("duties_reminderissue", grants.APPEND)
        files.access[LETTER] = lambda user, stored: (
            user.has_perm("duties.view_all") and letter_of_file(stored.pk)
        )
        files.places[EVIDENCE_OF] = evidence_place
        if hand_over_executions not in organisations.handing_over:
            organisations.handing_over.append(hand_over_executions)
        notices.ways.append(_calendar_on_the_phone)
        documents.paper_origins[LETTER] = _letter_behind
        if tell_of_issue not in documents.papers_issued:
            documents.papers_issued.append(tell_of_issue)
        register_menu(
            MenuEntry(
                order=40, key="documents", label=_("Văn bản và nhiệm vụ"), icon="document",
                url_name="duties:home", permission="documents.view_document", prefix=("/duties/", "/documents/", "/directives/"),
            )
        )  # fmt: skip
        documents.document_links.append(_links)
        register_tab(Tab(5, _("Theo dõi nhiệm vụ"), "duties:overview", "duties.view_all"))
        register_tab(Tab(6, _("Ma trận nhiệm vụ"), "duties:matrix", "duties.view_all"))
        register_tab(Tab(10, _("Nhiệm vụ của đơn vị"), "duties:list", "duties.report_execution"))
        register_tab(Tab(11, _("Lịch"), "duties:calendar", "duties.view_execution"))
        register_tab(Tab(12, _("Khối lượng"), "duties:workload", "duties.view_workload"))
        register_tab(
            Tab(
                15,
                _("Chưa giao"),
                "duties:unassigned",
                "duties.assign",
                lambda request: queues.unassigned(request).count,
            )
        )
        register_tab(
            Tab(
                16, _("Hỏi đáp"), "duties:requests", "duties.answer", lambda request: queues.asked(request).count
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=41, key="duties.requests", label=_("Câu hỏi, đề nghị chờ trả lời"), permission="duties.answer",
                state=queues.asked, url=lambda _request: reverse("duties:requests"),
                empty=_("Không có câu hỏi, đề nghị nào chờ trả lời"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=20, key="duties.overdue", label=_("Việc quá hạn"), permission="duties.report_execution",
                state=queues.overdue, url=lambda _request: queues.own_url("overdue"),
                empty=_("Không có việc nào quá hạn"), urgent=True,
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=21, key="duties.near", label=_("Việc đến hạn"), permission="duties.report_execution",
                state=queues.near, url=lambda _request: queues.own_url("near"),
                empty=_("Không có việc nào đến hạn"), urgent=True,
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=23, key="duties.internal", label=_("Việc đến hạn nội bộ"), permission="duties.report_execution",
                state=queues.internal, url=queues.internal_url,
                empty=_("Không có việc nào đến hạn nội bộ"), urgent=True,
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=22, key="duties.new", label=_("Việc mới giao"), permission="duties.report_execution",
                state=queues.new, url=lambda _request: queues.own_url("new"),
                empty=_("Không có việc mới giao"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=25, key="duties.confirm_inside", label=_("Kết quả nội bộ chờ xác nhận"), permission="duties.assign_inside",
                state=queues.to_confirm, url=lambda _request: queues.own_url("confirm"),
                empty=_("Không có kết quả nội bộ nào chờ xác nhận"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=39, key="duties.escalated", label=_("Việc quá hạn nhiều ngày"), permission="duties.be_told",
                state=queues.escalated, url=queues.escalated_url, empty=_("Không có việc nào quá hạn nhiều ngày"), urgent=True,
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=42, key="duties.unassigned", label=_("Nhiệm vụ chưa giao"), permission="duties.assign",
                state=queues.unassigned, url=lambda _request: reverse("duties:unassigned"),
                empty=_("Mọi nhiệm vụ đều đã có đơn vị"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=43, key="duties.reported", label=_("Kết quả chờ xác nhận"), permission="duties.accept",
                state=queues.reported, url=lambda _request: f"{reverse('duties:overview')}?state=reported",
                empty=_("Không có kết quả nào chờ xác nhận"),
            )
        )  # fmt: skip


def _calendar_on_the_phone(request: HttpRequest) -> Way | None:
    """For «Thông báo của tôi» of those who have deadlines."""
    from django.urls import reverse

    from treem.notices.hooks import Way

    if not request.user.has_perm("duties.report_execution"):
        return None
    words = _(
        "Ứng dụng lịch của điện thoại, Outlook … đọc các hạn từ một địa chỉ riêng và tự nhắc trước hạn."
    )
    return Way(_("Lịch trên điện thoại"), reverse("duties:feeds"), words)


def _letter_behind(user: User, paper: OutgoingPaper) -> Link | None:
    """From an outgoing paper to the draft that urges, for those who oversee all."""
    from django.urls import reverse

    from treem.documents.hooks import Link
    from treem.duties import selectors

    found = selectors.reminder_visible(paper.origin_uuid)
    if found is None or not user.has_perm("duties.view_all"):
        return None
    return Link(_("Mở"), reverse("duties:reminder", args=[found.uuid]), note=str(_("Công văn đôn đốc")))


def _links(request: HttpRequest, document: Document) -> Iterable[Link]:
    """From a document to the duties it gave, for those who oversee all."""
    from django.urls import reverse

    from treem.documents.hooks import Link
    from treem.duties import selectors

    if not request.user.has_perm("duties.view_all"):
        return
    given = selectors.obligations_of_document(document.pk).filter(state="issued", inside__isnull=True)
    if count := given.count():
        url = f"{reverse('duties:overview')}?document={document.pk}"
        yield Link(_("Theo dõi %(count)d nhiệm vụ") % {"count": count}, url)
        yield Link(_("Tổng hợp tình hình thực hiện"), reverse("duties:summary", args=[document.pk]))
