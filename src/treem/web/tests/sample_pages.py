"""Pages with invented content, drawn without a database, for the tests of the look."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

ADDRESSES = "treem.web.tests.urls"
LONG_NAME = "Nguyễn Thị Hoàng Thủy Tiên"
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""09:00 thứ Hai in Vietnam."""


def shell(**more: Any) -> dict[str, Any]:
    """A signed-in officer of a commune, without a database."""
    words = (
        "Bàn làm việc",
        "Trẻ em",
        "Bảo vệ trẻ em",
        "Văn bản và nhiệm vụ",
        "Số liệu và báo cáo",
        "Hoạt động",
        "Quản trị",
    )
    marks = ("desk", "child", "shield", "document", "chart", "activity", "settings")
    here = SimpleNamespace(pk=1, body="Ủy ban nhân dân xã Mường Chanh", get_role_display="Cán bộ BVTE")
    there = SimpleNamespace(pk=2, body="Sở Y tế", get_role_display="Chuyên viên")
    return {
        "request": RequestFactory().get("/web/components/", {"commune": "1", "year": "2017", "state": "open"}),
        "user": SimpleNamespace(is_authenticated=True, get_full_name=LONG_NAME, get_username="tien"),
        "simulated": True, "appointment": here, "appointments": [here, there], "search_url": "/search/",
        "notices_url": "/notices/", "notices_count": 3, "csrf_token": "invented-token",
        "menu": [
            SimpleNamespace(label=word, url=f"/{mark}/", icon=mark, count=n % 3, current=n == 0)
            for n, (word, mark) in enumerate(zip(words, marks, strict=True))
        ],
        **more,
    }  # fmt: skip


WIDE = """{% extends "web/base.html" %}{% load ui %}{% block content %}
{% table "Đơn vị" wide=True cards=False %}<thead><tr><th scope="col">Đơn vị</th>{% for n in columns %}<th scope="col" class="num">Cột thứ {{ n }} dài</th>{% endfor %}</tr></thead>
<tbody>{% for row in rows %}<tr><td class="cell-main">Hàng số {{ row }}</td>{% for n in columns %}<td class="num">{{ row }}</td>{% endfor %}</tr>{% endfor %}</tbody>{% endtable %}
{% disclosure "Gập lại" %}<p>Chữ nằm trong phần gập.</p>{% enddisclosure %}{% endblock %}"""


def wide() -> str:
    """Ninety rows of ten columns in a frame of their own, and something folded."""
    context = shell(rows=range(1, 91), columns=range(1, 10))
    return engines["django"].from_string(WIDE).render(context)


def conflict() -> str:
    differences = [
        SimpleNamespace(name="phone", label="Điện thoại", opened="1", saved="2", mine="3<b>"),
        SimpleNamespace(name="place", label="Nơi ở hiện tại", saved="Tổ 3", mine="Tổ 4", suggested="mine"),
    ]
    return render_to_string(
        "web/conflict.html",
        shell(
            record=LONG_NAME,
            version=4,
            differences=differences,
            saved_by="Lò Văn Hùng",
            saved_at=MORNING,
            cancel_url="/",
        ),
    )
