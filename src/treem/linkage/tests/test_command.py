"""``./treem link``: three files or none, and words for what is wrong with a file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest

from treem.linkage import reading
from treem.linkage.command import main
from treem.linkage.records import COLUMNS
from treem.linkage.tests.registers import province

HEADER = ",".join(COLUMNS)
ROW = "a1,Lò Văn An,Nam,07/03/2015,014215004711,Quàng Thị Biên,Lò Văn Pâng,Chiềng Hặc,Nà Pó,Thái"
OTHER = ROW.replace("a1", "a2")


def run(text: str | bytes, folder: Path, *more: str, name: str = "children.csv") -> tuple[int, Path]:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    out = folder / "out"
    return main([str(file), "--out", str(out), *more]), out


def test_the_three_files_of_the_contract(tmp_path: Path) -> None:
    status, out = run(f"{HEADER}\n{ROW}\n{OTHER}\n", tmp_path)
    assert status == 0
    assert sorted(file.name for file in out.iterdir()) == ["clusters.csv", "pairs.csv", "summary.json"]
    with (out / "pairs.csv").open(encoding="utf-8", newline="") as file:
        (pair,) = csv.DictReader(file)
    assert list(pair) == ["record_id_l", "record_id_r", "probability", "decision", "reasons"]
    assert (pair["record_id_l"], pair["record_id_r"], pair["decision"]) == ("a1", "a2", "same")
    assert (out / "clusters.csv").read_text(encoding="utf-8").split() == [
        "record_id,entity_id",
        "a1,a1",
        "a2,a1",
    ]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["records"] == 2
    assert summary["pairs"] == {"same": 1, "review": 0, "no": 0}
    assert summary["candidate_pairs"] == 1
    assert {"reading", "blocking", "comparing", "scoring", "grouping"} <= set(summary["seconds"])
    assert summary["peak_memory_mib"] > 0


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (f"{HEADER}\n{ROW}\n{OTHER}\n".replace(",", ";"), 0),
        (f"{HEADER}\n{ROW}\n{OTHER}\n".replace(",", "\t"), 0),
        (f"\ufeff{HEADER}\r\n{ROW}\r\n{OTHER}\r\n", 0),
        (f"{HEADER}\n{ROW}\n{OTHER}\n".encode("utf-16"), 0),
        (f"{HEADER},note\n{ROW},x\n{OTHER}\n", 0),
        (f"{HEADER.upper()}\n{ROW}\n\n{OTHER}\n\n", 0),
        (f"{HEADER}\n{ROW}\n{OTHER}\n".replace("014215004711", '"=""014215004711"""'), 0),
    ],
)
def test_shapes_of_a_table(text: str | bytes, status: int, tmp_path: Path) -> None:
    found, out = run(text, tmp_path)
    assert found == status
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["pairs"]["same"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "trống"),
        (HEADER + "\n", "chỉ có dòng tiêu đề"),
        ("x,y\n1,2\n", "không thấy cột nào"),
        (f"{HEADER}\n{ROW}\n".encode().replace("Lò".encode(), b"L\xf2"), "UTF-8"),
        (f"{HEADER}\n{ROW}\n{ROW}\n", "có hai lần"),
        (f"{HEADER}\n{ROW[2:]}\n", "không có record_id"),
        (f"{HEADER}\n{ROW.replace('a1', '@SUM(A1)')}\n", "công thức"),
        (f"{HEADER}\n{ROW},x,y\n", "ô"),
        (f"{HEADER},sex\n{ROW},Nam\n", "có hai lần"),
        (b"PK\x03\x04 and more", "bảng tính"),
        (b"PAR1 and more", "Parquet"),
        (b"full_name\0,sex\nx,y\n", "không phải văn bản"),
        (f'{HEADER}\na1,"{"x" * 1_100_000}\n', "CSV"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    text: str | bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out = run(text, tmp_path)
    assert status == 1
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_no_file_and_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.csv")]) == 1
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "Không tìm thấy" in said
    assert "thư mục" in said


def test_a_wrong_date_is_no_reason_to_refuse(tmp_path: Path) -> None:
    status, _ = run(f"{HEADER}\n{ROW}\n{OTHER.replace('07/03/2015', '99/99/9999')}\n", tmp_path)
    assert status == 0


def test_a_file_too_large_is_refused_before_it_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as out:
        out.write(f"{HEADER}\n{ROW}\n".encode() * 3000)
        out.truncate(2 << 30)  # a hole of two gigabytes: reading it would take long
    assert main([str(file), "--out", str(tmp_path / "out")]) == 1
    assert "quá sức một máy" in capsys.readouterr().err
    monkeypatch.setattr(reading, "MOST_RECORDS", 1)
    assert run(f"{HEADER}\n{ROW}\n{OTHER}\n", tmp_path)[0] == 1


def test_a_place_that_cannot_be_written_keeps_what_was_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("kept", encoding="utf-8")
    status, out = run(f"{HEADER}\n{ROW}\n{OTHER}\n", tmp_path)
    assert status == 1
    assert "Không ghi được" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "kept"


def test_a_second_run_replaces_the_answers_and_leaves_nothing_else(tmp_path: Path) -> None:
    run(f"{HEADER}\n{ROW}\n{OTHER}\n", tmp_path)
    status, out = run(f"{HEADER}\n{ROW}\n", tmp_path)
    assert status == 0
    assert sorted(file.name for file in out.iterdir()) == ["clusters.csv", "pairs.csv", "summary.json"]
    assert (out / "pairs.csv").read_text(encoding="utf-8").count("\n") == 1


def test_without_record_id_rows_are_numbered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = run("full_name,date_of_birth\nLò Văn An,1/2/2015\nCà Thị Bình,3/4/2016\n", tmp_path)
    assert status == 0
    assert (out / "clusters.csv").read_text(encoding="utf-8").split()[1:] == ["1,1", "2,2"]
    assert "Không có cột record_id" in capsys.readouterr().err


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    register = province(600, seed=3)
    register.write(tmp_path / "children.csv")
    source, target = str(tmp_path / "children.csv"), str(tmp_path / "children.parquet")
    with duckdb.connect() as base:
        base.execute(
            f"COPY (SELECT * FROM read_csv('{source}', all_varchar = true)) TO '{target}' (FORMAT parquet)"
        )
    assert main([source, "--out", str(tmp_path / "a")]) == 0
    assert main([target, "--out", str(tmp_path / "b")]) == 0
    for name in ("pairs.csv", "clusters.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_engine_for_a_nation_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out = run(f"{HEADER}\n{ROW}\n", tmp_path, "--engine", "spark")
    assert status == 2
    assert "spark chưa có" in capsys.readouterr().err
    assert not out.exists()
