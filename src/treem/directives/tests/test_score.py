"""The measure itself: what counts as found, missed and invented."""

from __future__ import annotations

from typing import Any

import pytest

from treem.directives.reader import score

TEXT = "1. Sở Y tế báo cáo trước ngày 05/6/2026.\n2. Công an tỉnh rà soát các địa bàn trọng điểm.\n"
META = {"issuer": "", "signer": "", "addressees": []}


def duty(text: str, **given: Any) -> score.Json:
    return {
        "path": "1", "unit_type": "task", "text": text, "start": TEXT.index(text), "assignees": ["Sở Y tế"],
        "role": "implement", "deadline": "", "recurrence": "", **given,
    }  # fmt: skip


def reading(**given: Any) -> score.Json:
    return {"metadata": META, "citations": [], "obligations": [], "targets": [], **given}


def test_duties_are_found_missed_and_invented() -> None:
    first, second = "Sở Y tế báo cáo", "Công an tỉnh rà soát"
    labels = reading(obligations=[duty(first), duty(second)])
    labels["obligations"][0].pop("start")
    got = reading(obligations=[duty(first, start=5), duty("trọng điểm")])
    scores = score.measure("a", TEXT, labels, got)
    assert (len(scores["duties"].right), len(scores["duties"].missed), len(scores["duties"].wrong)) == (
        2,
        0,
        0,
    )
    far = reading(obligations=[duty(first)])
    scores = score.measure("a", TEXT * 3, reading(obligations=[duty(second, start=120)]), far)
    assert (len(scores["duties"].missed), len(scores["duties"].wrong)) == (1, 1)
    assert scores["duties"].f1 == 0.0


def test_two_deadlines_of_one_sentence_are_two_duties() -> None:
    text = "Sở Y tế báo cáo"
    both = [duty(text, deadline="2026-06-05"), duty(text, deadline="2026-12-05")]
    unplaced = [{k: v for k, v in item.items() if k != "start"} for item in both]
    scores = score.measure("a", TEXT, reading(obligations=unplaced), reading(obligations=both[::-1]))
    assert len(scores["duties"].right) == 1 + 1
    assert scores["deadlines"].missed == set()


@pytest.mark.parametrize(
    ("field", "value", "measure"),
    [
        ("assignees", ["Sở Nội vụ"], "assignees"),
        ("role", "lead", "roles"),
        ("recurrence", "yearly", "deadlines"),
    ],
)
def test_each_field_of_a_found_duty_counts(field: str, value: Any, measure: str) -> None:
    labels = reading(obligations=[duty("Sở Y tế báo cáo", deadline="2026-06-05")])
    same = score.measure("a", TEXT, labels, labels)
    assert (same[measure].f1, same["duties"].f1) == (1.0, 1.0)
    other = reading(obligations=[duty("Sở Y tế báo cáo", **{"deadline": "2026-06-05", field: value})])
    scores = score.measure("a", TEXT, labels, other)
    assert (scores[measure].f1, scores["duties"].f1) == (0.0, 1.0)


def test_what_the_text_does_not_state_must_stay_empty() -> None:
    labels = reading(metadata={**META, "issuer": "Ủy ban nhân dân tỉnh Sơn La"})
    found = reading(metadata={**META, "issuer": "UBND tỉnh  Sơn La", "signer": "Lò Văn Mười"})
    of = score.measure("a", TEXT, labels, found)["metadata"]
    assert (len(of.right), of.missed, of.wrong) == (1, set(), {"a: signer = Lò Văn Mười"})


def test_closings_count_neither_way() -> None:
    closing = duty("Công an tỉnh rà soát", unit_type="closing")
    assert score.measure("a", TEXT, reading(), reading(obligations=[closing]))["duties"].wrong == set()
    assert score.measure("a", TEXT, reading(obligations=[closing]), reading())["duties"].missed == set()


def test_targets_and_citations_are_compared_as_written() -> None:
    goal = {"comparator": "ge", "value": "65", "upper": "", "unit": "%", "horizon": "2026"}
    cited = {"kind": "full", "type": "Nghị định", "number_symbol": "56/2017/NĐ- CP", "date": "2017-05-09"}
    law = {"kind": "name", "title": "Luật Trẻ em", "date": "2016"}
    labels = reading(targets=[goal, goal], citations=[cited, law])
    found = reading(
        targets=[goal], citations=[{**cited, "number_symbol": "56/2017/NĐ-CP"}, {**law, "date": ""}]
    )
    scores = score.measure("a", TEXT, labels, found)
    assert (len(scores["targets"].right), len(scores["targets"].missed)) == (1, 1)
    assert (scores["citations"].f1, scores["laws"].f1) == (1.0, 0.0)


def test_a_label_that_is_not_in_the_text_is_refused() -> None:
    labels = reading(obligations=[{"text": "Sở Tài chính bố trí", "deadline": ""}])
    with pytest.raises(ValueError, match="Sở Tài chính"):
        score.measure("a", TEXT, labels, reading())


def test_changes_say_what_is_gained_lost_invented_and_dropped() -> None:
    nothing: dict[str, score.Score] = score.summed([])
    before = {**nothing, "duties": score.Score({"a", "b"}, set(), {"x"})}
    after = {**nothing, "duties": score.Score({"b", "c"}, {"a"}, {"y"})}
    assert list(score.changes(before, after)) == [
        ("duties", "gained", "c"), ("duties", "lost", "a"), ("duties", "invented", "y"), ("duties", "dropped", "x"),
    ]  # fmt: skip
