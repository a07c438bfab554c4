"""A CSV or Parquet file into columns, a piece at a time: only distinct values are kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from treem.linkage.errors import LinkError
from treem.linkage.records import COLUMNS, TEXT_COLUMNS, Column, Records, plain, prepare

MOST_RECORDS = 3_000_000
"""What one machine of 8 GiB links; a province has a sixth of it."""
PIECE = 20_000
Piece = tuple[int, Sequence[str], Sequence[Sequence[str]]]
"""The number of the first row, the names of the columns, their values."""
MOST_COLUMNS = 1_000
_SEPARATORS = ",;\t|"
_NAMES_OF_FILES = {
    b"PK\x03\x04": "bảng tính hoặc tệp nén",
    b"\xd0\xcf\x11\xe0": "bảng tính Excel cũ",
    b"%PDF": "PDF",
}


def read(path: Path) -> tuple[Records, list[str]]:
    """The records of a file, and remarks for the person who sent it (columns that are missing, and the like).

    Raises LinkError for what is no table of children, and for identifiers that are empty or stand there twice.
    """
    ids, columns, remarks = read_columns(path)
    return prepare(ids, columns), remarks


def read_columns(path: Path) -> tuple[list[str], dict[str, Column], list[str]]:
    """As ``read``, before anything is understood: identifiers, columns as typed, remarks."""
    try:
        with path.open("rb") as file:
            begin = file.read(4)
    except FileNotFoundError:
        raise LinkError(f"Không tìm thấy tệp {path} (no such file).") from None
    except IsADirectoryError:
        raise LinkError(
            f"{path} là một thư mục. Hãy nêu tệp CSV hoặc Parquet (a folder, not a file)."
        ) from None
    except OSError:
        raise LinkError(f"Không mở được tệp {path}. Hãy kiểm tra quyền đọc (cannot be opened).") from None
    if not begin:
        raise LinkError(f"Tệp {path} trống (empty file).")
    if begin in _NAMES_OF_FILES:
        kind = _NAMES_OF_FILES[begin]
        raise LinkError(
            f"{path} là {kind}. Hãy lưu lại dạng CSV UTF-8 hoặc Parquet (neither CSV nor Parquet)."
        )
    pieces = _parquet(path) if begin == b"PAR1" else _csv(path, begin)
    return _gather(path, pieces)


def _gather(path: Path, pieces: Iterator[Piece]) -> tuple[list[str], dict[str, Column], list[str]]:
    columns = {name: Column() for name in TEXT_COLUMNS}
    ids: list[str] = []
    there: Sequence[str] = ()
    for first, there, rows in pieces:
        whole = dict(zip(there, rows, strict=True))
        ids.extend(whole.get("record_id") or map(str, range(first, first + len(rows[0]))))
        for name, column in columns.items():
            if name in whole:
                column.extend(whole[name])
        if len(ids) > MOST_RECORDS:
            raise LinkError(_too_many(path))
    if not ids:
        raise LinkError(f"Tệp {path} chỉ có dòng tiêu đề, không có trẻ em nào (no records).")
    remarks = []
    if "record_id" in there:
        if any(one[:1] == "=" for one in ids):
            ids = [plain(one) for one in ids]
        _check_ids(path, ids)
    else:
        remarks.append("Không có cột record_id: dùng số thứ tự của dòng, bắt đầu từ 1 (rows are numbered).")
    missing = [name for name in TEXT_COLUMNS if name not in there]
    if missing:
        remarks.append(f"Không có cột {', '.join(missing)}: kết quả kém chắc chắn hơn (missing columns).")
    return ids, {name: column for name, column in columns.items() if name in there}, remarks


def _too_many(path: Path) -> str:
    most = f"{MOST_RECORDS:,}".replace(",", ".")
    return (
        f"Tệp {path} có hơn {most} dòng, quá sức một máy. Hãy chia theo tỉnh hoặc theo năm sinh "
        "(too many records for one machine)."
    )


def _check_ids(path: Path, ids: list[str]) -> None:
    if len(set(ids)) == len(ids) and "" not in ids[:1] and all(ids) and not any(map(_like_formula, ids)):
        return
    seen: dict[str, int] = {}
    for row, one in enumerate(ids, 1):
        if not one:
            raise LinkError(
                f"{path}: bản ghi thứ {row} không có record_id. Mỗi bản ghi cần một mã riêng (empty record_id)."
            )
        if _like_formula(one):
            raise LinkError(
                f"{path}: record_id của bản ghi thứ {row} là một công thức bảng tính. Hãy đổi thành mã thường (a formula)."
            )
        if one in seen:
            raise LinkError(
                f"{path}: record_id {one[:40]!r} có hai lần, ở bản ghi thứ {seen[one]} và {row}. "
                "Mỗi bản ghi cần một mã riêng (duplicate record_id)."
            )
        seen[one] = row


def _like_formula(text: str) -> bool:
    return text[:1] in "=@" or (text[:1] in "+-" and not text[1:].replace(".", "").isdecimal())


# --- CSV ----------------------------------------------------------------------------------------------------


def _csv(path: Path, begin: bytes) -> Iterator[Piece]:
    encoding = "utf-16" if begin[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    csv.field_size_limit(1_000_000)
    try:
        with path.open(encoding=encoding, newline="") as file:
            yield from _rows(path, file)
    except UnicodeError:
        raise LinkError(
            f"{path} không ở bảng mã UTF-8. Hãy mở bằng phần mềm bảng tính và lưu lại dạng «CSV UTF-8» (not UTF-8)."
        ) from None
    except csv.Error as error:
        raise LinkError(f"{path} không phải CSV đọc được: {error} (not a readable CSV).") from None


def _rows(path: Path, file: io.TextIOBase) -> Iterator[Piece]:
    first = file.readline(1_000_000)
    while first and not first.strip():
        first = file.readline(1_000_000)
    if "\0" in first:
        raise LinkError(f"{path} không phải văn bản CSV (binary file).")
    separator = max(_SEPARATORS, key=lambda sign: len(set(_header(first, sign)) & set(COLUMNS)))
    header = _header(first, separator)
    known = [(place, name) for place, name in enumerate(header) if name in COLUMNS]
    names = [name for _, name in known]
    if not set(names) & {"full_name", "date_of_birth", "personal_id", "mother_name"}:
        raise LinkError(
            f"{path}: không thấy cột nào trong số full_name, date_of_birth, personal_id, mother_name ở dòng đầu. "
            f"Các cột cần có tên: {', '.join(COLUMNS)} (unknown header)."
        )
    if len(set(names)) < len(names) or len(header) > MOST_COLUMNS:
        twice = next((name for name in names if names.count(name) > 1), "")
        reason = (
            f"cột {twice} có hai lần (a column twice)"
            if twice
            else f"hơn {MOST_COLUMNS} cột (too many columns)"
        )
        raise LinkError(f"{path}: {reason}.")
    _not_too_large(path)
    width, row_number = len(header), 0
    reader = csv.reader(file, delimiter=separator)
    while piece := list(islice(reader, PIECE)):
        if any(len(row) != width for row in piece):
            piece = [_whole(path, row, width, separator, reader.line_num) for row in piece if any(row)]
        if piece:
            columns = list(zip(*piece, strict=True))
            yield row_number + 1, names, [columns[place] for place, _ in known]
            row_number += len(piece)


def _whole(path: Path, row: list[str], width: int, separator: str, line: int) -> list[str]:
    """A row of the right length: empty cells may be left out at its end, none may be too many."""
    if len(row) > width and any(row[width:]):
        raise LinkError(
            f"{path}, gần dòng {line + 1}: một dòng có {len(row)} ô, tiêu đề có {width}. Ô chứa dấu «{separator}» "
            f"cần đặt trong ngoặc kép. Dòng ấy bắt đầu bằng {row[0][:40]!r} (more cells than columns)."
        )
    return [*row, *[""] * (width - len(row))][:width]


def _header(line: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])
    except csv.Error:
        return []
    return [cell.strip().strip("\ufeff").lower() for cell in cells]


def _not_too_large(path: Path) -> None:
    """A file of many gigabytes is refused before it is read: by its size and its first lines."""
    size = path.stat().st_size
    if size < 200 * MOST_RECORDS // 8:
        return
    with path.open("rb") as raw:
        start = raw.read(1 << 20)
    lines = max(start.count(b"\n") - 1, 1)
    if size / (len(start) / lines) > MOST_RECORDS * 1.1:
        raise LinkError(_too_many(path))


# --- Parquet ------------------------------------------------------------------------------------------------


def _parquet(path: Path) -> Iterator[Piece]:
    import duckdb

    try:
        with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as base:
            found = base.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)]).description or []
            names = {str(column[0]).strip().lower(): str(column[0]) for column in found}
            known = [name for name in COLUMNS if name in names]
            if not set(known) & {"full_name", "date_of_birth", "personal_id", "mother_name"}:
                raise LinkError(f"{path}: không thấy các cột {', '.join(COLUMNS)} (unknown columns).")
            wanted = ", ".join(
                f"coalesce(\"{names[name].replace(chr(34), chr(34) * 2)}\"::varchar, '')" for name in known
            )
            answer = base.execute(f"SELECT {wanted} FROM read_parquet(?)", [str(path)])  # noqa: S608 - quoted names
            row_number = 0
            while rows := answer.fetchmany(PIECE):
                yield row_number + 1, known, list(zip(*rows, strict=True))
                row_number += len(rows)
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise LinkError(
            f"{path} không phải Parquet đọc được: {first} (not a readable Parquet file)."
        ) from None
