from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "treem.indicators"
    verbose_name = _("Chỉ tiêu kế hoạch")

    def ready(self) -> None:
        from django.urls import reverse

        from treem.db import grants
        from treem.files import hooks as files
        from treem.indicators import (
            evidence,
            formulas,  # noqa: F401 - registers the formulas
            places,
            queues,
        )
        from treem.indicators.permissions import PERMISSIONS
        from treem.organisations import permissions
        from treem.web.registry import Queue, register_queue

        permissions.register(PERMISSIONS)
        grants.limit("indicators_targetchange", grants.APPEND)
        places.register_all()
        files.places["indicators.targetvalue"] = evidence.place
        register_queue(
            Queue(
                order=32, key="indicators.enter", label=_("Chỉ tiêu kế hoạch chưa có số liệu"),
                permission="indicators.enter_value", state=queues.enter, url=lambda _request: queues.url("enter"),
                empty=_("Chỉ tiêu kế hoạch nào cũng đã có số liệu"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=33, key="indicators.mend", label=_("Số liệu bị trả lại"),
                permission="indicators.enter_value", state=queues.mend, url=lambda _request: queues.url("mend"),
                empty=_("Không có số liệu nào bị trả lại"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=46, key="indicators.confirm", label=_("Số liệu chờ xác nhận"),
                permission="indicators.confirm_value", state=queues.confirm,
                url=lambda _request: queues.url("confirm"), empty=_("Không có số liệu nào chờ xác nhận"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=34, key="indicators.adopt", label=_("Chỉ tiêu kế hoạch chưa có trong kế hoạch của đơn vị"),
                permission="indicators.adopt_target", state=queues.adopt,
                url=lambda _request: reverse("indicators:adoption"),
                empty=_("Chỉ tiêu kế hoạch nào cũng đã có trong kế hoạch của đơn vị"),
            )
        )  # fmt: skip
        register_queue(
            Queue(
                order=47, key="indicators.units_without", label=_("Đơn vị chưa đưa chỉ tiêu kế hoạch vào kế hoạch"),
                permission="indicators.oversee_adoption", state=queues.units_without,
                url=lambda _request: f"{reverse('indicators:adoption_matrix')}?which=none",
                empty=_("Đơn vị nào cũng đã đưa chỉ tiêu kế hoạch vào kế hoạch của mình"),
            )
        )  # fmt: skip
