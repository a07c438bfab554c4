"""Paper forms: dated, strict, honest about what nobody has seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from treem import law
from treem.law import forms
from treem.law.errors import LawFileError

GOOD = """
key = "a"
title = "Mẫu thử"
purpose = "Để thử"
since = {since}
source = {{ document = "Mẫu của dự án" }}
verified = false
doubt = "Để thử"
[[blocks]]
[[blocks.fields]]
key = "x"
label = "Họ và tên"
{more}
"""


def test_the_intake_form_holds_since_the_decree() -> None:
    form = forms.form("mau-01", date(2017, 7, 1))
    assert (form.number, form.verified) == ("Mẫu số 01", True)
    assert form.doubt
    with pytest.raises(law.NotInForce):
        forms.form("mau-01", date(2017, 6, 30))
    with pytest.raises(law.UnknownParameter):
        forms.form("mau-99", date(2026, 1, 1))


def test_what_is_our_own_is_marked_unverified() -> None:
    found = {form.key: form for form in forms.forms_on(date(2026, 11, 1))}
    assert set(found) >= {"mau-01", "visit-note", "day-sheet"}
    assert all(form.doubt for form in found.values() if not form.verified)
    assert not found["visit-note"].verified


def test_a_later_version_takes_over_on_its_day(tmp_path: Path) -> None:
    (tmp_path / "a-1.toml").write_text(GOOD.format(since="2020-01-01", more=""))
    (tmp_path / "a-2.toml").write_text(GOOD.format(since="2027-01-01", more=""))
    versions = forms.load(tmp_path)["a"]
    assert [form.since.year for form in versions] == [2020, 2027]


@pytest.mark.parametrize(
    "more",
    [
        'kind = "picture"',
        'kind = "choice"',
        'choices = ["a"]',
        'kind = "choice"\nchoices = ["a"]\ncodes = ["b", "c"]',
        "colour = 1",
    ],
)
def test_a_wrong_file_fails_loudly(tmp_path: Path, more: str) -> None:
    (tmp_path / "a.toml").write_text(GOOD.format(since="2020-01-01", more=more))
    with pytest.raises(LawFileError):
        forms.load(tmp_path)
