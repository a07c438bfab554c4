from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from treem.directives.highlight import Close, Open, Span, pieces


def test_an_inner_mark_stands_inside_the_outer_one() -> None:
    found = pieces("abcdef", [Span("in", 2, 4), Span("out", 0, 6)])
    assert found == [Open("out", ""), "ab", Open("in", ""), "cd", Close(), "ef", Close()]


def test_a_mark_that_would_cross_another_is_cut() -> None:
    assert pieces("abcdef", [Span("one", 0, 3), Span("two", 2, 5)]) == [
        Open("one", ""), "ab", Open("two", ""), "c", Close(), Close(), "def",
    ]  # fmt: skip


def test_two_findings_of_the_same_words_have_a_mark_each() -> None:
    found = pieces("ab", [Span("half", 0, 2), Span("year", 0, 2)])
    assert [piece.key for piece in found if isinstance(piece, Open)] == ["half", "year"]


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(-5, 45), st.integers(-5, 45)), max_size=8),
)
def test_no_character_is_lost_or_moved_and_every_mark_is_closed(
    text: str, places: list[tuple[int, int]]
) -> None:
    found = pieces(text, [Span(str(n), start, end) for n, (start, end) in enumerate(places)])
    assert "".join(piece for piece in found if isinstance(piece, str)) == text
    depth = 0
    for piece in found:
        depth += isinstance(piece, Open)
        depth -= isinstance(piece, Close)
        assert depth >= 0
    assert depth == 0
