"""Whatever comes in: an answer or a ReadError, and spans that hold."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treem.directives.reader import ReadError, Reading, read_bytes, read_text
from treem.directives.reader.document import Obligation, Target

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())
TEXTS = [
    file.read_text(encoding="utf-8") for file in sorted((ROOT / "examples" / "directives").glob("*.txt"))
]
PIECES = [
    "Sở Y tế", " và ", "chủ trì, phối hợp với ", "\n", "\n\n", "1. ", "a) ", "- ", "+ ", "I. ", "Điều 2. ", " | ", "./.", "Kính gửi: ", "Nơi nhận:",
    "Căn cứ ", "Luật ", "Nghị định số ", "06/QĐ-TTg", "/", " ngày ", "31/02/2026", "99/99/99999", "trước ngày 15/5", "quý IV/2026", "Chỉ tiêu 3: ", "≥ 95%", "giảm 0,5%/năm",
    "KT. CHỦ TỊCH", "KẾ HOẠCH", "(", ")", "“", "*", "$", "\u200b", "Đ", "Ð", "các sở, ban, ngành", "báo cáo ", "gửi về ", "hằng tháng", "Phụ lục", "\t", "TT | Nhiệm vụ | Chủ trì\n",
]  # fmt: skip


def check(reading: Reading) -> None:
    size = len(reading.text)
    items: list[Obligation | Target] = [*reading.obligations, *reading.targets]
    for item in items:
        assert 0 <= item.start <= item.end <= size
        assert reading.text[item.start : item.end] == item.text
        assert 0 <= item.confidence <= 1
    for citation in reading.citations:
        assert 0 <= citation.start < citation.end <= size
        assert reading.text[citation.start : citation.end] == citation.raw
    reading.to_json()


@given(st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        check(read_bytes(data, "x"))
    except ReadError:
        return  # a refusal is an answer; any other exception fails the test


@given(
    st.sampled_from([b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]),
    st.binary(max_size=300),
)
@settings(max_examples=80, deadline=None)
def test_bytes_behind_a_known_beginning_are_read_or_refused(mark: bytes, data: bytes) -> None:
    try:
        check(read_bytes(mark + data, "x"))
    except ReadError:
        return  # a refusal is an answer; any other exception fails the test


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=60))
@settings(max_examples=150, deadline=None)
def test_words_of_the_style_in_any_order_keep_their_spans(pieces: list[str]) -> None:
    try:
        check(read_text("".join(pieces), "x"))
    except ReadError:
        return  # a refusal is an answer; any other exception fails the test


@given(st.integers(0, 2**32), st.sampled_from(TEXTS))
@settings(max_examples=60, deadline=None)
def test_damaged_directives_keep_their_spans(seed: int, text: str) -> None:
    chance = random.Random(seed)
    lines = text.split("\n")
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(lines))
        line = lines[at]
        cut = chance.randrange(len(line) + 1)
        change = chance.randrange(5)
        if change == 0:
            lines[at] = line[:cut] + "\n" + line[cut:]
        elif change == 1:
            lines[at] = line[:cut] + chance.choice(PIECES) + line[cut:]
        elif change == 2:
            del lines[at]
            lines = lines or [""]
        elif change == 3:
            lines[at] = line[cut:]
        else:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
    try:
        check(read_text("\n".join(lines), "x"))
    except ReadError:
        return  # a refusal is an answer; any other exception fails the test


@pytest.mark.parametrize(
    "text",
    ["1. " + "Sở Y tế, " * 3000, "Luật " * 6000, "phối hợp với " * 4000, "Nghị định số 1/2020/NĐ-CP về " * 1500, "Sở" + " " * 40000 + "Y tế"],
    ids=["bodies", "laws", "partners", "citations", "blanks"],
)  # fmt: skip
def test_a_hostile_text_is_not_much_slower_than_an_ordinary_one(text: str) -> None:
    """A pattern that backtracks makes this ratio hundreds; both are measured in this run."""
    ordinary = (TEXTS[0] * (len(text) // len(TEXTS[0]) + 1))[: len(text)]
    assert seconds(text + "\nệ") < 40 * seconds(ordinary)


def seconds(text: str) -> float:
    start = time.process_time()
    check(read_text(text, "x"))
    return time.process_time() - start
