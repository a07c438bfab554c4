"""Who is one child: examples with their reasons, and what must hold for every file."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treem.linkage import engine, model, reading, reasons
from treem.linkage.comparing import FIELDS
from treem.linkage.engine import Answer
from treem.linkage.records import COLUMNS, Records
from treem.linkage.tests.registers import Register, Row, highland, province

HOA: Row = {
    "full_name": "Lò Thị Hòa", "sex": "Nữ", "date_of_birth": "07/03/2015", "personal_id": "014315004711",
    "mother_name": "Quàng Thị Biên", "father_name": "Lò Văn Pâng", "commune": "Xã Chiềng Hặc", "village": "Bản Nà Pó",
    "ethnicity": "Thái",
}  # fmt: skip


def read(rows: Sequence[Row], folder: Path, columns: Sequence[str] = COLUMNS) -> Records:
    file = folder / "children.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({"record_id": f"r{n}", **row} for n, row in enumerate(rows))
    return reading.read(file)[0]


def linked(rows: Sequence[Row], folder: Path) -> Answer:
    return engine.link(read(rows, folder))


def only(answer: Answer) -> engine.Link:
    (link,) = answer.links()
    return link


def test_the_same_row_twice_is_one_child(tmp_path: Path) -> None:
    link = only(linked([HOA, HOA], tmp_path))
    assert link.decision == "same"
    assert link.probability > 0.99


def test_other_writing_is_no_difference(tmp_path: Path) -> None:
    other = {
        **HOA,
        "full_name": "LÒ THỊ HOÀ",
        "date_of_birth": "2015-03-07",
        "personal_id": "14315004711",
        "commune": "chieng hac",
    }
    assert only(linked([HOA, other], tmp_path)).probability == only(linked([HOA, HOA], tmp_path)).probability


def test_the_same_number_with_nearly_the_same_name_is_one_child(tmp_path: Path) -> None:
    other = {
        **HOA,
        "full_name": "Lò Thị Hoa",
        "mother_name": "",
        "father_name": "",
        "village": "",
        "commune": "Xã Mường Bon",
    }
    assert only(linked([HOA, other], tmp_path)).decision == "same"


def test_the_same_number_with_another_name_waits_for_a_person(tmp_path: Path) -> None:
    link = only(linked([HOA, {**HOA, "full_name": "Lò Văn Tủa"}], tmp_path))
    assert link.decision == "review"
    assert "số định danh trùng" in link.reasons
    assert "tên khác" in link.reasons


def test_a_copy_without_number_marks_and_village_is_found(tmp_path: Path) -> None:
    copy = {
        **HOA,
        "full_name": "Lo Thi Hoa",
        "mother_name": "Quang Thi Bien",
        "father_name": "",
        "personal_id": "",
        "village": "",
    }
    assert only(linked([HOA, copy], tmp_path)).probability > 0.9


@pytest.mark.parametrize("name", ["Lò Thị Hóa", "Lò Thị Hoan", "Lò Thị Lan", "Lò Văn Hải"])
def test_twins_are_two_children(name: str, tmp_path: Path) -> None:
    twin = {**HOA, "full_name": name, "personal_id": "014315009922"}
    assert [link for link in linked([HOA, twin], tmp_path).links() if link.decision != "no"] == []


@pytest.mark.parametrize("name", ["Lò Thị Hóa", "Lò Thị Lan"])
def test_twins_without_numbers_are_never_one_child_unasked(name: str, tmp_path: Path) -> None:
    one = {**HOA, "personal_id": ""}
    assert all(
        link.decision != "same" for link in linked([one, {**one, "full_name": name}], tmp_path).links()
    )


def test_the_name_of_a_dead_sibling_used_again_is_another_child(tmp_path: Path) -> None:
    later = {**HOA, "date_of_birth": "19/11/2016", "personal_id": "014316000815"}
    assert all(link.decision == "no" for link in linked([HOA, later], tmp_path).links())


def test_a_copy_that_fits_both_twins_is_given_to_neither(tmp_path: Path) -> None:
    copy = {**HOA, "full_name": "Lo Thi Hoa", "personal_id": ""}
    twin = {**HOA, "full_name": "Lò Thị Hoá", "personal_id": "014315009922"}
    answer = linked([HOA, twin, copy], tmp_path)
    assert len(set(answer.entity)) == 3
    fits = [link for link in answer.links() if link.right == 2]
    assert len(fits) == 2
    assert all(link.decision != "same" and "hồ sơ khác cũng hợp" in link.reasons for link in fits)


def test_no_group_holds_two_different_numbers(tmp_path: Path) -> None:
    between = {**HOA, "personal_id": ""}
    other = {**HOA, "personal_id": "014315009922"}
    answer = linked([HOA, between, other], tmp_path)
    assert answer.entity[0] != answer.entity[2]


def test_missing_columns_are_allowed(tmp_path: Path) -> None:
    answer = engine.link(
        read([HOA, HOA], tmp_path, ["record_id", "full_name", "date_of_birth", "mother_name"])
    )
    assert only(answer).probability > 0.5


def test_a_number_that_half_the_file_carries_says_nothing(tmp_path: Path) -> None:
    names = [
        "Lò Văn An",
        "Quàng Thị Bình",
        "Cà Văn Chiến",
        "Tòng Thị Dung",
        "Lường Văn Én",
        "Hà Thị Giang",
        "Vì Văn Hặc",
        "Mè Thị Inh",
    ]
    rows = [
        {
            **HOA,
            "full_name": name,
            "date_of_birth": f"{n + 1:02d}/05/201{n}",
            "mother_name": f"Lò Thị {name[-3:]}",
        }
        for n, name in enumerate(names)
    ]
    assert all(link.decision == "no" for link in linked(rows, tmp_path).links())


@pytest.fixture(scope="module")
def hard() -> Register:
    return highland(1500, seed=11)


def _named(answer: Answer) -> tuple[set[tuple[str, ...]], set[frozenset[str]]]:
    ids = answer.records.ids
    pairs = {
        (*sorted((ids[link.left], ids[link.right])), f"{link.probability:.9f}", link.decision, link.reasons)
        for link in answer.links()
    }
    groups: dict[int, set[str]] = {}
    for one, entity in zip(ids, answer.entity.tolist(), strict=True):
        groups.setdefault(entity, set()).add(one)
    return pairs, {frozenset(group) for group in groups.values()}


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_order_of_the_rows_changes_nothing(
    seed: int, hard: Register, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("order")
    mixed = hard.rows.copy()
    Random(seed).shuffle(mixed)
    pairs, groups = _named(linked(hard.rows, folder))
    pairs_mixed, groups_mixed = _named(linked(mixed, folder))
    assert groups == groups_mixed
    assert {pair[:2] for pair in pairs} == {pair[:2] for pair in pairs_mixed}
    assert {pair[3:] for pair in pairs} == {pair[3:] for pair in pairs_mixed}


def test_the_same_file_gives_the_same_answer(hard: Register, tmp_path: Path) -> None:
    assert _named(linked(hard.rows, tmp_path)) == _named(linked(hard.rows, tmp_path))


def test_nothing_is_lost_and_groups_are_what_is_linked(hard: Register, tmp_path: Path) -> None:
    answer = linked(hard.rows, tmp_path)
    assert len(answer.entity) == len(hard.rows)
    parent = list(range(len(hard.rows)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    seen = set()
    for link in answer.links():
        assert link.left < link.right
        seen.add((link.left, link.right))
        if link.decision == "same":
            parent[root(link.right)] = root(link.left)
    assert len(seen) == len(answer.told)
    for a in range(len(parent)):
        for b in np.flatnonzero(answer.entity == answer.entity[a]).tolist():
            assert root(a) == root(b)
            assert a >= b or (a, b) in seen


def test_the_reasons_add_up_to_the_probability(hard: Register, tmp_path: Path) -> None:
    for link in linked(hard.rows, tmp_path).links():
        shares = [
            float(share.replace("−", "-").replace(",", "."))
            for share in re.findall(r" ([+−]\d+,\d\d)(?:;|$)", link.reasons)
        ]
        assert len(shares) >= 9
        expected = np.log(link.probability / (1 - link.probability)) if link.probability < 1 else 20
        assert abs(sum(shares) - expected) < 0.06 or min(sum(shares), expected) > 14


levels_of_all = st.tuples(*(st.integers(0, len(field.levels) - 1) for field in FIELDS))


@given(st.lists(levels_of_all, min_size=1, max_size=20))
def test_levels_are_packed_and_explained_without_loss(rows: list[tuple[int, ...]]) -> None:
    levels = np.array(rows, np.uint8)
    assert (model.unpack(model.pack(levels)) == levels).all()
    weights = model.given()
    for score, shares in zip(weights.score(levels), model.by_field(weights, levels), strict=True):
        assert abs(sum(shares.values()) + weights.weights[model.BASE] - score) < 1e-9
        assert set(shares) == set(reasons.TOPICS)
    assert len(reasons.tell(weights, levels)) == len(rows)


@pytest.mark.slow
@pytest.mark.parametrize(("make", "least"), [(province, 0.97), (highland, 0.94)])
def test_children_of_an_invented_register_are_found(make: type, least: float, tmp_path: Path) -> None:
    register = make(6000, seed=5)
    true = register.true_pairs()
    answer = linked(register.rows, tmp_path)
    said = {(link.left, link.right) for link in answer.links() if link.probability >= 0.5}
    both = len(said & true)
    assert 2 * both / (len(said) + len(true)) >= least
    same = {(link.left, link.right) for link in answer.links() if link.decision == "same"}
    assert len(same - true) <= 0.01 * len(same)
    assert answer.summary["candidate_pairs_a_record"] <= 8


def test_a_file_teaches_what_its_faults_are() -> None:
    """Where the day of birth is always wrong in one way, that difference counts less after learning."""
    begin = model.given()
    row = {field.name: 0 for field in FIELDS} | {"number": model.SAME_NUMBER, "born": 2}
    swapped = np.array([[row[field.name] for field in FIELDS]], np.uint8)
    stranger = np.array(
        [[{**row, "number": model.DIFFERENT_NUMBER, "given": 6, "born": 9}[field.name] for field in FIELDS]],
        np.uint8,
    )
    patterns = np.concatenate([model.pack(swapped), model.pack(stranger)])
    learned = model.learn(begin, patterns, np.array([5000, 5000]))
    unknown = swapped.copy()
    unknown[:, model.NUMBER] = model.UNKNOWN
    assert learned.score(unknown)[0] > begin.score(unknown)[0]


def test_reviewed_pairs_teach_as_well() -> None:
    begin = model.given()
    levels = np.zeros((2, len(FIELDS)), np.uint8)
    levels[1, 1] = 6
    reviewed = model.Reviewed(np.repeat(model.pack(levels), 200), np.repeat([False, True], 200))
    none = np.zeros(0, np.int64)
    learned = model.learn(begin, none, none, reviewed)
    assert learned.score(levels)[0] < begin.score(levels)[0]
    assert learned.score(levels)[1] > begin.score(levels)[1]


def test_children_with_two_numbers_do_not_teach_doubt() -> None:
    """One child in thirty has a second number; what agrees in everything else stays sure."""
    perfect, stranger = np.zeros((2, 1, len(FIELDS)), np.uint8)
    stranger[0, [FIELDS.index(field) for field in FIELDS if field.name in ("given", "born", "mother")]] = (
        8,
        9,
        7,
    )
    rows = []
    for levels, number in (
        (perfect, model.SAME_NUMBER),
        (perfect, model.DIFFERENT_NUMBER),
        (stranger, model.DIFFERENT_NUMBER),
    ):
        rows.append(levels.copy())
        rows[-1][:, model.NUMBER] = number
    patterns = np.concatenate([model.pack(row) for row in rows])
    learned = model.learn(model.given(), patterns, np.array([2900, 100, 3000]))
    assert learned.chance(perfect)[0] > 0.99
    assert learned.chance(stranger)[0] < 0.01


def test_a_file_that_cannot_teach_says_so(tmp_path: Path) -> None:
    summary = linked([HOA, HOA], tmp_path).summary
    assert summary["learned_from_numbers"] is False
    assert summary["thresholds"]["same"] == engine.SAME_UNTAUGHT > engine.SAME
