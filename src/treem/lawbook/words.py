"""Words for units and states."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

UNITS = {
    "hour": _("giờ"),
    "working day": _("ngày làm việc"),
    "day": _("ngày"),
    "year": _("tuổi"),
    "month-day": _("hằng năm"),
    "day of the month": _("(ngày trong tháng)"),
    "person": _("người"),
    "step": _("bước"),
    "%": "%",
}
AREAS = {
    "cases": _("Bảo vệ trẻ em"),
    "children": _("Trẻ em"),
    "deadlines": _("Thời hạn"),
    "directives": _("Văn bản chỉ đạo"),
    "reporting": _("Báo cáo"),
}
STATES = {
    "waiting": ("soon", _("Chờ duyệt")),
    "approved": ("done", _("Đã duyệt")),
    "withdrawn": ("neutral", _("Đã rút")),
    "turned down": ("neutral", _("Không được duyệt")),
}
