from collections.abc import Iterator

import pytest

from treem.kernel import language
from treem.kernel.errors import DomainError


class RoundClosed(DomainError):
    text = "Vòng báo cáo {name} đã đóng."


@pytest.fixture
def _as_before() -> Iterator[None]:
    before = language._translator
    yield
    language.speak_through(before)


@pytest.mark.usefixtures("_as_before")
def test_placeholders_are_filled_after_the_sentence_is_translated() -> None:
    english = {"Vòng báo cáo {name} đã đóng.": "The round {name} is closed."}
    language.speak_through(lambda sentence: english.get(sentence, sentence))
    assert str(RoundClosed(name="{2026}")) == "The round {2026} is closed."
    assert language.gettext("Chưa dịch.") == "Chưa dịch."


@pytest.mark.usefixtures("_as_before")
def test_an_empty_text_is_never_looked_up() -> None:
    # The empty key of a catalogue is its own header.
    language.speak_through(lambda sentence: sentence or "Project-Id-Version: treem")
    assert language.gettext("") == ""


@pytest.mark.usefixtures("_as_before")
def test_without_a_translator_sentences_stay_as_they_are_written() -> None:
    language.speak_through(None)
    assert str(RoundClosed(name="H1")) == "Vòng báo cáo H1 đã đóng."
    assert language.gettext_noop("Trẻ em") == "Trẻ em"
