"""Files that nobody should send, made by chance from a seed: random bytes, damaged papers, papers of a grammar.

Shared by the short fuzz of the suite and by ``./treem bench fuzz``; imports nothing of Django.
"""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())
ENDINGS = ("txt", "docx", "doc", "pdf", "rtf", "odt", "html", "png", "jpg", "tif", "docm", "exe", "")
MARKS = (
    b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"<html>", b"<!DOCTYPE html><body>",
    b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n", b"GIF89a",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)  # fmt: skip
"""Beginnings of kinds that are read at once; those of scans and of LibreOffice answer with TakesLong."""
Made = tuple[str, str, bytes]
"""What it is, a file name, the bytes."""


@cache
def texts() -> list[str]:
    """Our own invented papers."""
    return [file.read_text("utf-8") for file in sorted((ROOT / "examples").rglob("*.txt"))]


# -- bytes ---------------------------------------------------------------------------------------------------


def random_bytes(chance: random.Random) -> Made:
    mark = chance.choice(MARKS)
    return (
        "bytes",
        f"a.{chance.choice(ENDINGS)}",
        mark + chance.randbytes(chance.choice((0, 3, 60, 600, 6000))),
    )


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut out, doubled, or moved."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        if not out:
            break
        at, size = chance.randrange(len(out)), chance.choice((1, 1, 2, 8, 100, 2000))
        change = chance.randrange(5)
        if change == 0:
            out[at] = chance.randrange(256)
        elif change == 1:
            del out[at : at + size]
        elif change == 2:
            out[at:at] = out[at : at + size]
        elif change == 3:
            out[at : at + size] = chance.randbytes(size)
        else:
            del out[at:]
    return bytes(out)


# -- text ----------------------------------------------------------------------------------------------------


def damaged_text(chance: random.Random) -> Made:
    """A paper with damaged lines, now and then in an old code table or another coding."""
    lines = chance.choice(texts()).split("\n")
    for _ in range(chance.randint(1, 20)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        cut = chance.randrange(len(lines[at]) + 1)
        change = chance.randrange(7)
        if change == 0:
            lines[at] = lines[at][:cut] + "\n" + lines[at][cut:]
        elif change == 1:
            lines[at] = lines[at][:cut] + chance.choice(PIECES) + lines[at][cut:]
        elif change == 2:
            lines[at] = lines[at][cut:]
        elif change == 3:
            lines[at], lines[other] = lines[other], lines[at]
        elif change == 4:
            lines[at] = lines[at] * chance.choice((2, 3, 40))
        elif change == 5:
            lines.insert(at, lines[other])
        else:
            lines[at] = "".join(
                chr(chance.choice((32, 0xA0, 0x1EA0, 0x41, 0x300, 0x1F600))) for _ in range(30)
            )
    text = "\n".join(lines)
    coding = chance.choice(("utf-8", "utf-8", "utf-8", "utf-16", "utf-16-be", "cp1258", "tcvn3", "vni"))
    if coding in ("tcvn3", "vni"):
        return "text", "a.txt", "".join(_table(coding).get(c, c) for c in text).encode("cp1252", "replace")
    return "text", "a.txt", text.encode(coding, "replace")


@cache
def _table(name: str) -> dict[str, str]:
    import csv

    file = ROOT / "src" / "treem" / "kernel" / "data" / "legacy_encodings.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        found = list(csv.DictReader(rows))
    if name == "vni":
        return {row["letter"]: row["vni"] for row in found}
    return {row["letter"]: chr(int(row["tcvn3"], 16)) for row in found}


PIECES = (
    "Sở Y tế", " và ", "chủ trì, phối hợp với ", "\n", "\n\n", "1. ", "a) ", "- ", "+ ", "I. ", "Điều 2. ", " | ", "./.", "Kính gửi: ", "Nơi nhận:", "Căn cứ ",
    "Luật ", "Nghị định số ", "06/QĐ-TTg", "/", " ngày ", "31/02/2026", "99/99/99999", "trước ngày 15/5", "quý IV/2026", "Chỉ tiêu 3: ", "≥ 95%", "giảm 0,5%/năm",
    "KT. CHỦ TỊCH", "KẾ HOẠCH", "(", ")", "“", "*", "$", "\u200b", "Đ", "Ð", "các sở, ban, ngành", "báo cáo ", "gửi về ", "hằng tháng", "Phụ lục", "\t",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n", "Số: 12/KH-UBND\n", "Trang 3/5\n", "TT | Nhiệm vụ | Chủ trì\n", "năm 2026", "9" * 40, "IVXLC", "\x0c", "\u2028", "\ufffe", "𝟙", "e\u0301",
)  # fmt: skip


def of_the_grammar(chance: random.Random) -> Made:
    """A paper as the grammar of official papers builds one, with parts missing, doubled, or in another's place."""
    parts: list[Callable[[random.Random], str]] = [_head, _grounds, _body, _table_of_tasks, _tail, _annex]
    if chance.random() < 0.3:
        chance.shuffle(parts)
    text = "\n".join(part(chance) for part in parts if chance.random() < 0.85)
    if chance.random() < 0.1:
        text = text + "\n" + text
    return "grammar", "a.txt", text.encode()


_BODIES = ("Sở Y tế", "Sở Giáo dục và Đào tạo", "UBND các xã, phường", "Các sở, ban, ngành liên quan", "Công an tỉnh", "Tỉnh Đoàn", "Ủy ban MTTQ tỉnh", "X")  # fmt: skip
_WORK = ("rà soát hồ sơ trẻ em", "tổ chức dạy bơi", "báo cáo kết quả", "xây dựng kế hoạch", "bố trí kinh phí", "thanh tra lao động trẻ em")  # fmt: skip
_WHEN = ("trước ngày {d}/{m}/2026", "trong quý {q}/2026", "hằng tháng, trước ngày {d}", "chậm nhất {d} ngày làm việc kể từ ngày ký", "đến hết năm 20{d}", "", "trước ngày {d} tháng {m}", "dịp Tết Trung thu", "{d} giờ ngày {d}/{m}")  # fmt: skip


def _when(chance: random.Random) -> str:
    return chance.choice(_WHEN).format(d=chance.randint(0, 40), m=chance.randint(0, 14), q=chance.choice(("I", "IV", "5")))  # fmt: skip


def _head(chance: random.Random) -> str:
    sep = chance.choice(("\n", "\t", "   "))
    number = chance.choice(("12", "", "…", "2O4", "9" * chance.randint(1, 30)))
    kind = chance.choice(
        ("KẾ HOẠCH", "QUYẾT ĐỊNH", "CHỈ THỊ", "CÔNG ĐIỆN", "THÔNG BÁO", "V/v chăm sóc trẻ em")
    )
    return (
        f"ỦY BAN NHÂN DÂN{sep}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH AN SƠN{sep}Độc lập - Tự do - Hạnh phúc\n"
        f"Số: {number}/KH-UBND{sep}An Sơn, ngày {chance.randint(0, 40)} tháng {chance.randint(0, 14)} năm 2026\n{kind}\n"
        f"Kính gửi:{''.join(chr(10) + '- ' + body + ';' for body in chance.sample(_BODIES, chance.randint(0, 4)))}"
    )


def _grounds(chance: random.Random) -> str:
    cited = "Căn cứ {kind} số {n}/{y}/{s} ngày {n}/{n}/{y} của {who};"
    return "\n".join(
        cited.format(
            kind=chance.choice(("Luật", "Nghị định", "Quyết định", "khoản 3 Điều 5 Nghị định")), n=chance.randint(0, 99),
            y=chance.choice((2020, 2026, 20219)), s=chance.choice(("NĐ-CP", "QĐ-TTg", "QH14", "QĐ14")),
            who=chance.choice(("Chính phủ", "Thủ tướng Chính phủ", "")),
        )
        for _ in range(chance.randint(0, 6))
    )  # fmt: skip


def _body(chance: random.Random) -> str:
    lines = []
    for number in range(chance.randint(0, 25)):
        mark = chance.choice(
            (f"{number}.", f"{chr(97 + number % 26)})", "-", "+", "IV.", f"1.{number}.", "Điều 3.", "")
        )
        who = ", ".join(chance.choices(_BODIES, k=chance.randint(0, 3)))
        said = chance.choice((": ", " chủ trì, phối hợp với ", " có trách nhiệm ", " "))
        share = chance.choice(("", f" đạt {chance.choice(('≥', 'ít nhất', 'dưới', 'từ'))} {chance.randint(0, 999)},{chance.randint(0, 99)}%"))  # fmt: skip
        lines.append(f"{mark} {who}{said}{chance.choice(_WORK)}{share} {_when(chance)}{chance.choice('.;,')}")
    return "\n".join(lines)


def _table_of_tasks(chance: random.Random) -> str:
    rows = ["TT | Nhiệm vụ | Chủ trì | Phối hợp | Thời gian"]
    rows += [
        f"{n} | {chance.choice(_WORK)} | {chance.choice(_BODIES)} | {chance.choice(_BODIES)} | {_when(chance)}"
        for n in range(chance.randint(0, 8))
    ]
    return "\n".join(rows)


def _tail(chance: random.Random) -> str:
    return f"Các đơn vị báo cáo về {chance.choice(_BODIES)} {_when(chance)}./.\nNơi nhận:\n- Như trên;\n- Lưu: VT.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nLê Văn Hòa"  # fmt: skip


def _annex(chance: random.Random) -> str:
    return f"PHỤ LỤC {chance.choice(('', 'I', 'số 2'))}\n{_body(chance)}"


# -- Word and PDF --------------------------------------------------------------------------------------------


def word(chance: random.Random) -> Made:
    """A Word file with old fonts, tables, lists; then its archive or one of its parts is damaged."""
    import docx

    document = docx.Document()
    for line in chance.choice(texts()).split("\n")[: chance.randint(1, 60)]:
        paragraph = document.add_paragraph(
            style=chance.choice((None, "List Number", "List Bullet", "Heading 1"))
        )
        run = paragraph.add_run(line)
        run.font.name = chance.choice((None, ".VnTime", "VNI-Times", "Times New Roman"))
    if chance.random() < 0.5:
        table = document.add_table(rows=chance.randint(1, 4), cols=chance.randint(1, 4))
        for cell in table._cells:
            cell.text = chance.choice(PIECES).replace("\x0c", "").replace("\ufffe", "")
        if len(table._cells) > 1 and chance.random() < 0.5:
            table.cell(0, 0).merge(table._cells[-1])
    stream = io.BytesIO()
    document.save(stream)
    data = stream.getvalue()
    if chance.random() < 0.35:
        return "word", "a.docx", damaged(data, chance)
    return "word", "a.docx", _inside(data, chance)


def _inside(data: bytes, chance: random.Random) -> bytes:
    """The archive whole, but what is inside one part damaged or replaced by that of another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        hit = chance.choice(["word/document.xml", "word/document.xml", *names])
        for name in names:
            content = old.read(name)
            if name == hit:
                content = (
                    damaged(content, chance) if chance.random() < 0.7 else old.read(chance.choice(names))
                )
            if not (name == hit and chance.random() < 0.05):
                new.writestr(name, content)
    return out.getvalue()


def pdf(chance: random.Random) -> Made:
    """A PDF of our own with some pages of text; now and then damaged."""
    data = _pdf([chance.choice(texts())[:1500] for _ in range(chance.randint(1, 4))], chance)
    return "pdf", "a.pdf", damaged(data, chance) if chance.random() < 0.8 else data


def _pdf(pages: list[str], chance: random.Random) -> bytes:
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    font = chance.choice((b"Helvetica", b".VnTime", b".VnTimeH", b"VNI-Times"))
    objects.append(b"<</Type/Font/Subtype/TrueType/BaseFont/%s/Encoding/WinAnsiEncoding>>" % font)
    kids = []
    table = _table("tcvn3")
    for page in pages:
        words = "".join(table.get(c, c) for c in page).encode("latin-1", "replace")
        lines = [
            line.replace(b"\\", b"").replace(b"(", b"").replace(b")", b"") for line in words.split(b"\n")
        ]
        stream = b"BT /F 11 Tf 40 800 Td " + b" ".join(b"(%s) Tj 0 -14 Td" % line for line in lines) + b" ET"
        packed = zlib.compress(stream)
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 850]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
            % len(objects)
        )
        kids.append(len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (
        b" ".join(b"%d 0 R" % kid for kid in kids),
        len(kids),
    )
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table_at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table_at)


def web(chance: random.Random) -> Made:
    """A web page saved as .doc, with tags open, crossed, or broken."""
    tags = ("p", "table", "tr", "td", "span style='font-family:.VnTime'", "/p", "/table", "/tr", "/td", "script", "/script", "br", "li", "style", "!--", "font face='VNI-Times'")  # fmt: skip
    body = "".join(
        f"<{chance.choice(tags)}>{line}" if chance.random() < 0.8 else line
        for line in chance.choice(texts()).split("\n")
    )
    data = f"<html><head><meta charset={chance.choice(('utf-8', 'windows-1252', 'nix'))}></head><body>{body}".encode()
    return "web page", "a.doc", damaged(data, chance) if chance.random() < 0.3 else data


MAKERS: tuple[Callable[[random.Random], Made], ...] = (
    random_bytes,
    damaged_text,
    of_the_grammar,
    word,
    pdf,
    web,
)


def stream_of(seed: int) -> Iterator[Made]:
    """Files without end, the same ones for the same seed."""
    number = 0
    while True:
        chance = random.Random(f"{seed}:{number}")
        yield MAKERS[number % len(MAKERS)](chance)
        number += 1
