"""The database folds names as the kernel does, on every server."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from treem.kernel.vietnamese import FOLD_SOURCE, FOLD_TARGET, fold, nfc
from treem.kernel.vietnamese.letters import LETTERS
from treem.registry.rules import Birth

pytestmark = pytest.mark.database


def folded(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT treem_fold(%s)", [text])
        (answer,) = cursor.fetchone()
    return str(answer)


@pytest.mark.django_db
def test_every_letter_folds_alike_in_both_unicode_forms() -> None:
    for letter in LETTERS:
        assert folded(letter) == fold(letter)
        assert folded(unicodedata.normalize("NFD", letter)) == fold(letter)


@pytest.mark.django_db
def test_the_migration_still_has_the_letters_of_the_kernel() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'treem_fold'")
        (source,) = cursor.fetchone()
    letters, targets = source.split("'")[1], source.split("'")[3]
    assert targets == FOLD_TARGET
    assert set(letters[: len(targets)]) == set(FOLD_SOURCE[: len(FOLD_TARGET)])
    assert set(letters[len(targets) :]) == set(FOLD_SOURCE[len(FOLD_TARGET) :])


@pytest.mark.django_db
@given(st.lists(st.sampled_from([*LETTERS, *"abcxyz '-2ñÇöĽß中"]), max_size=30).map("".join))
def test_stored_names_fold_as_in_the_kernel(text: str) -> None:
    assert folded(nfc(text)) == fold(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "known"),
    [
        (date(2012, 2, 1), "month"),
        (date(2015, 12, 1), "month"),
        (date(2016, 1, 1), "year"),
        (date(2016, 2, 29), "day"),
        (date(2016, 3, 1), "estimated"),
    ],
)
def test_the_last_possible_birthday_agrees(born: date, known: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT treem_birth_latest(%s, %s)", [born, known])
        assert cursor.fetchone() == (Birth(born, known).latest,)
