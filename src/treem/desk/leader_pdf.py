"""The leader's page as one sheet of A4: the same words as the screen, drawn by typst."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from treem.desk.leader import LeaderPage
from treem.desk.leader_words import Row, words_of
from treem.documents.layout.pdf import draw
from treem.kernel.time import VIETNAM
from treem.kernel.vietnamese import date_text

PROGRAM = Path(__file__).parent / "leader.typ"


def render(page: LeaderPage, *, place: str, simulated: bool) -> bytes:
    """The sheet as PDF. Raises PdfFailed, PdfTooSlow."""
    words = words_of(page)
    local = page.at.astimezone(VIETNAM)
    data: dict[str, Any] = {
        "title": _("Tình hình công tác trẻ em"),
        "place": place,
        "as_of": _("Số liệu lúc %(time)s ngày %(day)s")
        % {"time": f"{local:%H:%M}", "day": date_text(page.today)},
        "simulated": _("DỮ LIỆU MÔ PHỎNG – không phải trẻ em thật") if simulated else "",
        "figures": [
            {"value": each.value, "what": each.what, "note": each.note, "bad": each.bad}
            for each in words.figures
        ],
        "lists": [
            _list(
                _("Chỉ tiêu kế hoạch có nguy cơ không đạt"),
                words.risks,
                words.more_risks,
                _("Không có chỉ tiêu nào."),
            ),
            _list(_("Xã, phường chậm nhất"), words.slowest, "", _("Không xã, phường nào có việc quá hạn.")),
            _list(_("Cơ quan có việc quá hạn"), words.agencies, "", _("Không cơ quan nào có việc quá hạn.")),
            _list(
                _("Báo cáo còn thiếu"), words.rounds, "", _("Không có báo cáo nào còn thiếu.")
            ),
        ],
        "foot": _(
            "Số đếm từ hồ sơ và số do cơ quan nhập đã xác nhận; định nghĩa và nguồn từng số mở được trên màn hình. "
            "Không có họ tên trẻ em."
        ),
    }  # fmt: skip
    return draw(PROGRAM, data, at=page.at)


def _list(title: str, rows: list[Row], more: str, empty: str) -> dict[str, Any]:
    return {
        "title": title,
        "rows": [{"name": row.name, "text": row.text, "side": row.side} for row in rows],
        "more": more,
        "empty": empty,
    }
