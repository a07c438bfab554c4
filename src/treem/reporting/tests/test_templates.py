"""Templates as data: read strictly, frozen and thawed without loss, a newer one from its day on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from treem.law.errors import LawFileError
from treem.reporting.templates_data import from_json, load, template_on, templates

HEAD = """
key = "k"
title = "T"
version = "1"
since = 2026-01-01
verified = true
period_rule = "calendar"
asked_of = ["commune"]
source = { document = "D" }
"""
ROW = '[[rows]]\nkey = "a"\nlabel = "A"\nunit = "x"\n'
CHECK = '[[checks]]\nkind = "jump"\nparts = ["a"]\n'


def _load(folder: Path, *texts: str) -> object:
    for at, text in enumerate(texts):
        (folder / f"t{at}.toml").write_text(text, encoding="utf-8")
    return load(folder)


def test_every_template_freezes_and_thaws_to_itself() -> None:
    assert templates()
    for template in templates():
        assert from_json(template.as_json()) == template


def test_the_later_version_holds_from_its_day_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = HEAD.replace("2026-01-01", "2027-01-01").replace('version = "1"', 'version = "2"')
    both = _load(tmp_path, later + ROW + CHECK, HEAD + ROW + CHECK)
    monkeypatch.setattr("treem.reporting.templates_data.templates", lambda: both)
    versions = [t.version if (t := template_on("k", day)) else None for day in
                (date(2025, 12, 31), date(2026, 12, 31), date(2027, 1, 1))]  # fmt: skip
    assert versions == [None, "1", "2"]


@pytest.mark.parametrize(
    "wrong",
    [
        ROW + ROW + CHECK,
        ROW + CHECK.replace('["a"]', '["b"]'),
        ROW + CHECK.replace("jump", "guess"),
        ROW + '[[rows]]\nkey = "s"\nlabel = "S"\nunit = "x"\nsum_of = ["s"]\n' + CHECK,
        ROW + '[[rows]]\nkey = "s"\nlabel = "S"\nunit = "x"\nsum_of = ["z"]\n[[rows]]\nkey = "z"\nlabel = "Z"\nunit = "x"\nsum_of = ["s"]\n' + CHECK,
        ROW + 'colour = "red"\n' + CHECK,
    ],
)  # fmt: skip
def test_a_wrong_template_fails_with_the_name_of_its_file(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(LawFileError, match=r"t0\.toml"):
        _load(tmp_path, HEAD + wrong)


def test_two_versions_of_one_day_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LawFileError):
        _load(tmp_path, HEAD + ROW + CHECK, HEAD + ROW + CHECK)
