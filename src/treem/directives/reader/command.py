"""``./treem read FILE… [--out DIR]``: directives to JSON, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from treem.directives.reader import ReadError, Reading, read_bytes
from treem.directives.reader.source import MAX_BYTES
from treem.kernel.command_line import Arguments


def read_files(paths: Sequence[Path], out: Path | None) -> int:
    """Read each file; write ``<stem>.json`` and its NFC ``<stem>.txt`` to ``out``, or print the JSON.

    A second file of the same stem gets ``-2``, ``-3`` …. One bad file does not stop the others; the exit
    status is then 1. What was found in each file, and every complaint, goes to stderr in Vietnamese.
    """
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError:
            print(f"Không tạo được thư mục {out}. Hãy chọn thư mục khác.", file=sys.stderr)
            return 1
    used: set[str] = set()
    status = 0
    for path in paths:
        reading = _read(path)
        if reading is None:
            status = 1
            continue
        reading.id = _free(reading.id, used)
        print(_found(path, reading), file=sys.stderr)
        shown = json.dumps(reading.to_json(), ensure_ascii=False, indent=1)
        if out is None:
            print(shown)
            continue
        try:
            (out / f"{reading.id}.txt").write_text(reading.text, encoding="utf-8", newline="")
            (out / f"{reading.id}.json").write_text(shown + "\n", encoding="utf-8", newline="")
        except OSError:
            print(f"Không ghi được kết quả của {path} vào {out}.", file=sys.stderr)
            status = 1
    return status


def _read(path: Path) -> Reading | None:
    try:
        with path.open("rb") as file:
            # One byte more than is read at all: a film of many gigabytes is refused without being fetched.
            return read_bytes(file.read(MAX_BYTES + 1), path.name)
    except ReadError as error:
        print(str(error), file=sys.stderr)
    except FileNotFoundError:
        print(f"Không tìm thấy tệp {path}.", file=sys.stderr)
    except OSError:
        print(f"Không mở được tệp {path}. Hãy kiểm tra quyền đọc.", file=sys.stderr)
    return None


def _found(path: Path, reading: Reading) -> str:
    """How much was found in a file; nothing at all is said plainly, for it looks like success in JSON."""
    counts = (len(reading.obligations), len(reading.citations), len(reading.targets))
    if not any(counts):
        return (
            f"{path}: không tìm thấy nhiệm vụ, văn bản viện dẫn hay chỉ tiêu kế hoạch nào. "
            "Hãy kiểm tra đây có phải văn bản chỉ đạo không (nothing found)."
        )
    duties, citations, targets = counts
    return (
        f"{path}: {duties} nhiệm vụ, {citations} văn bản viện dẫn, {targets} chỉ tiêu kế hoạch "
        f"(duties, citations, targets)."
    )


def _free(stem: str, used: set[str]) -> str:
    name, number = stem, 1
    while name.casefold() in used:
        number += 1
        name = f"{stem}-{number}"
    used.add(name.casefold())
    return name


def main(arguments: Sequence[str] | None = None) -> int:
    """The command as a program of its own: ``python -m treem.directives.reader.command``."""
    parser = Arguments(prog="./treem read", description="Đọc văn bản chỉ đạo thành JSON.")
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="TỆP",
        help="tệp .txt, .docx, .pdf, .doc, .rtf, .odt, bản quét hoặc ảnh",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="THƯ_MỤC",
        help="thư mục ghi TÊN.json và TÊN.txt; bỏ trống thì in ra màn hình",
    )
    options = parser.parse_args(arguments)
    return read_files(options.files, options.out)


if __name__ == "__main__":
    raise SystemExit(main())
