"""Deadlines and targets in the many ways officials write them, and what only looks like one.

The sentences stand in ``phrases/*.txt``, so that a person who knows the papers can add one without Python.
"""

from __future__ import annotations

import pytest

from treem.directives.reader import read_text
from treem.directives.reader.document import Obligation, Target
from treem.directives.tests.phrases import cases

LETTER = """ỦY BAN NHÂN DÂN
TỈNH AN SƠN
Số: 7/UBND-TH
An Sơn, ngày 10 tháng 3 năm 2026
Kính gửi:
- Sở Y tế;
- Sở Nội vụ.

Chủ tịch UBND tỉnh yêu cầu như sau:
1. Các sở, ngành phối hợp với các địa phương triển khai những việc dưới đây.
2. {sentence}
"""

PLAN = """ỦY BAN NHÂN DÂN
TỈNH AN SƠN
Số: 8/KH-UBND
An Sơn, ngày 10 tháng 3 năm 2026
KẾ HOẠCH
Thực hiện quyền trẻ em trên địa bàn tỉnh An Sơn giai đoạn 2026 - 2030
I. MỤC ĐÍCH
Nâng cao chất lượng cuộc sống của trẻ em.
II. CHỈ TIÊU
1. {sentence}
III. NHIỆM VỤ
1. Sở Y tế chủ trì, phối hợp với các cơ quan liên quan triển khai Kế hoạch này.
"""


@pytest.mark.parametrize(("sentence", "expected"), cases("deadlines"), ids=lambda value: str(value)[:60])
def test_a_deadline_is_read_however_it_is_written(sentence: str, expected: list[str]) -> None:
    duties = [
        duty for duty in read_text(LETTER.format(sentence=sentence), "thu").obligations if duty.path != "1"
    ]
    assert duties, "the sentence is a duty"
    assert [due for duty in duties if (due := _due(duty)) != "- - -"] == expected


def _due(duty: Obligation) -> str:
    days = duty.deadline if isinstance(duty.deadline, list) else [duty.deadline]
    return f"{'..'.join(days) or '-'} {duty.deadline_op or '-'} {duty.recurrence or '-'}"


@pytest.mark.parametrize(("sentence", "expected"), cases("targets"), ids=lambda value: str(value)[:60])
def test_a_target_is_read_however_it_is_written(sentence: str, expected: list[str]) -> None:
    targets = read_text(PLAN.format(sentence=sentence), "ke-hoach").targets
    assert [_aim(target) for target in targets] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"), cases("targets_in_duties"), ids=lambda value: str(value)[:60]
)
def test_a_duty_says_how_much(sentence: str, expected: list[str]) -> None:
    assert [_aim(target) for target in read_text(LETTER.format(sentence=sentence), "thu").targets] == expected


def _aim(target: Target) -> str:
    value = f"{target.value}..{target.upper}" if target.upper else target.value
    return f"{target.comparator} {value} {target.unit} {target.horizon or '-'}"


@pytest.mark.parametrize(("sentence", "expected"), cases("laws"), ids=lambda value: str(value)[:60])
def test_a_law_is_cited_by_its_name(sentence: str, expected: list[str]) -> None:
    cited = read_text(LETTER.format(sentence=sentence), "thu").citations
    assert [f"{law.title} | {law.date or '-'}" for law in cited if law.kind == "name"] == expected
