"""Letterhead, number, date, title, addressees, recipients and signature.

A field the text does not state stays empty. When text extraction lost the letterhead, the issuer is taken
from the body that speaks in the text and the place it names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from treem.directives.reader import letters, people, tail
from treem.directives.reader.blocks import Para, is_caps
from treem.directives.reader.document import Metadata
from treem.directives.reader.flat import Flat
from treem.directives.reader.lexicon import words
from treem.directives.reader.tail import NAME
from treem.directives.reader.zones import TITLE, Zones

_NUMBER = letters.compile(
    r"\bSố\s*:?\s*(?P<number>\d{0,5}[a-z]?(?:\s?/\s?(?:19|20)\d{2})?|\d[\dOlI]{1,3}|[.…]+)\s*(?P<cut>[/-])\s*(?P<symbol>[A-ZĐ][A-Za-zĐđƯƠư&.]*(?:\s?[-/]\s?[A-ZĐ][A-Za-zĐđƯƠư&.0-9]*){0,7})"
)
_PLACE_DATE = letters.compile(
    r"(?P<place>[A-ZĐÀ-Ỹ][^,;:|\n\d]{1,40}?),\s*(?:(?:hồi|lúc)\s+[\dgh: ]+(?:giờ|h)?[\d ]*(?:phút)?,?\s*)?(?P<date>ngày\s*(?P<d>[.…\d]*)\s*tháng\s*(?P<m>[.…\d]*)\s*năm\s*(?P<y>\d{4})?)"
)
_PLACE = letters.compile(
    r"(?<![^\W\d_])(?:TP\.?\s*|Thành phố\s+)?[A-ZĐÀ-Ỹ][a-zđà-ỹ]+(?:[ -][A-ZĐÀ-Ỹ][a-zđà-ỹ]+){0,3}$"
)
_SUBJECT = letters.compile(r"V/v:?\s*(?P<subject>.+)", re.DOTALL)
_NATION = letters.compile(
    r"CỘNG H[ÒO][AÀ] XÃ HỘ[Il] CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|ĐOÀN (?:TNCS|THANH NIÊN CỘNG SẢN) HỒ CHÍ MINH"
)
_MOTTO = letters.compile(r"Độc lập\s*-\s*Tự do\s*-\s*Hạnh phúc")
_DIRECTED = letters.compile(
    r"(?P<who>(?:[Đđ]ồng chí\s+)?(?:[A-ZĐÀ-Ỹ][^,;:.()]{3,45}?[-,–]\s*)?(?:Phó Thủ tướng|Thủ tướng|Phó Chủ tịch|Chủ tịch|Bộ trưởng|Thứ trưởng|Giám đốc|Phó Giám đốc|Bí thư|Phó Bí thư)[^;:.()]{0,90}?)"
    r"(?:,|\s)*(?:đã\s+)?(?:có\s+)?(?:ý kiến\s+)?(?:chỉ đạo|ý kiến|kết luận|yêu cầu|giao|phê|thống nhất)"
)
_DIRECTOR = re.compile(r"(?:Phó )?(?:Thủ tướng|Chủ tịch|Giám đốc|Bí thư|Bộ trưởng|Thứ trưởng)")
_LEVEL = letters.compile(
    r"(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+(?P<level>tỉnh|thành phố|huyện|thị xã|quận|xã|phường)\b(?:\s+(?P<name>[A-ZĐÀ-Ỹ]\w*(?:\s+[A-ZĐÀ-Ỹ]\w*){0,3}))?"
)
# Whoever decides stands between the subject of a decision and its grounds.
_SPEAKER = letters.compile(
    r"(?:THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|CHỦ TỊCH|ỦY BAN|UỶ BAN|HỘI ĐỒNG NHÂN DÂN|BỘ TRƯỞNG|GIÁM ĐỐC|TỔNG |BAN |THỐNG ĐỐC|UBND|CỤC TRƯỞNG)"
)
_KIND = re.compile(
    r" (?:KẾT LUẬN|LIÊN NGÀNH|HÀNH ĐỘNG|CÔNG TÁC|PHỐI HỢP|HOẠT ĐỘNG|LÀM VIỆC|THANH TRA|KIỂM TRA)$"
)
"""Not part of the kind's name in Nghị định 30/2020, Điều 7."""
_PARTS = ("Văn phòng", "Ban Thường vụ", "Ban Chấp hành", "Thường trực")
# Who wires: «THỦ TƯỚNG CHÍNH PHỦ điện:»
_SENDER = letters.compile(
    r"(?P<who>(?:[A-ZĐÀ-Ỹ]{2,}\s+){1,8}[A-ZĐÀ-Ỹ]{2,})\s+(?:gửi\s+|GỬI\s+)?(?:điện|ĐIỆN)\s*:"
)
_PROPER = r"(?P<name>[A-ZĐÀ-Ỹ][a-zđà-ỹ]+(?:\s+[A-ZĐÀ-Ỹ][a-zđà-ỹ]+){0,3})"
_TYPES_BY_SYMBOL = {
    "KH": "Kế hoạch", "QĐ": "Quyết định", "CT": "Chỉ thị", "TB": "Thông báo", "CĐ": "Công điện", "NQ": "Nghị quyết", "BC": "Báo cáo",
    "TTr": "Tờ trình", "HD": "Hướng dẫn", "CTr": "Chương trình", "KL": "Kết luận", "PA": "Phương án", "ĐA": "Đề án", "TT": "Thông tư", "NĐ": "Nghị định", "CV": "Công văn", "TTLT": "Thông tư liên tịch",
}  # fmt: skip


@dataclass(slots=True)
class Head:
    """The metadata, and the flat span of the paper's own number line (None when there is none)."""

    metadata: Metadata
    own: tuple[int, int] | None


def read(flat: Flat, original: str, paras: list[Para], zones: Zones) -> Head:
    """Read everything that stands outside the body, and who directed it."""
    meta = Metadata()
    body_start = paras[zones.body.start].start if zones.body.start < len(paras) else len(flat.text)
    top = flat.text[: min(body_start, 6000)]
    if not zones.head and not zones.addressees:
        top = top[:600]
    own = _number(meta, top)
    _place_and_date(meta, top)
    if own is None and not meta.date:
        own = _below(meta, flat, paras, zones)
    _type_and_subject(meta, paras, zones)
    meta.addressees = addressees(paras, zones)
    meta.recipients, signature = tail.read(flat, original, paras, zones.tail)
    meta.capacity, meta.position, meta.signer = signature.capacity, signature.position, signature.signer
    _issuer(meta, flat, paras, zones)
    body = flat.text[body_start : body_start + 2500]
    office = (
        "văn phòng" in meta.issuer.lower()
        or "VĂN PHÒNG" in meta.position.upper()
        or "/VP" in f"/{meta.symbol}"
    )
    if office and (who := _presided(body)):
        meta.directed_by = who
        return Head(meta, own)
    directed = _DIRECTED.search(body)
    if directed and (
        office or (directed.start() < 700 and directed.group("who").lower().startswith("đồng chí"))
    ):
        who = re.sub(r"^[Đđ]ồng chí\s+", "", directed.group("who")).strip(" ,-")
        who = re.split(r"\s+tại\s+", who)[0]
        if who.startswith(("Phó ", "Chủ tịch", "Thủ tướng", "Bộ trưởng", "Giám đốc")):
            full = re.search(rf"[Đđ]ồng chí\s+(?:{NAME.pattern})\s*[,-]\s*{re.escape(who)}", body)
            who = re.sub(r"^[Đđ]ồng chí\s+", "", full.group()) if full else who
        before, _, last = who.rpartition(", ")
        if before and _DIRECTOR.match(last) and not NAME.fullmatch(before):
            who = last
        called = re.search(rf"{re.escape(who)}\s+{NAME.pattern}", meta.subject) if who else None
        meta.directed_by = called.group() if called else who
    return Head(meta, own)


def _below(meta: Metadata, flat: Flat, paras: list[Para], zones: Zones) -> tuple[int, int] | None:
    """Number, place and date where they stand below the body, as in an extract whose head is lost."""
    own = None
    for para in paras[max(0, zones.tail.start - 3) : zones.tail.start + 1]:
        text = flat.text[para.start : para.end]
        if _PLACE_DATE.fullmatch(text):
            _place_and_date(meta, text)
        elif _NUMBER.match(text) and (span := _number(meta, text)):
            own = para.start + span[0], para.start + span[1]
    return own


_PRESIDED = letters.compile(
    rf"(?:[Đđ]ồng chí\s+)?(?:(?P<post>(?:Phó )?(?:Chủ tịch|Thủ tướng|Giám đốc|Bí thư)[^,;.()]{{0,40}}?)\s+)?(?<![\w.])(?P<who>{NAME.pattern.replace('?P<name>', '?:')})"
    r"(?:,\s+(?P<after>(?:Phó )?(?:Chủ tịch|Thủ tướng|Giám đốc|Bí thư)[^,;.()]{0,40}))?[^.;()]{0,90}?\s(?:đã\s+)?chủ trì\b"
)


def _presided(body: str) -> str:
    """Who presided over the meeting whose conclusions an office passes on, with his post."""
    match = _PRESIDED.search(body[:1200])
    if match is None or not (match.group("post") or match.group("after")):
        return ""
    if match.group("post"):
        return f"{match.group('post').strip()} {match.group('who')}"
    return f"{match.group('who')}, {match.group('after').strip()}"


def _number(meta: Metadata, top: str) -> tuple[int, int] | None:
    match = _NUMBER.search(top)
    if match is None:
        return None
    line_start = top.rfind("\n", 0, match.start()) + 1
    if match.start() - line_start > 60:
        return None
    number = re.sub(r"\s", "", match.group("number"))
    meta.number = "" if set(number) <= set(".…") or number.startswith("/") else number
    symbol = re.sub(r"\s", "", match.group("symbol")).rstrip(".")
    # "28-CT/TW": Party symbols put the type before the slash.
    meta.symbol = symbol
    return match.start(), match.end()


def _place_and_date(meta: Metadata, top: str) -> None:
    match = _PLACE_DATE.search(top)
    if match is None:
        return
    place = match.group("place").strip(" *")
    named = _PLACE.search(place)
    meta.place = (
        named.group()
        if named
        else re.split(r"\s{2,}|Hạnh phúc\s*|VIỆT NAM\s*|-[A-ZĐ]{2,}\s+", place)[-1].strip()
    )
    day, month, year = (match.group(name) or "" for name in ("d", "m", "y"))
    if not year:
        return
    meta.date = year
    if month.isdigit():
        meta.date += f"-{int(month):02d}"
        if day.isdigit():
            meta.date += f"-{int(day):02d}"


def _type_and_subject(meta: Metadata, paras: list[Para], zones: Zones) -> None:
    head = [paras[i] for i in zones.head]
    for para in head:
        match = _SUBJECT.search(para.text)
        if match:
            meta.subject = _sentence(match.group("subject"))
            break
    if zones.title is not None:
        match = TITLE.match(paras[zones.title].text)
        if match:
            meta.type = _KIND.sub("", match.group("name")).capitalize()
            rest = match.group("rest").strip()
            index = zones.title + 1
            if not rest and index < len(paras):
                rest = _subject_after(paras, index)
            if not meta.subject and rest:
                meta.subject = _sentence(rest)
    if not meta.type:
        first = re.split(r"[-/]", meta.symbol)[0]
        if first in _TYPES_BY_SYMBOL:
            meta.type = _TYPES_BY_SYMBOL[first]
        elif zones.addressees or meta.subject:
            meta.type = "Công văn"


def _subject_after(paras: list[Para], index: int) -> str:
    parts: list[str] = []
    for para in paras[index : index + 4]:
        text = para.text.strip()
        if not parts and _WHOSE.fullmatch(text):
            continue  # «KẾT LUẬN / CỦA BAN THƯỜNG VỤ TỈNH ỦY / về việc …»
        first = text.split(" ", 1)[0]
        body_like = first in (
            "Căn",
            "Theo",
            "Thực" if " của " in text[:60] and text.endswith((".", ":", ";")) else "§",
            "Ngày",
            "Để",
            "Nhằm",
            "Xét",
            "Trong" if parts else "§",  # «QUY CHẾ PHỐI HỢP / Trong công tác …»
            "Thời",
        )
        if (
            para.kind != "plain"
            or body_like
            or text.endswith((".", ":", ";"))
            or len(text) > 420
            or set(text) <= set("-_. ")
        ):
            break
        if text.startswith("(") and parts:
            break
        if parts and is_caps(text) and (not is_caps(parts[0]) or _SPEAKER.match(text)):
            break
        parts.append(text)
    return " ".join(parts)


_WHOSE = letters.compile(r"CỦA [A-ZĐÀ-Ỹ ,-]{3,60}")


def _sentence(text: str) -> str:
    return " ".join(text.split()).strip(" -_").removesuffix(".")


def addressees(paras: list[Para], zones: Zones) -> list[str]:
    """The bodies after "Kính gửi", one for each line or semicolon."""
    items: list[str] = []
    for index in zones.addressees:
        text = paras[index].text
        text = (
            re.sub(r"^.*?(?:Kính gửi|\b(?:điện|ĐIỆN))\s*:?\s*[-+]?\s*", "", text, count=1)
            if index == zones.addressees.start
            else text
        )
        for part in re.split(r";\s*(?:-\s*)?|\s+-\s+(?=(?:Các|Sở|UBND|Ủy ban|Công an|Bộ|Ban)\b)", text):
            cleaned = part.strip(" ;.,-")
            if cleaned:
                items.append(cleaned)
    return items


def _issuer(meta: Metadata, flat: Flat, paras: list[Para], zones: Zones) -> None:
    lines: list[str] = []
    for index in zones.head:
        if zones.title is not None and index >= zones.title:
            break
        for piece in re.split(r"\s*\|\s*", paras[index].text):
            piece = _MOTTO.sub("", _NATION.sub("", piece))
            piece = _NUMBER.split(piece)[0] if _NUMBER.search(piece) else piece
            piece = _CHAIR.sub("", piece.strip(" *_").lstrip("- "))
            if len(piece.strip(" -")) < 2:
                continue
            if piece and is_caps(piece) and len(piece) < 120 and not TITLE.match(piece):
                lines.append(piece)
    bodies: list[str] = []
    for line in _without_nation(lines):
        if bodies and _continues_name(bodies[-1], line):
            bodies[-1] += " " + line
        elif people.HEAD.match(people._capitalised(line)) or line.startswith(
            (
                "CHÍNH PHỦ",
                "THỦ TƯỚNG",
                "QUỐC HỘI",
                "ỦY BAN",
                "UỶ BAN",
                "HỘI ĐỒNG",
                "TỈNH",
                "THÀNH",
                "HUYỆN",
                "BCĐ",
                "BAN",
                "ĐOÀN",
                "HỘI",
                "TỔ CÔNG TÁC",
            )
        ):
            bodies.append(line)
    if not bodies and zones.addressees and (sender := _SENDER.match(paras[zones.addressees.start].text)):
        bodies = [sender.group("who").removeprefix("CHỦ TỊCH ")]
    if bodies and (joint := _joint(bodies, lines, meta.place)):
        meta.issuer = " - ".join(_mixed_case(body, flat.text) for body in joint)
        return
    if bodies:
        meta.issuer = _mixed_case(bodies[-1], flat.text)
        if len(bodies) > 1:
            meta.parent_issuer = _mixed_case(bodies[-2], flat.text)
            meta.issuer = _of_place(meta.issuer, meta.parent_issuer)
        if meta.parent_issuer and meta.issuer in _PARTS:
            meta.issuer = f"{meta.issuer} {meta.parent_issuer}"  # no body by itself
        return
    meta.issuer = _spoken_issuer(meta, flat.text)


_CHAIR = re.compile(r"^CHỦ TỊCH\s+(?=ỦY BAN|UỶ BAN|UBND)")
"""The body is the issuer also where its chair decides."""
_PLACED = re.compile(r"\b(?P<level>tỉnh|thành phố|xã|phường|đặc khu) (?P<name>[A-ZĐÀ-Ỹ].*)$")


def _of_place(issuer: str, parent: str) -> str:
    """A department is that of the province above it: «Sở Y tế» below «UBND tỉnh Sơn La» is «Sở Y tế tỉnh Sơn La»."""
    place = _PLACED.search(parent)
    if place is None or _PLACED.search(issuer) or issuer in _PARTS or not people.HEAD.match(issuer):
        return issuer
    if issuer.endswith(f" {place.group('level')}"):
        return f"{issuer} {place.group('name')}"
    return f"{issuer} {place.group()}"


def _joint(bodies: list[str], lines: list[str], place: str) -> list[str]:
    """The bodies of a joint letterhead («SỞ TƯ PHÁP - CÔNG AN TỈNH»), the last with the place below them; else none."""
    if not any(
        people.HEAD.match(people._capitalised(piece))
        for body in bodies
        for piece in re.split(r"\s+-\s+", body)[1:]
        if piece.strip()
    ):
        return []
    names = [
        name.strip(" -") for body in bodies for name in re.split(r"\s+-\s+|\s+-$", body) if name.strip(" -")
    ]
    if place and place.upper() in lines and not names[-1].endswith(place.upper()):
        names[-1] = f"{names[-1]} {place.upper()}"
    return names


def _without_nation(lines: list[str]) -> list[str]:
    """The lines without the name of the country, also where a narrow cell cut it."""
    for first in range(len(lines)):
        for last in range(first + 1, min(first + 4, len(lines)) + 1):
            if _NATION.fullmatch(" ".join(lines[first:last])):
                return lines[:first] + lines[last:]
    return lines


def _continues_name(before: str, line: str) -> bool:
    if line == "CHÍNH PHỦ" or (line.startswith("DÂN") and before.endswith("NHÂN")):
        return before.endswith(("THỦ TƯỚNG", "VĂN PHÒNG", "THANH TRA", "NHÂN"))
    if re.match(r"(?:TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG|THỊ XÃ|QUẬN|TP)\b", line):
        return re.search(r"(?:NHÂN DÂN|UBND|HĐND)$", before) is not None
    return before.endswith(("VÀ", " -", ",", "CỦA")) or line.startswith(("VÀ ", "- "))


def _mixed_case(caps: str, text: str) -> str:
    """The name of a body in capitals, written as the text itself writes it elsewhere."""
    caps = " ".join(caps.split())
    match = re.match(
        r"(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND)\s*(TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|XÃ|PHƯỜNG|THỊ XÃ|QUẬN|ĐẶC KHU)?\s*(.*)",
        caps,
    )
    if match:
        level = (match.group(1) or "").lower()
        return " ".join(part for part in ("UBND", level, _titled(match.group(2))) if part)
    lowered = text.lower()
    at = lowered.find(caps.lower())
    while at >= 0:
        seen = text[at : at + len(caps)]
        if not seen.isupper() and seen[0].isupper():
            return seen
        at = lowered.find(caps.lower(), at + 1)
    shown = caps.lower()
    for name in words("fields"):
        shown = shown.replace(name.lower(), name)
    for name in ("ubmttq", "mttq", "hđnd", "lhpn"):
        shown = re.sub(rf"\b{name}\b", name.upper(), shown)
    shown = shown.replace("việt nam", "Việt Nam").replace("liên hiệp phụ nữ", "Liên hiệp Phụ nữ")
    place = re.search(r"\b(tỉnh|thành phố|huyện|xã|phường)\s+(?!Đoàn)(\S.*)$", shown)
    if place:
        shown = shown[: place.start(2)] + _titled(place.group(2))
    return shown[0].upper() + shown[1:]


def _titled(text: str) -> str:
    return " ".join(word.capitalize() for word in text.lower().split())


def _spoken_issuer(meta: Metadata, text: str) -> str:
    """ "Ủy ban nhân dân huyện chỉ đạo" with "trên địa bàn huyện Sơn Dương": the body that speaks and its place."""
    if "UBND" not in meta.symbol and "ỦY BAN NHÂN DÂN" not in text and "UỶ BAN NHÂN DÂN" not in text:
        return ""
    speaking = re.search(
        r"(?:UBND|Ủy ban nhân dân)\s+(?P<level>tỉnh|thành phố|huyện|xã|phường)\s+(?:ban hành|yêu cầu|chỉ đạo|đề nghị|giao|xây dựng)",
        text,
    )
    match = speaking or _LEVEL.search(text)
    if match is None:
        return ""
    level = match.group("level")
    if "VPUBND" in meta.symbol and meta.place:
        return f"Văn phòng UBND {level} {meta.place}"
    named = re.search(rf"\b(?:địa bàn|nhân dân|UBND)\s+{level}\s+{_PROPER}", text)
    name = named.group("name") if named else (meta.place if level in ("tỉnh", "thành phố") else "")
    return f"UBND {level} {name}".strip()
