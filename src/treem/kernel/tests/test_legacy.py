"""Text of old code tables becomes Unicode; text in Unicode is never touched."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treem.kernel.vietnamese import legacy
from treem.kernel.vietnamese.letters import LETTERS
from treem.kernel.vietnamese.syllables import is_syllable, share_of_syllables

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())
TEXTS = [
    unicodedata.normalize("NFC", file.read_text("utf-8"))
    for file in sorted((ROOT / "examples").rglob("*.txt"))
]
with (Path(legacy.__file__).parents[1] / "data" / "legacy_encodings.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
TCVN3 = {row["letter"]: chr(int(row["tcvn3"], 16)) for row in ROWS}
VNI = {row["letter"]: row["vni"] for row in ROWS}


def typed(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)


def test_the_tables_hold_every_letter_with_every_tone_once() -> None:
    assert {row["letter"] for row in ROWS} == set(LETTERS)
    assert len({VNI[letter] for letter in LETTERS}) == len(LETTERS)
    small = [letter for letter in LETTERS if letter.islower()]
    assert len({TCVN3[letter] for letter in small}) == len(small)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_comes_back_from_both_tables(letter: str) -> None:
    assert legacy.decode(VNI[letter], "vni") == letter
    # TCVN3 has seven capitals of its own; the others are small letters in a font of capitals.
    own = letter in "ĂÂĐÊÔƠƯ" or letter.islower()
    assert legacy.decode(TCVN3[letter], "tcvn3") == (letter if own else letter.lower())
    assert legacy.decode(TCVN3[letter], "tcvn3", capitals=True) == letter.upper()


def test_a_mark_of_vni_typed_in_the_other_case_is_read() -> None:
    assert legacy.decode("TIEáNG VIEäT, Tieáng Vieät, HOAø", "vni") == "TIẾNG VIỆT, Tiếng Việt, HOÀ"


@pytest.mark.parametrize(("table", "name"), [(TCVN3, "tcvn3"), (VNI, "vni")])
def test_whole_papers_typed_in_an_old_table_are_told_by_their_letters(
    table: dict[str, str], name: str
) -> None:
    for paper in TEXTS:
        # What the old tables cannot write (a footnote's ¹ is their ạ) was never typed in them.
        text = "".join(letter for letter in paper if letter in LETTERS or not "\xa1" <= letter <= "\xff")
        found, used = legacy.restore(typed(text, table))
        assert used == {name}
        assert found.lower() == text.lower()  # the case of a single capital with a tone is lost in TCVN3
        same = sum(a == b for a, b in zip(found, text, strict=True))
        assert same / len(text) > 0.99


def test_capitals_of_a_heading_come_back_where_the_letters_around_them_are_capitals() -> None:
    heading = "ỦY BAN NHÂN DÂN TỈNH HÀ NAM Ở TỪNG XÃ"
    assert legacy.decode(typed(heading, TCVN3), "tcvn3") == heading
    assert legacy.decode(typed("Tỉ lệ ở Hà Nam", TCVN3), "tcvn3") == "Tỉ lệ ở Hà Nam"


def test_text_in_unicode_stays_exactly_as_it_is() -> None:
    for text in TEXTS:
        assert legacy.restore(text) == (text, frozenset())
    for line in (
        "Là và có: cá, mèo, bé, trò, chú, dì, hát, ca hò, xã, lã chã, bão táp, là là",
        "100 m², 50 °C, ± 5 %, «Giao» · • ® © § ½ × ÷",
        "Müller, Straße, café, résumé, naïve, Ångström, señor, São Tomé",
    ):
        assert legacy.restore(line) == (line, frozenset())


@given(st.lists(st.sampled_from(sorted({word for text in TEXTS for word in text.split()})), max_size=40))
@settings(max_examples=150, deadline=None)
def test_words_of_unicode_papers_in_any_order_stay(words: list[str]) -> None:
    text = " ".join(words)
    assert legacy.restore(text) == (text, frozenset())


def test_in_a_mixed_text_only_the_old_lines_change() -> None:
    old = typed(
        "Sở Y tế chủ trì tổng hợp báo cáo của các đơn vị trước ngày 15 hằng tháng.\nBộ Y tế được báo cáo.",
        TCVN3,
    )
    new = "Sở Nội vụ rà soát hồ sơ.\nLà cá, là xã có hồ.\n"
    found, used = legacy.restore(new + old + "\n" + new)
    assert used == {"tcvn3"}
    assert found == new + legacy.decode(old, "tcvn3") + "\n" + new
    assert "Bộ Y tế được báo cáo." in found


@pytest.mark.parametrize(
    ("name", "font"),
    [
        (".VnTime", legacy.Font("tcvn3")),
        (".VnTimeH", legacy.Font("tcvn3", capitals=True)),
        ("ABCDEF+.VnArialH,Bold", legacy.Font("tcvn3", capitals=True)),
        ("VNI-Times", legacy.Font("vni")),
        ("Times New Roman", None),
        ("", None),
    ],
)
def test_a_font_is_known_by_its_name(name: str, font: legacy.Font | None) -> None:
    assert legacy.of_font(name) == font


def test_a_font_alone_convinces_nobody() -> None:
    assert legacy.fits(typed("Quyết định về việc chăm sóc trẻ em", TCVN3), "tcvn3")
    assert legacy.fits("Ke hoach nam 2026", "tcvn3")
    assert not legacy.fits("Quyết định về việc chăm sóc trẻ em", "tcvn3")
    assert not legacy.fits("có cá là có mèo", "tcvn3")


def test_viqr_is_read_when_the_text_is_full_of_it() -> None:
    text = (
        "Uy? ban nha^n da^n ti?nh ye^u ca^`u ca'c so+? ba'o ca'o ke^'t qua? thu+.c hie^.n tru+o+'c nga`y 15.\n"
        "Co^ng vie^.c ddu+o+.c giao cho tu+`ng ddo+n vi."
    )
    found, used = legacy.restore(text)
    assert used == {"viqr"}
    assert found.startswith("Uỷ ban nhân dân tỉnh yêu cầu các sở báo cáo kết quả thực hiện trước ngày 15.")
    assert "Công việc được giao cho từng đơn vi." in found
    english = "What is a^2 + b^2? Let x = (a+b)(a-b). The add-on ddos e.g. to+from (see p.3)."
    assert legacy.restore(english) == (english, frozenset())


def test_syllables_tell_vietnamese_from_other_languages() -> None:
    for word in ("Nguyễn", "quốc", "huỳnh", "giêng", "gì", "khuỷu", "yêu", "xoong", "Ở"):
        assert is_syllable(word)
    for word in ("the2", "street", "Müller", "đđ", "ấấ", "straße", "bá\u0323", "Führung"):
        assert not is_syllable(word)
    for text in TEXTS:
        assert share_of_syllables(text) > 0.7
    assert (
        share_of_syllables("The committee shall submit its report on the rights of the child every year.")
        < 0.4
    )
