"""Whether a picture is whole: a photo cut off on the way opens as half a photo, or as none. No Django.

A PNG is proven by its own check sums and by unpacking its image data (piece by piece, kept nowhere); of a JPEG its
structure is followed up to the end mark, without decoding.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

from treem.files.errors import Bomb, Damaged, Truncated
from treem.kernel.language import gettext as _

PIXELS_LIMIT = 80_000_000
_PIECE = 64 * 1024
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples of one point, by the colour type of a PNG."""


def check_png(stream: BinaryIO) -> None:
    """Refuse a PNG that is no whole picture. Raises Damaged, Truncated, Bomb."""
    stream.seek(8)
    length, name, data = _chunk(stream)
    if name != b"IHDR" or length != 13:
        raise Damaged(why=_("ảnh PNG không có phần đầu"))
    width, height = int.from_bytes(data[:4]), int.from_bytes(data[4:8])
    _check_pixels(width, height)
    depth, colour, interlaced = data[8], data[9], data[12]
    if colour not in _CHANNELS:
        raise Damaged(why=_("ảnh PNG hỏng"))
    # Interlaced rows come in seven passes with a few bytes more: their sum is at least the points themselves.
    row = width * depth * _CHANNELS[colour]
    wanted = row * height // 8 if interlaced else height * (1 + (row + 7) // 8)
    unpack, unpacked = zlib.decompressobj(), 0
    while name != b"IEND":
        length, name, data = _chunk(stream)
        if name == b"IDAT" and unpacked < wanted:
            unpacked += _unpacked_size(unpack, data, wanted - unpacked)
    if unpacked < wanted:
        raise Damaged(why=_("ảnh PNG không có đủ điểm ảnh"))


def _chunk(stream: BinaryIO) -> tuple[int, bytes, bytes]:
    """The next chunk: length, name, data."""
    head = stream.read(8)
    if len(head) < 8:
        raise Truncated()
    length, name = int.from_bytes(head[:4]), head[4:]
    data = stream.read(length)
    check = stream.read(4)
    if len(data) < length or len(check) < 4:
        raise Truncated()
    # Programs that show pictures forgive a wrong sum where the chunk is only a note (a small first letter).
    if not name[0] & 0x20 and zlib.crc32(name + data) != int.from_bytes(check):
        raise Damaged(why=_("ảnh PNG hỏng"))
    return length, name, data


def _unpacked_size(unpack: zlib._Decompress, data: bytes, most: int) -> int:
    """How many bytes the data unpack to, counted up to about ``most``; the bytes themselves are dropped."""
    size = 0
    try:
        while size < most and not unpack.eof:
            piece = unpack.decompress(data, _PIECE)
            data = unpack.unconsumed_tail
            size += len(piece)
            if not piece and not data:  # asked once more without data: the last match may wait inside
                break
    except zlib.error:
        raise Damaged(why=_("ảnh PNG hỏng")) from None
    return size


_ALONE = {0x01, *range(0xD0, 0xD8)}
"""Marks of a JPEG that nothing follows."""
_END, _SCAN = 0xD9, 0xDA


def check_jpeg(stream: BinaryIO) -> None:
    """Refuse a JPEG that does not go on to its end mark. Raises Damaged, Truncated, Bomb."""
    stream.seek(2)
    sized, scanned = False, False
    while (mark := _mark(stream, sized=sized)) != _END:
        if mark in _ALONE:
            continue
        length = int.from_bytes(stream.read(2))
        if length < 2:
            raise Truncated() if sized else Damaged(why=_("ảnh JPEG hỏng"))
        body = stream.read(length - 2)
        if len(body) < length - 2:
            raise Truncated()
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            if len(body) < 5:
                raise Damaged(why=_("ảnh JPEG hỏng"))
            _check_pixels(int.from_bytes(body[3:5]), int.from_bytes(body[1:3]))
            sized = True
        elif mark == _SCAN:
            scanned = _skip_scan(stream) > 0 or scanned
    if not sized:
        raise Damaged(why=_("ảnh JPEG không có kích thước"))
    if not scanned:
        raise Damaged(why=_("ảnh JPEG không có nội dung"))


def _mark(stream: BinaryIO, *, sized: bool) -> int:
    """The next mark, behind any padding."""
    byte = stream.read(1)
    if byte != b"\xff":
        # Behind the size the picture has begun: what is missing is its rest.
        raise Truncated() if sized and not byte else Damaged(why=_("ảnh JPEG không có kích thước"))
    while byte == b"\xff":
        byte = stream.read(1)
    if not byte:
        raise Truncated() if sized else Damaged(why=_("ảnh JPEG không có kích thước"))
    return byte[0]


def _skip_scan(stream: BinaryIO) -> int:
    """Go to the mark behind the data of a scan; how many bytes it has. In the data 0xFF is followed by 0 or a restart."""
    begin = stream.tell()
    rest = b""
    while piece := stream.read(_PIECE):
        data = rest + piece
        at = data.find(b"\xff")
        while 0 <= at < len(data) - 1:
            if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
                stream.seek(at - len(data), 1)
                return stream.tell() - begin
            at = data.find(b"\xff", at + 2)
        rest = b"\xff" if at >= 0 else b""
    raise Truncated()


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise Damaged(why=_("ảnh không có kích thước"))
    if width * height > PIXELS_LIMIT:
        raise Bomb(why=_("ảnh {width} × {height} điểm").format(width=width, height=height))
