from __future__ import annotations

from datetime import date

from treem.directives import rules
from treem.directives.tests.factories import result


def test_every_part_of_a_reading_becomes_a_finding_in_its_order() -> None:
    found = rules.findings(result())
    kinds = [finding.kind for finding in found]
    assert kinds[0] == "metadata"
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "metadata": 1, "obligation": 6, "reporting": 1, "target": 1, "citation": 1,
    }  # fmt: skip
    paths = [finding.payload["path"] for finding in found if finding.kind == "obligation"]
    assert paths == ["1", "2", "3", "4", "5", "closing"]


def test_the_document_itself_is_no_citation() -> None:
    read = result()
    read["citations"].append({"kind": "self", "raw": "77/UBND-KGVX", "start": 0, "end": 5})
    assert sum(finding.kind == "citation" for finding in rules.findings(read)) == 1


def test_a_day_that_does_not_exist_is_doubtful() -> None:
    content = {"deadline": "2026-02-31", "flags": []}
    assert rules.impossible_days(content) == ["2026-02-31"]
    assert rules.doubts("obligation", content, 1.0) == ["impossible_date"]
    assert rules.deadline_days({"deadline": ["2026-11-05", "2026-02-31", "2026-05-10"]}) == [
        date(2026, 5, 10),
        date(2026, 11, 5),
    ]


def test_a_day_in_the_words_that_does_not_exist_is_doubtful_though_no_deadline_was_read() -> None:
    content = {"deadline": "", "text": "Gửi báo cáo trước ngày 31/02/2026 về Sở Y tế.", "flags": []}
    assert rules.doubts("reporting", content, 1.0) == ["impossible_date"]
    fine = {"deadline": "", "text": "Gửi trước ngày 28/02/2026, theo Công văn số 31/2026/CV.", "flags": []}
    assert rules.doubts("reporting", fine, 1.0) == []


def test_a_year_or_a_duration_sets_no_day_and_is_no_doubt() -> None:
    forms: list[str | list[str]] = ["2025", "2026-05", "P3M", "", []]
    for written in forms:
        content = {"deadline": written, "flags": []}
        assert rules.deadline_days(content) == []
        assert rules.doubts("obligation", content, 1.0) == []


def test_what_the_reader_is_unsure_of_comes_first_and_a_way_of_writing_is_no_doubt() -> None:
    assert rules.doubts("target", {"flags": ["in_text"]}, 0.9) == []
    assert rules.doubts("target", {"flags": []}, 0.5) == ["low_confidence"]


def test_a_letterhead_without_number_or_day_is_doubtful() -> None:
    assert rules.doubts("metadata", {"number": "", "date": "2026"}, 1.0) == ["draft_number_blank", "no_date"]
    assert rules.doubts("metadata", {"number": "7", "date": "2026-13-01"}, 1.0) == ["impossible_date"]
    assert rules.doubts("metadata", {"number": "7", "date": "2026-05-22"}, 1.0) == []
