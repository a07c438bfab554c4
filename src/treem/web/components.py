"""The page that shows every component, with invented content: what a new page is built from, seen at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from treem.kernel.ratio import Ratio
from treem.web.endpoints import endpoint
from treem.web.pages import page
from treem.web.templatetags.widgets import DATE_FORMATS, DateNumbers

NOW = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
"""14:05 thứ Hai, 23/11/2026 in Vietnam: the page looks the same every day, so that its picture can be compared."""


class SampleForm(forms.Form):
    """One field of each kind."""

    full_name = forms.CharField(
        label=_("Họ và tên trẻ"), max_length=120, help_text=_("Viết như trong giấy khai sinh.")
    )
    born_on = forms.DateField(
        label=_("Ngày sinh"), widget=DateNumbers(), input_formats=DATE_FORMATS,
        help_text=_("Ví dụ 31 3 2017. Không rõ ngày thì để trống ngày."),
        error_messages={"invalid": _("Ngày này không có trong lịch. Kiểm tra lại ngày và tháng.")},
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=_("Giới tính"),
        widget=forms.RadioSelect,
        choices=[("F", _("Nữ")), ("M", _("Nam")), ("U", _("Chưa rõ"))],
    )
    commune = forms.ChoiceField(
        label=_("Xã, phường, đặc khu"),
        choices=[("", "…"), ("1", "Xã Mường Chanh"), ("2", "Phường Chiềng Sinh")],
    )
    needs = forms.MultipleChoiceField(
        label=_("Việc cần hỗ trợ"), widget=forms.CheckboxSelectMultiple, required=False,
        choices=[("care", _("Chăm sóc thay thế")), ("school", _("Trở lại trường học")), ("health", _("Khám, chữa bệnh"))],
    )  # fmt: skip
    personal_id = forms.CharField(
        label=_("Số định danh cá nhân"), required=False, max_length=12,
        widget=forms.TextInput({"class": "w-20 num", "inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    story = forms.CharField(label=_("Nội dung tiếp nhận"), widget=forms.Textarea({"rows": 4}))
    paper = forms.FileField(
        label=_("Văn bản kèm theo"), required=False, help_text=_("Tệp PDF hoặc DOCX, dưới 20 MB.")
    )
    certain = forms.BooleanField(label=_("Đã đọc lại cho người báo tin nghe"), required=False)


@dataclass(frozen=True)
class SampleChild:
    """A row of the sample list."""

    pk: int
    name: str
    born_on: date
    commune: str
    state: str
    open_duties: int
    rate: Ratio


def sample_children() -> list[SampleChild]:
    """Invented children with the longest names a page must bear."""
    return [
        SampleChild(
            1,
            "Nguyễn Thị Hoàng Thủy Tiên",
            date(2017, 3, 31),
            "Xã Mường Chanh",
            "overdue",
            12,
            Ratio(173, 10_000),
        ),
        SampleChild(2, "Lò Văn Ánh", date(2019, 12, 2), "Xã Chiềng Sung", "soon", 3, Ratio(1, 8)),
        SampleChild(3, "Sùng A Páo", date(2012, 7, 15), "Phường Chiềng Sinh", "doing", 1204, Ratio(0, 0)),
        SampleChild(
            4, "Đặng Hà My", date(2024, 1, 9), "Ủy ban nhân dân xã Mường Chanh", "done", 0, Ratio(2, 3)
        ),
    ]


def sample_matrix() -> list[tuple[str, list[str]]]:
    """75 invented communes by five duties."""
    states = ("done", "done", "doing", "todo", "overdue", "soon", "returned")
    return [
        (
            f"Xã mẫu số {row + 1}" if row else "Xã Mường Chanh",
            [states[(row * 3 + column * 2) % 7] for column in range(5)],
        )
        for row in range(75)
    ]


def sample_context() -> dict[str, Any]:
    """What the page shows: every component in good and in bad state."""
    wrong = SampleForm(
        {
            "full_name": "",
            "born_on_day": "31",
            "born_on_month": "2",
            "born_on_year": "2017",
            "sex": "X",
            "story": "Gọi lúc 2 giờ sáng",
        }
    )
    return {
        "now": NOW,
        "form": SampleForm(auto_id="empty_%s"),
        "wrong": wrong,
        "children": sample_children(),
        "matrix_rows": sample_matrix(),
        "received": NOW - timedelta(hours=10),
        "due_soon": NOW + timedelta(hours=2),
        "due_late": NOW - timedelta(days=2, hours=4),
        "due_far": date(2026, 12, 15),
        "done_at": NOW - timedelta(days=3),
        "oldest": date(2026, 11, 12),
        "big": 382_104,
        "ratio": Ratio(173, 10_000),
        "decimal": Decimal("15.8"),
    }


@endpoint(public=True)
def components(request: HttpRequest) -> HttpResponse:
    """Every component once."""
    return page(request, "web/components.html", sample_context())
