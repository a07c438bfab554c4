"""The process in which a list of children is opened and cleaned: ``python -m treem.registry.imports.process < file``.

Apart from ours for the reasons of ``files.sheet_process``; and so that it cleans on one core while the database takes
rows in on the other. The first line of the input is the order (JSON), the rest the file. The answer is a row of frames:
one letter, the length (four bytes), the content. ``H`` the layout (JSON), ``R`` rows as COPY reads them, with their
number before them, ``O`` original rows that were asked for (JSON), ``E`` the end (JSON), ``F`` a refusal (JSON).
Knows no Django.
"""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import struct
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from treem.registry.imports import layout
from treem.registry.imports.births import shown
from treem.registry.imports.cleaning import Cleaned, Cleaner, Setting

MEMORY = 6 * 1024 * 1024 * 1024  # bytes of address space: a whole province takes 0.6 GB, a bomb far more
CPU_S = 600
COLUMNS = 200
CELL = 2000  # characters
SHEETS = 30
BLOCK = 2000  # rows in a frame
SAMPLE = 3000  # rows from which the file's habits are learnt
SAMPLES_SHOWN = 4
APART = 20_000  # rows of half a list from which a second process pays
PASSED_SHOWN = 200


class Refusal(Exception):
    """The file is not read: a code of ``reading.REFUSALS`` and what belongs to it."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.answer = {"code": code, **about}


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    source, out = sys.stdin.buffer, sys.stdout.buffer
    order = json.loads(source.readline())
    try:
        work(order, source, out)
    except Refusal as refusal:
        _frame(out, b"F", json.dumps(refusal.answer).encode())
    except MemoryError:
        _frame(out, b"F", b'{"code": "too_big"}')
    out.flush()
    return 0


def work(order: dict[str, Any], source: BinaryIO, out: BinaryIO) -> None:
    """Read the file as the order says and answer in frames."""
    book = (
        _text(source.read(), order["rows"])
        if order["kind"] in ("txt", "oldtxt")
        else _Workbook(source, order["rows"])
    )
    name, found = _choose(book, order)
    remembered = order["remembered"].get(found.signature, {})
    mapping = layout.with_chosen(found.mapping, remembered)
    mapping = layout.with_chosen(mapping, order["chosen"])
    heads = book.head(name)
    if not order["chosen"] and not remembered:
        mapping = _name_in_two(found, mapping, heads)
    width = len(found.headings)
    lacking = layout.missing(mapping)
    head = {
        "sheet": name, "sheets": book.names, "top": found.top, "height": found.height, "headings": found.headings,
        "mapping": mapping, "signature": found.signature, "missing": lacking, "total": book.height(name),
        "remembered": bool(remembered), "wide": book.width(name) > COLUMNS,
        "samples": [
            [shown(cell)[:60] for cell in row[:width]] for row in heads[found.top + found.height :] if any(map(shown, row))
        ][:SAMPLES_SHOWN],
    }  # fmt: skip
    _frame(out, b"H", json.dumps(head).encode())
    wanted = order.get("wanted")
    if wanted is not None:
        _originals(book.rows(name), frozenset(wanted), found, out)
    elif not lacking:
        cleaner = Cleaner(Setting.from_json(order["setting"]), mapping)
        cleaner.look_at(book.sample(name)[found.top + found.height :])
        _clean(cleaner, book, name, found, out)


def _choose(book: _Book, order: dict[str, Any]) -> tuple[str, layout.Layout]:
    """The sheet a person named, else the one whose heading says most."""
    best: tuple[tuple[int, int, int], str, layout.Layout] | None = None
    for name in book.names:
        if order["sheet"] and name != order["sheet"]:
            continue
        found = layout.find(book.head(name))
        score = (-len(layout.missing(found.mapping)), len(found.mapping), book.height(name))
        if best is None or score > best[0]:
            best = (score, name, found)
    if best is None:
        raise Refusal("empty")
    return best[1], best[2]


def _name_in_two(
    found: layout.Layout, mapping: dict[str, int], rows: Sequence[Sequence[Any]]
) -> dict[str, int]:
    """«Họ và tên» over two columns, the given name in the second, whose heading is empty."""
    place = mapping.get("full_name")
    if place is None or place + 1 in mapping.values():
        return mapping
    if place + 1 < len(found.headings) and found.headings[place + 1] not in ("", found.headings[place]):
        return mapping
    below = [
        row for row in rows[found.top + found.height :] if place < len(row) and shown(row[place]).strip()
    ]
    second = [shown(row[place + 1]).split() for row in below if place + 1 < len(row)]
    filled = [words for words in second if words]
    if (
        len(filled) >= 2
        and len(filled) * 2 > len(below)
        and all(len(words) == 1 and words[0].isalpha() for words in filled)
    ):
        rest = {key: at for key, at in mapping.items() if key != "full_name"}
        return {**rest, "family_name": place, "given_name": place + 1}
    return mapping


def _clean(cleaner: Cleaner, book: _Book, name: str, found: layout.Layout, out: BinaryIO) -> None:
    """All rows; of a long list the second half in a copy of this process (the cells are shared, not copied)."""
    lock = threading.Lock()

    def tell(kind: bytes, content: bytes) -> None:
        with lock:
            _frame(out, kind, content)

    middle = book.height(name) // 2
    if middle < APART or (os.cpu_count() or 1) < 2:
        ends = [_part(cleaner, book.rows(name), found, tell, 0, sys.maxsize)]
    else:
        out.flush()
        reading, writing = os.pipe()
        other = os.fork()
        if other == 0:
            os.close(reading)
            with os.fdopen(writing, "wb") as half:
                end = _part(
                    cleaner, book.rows(name), found, lambda k, c: _frame(half, k, c), middle, sys.maxsize
                )
                _frame(half, b"E", json.dumps(end).encode())
            os._exit(0)
        os.close(writing)
        others: list[dict[str, Any]] = []
        relay = threading.Thread(target=_relay, args=(reading, tell, others))
        relay.start()
        ends = [_part(cleaner, book.rows(name), found, tell, 0, middle)]
        relay.join()
        os.waitpid(other, 0)
        if not others:
            raise MemoryError  # it met a limit before its end
        ends += others
    sums: dict[str, Any] = {
        key: sum(end[key] for end in ends) for key in ("read", "entries", "blank", "passed")
    }
    sums["passed_rows"] = [number for end in ends for number in end["passed_rows"]][:PASSED_SHOWN]
    habits = {"encoding": cleaner.encoding or "", "mixed": cleaner.mixed, "swapped": cleaner.swapped}
    tell(b"E", json.dumps({**sums, **habits}).encode())


def _relay(reading: int, tell: Callable[[bytes, bytes], None], ends: list[dict[str, Any]]) -> None:
    with os.fdopen(reading, "rb") as half:
        while len(head := half.read(5)) == 5:
            content = half.read(struct.unpack(">I", head[1:])[0])
            if head[:1] == b"E":
                ends.append(json.loads(content))
            else:
                tell(head[:1], content)


def _part(
    cleaner: Cleaner,
    rows: Iterable[Sequence[Any]],
    found: layout.Layout,
    tell: Callable[[bytes, bytes], None],
    after: int,
    through: int,
) -> dict[str, Any]:
    """Clean the rows after one number up to another, tell them in blocks, and count."""
    first = found.top + found.height
    heading_words = {word for heading in found.headings for word in heading.split(" · ") if word}
    passed: list[int] = []
    lines: list[str] = []
    read = entries = blank = 0
    for number, row in enumerate(rows, start=1):
        if number <= first or number <= after:
            continue
        if number > through:
            break
        read += 1
        one = cleaner.row(number, row)
        if one is None:
            if any(cell != "" for cell in row):
                passed.append(number)
            else:
                blank += 1
            continue
        if one.refused and _again(row, heading_words, number == first + 1):
            passed.append(number)
            continue
        entries += 1
        lines.append(copy_line(one))
        if len(lines) >= BLOCK:
            tell(b"R", struct.pack(">I", number) + "".join(lines).encode())
            lines = []
    if lines:
        tell(b"R", struct.pack(">I", max(first, after) + read) + "".join(lines).encode())
    return {
        "read": read,
        "entries": entries,
        "blank": blank,
        "passed": len(passed),
        "passed_rows": passed[:PASSED_SHOWN],
    }


def _again(row: Sequence[Any], heading_words: set[str], first: bool) -> bool:
    """The heading once more, as printed pages repeat it; or its numbering."""
    filled = [text for cell in row if (text := " ".join(shown(cell).split()))]
    if first and layout.is_numbering(filled):
        return True
    return len(filled) >= 2 and all(text in heading_words for text in filled)


def _originals(
    rows: Iterable[Sequence[Any]], wanted: frozenset[int], found: layout.Layout, out: BinaryIO
) -> None:
    first, last = found.top + found.height, max(wanted, default=0)
    block: list[Any] = []
    for number, row in enumerate(rows, start=1):
        if number > last:
            break
        if number > first and number in wanted:
            block.append([number, [_sent(cell) for cell in row[: len(found.headings)]]])
            if len(block) >= BLOCK:
                _frame(out, b"O", json.dumps(block).encode())
                block = []
    if block:
        _frame(out, b"O", json.dumps(block).encode())


def _sent(cell: Any) -> Any:
    if isinstance(cell, datetime):
        cell = cell.date()
    return (
        {"d": cell.isoformat()}
        if isinstance(cell, date)
        else cell
        if isinstance(cell, int | float)
        else shown(cell)
    )


# -- frames and COPY


def _frame(out: BinaryIO, kind: bytes, content: bytes) -> None:
    out.write(kind + struct.pack(">I", len(content)))
    out.write(content)


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": ""})


def copy_line(one: Cleaned) -> str:
    """The row as a line of COPY in text form, in the order of ``cleaning.FIELDS``."""
    registered = one.birth_registered
    if "\\" in one.household_code + one.permanent_residence + one.present_residence + one.residence_note:
        for name in ("household_code", "permanent_residence", "present_residence", "residence_note"):
            setattr(one, name, getattr(one, name).translate(_ESCAPES))
    line = "\t".join((
        str(one.number), "t" if one.refused else "f", "\\N" if one.commune_id is None else str(one.commune_id), one.full_name,
        one.exact, one.exact_old, one.folded, one.sort_key, one.sex, one.born or "\\N", one.precision, one.ethnicity,
        one.personal_id, one.mother_name, one.folded_mother, one.father_name,
        "\\N" if one.village_id is None else str(one.village_id), one.household_code, one.head_name, one.poverty,
        one.permanent_residence, one.present_residence, one.residence_note,
        "\\N" if registered is None else "t" if registered else "f",
        json.dumps(one.findings).translate(_ESCAPES) if one.findings else "\\N",
    ))  # fmt: skip
    return line + "\n"


# -- kinds of files


class _Book:
    """The sheets of a file: their first rows, a sample, all rows."""

    names: list[str]

    def rows(self, name: str) -> Iterator[Sequence[Any]]:
        raise NotImplementedError

    def height(self, name: str) -> int:
        raise NotImplementedError

    def width(self, name: str) -> int:
        raise NotImplementedError

    def head(self, name: str) -> list[list[Any]]:
        return self._first(name, layout.LOOK + 12)

    def sample(self, name: str) -> list[list[Any]]:
        return self._first(name, SAMPLE)

    def _first(self, name: str, most: int) -> list[list[Any]]:
        found = []
        for row in self.rows(name):
            found.append(list(row))
            if len(found) >= most:
                break
        return found


class _Workbook(_Book):
    """XLSX, XLS, ODS through calamine; the rows stay in its memory and come out one by one."""

    def __init__(self, source: BinaryIO, most: int) -> None:
        import python_calamine as calamine

        # In memory, never on a disk: it holds names of children.
        handle = os.memfd_create("list")
        with os.fdopen(handle, "wb", closefd=False) as held:
            while chunk := source.read(1 << 20):
                held.write(chunk)
        try:
            os.lseek(handle, 0, os.SEEK_SET)
            book = calamine.CalamineWorkbook.from_filelike(os.fdopen(handle, "rb"))
            visible = [m.name for m in book.sheets_metadata if m.visible == calamine.SheetVisibleEnum.Visible]
        except calamine.PasswordError:
            raise Refusal("password") from None
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise Refusal("password" if "password" in str(error).lower() else "damaged") from None
        self._sheets: dict[str, Any] = {}
        for name in visible[:SHEETS]:
            try:
                sheet = book.get_sheet_by_name(name)
            except (calamine.CalamineError, OSError, ValueError):
                continue  # a chart, or a sheet that cannot be read; the others may hold the list
            if sheet.total_height > most:
                raise Refusal("too_long", sheet=name, rows=sheet.total_height)
            if sheet.total_height:
                self._sheets[name] = sheet
        self.names = list(self._sheets)

    def height(self, name: str) -> int:
        return int(self._sheets[name].total_height)

    def width(self, name: str) -> int:
        return int(self._sheets[name].total_width)

    def rows(self, name: str) -> Iterator[Sequence[Any]]:
        sheet = self._sheets[name]
        top, left = sheet.start or (0, 0)
        yield from ([] for _ in range(top))
        merged = [
            (a - top, b - top, column - left)
            for (a, column), (b, right) in (sheet.merged_cell_ranges or [])
            if column == right and b > a
        ]
        rows = sheet.iter_rows()
        before: Sequence[Any] = [""] * left
        if merged:
            rows = _spread(rows, merged)
        for row in rows:
            cut = row[:COLUMNS]
            yield [*before, *cut] if left else cut


def _spread(rows: Iterable[list[Any]], merged: list[tuple[int, int, int]]) -> Iterator[list[Any]]:
    """A cell merged downwards means its value for each of its rows; across, it is a title and stays where it is."""
    begins: dict[int, list[tuple[int, int]]] = {}
    for top, bottom, column in merged:
        begins.setdefault(top, []).append((bottom, column))
    open_now: dict[int, tuple[int, Any]] = {}
    for number, row in enumerate(rows):
        for column, (bottom, value) in list(open_now.items()):
            if number > bottom:
                del open_now[column]
            elif column < len(row) and row[column] == "":
                row[column] = value
        for bottom, column in begins.get(number, ()):
            if column < len(row):
                open_now[column] = (bottom, row[column])
        yield row


class _Table(_Book):
    """Text with a delimiter; read again for each pass."""

    def __init__(self, text: str, delimiter: str, most: int) -> None:
        self.names = [""]
        self._text, self._delimiter = text, delimiter
        self._height = text.count("\n") + 1
        if self._height > 2 * most:
            raise Refusal("too_long", sheet="", rows=self._height)

    def height(self, name: str) -> int:  # noqa: ARG002
        return self._height

    def width(self, name: str) -> int:  # noqa: ARG002
        return max((line.count(self._delimiter) for line in self._text[:20_000].splitlines()), default=0) + 1

    def rows(self, name: str) -> Iterator[Sequence[Any]]:  # noqa: ARG002
        csv.field_size_limit(1_000_000)
        for row in csv.reader(io.StringIO(self._text, newline=""), delimiter=self._delimiter):
            yield [cell[:CELL] for cell in row[:COLUMNS]]


def _text(content: bytes, most: int) -> _Book:
    text = decode(content)
    delimiter = _delimiter(text)
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    return _Table(text, delimiter, most)


def decode(content: bytes) -> str:
    """UTF-8, UTF-16 with or without its mark, else Windows-1252, in which TCVN3 and VNI came."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    head = content[:4000]
    if head[1::2].count(0) * 10 > len(head) * 3:
        return content.decode("utf-16-le", "replace")
    return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """Between most lines alike: a title above the list, or a comma in a name, does not decide."""
    if text[:4].lower() == "sep=" and text[4:5] in (",", ";", "\t"):
        return text[4]
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:30]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(n for line in lines if (n := line.count(delimiter)))
        return max(((alike, n) for n, alike in counts.items()), default=(0, 0))

    return max(",;\t|", key=agreement)


if __name__ == "__main__":
    sys.exit(main())
