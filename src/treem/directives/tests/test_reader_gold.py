"""The reader against labelled real directives, where those are at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from treem.directives.reader import Reading, read_bytes, score

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())
SHARED = ROOT.parent / "shared"
TEXTS, LABELS = SHARED / "directives", SHARED / "domain"
STEMS = ("000_e0b860512e51af68", "001_455bdf5f6a155553", "004_9778d813915bafdd")

pytestmark = pytest.mark.skipif(
    not TEXTS.is_dir() or not LABELS.is_dir(), reason="the labelled directives are not beside this project"
)

_COMPARATORS = {">=": "ge", "<=": "le", ">": "gt", "<": "lt", "=": "eq", "reduce_by_per_year": "reduce_by"}
_UNITS = {"%": "%", "‰": "per_1000", "per 100000": "per_100000", "percentage points per year": "%"}
_RECURRENCES = {
    "half-yearly": "half_yearly",
    "annual": "yearly",
    "MONTHLY": "monthly",
    "as regulated": "as_regulated",
    "continuous": "continuous",
    "(định kỳ)": "as_regulated",
}
_CITATION_LABELS = "citations-examples.csv"


def read(stem: str) -> Reading:
    return read_bytes((TEXTS / f"{stem}.txt").read_bytes(), f"{stem}.txt")


def rows(name: str, stem: str) -> list[dict[str, str]]:
    with (LABELS / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["seed_file"].removesuffix(".txt") == stem]


def label(row: dict[str, str]) -> score.Json:
    """A labelled row in the words of the contract."""
    recurrence = next((ours for theirs, ours in _RECURRENCES.items() if theirs in row["recurrence"]), "")
    return {
        "path": row["path"],
        "unit_type": row["unit_type"],
        "text": row["first12"],
        "start": int(row["start"]),
        "assignees": [name for name in row["assignees"].split(";") if name.strip()],
        "role": row["primary_role"],
        "deadline": row["deadline_iso"],
        "recurrence": recurrence,
    }


@pytest.mark.parametrize("stem", STEMS)
def test_every_duty_is_found_with_its_assignees_role_and_deadline(stem: str) -> None:
    reading = read(stem)
    labels = {
        "metadata": {},
        "citations": [],
        "targets": [],
        "obligations": [label(row) for row in rows("obligations-examples.csv", stem)],
    }
    scores = score.measure(stem, reading.text, labels, reading.to_json())
    # 004, part II: the label takes the two deadlines of one paragraph from two sentences, we give both the whole.
    allowed = 1 if stem.startswith("004") else 0
    assert len(scores["duties"].missed) <= allowed
    assert len(scores["duties"].wrong) <= allowed
    assert all("II.2" in item for item in scores["duties"].missed)
    for name in ("paths", "unit_types", "assignees", "roles", "deadlines"):
        assert scores[name].missed == set(), name


@pytest.mark.parametrize("stem", STEMS)
def test_every_citation_is_found_and_none_invented(stem: str) -> None:
    reading = read(stem)
    labelled = rows(_CITATION_LABELS, stem)
    numbered = {(r["number_symbol"], r["date_iso"]) for r in labelled if r["number_symbol"]}
    assert {(c.number_symbol, c.date) for c in reading.citations if c.number_symbol} == numbered
    named = {
        (r["raw"].split(" năm ")[0], r["year"]) for r in labelled if r["kind"].startswith(("name", "nick"))
    }
    dated = {title for title, year in named if year}
    named = {(title, year) for title, year in named if year or title not in dated}
    assert {(c.title, c.date) for c in reading.citations if c.kind == "name"} == named


@pytest.mark.parametrize("stem", STEMS)
def test_offsets_point_at_what_they_say(stem: str) -> None:
    reading = read(stem)
    starts = {int(r["start"]): r["raw"] for r in rows(_CITATION_LABELS, stem)}
    for citation in reading.citations:
        assert reading.text[citation.start : citation.end] == citation.raw
        if citation.kind == "full":
            assert citation.start in starts
    for duty in reading.obligations:
        assert reading.text[duty.start : duty.end] == duty.text
    for target in reading.targets:
        assert reading.text[target.start : target.end] == target.text


def test_the_28_indicators_are_32_targets_with_their_lead_agencies() -> None:
    with (LABELS / "indicators-plan-sonla-2026.csv").open(encoding="utf-8", newline="") as file:
        expected = [
            (r["number"], r["part"], _COMPARATORS[r["comparator"]], r["target"], r["target_upper"], _UNITS[r["unit"]], r["horizon"], r["lead_agency_vi"])
            for r in csv.DictReader(file)
        ]  # fmt: skip
    found = [
        (t.number, t.part, t.comparator, t.value, t.upper, t.unit, t.horizon, t.lead_agency)
        for t in read(STEMS[1]).targets
        if "in_text" not in t.flags
    ]
    assert len(expected) == 32
    assert found == expected


def test_the_plan_has_25_unassigned_tasks_and_two_dated_reports() -> None:
    reading = read(STEMS[1])
    assert sum(item.unit_type == "unassigned" for item in reading.obligations) == 25
    dated = [(r.kind, r.deadline, r.recipient) for r in reading.reporting if r.deadline]
    assert dated == [("six_month", "2026-05-10", "Sở Y tế"), ("annual", "2026-11-05", "Sở Y tế")]
    collecting = next(item for item in reading.obligations if item.path == "V.3")
    assert (collecting.assignees, collecting.recipient) == (["Sở Y tế"], "UBND tỉnh; Bộ Y tế")


def test_duties_carry_the_numbers_of_their_targets() -> None:
    by_path = {item.path: item for item in read(STEMS[1]).obligations}
    for row in rows("obligations-examples.csv", STEMS[1]):
        wanted: list[str] = []
        for piece in filter(None, row["targets"].split(";")):
            first, _, last = piece.partition("-")
            wanted.extend(str(n) for n in range(int(first), int(last or first) + 1))
        assert by_path[row["path"]].targets == wanted, row["path"]


def test_slips_of_the_source_are_flagged_and_kept() -> None:
    doubts = {c.number_symbol: c for c in read(STEMS[1]).citations if c.flags and c.kind == "full"}
    assert doubts["121/2020/QĐ14"].suggested == {"number_symbol": "121/2020/QH14"}
    assert doubts["23/CT-TTg"].date == "2023-05-26"
    assert doubts["23/CT-TTg"].suggested == {"date": "2020-05-26"}
    assert doubts["2096/KH-UBND"].flags == ["typo_suspected"]
    assert len(doubts) == 3


def test_metadata_of_three_real_papers() -> None:
    letter, plan, old = (read(stem).metadata for stem in STEMS)
    assert (letter.issuer, letter.type, letter.date, letter.number) == (
        "UBND tỉnh Sơn La",
        "Công văn",
        "2026",
        "",
    )
    assert (letter.capacity, letter.signer) == ("KT.", "Hà Trung Chiến")
    assert len(letter.addressees) == 3
    assert len(letter.recipients) == 10
    assert (plan.issuer, plan.symbol, plan.type, plan.place) == (
        "UBND tỉnh Sơn La",
        "KH-UBND",
        "Kế hoạch",
        "Sơn La",
    )
    assert plan.capacity == "TM./KT."
    assert len(plan.recipients) == 12
    assert old.issuer == "UBND huyện Sơn Dương"
    assert (old.date, old.number, old.subject) == ("", "", "")
    assert len(old.addressees) == 5
