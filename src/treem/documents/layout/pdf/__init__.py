"""The paper as a PDF/A file, from the same laid-out content as the DOCX; drawn by typst in a process of its own.

No text of the paper is read as markup: it travels as JSON into a fixed drawing program (``paper.typ``). No network,
no font of the machine, no clock: the same paper gives the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from treem.documents.layout.errors import PdfFailed, PdfTooSlow
from treem.documents.layout.package import title_of
from treem.documents.layout.paper import OfficialPaper
from treem.documents.layout.pdf.reading import drawing
from treem.documents.layout.render import laid_out

TIME_LIMIT_S = 30.0
"""For one paper; a report over 75 communes takes about one second."""
_WORKER = Path(__file__).parent / "worker.py"


def render_pdf(paper: OfficialPaper, *, time_limit_s: float = TIME_LIMIT_S) -> bytes:
    """The paper laid out under Nghị định 30/2020/NĐ-CP as PDF/A-2u.

    Raises a LayoutError as ``render_docx`` does, PdfTooSlow after the time limit, PdfFailed when it cannot be drawn.
    """
    standard, parts = laid_out(paper)
    day = paper.issued_on
    moment = (
        datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(paper.year, 1, 1, tzinfo=UTC)
    )
    order = {
        "timestamp": int(moment.timestamp()),
        "paper": {
            **drawing(parts, standard),
            "title": title_of(paper),
            "author": " ".join(paper.issuer.split()),
            "draft": paper.draft,
            "simulated": paper.simulated,
        },
    }
    return _drawn(json.dumps(order, ensure_ascii=False).encode(), time_limit_s)


def draw(
    program: Path, data: Mapping[str, Any], *, at: datetime, time_limit_s: float = TIME_LIMIT_S
) -> bytes:
    """Draw data with another fixed program of ours, with the same fonts and limits; ``at`` stands in the file as its time.

    Raises PdfTooSlow, PdfFailed.
    """
    order = {"timestamp": int(at.timestamp()), "program": program.read_text("utf-8"), "paper": dict(data)}
    return _drawn(json.dumps(order, ensure_ascii=False).encode(), time_limit_s)


def _drawn(order: bytes, time_limit_s: float) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_WORKER)],
            input=order,
            capture_output=True,
            timeout=time_limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfTooSlow(seconds=f"{time_limit_s:g}".replace(".", ",")) from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise PdfFailed(reason=done.stderr.decode(errors="replace").strip()[-300:])
    return done.stdout
