"""Import of a list of children with cleaning, row policies and history on, beside calamine alone and openpyxl, in one run.

./treem bench import [--rows 450000] [--openpyxl-rows 20000] [--json]

The list is invented (seed 7, families of the invented province, a tenth of the rows typed badly) and goes into a province
of its own in a temporary folder. ``dry run``: keeping the file, reading, cleaning, comparing, the preview is there.
``write``: from the confirmation to the last row. ``again``: the dry run of the same children in another file.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
HEADS = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số định danh cá nhân", "Họ tên mẹ", "Họ tên bố", "Mã xã",
    "Mã hộ", "Đã đăng ký khai sinh",
)  # fmt: skip
GOAL_ROWS_S, GOAL_DRY = 20_000, 2.0
ALONE = (
    "import sys, time, python_calamine as c\n"
    "t = time.perf_counter(); s = c.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)\n"
    "n = sum(1 for _ in s.iter_rows()); print(n, time.perf_counter() - t)"
)
OPENPYXL = (
    "import sys, time, openpyxl\n"
    "t = time.perf_counter(); s = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True).active\n"
    "n = sum(1 for _ in s.iter_rows(values_only=True)); print(n, time.perf_counter() - t)"
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench import")
    parser.add_argument("--rows", type=int, default=450_000)
    parser.add_argument("--openpyxl-rows", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.inside:
        return _inside(*map(Path, options.inside))
    folder = Path(tempfile.mkdtemp(prefix="treem-bench-"))
    environment = {**os.environ, "TREEM_VAR": str(folder / "var"), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    run = [sys.executable, "-m", "treem.config.cli"]
    try:
        list_, other, small = folder / "list.xlsx", folder / "other.xlsx", folder / "small.xlsx"
        write_list(list_, options.rows)
        write_list(other, options.rows, numbered_from=2)
        write_list(small, options.openpyxl_rows)
        setup = [*run, "setup", "--province", "14", "--admin", "do.kiem.thu", "--name", "Đo Kiểm Thử"]
        subprocess.run(setup, env=environment, check=True, capture_output=True)
        alone = _timed(ALONE, list_)
        peer = _timed(OPENPYXL, small)
        done = subprocess.run(
            [*run, "bench", "import", "--inside", str(list_), str(other)], env=environment, check=True,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        alone = min(alone, _timed(ALONE, list_)) if alone else None
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    finally:
        subprocess.run([*run, "stop"], env=environment, check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
    whole = found["dry_s"] + found["write_s"]
    answer = {
        "bench": "import", "rows": options.rows, **found, "calamine_s": alone,
        "openpyxl_rows_s": round(options.openpyxl_rows / peer) if peer else None,
        "rows_s": round(options.rows / whole), "dry_to_calamine": round(found["dry_s"] / alone, 2) if alone else None,
        "goal_rows_s": GOAL_ROWS_S, "goal_dry": GOAL_DRY,
        "reached": options.rows / whole >= GOAL_ROWS_S and bool(alone) and found["dry_s"] <= GOAL_DRY * (alone or 0),
    }  # fmt: skip
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    for key, value in answer.items():
        print(f"{key:<18} {value}")
    return 0


def _timed(program: str, path: Path) -> float | None:
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    return round(float(done.stdout.split()[1]), 2) if done.returncode == 0 else None


def _inside(list_: Path, other: Path) -> int:
    """In the province of the measurement, as the application under row policies."""
    from treem.config.cli import ensure_database

    ensure_database(as_owner=False)
    import django

    django.setup()
    from django.core.files import File
    from django.db import transaction

    from treem.db.scope import Scope, scoped
    from treem.kernel.time import now, today
    from treem.organisations.models import User
    from treem.registry.imports import services
    from treem.territory import selectors as territory

    province = territory.province_as_of("14", today())
    actor = User.objects.get(username="do.kiem.thu")
    found: dict[str, Any] = {}

    def dry(path: Path) -> Any:
        begin = time.perf_counter()
        with transaction.atomic(), path.open("rb") as source:
            taken = services.take_in(
                File(source, name=path.name), actor=actor, appointment_id=None, commune_id=None, at=now()
            )
        services.read_list(taken.pk, clock=now)
        with transaction.atomic():
            taken.refresh_from_db()
        return taken, round(time.perf_counter() - begin, 2)

    with scoped(Scope(actor.pk, territory.commune_ids_of(province, today()))):
        taken, found["dry_s"] = dry(list_)
        begin = time.perf_counter()
        with transaction.atomic():
            services.confirm(taken, version=taken.version, actor=actor, appointment_id=None, at=now())
        services.write_list(taken.pk, clock=now)
        found["write_s"] = round(time.perf_counter() - begin, 2)
        with transaction.atomic():
            taken.refresh_from_db()
        found["counts"] = {key: n for key, n in taken.counts.items() if key != "seen"}
        again, found["again_s"] = dry(other)
        found["again_counts"] = {key: n for key, n in again.counts.items() if key != "seen"}
    found["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found["reader_peak_mib"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(json.dumps(found, ensure_ascii=False))
    return 0


# -- the invented list


def children(rows: int) -> Iterator[tuple[str, ...]]:
    """Cells of invented children, a tenth of them typed as people type: capitals, other days, lost zeros, a wrong day."""
    from treem.simulation.people import generate_commune
    from treem.simulation.places import allocate, read_communes

    communes = read_communes(ROOT / "src/treem/territory/data/mergers-14.csv")
    chance = Random(7)
    n = 0
    for spec in allocate(communes, int(rows * 1.02) + 75):
        made = generate_commune(spec, 7, as_of=date(2026, 11, 1))
        house = {row[0]: row[2] for row in made.households}
        for row in made.children:
            if n >= rows:
                return
            n += 1
            born: date = row[8]
            day = {"year": f"{born:%Y}", "month": f"{born:%m/%Y}"}.get(row[9], f"{born:%d/%m/%Y}")
            name, number = row[6], row[11]
            kind = chance.random()
            if kind < 0.03:
                name = name.upper()
            elif kind < 0.06:
                day = f"{born.day}.{born.month}.{born.year}"
            elif kind < 0.09:
                number = number.removeprefix("0")
            elif kind < 0.1:
                day = "31/02/2019"
            yield (
                name, day, "Nữ" if row[7] == "female" else "Nam", row[10], number, row[12], row[13], row[4], house[row[2]],
                "Có" if row[14] else "Chưa",
            )  # fmt: skip


def write_list(path: Path, rows: int, *, numbered_from: int = 1) -> None:
    """An XLSX with shared strings, as Excel saves it; written by hand, for the usual writers take minutes."""
    shared: dict[str, int] = {}

    def cell(text: str) -> str:
        if not text:
            return "<c/>"
        return f'<c t="s"><v>{shared.setdefault(text, len(shared))}</v></c>'

    main_ = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        out.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{types}.sharedStrings+xml"/></Types>')  # fmt: skip
        out.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>')  # fmt: skip
        out.writestr("xl/workbook.xml", f'<workbook xmlns="{main_}" xmlns:r="{office}"><sheets><sheet name="Trẻ em" sheetId="1" r:id="r1"/></sheets></workbook>')  # fmt: skip
        out.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')  # fmt: skip
        with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{main_}"><sheetData><row>'.encode())
            sheet.write("".join(map(cell, HEADS)).encode() + b"</row>")
            block: list[str] = []
            for n, cells in enumerate(children(rows), start=numbered_from):
                block.append(f"<row><c><v>{n}</v></c>{''.join(map(cell, cells))}</row>")
                if len(block) == 5000:
                    sheet.write("".join(block).encode())
                    block = []
            sheet.write("".join(block).encode() + b"</sheetData></worksheet>")
        with out.open("xl/sharedStrings.xml", "w", force_zip64=True) as strings:
            strings.write(f'<sst xmlns="{main_}" count="{len(shared)}" uniqueCount="{len(shared)}">'.encode())
            strings.write("".join(f"<si><t>{escape(text)}</t></si>" for text in shared).encode() + b"</sst>")
