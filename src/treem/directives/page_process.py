"""The process in which a page is drawn: ``python -m treem.directives.page_process NUMBER < pdf or tiff > jpeg``.

A file from outside never runs the drawing program inside ours: memory and time of this process are limited. Knows no
Django; imported by nobody.
"""

from __future__ import annotations

import resource
import sys
from io import BytesIO

import pypdfium2 as pdfium
from PIL import Image, ImageOps

MEMORY = 1536 * 1024 * 1024  # bytes
CPU_S = 25
WIDTH, HEIGHT = 1240, 2480
"""Points at most: A4 at 150 to the inch, and something longer than wide."""
QUALITY = 80
NO_PAGE, NO_PICTURE = 3, 4
"""How the process ends where there is no such page, or the file cannot be drawn."""


def main() -> int:
    """Writes one JPEG."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    number = int(sys.argv[1])
    content = sys.stdin.buffer.read()
    try:
        drawn = _of_pdf(content, number) if b"%PDF-" in content[:1024] else _of_tiff(content, number)
    except (pdfium.PdfiumError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return NO_PICTURE
    if drawn is None:
        return NO_PAGE
    drawn.convert("RGB").save(sys.stdout.buffer, "JPEG", quality=QUALITY, optimize=True)
    return 0


def _of_pdf(content: bytes, number: int) -> Image.Image | None:
    document = pdfium.PdfDocument(content)
    if not 1 <= number <= len(document):
        return None
    page = document[number - 1]
    wide, high = page.get_size()
    drawn: Image.Image = page.render(scale=min(WIDTH / max(wide, 1), HEIGHT / max(high, 1), 8)).to_pil()
    return drawn


def _of_tiff(content: bytes, number: int) -> Image.Image | None:
    opened = Image.open(BytesIO(content), formats=["TIFF"])
    if not 1 <= number <= getattr(opened, "n_frames", 1):
        return None
    opened.seek(number - 1)
    drawn = ImageOps.exif_transpose(opened)
    drawn.thumbnail((WIDTH, HEIGHT))
    return drawn


if __name__ == "__main__":
    sys.exit(main())
