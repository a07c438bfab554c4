"""An invented letter, what a reader would say about it, and readings made from both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from tests.walk_world import World

from treem.directives import reader, services
from treem.directives.models import Item, Reading
from treem.kernel.time import VIETNAM

AT = datetime(2026, 11, 2, 9, 0, tzinfo=VIETNAM)
BACKEND = "treem.organisations.backends.PasswordBackend"

TEXT = """ỦY BAN NHÂN DÂN TỈNH SƠN LA
Số: 77/UBND-KGVX
Sơn La, ngày 03 tháng 10 năm 2026
V/v phòng ngừa tai nạn cho trẻ em dịp cuối năm
Căn cứ Kế hoạch số 12/KH-UBND ngày 05/01/2026 của UBND tỉnh.
1. Sở Y tế: Chủ trì tập huấn sơ cấp cứu cho cộng tác viên các bản.
2. UBND các xã, phường: Rà soát ao, hồ chưa có rào chắn, hoàn thành trước ngày 15/12/2026.
3. Các sở, ban, ngành liên quan: Đưa nội dung an toàn vào kế hoạch của mình.
4. Trạm Khí tượng Mây Trắng: Cung cấp bản tin hằng ngày.
Vận động mỗi bản có một tủ sách cho trẻ em.
Giảm tỷ suất trẻ em bị tai nạn xuống dưới 500 trên 100.000 trẻ em.
5. Các đơn vị báo cáo về Sở Y tế trước ngày 20/12/2026.
Yêu cầu các đơn vị nghiêm túc thực hiện./.
"""


def unit(begin: str, text: str = TEXT, **more: Any) -> dict[str, Any]:
    """The duty in the line that holds these words."""
    line = next(line for line in text.splitlines() if begin in line)
    start = text.index(line)
    return {
        "path": "", "unit_type": "task", "assignees": [], "role": "implement", "roles": [], "modality": "order",
        "text": line, "start": start, "end": start + len(line), "cooperators": [], "advise_to": "", "via": "",
        "condition": "", "deadline": "", "deadline_op": "", "recurrence": "", "period": "", "recipient": "", "onward": [],
        "targets": [], "flags": [], "confidence": 0.95, **more,
    }  # fmt: skip


def result() -> dict[str, Any]:
    """The JSON of the invented letter, afresh for each caller."""
    cited = "Kế hoạch số 12/KH-UBND ngày 05/01/2026"
    at = TEXT.index(cited)
    return {
        "id": "thu", "schema": 1,
        "metadata": {
            "issuer": "UBND tỉnh Sơn La", "number": "77", "symbol": "UBND-KGVX", "date": "2026-10-03", "type": "Công văn",
            "subject": "V/v phòng ngừa tai nạn cho trẻ em dịp cuối năm", "place": "Sơn La",
        },
        "citations": [
            {"kind": "full", "raw": cited, "start": at, "end": at + len(cited), "type": "Kế hoạch",
             "number_symbol": "12/KH-UBND", "date": "2026-01-05", "issuer": "UBND tỉnh", "title": "", "relation": "căn cứ",
             "suggested": {}, "flags": []},
        ],
        "obligations": [
            unit("1. Sở Y tế", path="1", assignees=["Sở Y tế"], role="lead"),
            unit("2. UBND", path="2", assignees=["UBND các xã, phường"], deadline="2026-12-15", deadline_op="before"),
            unit("3. Các sở", path="3", assignees=["Các sở, ban, ngành liên quan"]),
            unit("4. Trạm", path="4", assignees=["Trạm Khí tượng Mây Trắng"]),
            unit("Vận động", path="5", unit_type="unassigned"),
            unit("5. Các đơn vị", path="6", unit_type="reporting", assignees=["UBND các xã, phường"], role="report",
                  deadline="2026-12-20", deadline_op="before", recipient="Sở Y tế"),
            unit("Yêu cầu", path="closing", unit_type="closing"),
        ],
        "targets": [
            {"number": "1", "part": "", "indicator_name": "Tỷ suất trẻ em bị tai nạn", "comparator": "lt", "value": "500",
             "upper": "", "unit": "per_100000", "horizon": "2026", "lead_agency": "Sở Y tế", "flags": [],
             "start": TEXT.index("Giảm"), "end": TEXT.index("5. Các")},
        ],
        "reporting": [{"kind": "one_off", "deadline": "2026-12-20", "recipient": "Sở Y tế", "reporters": []}],
        "source": {"format": "txt", "pages": None, "ocr_confidence": None},
    }  # fmt: skip


@dataclass
class FakeReading:
    """What a reader hands over."""

    found: dict[str, Any]
    text: str = TEXT

    def to_json(self) -> dict[str, Any]:
        return self.found


def use_fake_reader(monkeypatch: pytest.MonkeyPatch, found: dict[str, Any] | None = None) -> None:
    """Let every file be read as the invented letter."""
    monkeypatch.setattr(reader, "read_apart", lambda *_given: FakeReading(found or result()))


def make_reading(
    world: World, monkeypatch: pytest.MonkeyPatch, found: dict[str, Any] | None = None
) -> Reading:
    """The invented letter, taken in and waiting."""
    use_fake_reader(monkeypatch, found)
    reading = services.take_in(TEXT.encode(), "thu.txt", world.hung, at=AT).reading
    assert reading is not None
    return reading


def item(reading: Reading, path: str) -> Item:
    """The finding of a duty by its path."""
    return reading.items.get(payload__path=path, kind__in=["obligation", "reporting"], live=True)


def issue(reading: Reading, world: World) -> services.Issued:
    """Two people: Hùng, who reviewed, presents; the director issues."""
    services.present(reading, actor=world.hung, at=AT)
    return services.issue(reading, world.users["lead_director"], at=AT)
