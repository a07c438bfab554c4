from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "treem.reporting"
    verbose_name = _("Báo cáo")

    def ready(self) -> None:
        from treem.db import grants
        from treem.directives import hooks as directives
        from treem.documents import hooks as documents
        from treem.duties import hooks
        from treem.files import hooks as files
        from treem.organisations import permissions
        from treem.reporting import jobs, queues, selectors
        from treem.reporting.dated import returns_due
        from treem.reporting.origins import origin_of_paper, rounds_behind
        from treem.reporting.permissions import PERMISSIONS
        from treem.reporting.places import SUBJECT, place_of
        from treem.reporting.services import (
            REPORT,
            check_issuing,
            draft_round_from,
            follow_amendment,
        )
        from treem.territory import hooks as territory
        from treem.web.registry import MenuEntry, Queue, register_menu, register_queue

        assert jobs  # imported so that the worker knows its jobs
        permissions.register(PERMISSIONS)
        # What was reported stays as it was: the unit of a return is the one of its day.
        territory.rows_stay.update({"reporting_return", "reporting_returnduty", "reporting_returnvalue"})
        files.places[SUBJECT] = place_of
        grants.limit("reporting_returnchange", grants.APPEND)
        grants.limit("reporting_roundchange", grants.APPEND)
        grants.limit("reporting_snapshot", grants.APPEND)
        grants.limit("reporting_writtenreport", grants.APPEND)
        files.access[REPORT] = lambda user, stored: (
            user.has_perm("reporting.consolidate") and selectors.holds_report_file(stored)
        )
        documents.paper_origins[REPORT] = origin_of_paper
        if check_issuing not in documents.papers_issuing:
            documents.papers_issuing.append(check_issuing)
        if draft_round_from not in hooks.confirmed:
            hooks.confirmed.append(draft_round_from)
            hooks.extended.append(draft_round_from)
            hooks.amended.append(follow_amendment)
            directives.stands_issued.append(rounds_behind)
        if returns_due not in hooks.dated:
            hooks.dated.append(returns_due)
        register_menu(
            MenuEntry(
                order=50, key="figures", label=_("Số liệu và báo cáo"), icon="chart", url_name="reporting:rounds",
                permission="reporting.view_round", prefix=("/reports/", "/indicators/"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=10, key="reporting.returned", label=_("Báo cáo bị trả lại"), permission="reporting.fill_return",
                state=queues.sent_back, url=lambda _request: queues.returns_url("returned"),
                empty=_("Không có báo cáo nào bị trả lại"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=30, key="reporting.to_do", label=_("Báo cáo cần làm"), permission="reporting.submit_return",
                state=queues.to_do, url=lambda _request: queues.returns_url("draft"),
                empty=_("Không có báo cáo nào phải làm"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=12, key="reporting.checking", label=_("Báo cáo chờ kiểm tra"),
                permission="reporting.check_return", state=queues.checking,
                url=lambda _request: queues.returns_url("checking"), empty=_("Không có báo cáo nào chờ kiểm tra"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=13, key="reporting.approving", label=_("Báo cáo chờ duyệt"),
                permission="reporting.approve_return", state=queues.approving,
                url=lambda _request: queues.returns_url("approving"), empty=_("Không có báo cáo nào chờ duyệt"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=14, key="reporting.approved", label=_("Báo cáo đã duyệt, chờ gửi"),
                permission="reporting.submit_return", state=queues.approved,
                url=lambda _request: queues.returns_url("approved"), empty=_("Không có báo cáo nào chờ gửi"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=43, key="reporting.paper", label=_("Báo cáo giấy đang nhập thay"),
                permission="reporting.enter_for_body", state=queues.paper,
                url=lambda _request: queues.returns_url("paper"), empty=_("Không có báo cáo giấy nào đang nhập"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=44, key="reporting.awaiting", label=_("Báo cáo chờ tiếp nhận"),
                permission="reporting.accept_return", state=queues.awaiting,
                url=lambda _request: queues.returns_url("submitted"),
                empty=_("Không có báo cáo nào chờ tiếp nhận"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=45, key="reporting.drafts", label=_("Vòng báo cáo nháp"), permission="reporting.open_round",
                state=queues.drafts, url=lambda _request: queues.rounds_url("draft"),
                empty=_("Không có vòng báo cáo nào chờ mở"),
            )
        )  # fmt: skip
