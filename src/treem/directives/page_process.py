"""The process in which a page is drawn: ``python -m treem.directives.page_process NUMBER < pdf > png``.

A file from outside never runs the drawing program inside ours: memory and time of this process are limited. Knows no
Django; imported by nobody.
"""

from __future__ import annotations

import resource
import struct
import sys
import zlib

import pypdfium2 as pdfium

MEMORY = 1536 * 1024 * 1024  # bytes
CPU_S = 25
WIDTH, HEIGHT = 1240, 2480
"""Points at most: A4 at 150 to the inch, and something longer than wide."""
_FEWER_SHADES = bytes(min(round(shade / 15) * 15, 255) for shade in range(256))
"""Paper is never quite white: with fewer shades a scan is a quarter of the size, and reads as well."""


def main() -> int:
    """Writes one PNG; status 3 where there is no such page, 4 where the file cannot be drawn."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    number = int(sys.argv[1])
    try:
        document = pdfium.PdfDocument(sys.stdin.buffer.read())
        if not 1 <= number <= len(document):
            return 3
        page = document[number - 1]
        wide, high = page.get_size()
        bitmap = page.render(scale=min(WIDTH / max(wide, 1), HEIGHT / max(high, 1), 8), rev_byteorder=True)
    except pdfium.PdfiumError:
        return 4
    sys.stdout.buffer.write(_png(bitmap))
    return 0


def _png(bitmap: pdfium.PdfBitmap) -> bytes:
    wide, high, stride, channels = bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels
    data = bytes(bitmap.buffer).translate(_FEWER_SHADES)
    if channels == 4:  # a fourth byte that says nothing
        kept = bytearray(stride * high // 4 * 3)
        for channel in range(3):
            kept[channel::3] = data[channel::4]
        data, stride, channels = bytes(kept), stride // 4 * 3, 3
    rows = b"".join(b"\0" + data[at * stride : at * stride + wide * channels] for at in range(high))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2 if channels == 3 else 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows, 6))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    sys.exit(main())
