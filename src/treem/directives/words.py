"""The words of the review for what the reader and the closed lists call by codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DOUBTS = {
    "typo_suspected": _("Có thể viết nhầm"),
    "impossible_date": _("Ngày không có thật"),
    "no_date": _("Không ghi ngày"),
    "draft_number_blank": _("Để trống số"),
    "ambiguous_assignee": _("Chưa rõ đơn vị"),
    "low_confidence": _("Máy chưa chắc"),
    "by_a_person": _("Người xem tách, gộp hoặc thêm"),
    "carried_changed": _("Khác bản trước"),
    "carried_gone": _("Không còn trong bản mới"),
    "ends_another": _("Thay thế, bãi bỏ hay sửa đổi văn bản khác"),
    "in_text": _("Nêu trong lời văn"),
}
UNIT_TYPES = [
    ("task", _("nhiệm vụ")),
    ("reporting", _("chế độ báo cáo")),
    ("unassigned", _("nhiệm vụ chưa nêu đơn vị")),
    ("closing", _("yêu cầu chung, không giao việc")),
]
ROLES = [
    ("lead", _("chủ trì")),
    ("cooperate", _("phối hợp")),
    ("advise", _("tham mưu")),
    ("direct", _("chỉ đạo")),
    ("supervise", _("theo dõi, đôn đốc")),
    ("report", _("báo cáo")),
    ("implement", _("thực hiện")),
]
DEADLINE_OPS = [
    ("", _("không có hạn")),
    ("before", _("trước ngày")),
    ("by", _("chậm nhất ngày")),
    ("window", _("đến hết ngày")),
]
RECURRENCES = [
    ("", _("một lần")),
    ("monthly", _("hằng tháng")),
    ("quarterly", _("hằng quý")),
    ("half_yearly", _("6 tháng")),
    ("yearly", _("hằng năm")),
    ("ad_hoc", _("đột xuất")),
    ("continuous", _("thường xuyên")),
    ("immediately", _("ngay")),
    ("on_event", _("khi có sự việc")),
    ("as_regulated", _("theo quy định")),
]
COMPARATORS = [
    ("lt", _("dưới")),
    ("le", _("không quá")),
    ("gt", _("trên")),
    ("ge", _("ít nhất")),
    ("eq", _("bằng")),
    ("range", _("trong khoảng")),
    ("reduce_by", _("giảm")),
    ("approx", _("khoảng")),
]
UNITS = {"per_1000": "‰", "per_100000": _("trên 100.000"), "count": ""}
