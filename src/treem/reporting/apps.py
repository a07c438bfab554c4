from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "treem.reporting"
    verbose_name = _("Báo cáo")

    def ready(self) -> None:
        from treem.db import grants
        from treem.duties import hooks
        from treem.organisations import permissions
        from treem.reporting import queues
        from treem.reporting.permissions import PERMISSIONS
        from treem.reporting.services import draft_round_from
        from treem.web.registry import MenuEntry, Queue, register_menu, register_queue

        permissions.register(PERMISSIONS)
        grants.limit("reporting_returnchange", grants.APPEND)
        grants.limit("reporting_snapshot", grants.APPEND)
        if draft_round_from not in hooks.confirmed:
            hooks.confirmed.append(draft_round_from)
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
