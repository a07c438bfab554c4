"""One child against those that are there."""

from __future__ import annotations

from pathlib import Path

from treem.linkage.lookalike import Index, Rates, lookalike
from treem.linkage.reading import read_columns
from treem.linkage.records import prepare
from treem.linkage.tests.registers import highland
from treem.linkage.tests.test_link import HOA

TWIN = {**HOA, "full_name": "Lò Thị Lan", "personal_id": "014315009922"}
STRANGER = {
    "full_name": "Sùng A Tủa", "date_of_birth": "2/9/2019", "mother_name": "Vàng Thị Mỷ", "commune": "Xã Tà Xùa", "sex": "Nam",
}  # fmt: skip


def test_the_likeliest_stands_first_with_its_reasons() -> None:
    copy = {**HOA, "full_name": "Lo Thi Hoa", "personal_id": ""}
    found = lookalike(copy, [STRANGER, TWIN, HOA])
    assert found[0].place == 2
    assert found[0].probability > 0.9
    assert "tên trùng khi bỏ dấu" in found[0].reasons
    assert [one.place for one in found[1:]] in ([], [1])
    assert all(
        one.probability < 0.5 for one in found[1:]
    )  # a twin, or the child under another name: for a person to see


def test_nobody_looks_like_a_stranger() -> None:
    assert lookalike(STRANGER, [HOA, TWIN]) == []
    assert lookalike(STRANGER, []) == []


def test_a_rare_name_says_more_than_a_common_one() -> None:
    copy = {"full_name": HOA["full_name"], "date_of_birth": HOA["date_of_birth"]}
    common, rare = (lookalike(copy, [HOA], [Rates(*[rate] * 6)])[0].probability for rate in (-4.0, -17.0))
    assert rare > common


def test_a_whole_register_in_memory_finds_its_copies(tmp_path: Path) -> None:
    register = highland(3000, seed=8)
    register.write(tmp_path / "children.csv")
    ids, columns, _ = read_columns(tmp_path / "children.csv")
    index = Index(columns, prepare(ids, columns))
    copies = [place for place, done in enumerate(register.done) if done]
    assert len(copies) > 100
    first = [next((one.place for one in index.find(register.rows[n]) if one.place != n), -1) for n in copies]
    right = sum(
        place >= 0 and register.entity[place] == register.entity[n]
        for n, place in zip(copies, first, strict=True)
    )
    assert right / len(copies) > 0.93


def test_names_that_the_register_does_not_know_are_no_mistake(tmp_path: Path) -> None:
    register = highland(200, seed=8)
    register.write(tmp_path / "children.csv")
    ids, columns, _ = read_columns(tmp_path / "children.csv")
    index = Index(columns, prepare(ids, columns))
    assert index.find({"full_name": "Zzyx Qwf", "mother_name": "Wqz Fjj"}) == []
    assert index.find({}) == []
