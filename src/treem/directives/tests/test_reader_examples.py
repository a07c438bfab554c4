"""The reader on the invented directives under ``examples/``."""

from __future__ import annotations

from pathlib import Path

import pytest

from treem.directives.reader import Reading, read_bytes
from treem.directives.reader.document import Obligation, Target

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())
EXAMPLES = ROOT / "examples" / "directives"


def read(name: str) -> Reading:
    return read_bytes((EXAMPLES / f"{name}.txt").read_bytes(), f"{name}.txt")


@pytest.fixture(scope="module")
def plan() -> Reading:
    return read("ke-hoach-tre-em-muong-ang-2026")


def test_the_plan_states_its_letterhead(plan: Reading) -> None:
    meta = plan.metadata
    assert meta.issuer == "UBND tỉnh Mường Ang"
    assert (meta.number, meta.symbol, meta.date) == ("86", "KH-UBND", "2026-01-26")
    assert (meta.type, meta.subject) == (
        "Kế hoạch",
        "Chăm lo, bảo vệ trẻ em và thực hiện quyền trẻ em năm 2026",
    )
    assert (meta.capacity, meta.position, meta.signer) == ("TM./KT.", "Phó Chủ tịch", "Lò Thị Mai Anh")


def test_the_plan_has_its_targets_with_parts_horizons_and_leaders(plan: Reading) -> None:
    found = [
        (t.number + t.part, t.comparator, t.value, t.upper, t.unit, t.horizon, t.lead_agency)
        for t in plan.targets
    ]
    health, school = "Sở Y tế", "Sở Giáo dục và Đào tạo"
    assert found == [
        ("1", "ge", "60", "", "%", "2026", health),
        ("2", "lt", "19.2", "", "per_1000", "2026", health),
        ("3", "le", "24.5", "", "%", "2026", health),
        ("4", "range", "92", "96", "%", "2026", health),
        ("5", "ge", "90", "", "%", "2026", health),
        ("6a", "le", "420", "", "per_100000", "2026", health),
        ("6b", "lt", "4.5", "", "per_100000", "2026", health),
        ("7", "le", "5.0", "", "%", "2026", "Sở Nội vụ"),
        ("8", "eq", "100", "", "%", "2026", health),
        ("9", "ge", "98.5", "", "%", "2026", "Sở Tư pháp"),
        ("10a", "eq", "100", "", "%", "2026", school),
        ("10b", "lt", "0.2", "", "%", "2026", school),
        ("11", "gt", "70", "", "%", "2026", school),
        ("12", "ge", "45", "", "%", "2026", "Sở Văn hóa, Thể thao và Du lịch"),
        ("13", "ge", "33", "", "%", "2026", health),
        ("13", "ge", "40", "", "%", "2030", health),
        ("14", "reduce_by", "0.4", "", "%", "2026", health),
        ("", "ge", "10", "", "count", "2026", ""),
    ]


def test_aims_and_money_of_the_plan_bind_nobody(plan: Reading) -> None:
    assert not [item.path for item in plan.obligations if item.path.startswith(("I.", "II.", "IV."))]


def test_tasks_without_body_stay_unassigned(plan: Reading) -> None:
    unassigned = [item.path for item in plan.obligations if item.unit_type == "unassigned"]
    assert unassigned == ["III.1.a.1", "III.1.a.2", "III.1.b.1", "III.2.1", "III.2.2"]


def test_lines_below_a_task_name_its_bodies_and_day(plan: Reading) -> None:
    task = next(item for item in plan.obligations if item.path == "III.3")
    assert task.assignees == ["Sở Y tế"]
    assert task.cooperators == ["Sở Nội vụ", "UBND các xã, phường"]
    assert (task.deadline, task.deadline_op) == ("2026-09-30", "by")


def test_nine_bodies_get_their_duties(plan: Reading) -> None:
    bodies = {item.assignees[0] for item in plan.obligations if item.path.startswith("V.")}
    assert len(bodies) == 9
    by_path = {item.path: item for item in plan.obligations}
    assert by_path["V.1.1"].role == "lead"
    assert by_path["V.1.3"].role == "direct"
    assert by_path["V.1.4"].cooperators == ["Công an tỉnh", "Sở Tư pháp"]
    assert by_path["V.3.2"].advise_to == "UBND tỉnh"
    assert by_path["V.6.1"].role == "supervise"
    assert by_path["V.6.2"].role == "direct"
    assert by_path["V.8"].modality == "request"
    assert by_path["V.8"].assignees[0] == "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"
    assert by_path["V.9.d"].recurrence == "continuous"


def test_dates_quarters_and_windows_of_the_plan(plan: Reading) -> None:
    by_path = {item.path: (item.deadline_op, item.deadline) for item in plan.obligations}
    assert by_path["V.1.2"] == ("before", "2026-03-31")
    assert by_path["V.4.1"] == ("by", "2026-06-30")
    assert by_path["V.9.c"] == ("window", ["2026-04-01", "2026-05-31"])


def test_the_report_clause_is_two_dated_duties_and_one_for_the_collector(plan: Reading) -> None:
    reports = [item for item in plan.obligations if item.path.startswith("VI.")]
    assert [(r.deadline, r.period, r.recurrence) for r in reports] == [
        ("2026-06-05", "H1", "half_yearly"),
        ("2026-12-01", "year", "yearly"),
        ("", "", ""),
    ]
    assert reports[0].text == reports[1].text
    assert (reports[0].recipient, reports[0].onward) == ("Sở Y tế", ["UBND tỉnh", "Bộ Y tế"])
    assert (reports[2].assignees, reports[2].recipient) == (["Sở Y tế"], "UBND tỉnh; Bộ Y tế")
    assert plan.obligations[-1].unit_type == "closing"


def test_a_letter_with_bodies_inside_its_sentences() -> None:
    letter = read("cong-van-duoi-nuoc-2026")
    found = [(item.path, item.assignees, item.role, item.deadline) for item in letter.obligations]
    communes = "UBND các xã, phường"
    assert found == [
        ("1", ["Sở Y tế"], "lead", "2026-06-05"),
        ("2", ["Sở Giáo dục và Đào tạo"], "direct", ""),
        ("3", ["Công an tỉnh"], "implement", ""),
        ("4.a", [communes], "implement", "2026-06-10"),
        ("4.b", [communes], "implement", ""),
        ("5", ["Các sở", "Công an tỉnh", communes], "report", ""),
        ("closing", ["các cơ quan, đơn vị"], "implement", ""),
    ]
    monthly = letter.obligations[5]
    assert (monthly.recurrence, monthly.rrule, monthly.deadline_op) == (
        "monthly",
        "FREQ=MONTHLY;BYMONTHDAY=20",
        "before",
    )
    slip = next(c for c in letter.citations if c.number_symbol == "121/2020/QĐ14")
    assert slip.suggested == {"number_symbol": "121/2020/QH14"}


def test_a_hard_wrapped_notice_is_joined_again() -> None:
    notice = read("thong-bao-ket-luan-2026")
    assert notice.metadata.subject == "Kết luận cuộc họp về trẻ em mồ côi và trẻ em có cha mẹ đi làm xa"
    assert notice.metadata.directed_by == "Cầm Văn Toàn, Phó Chủ tịch UBND tỉnh"
    assert notice.metadata.parent_issuer == "UBND tỉnh Mường Ang"
    assert "20/2021/NĐ-CP" in {c.number_symbol for c in notice.citations}
    found = [
        (item.path, item.assignees, item.deadline or item.recurrence, item.modality)
        for item in notice.obligations
    ]
    assert found == [
        ("1a", ["Sở Y tế"], "2026-03-31", "assign"),
        ("1b", ["Sở Tài chính"], "P5D", "assign"),
        ("2", ["Sở Giáo dục và Đào tạo"], "2026-04-30", "order"),
        ("3a", ["Chủ tịch UBND các xã, phường"], "2026-03-25", "order"),
        ("3b", ["Chủ tịch UBND các xã, phường"], "monthly", "order"),
        ("4", ["Hội Liên hiệp Phụ nữ tỉnh"], "", "request"),
        ("closing", ["các cơ quan, đơn vị"], "", "notify"),
    ]


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.txt")), ids=lambda file: file.stem)
def test_every_span_is_verbatim(file: Path) -> None:
    reading = read_bytes(file.read_bytes(), file.name)
    items: list[Obligation | Target] = [*reading.obligations, *reading.targets]
    for item in items:
        assert reading.text[item.start : item.end] == item.text
    for citation in reading.citations:
        assert reading.text[citation.start : citation.end] == citation.raw
