"""A short fuzz with a fixed seed; the long one is ``./treem bench fuzz``."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treem.directives.reader import Patience, ReadError, TakesLong, read_bytes
from treem.directives.tests import mutations
from treem.directives.tests.test_reader_robust import check

FILES = 48


def read(made: mutations.Made) -> None:
    """An answer or a refusal; any other exception fails the test."""
    _kind, name, data = made
    begin = time.process_time()
    with suppress(ReadError, TakesLong):
        check(read_bytes(data, name, patience=Patience(quick=True)))
    assert time.process_time() - begin < 10


@pytest.mark.slow
def test_files_that_nobody_should_send_are_read_or_refused() -> None:
    seen = set()
    for made in islice(mutations.stream_of(2026), FILES):
        seen.add(made[0])
        read(made)
    assert seen == {"bytes", "text", "grammar", "word", "pdf", "web page"}


def test_the_same_seed_makes_the_same_files() -> None:
    def some() -> list[mutations.Made]:
        return [
            made for made in islice(mutations.stream_of(3), 12) if made[0] != "word"
        ]  # a zip carries its time

    assert some() == some()


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_papers_of_the_grammar_are_read_whatever_is_missing_or_doubled(seed: int) -> None:
    read(mutations.of_the_grammar(random.Random(seed)))
