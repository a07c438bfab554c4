"""Scans and photographs: seconds a page, errors in letters and words, duties found again.

./treem bench ocr [--json]

Papers of ``examples/directives`` are set as pages by Chromium and taken as pictures in four ways: a clean scan, one laid
askew by two degrees, a photograph (perspective, shadow, noise, soft focus, strong JPEG), one upside down. The peer is
Tesseract by itself on the same picture in the same run.
"""

from __future__ import annotations

import argparse
import html
import json
import statistics
import subprocess
import time
import unicodedata
from pathlib import Path
from typing import Any

from treem.directives.reader import ocr, read_bytes

ROOT = Path(__file__).resolve().parents[1]
NOISE = (
    "<svg style='position:fixed;inset:0;width:100%;height:100%;opacity:.16'><filter id='n'><feTurbulence type='fractalNoise' "
    "baseFrequency='.8' numOctaves='2' seed='4'/><feColorMatrix type='saturate' values='0'/></filter>"
    "<rect width='100%' height='100%' filter='url(#n)'/></svg>"
)
WAYS = {
    "clean scan": ("", "", 90),
    "askew by 2 degrees": ("transform:rotate(2deg)", "", 80),
    "photograph": (
        "transform:perspective(2600px) rotateX(7deg) rotateY(-5deg) rotate(1.2deg) scale(.93);filter:blur(.45px) contrast(.86)",
        NOISE
        + "<div style='position:fixed;inset:0;background:linear-gradient(115deg,rgba(0,0,0,.38),rgba(0,0,0,0) 55%)'></div>",
        55,
    ),
    "upside down": ("transform:rotate(180deg)", "", 80),
}
LINES = 32
"""Of a page as it is set here."""


def pages_of(text: str) -> list[str]:
    """The text in stretches of about a page."""
    lines = text.splitlines()
    pages: list[list[str]] = [[]]
    room = LINES
    for line in lines:
        need = max(1, -(-len(line) // 78))
        if need > room and pages[-1]:
            pages.append([])
            room = LINES
        pages[-1].append(line)
        room -= need
    return ["\n".join(page) for page in pages if "".join(page).strip()]


def markup(text: str, style: str, over: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(line) or '&nbsp;'}</p>" for line in text.splitlines())
    return (
        "<style>html{background:#fff}body{margin:0}main{box-sizing:border-box;width:794px;min-height:1123px;padding:70px 60px 60px 95px;"
        "background:#fff;font:18.5px/1.32 Tinos,'Times New Roman',serif}p{margin:0 0 3px;text-align:justify}</style>"
        f"<main style='{style}'>{paragraphs}</main>{over}"
    )


def letters(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("|", " ").split())


def distance(one: Any, other: Any) -> int:
    """Levenshtein."""
    row = list(range(len(other) + 1))
    for at, left in enumerate(one, start=1):
        before, row[0] = row[0], at
        for place, right in enumerate(other, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (left != right))
    return row[-1]


def alone(picture: bytes) -> str:
    """Tesseract as it comes, with the same model."""
    done = subprocess.run(["tesseract", "stdin", "stdout", "-l", "vie"], input=picture, capture_output=True)
    return done.stdout.decode("utf-8", "replace")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench ocr")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not ocr.available():
        print("Tesseract with the Vietnamese model is not installed (tesseract-ocr, tesseract-ocr-vie).")
        return 1
    from playwright.sync_api import sync_playwright

    rows = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        sheet = browser.new_page(viewport={"width": 794, "height": 1123}, device_scale_factor=2.6)
        files = sorted((ROOT / "examples" / "directives").glob("*.txt"))
        for way, (style, over, quality) in WAYS.items():
            took, wrong, of, words_wrong, words_of, peer, confidences = [], 0, 0, 0, 0, 0, []
            for file in files:
                for page in pages_of(file.read_text("utf-8"))[:2]:
                    sheet.set_content(markup(page, style, over))
                    picture = sheet.screenshot(type="jpeg", quality=quality)
                    begin = time.perf_counter()
                    scan = ocr.image(picture, file.name)
                    took.append(time.perf_counter() - begin)
                    got, wanted = letters(scan.pages[0].text), letters(page)
                    wrong += distance(wanted, got)
                    of += len(wanted)
                    words_wrong += distance(wanted.split(), got.split())
                    words_of += len(wanted.split())
                    peer += distance(wanted, letters(alone(picture)))
                    confidences.append(scan.confidence or 0)
            rows.append(
                {
                    "way": way, "pages": len(took), "s_page": round(statistics.mean(took), 2), "cer": round(wrong / of, 4),
                    "wer": round(words_wrong / words_of, 4), "peer_cer": round(peer / of, 4),
                    "confidence": round(statistics.mean(confidences), 3),
                }
            )  # fmt: skip
        again = _duties_again(sheet, files)
        browser.close()
    if options.json:
        print(json.dumps({"bench": "ocr", "rows": rows, "duties": again}, ensure_ascii=False))
        return 0
    for row in rows:
        print(
            f"{row['way']:<20} {row['pages']:>2} pages  {row['s_page']:>5} s a page   letters wrong {row['cer']:.2%}"
            f" (Tesseract alone {row['peer_cer']:.2%})   words wrong {row['wer']:.2%}   confidence {row['confidence']:.2f}"
        )
    for name, text, scan in again:
        print(f"duties in {name}: {text} from its text, {scan} from a scan of its first page")
    return 0


def _duties_again(sheet: Any, files: list[Path]) -> list[tuple[str, int, int]]:
    found = []
    for file in files:
        page = pages_of(file.read_text("utf-8"))[0]
        sheet.set_content(markup(page, "", ""))
        picture = sheet.screenshot(type="jpeg", quality=85)
        from_text = len(read_bytes(page.encode(), "a.txt").obligations)
        found.append((file.stem, from_text, len(read_bytes(picture, "a.jpg").obligations)))
    return found
