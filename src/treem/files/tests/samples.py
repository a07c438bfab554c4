"""Files made by hand for tests: as small as their kind allows."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
LOCKED_PDF = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 5 0 R")
TEXT = "Kế hoạch số 01/KH-UBND về công tác trẻ em\n".encode()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def png(width: int = 2, height: int = 2) -> bytes:
    """A black picture; of one too large to be one only its head is true."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    points = zlib.compress(bytes((1 + 3 * width) * height)) if width * height < 1_000_000 else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg(width: int = 2, height: int = 2) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    thumbnail = b"\xff\xe1\x00\x0a\xff\xd8..\xff\xd9.."  # an end mark that is not the picture's
    scan = b"\xff\xda\x00\x08\1\1\0\0\x3f\0" + b"\x12\xff\0\x34\xff\xd0\x56"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0" + thumbnail + frame + scan + b"\xff\xd9"


def docx(more: dict[str, bytes | str] | None = None) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>", **(more or {})})


def xlsx(more: dict[str, bytes | str] | None = None) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>", **(more or {})})


def ods(more: dict[str, bytes | str] | None = None) -> bytes:
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>", **(more or {})}
    )


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def doc(*streams: str) -> bytes:
    return OLE + b"".join(
        name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", "WordDocument", *streams)
    )
