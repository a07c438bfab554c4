"""Letterhead, number, date, title, addressees, recipients and signature.

A field the text does not state stays empty. When text extraction lost the letterhead, the issuer is taken
from the body that speaks in the text and the place it names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from treem.directives.reader import letters, people
from treem.directives.reader.blocks import Para, is_caps
from treem.directives.reader.document import Metadata
from treem.directives.reader.flat import Flat
from treem.directives.reader.lexicon import words
from treem.directives.reader.zones import TITLE, Zones, is_signature

_NUMBER = letters.compile(
    r"\bSố\s*:?\s*(?P<number>\d{0,5}[a-z]?(?:\s?/\s?(?:19|20)\d{2})?|\d[\dOlI]{1,3}|[.…]+)\s*(?P<cut>[/-])\s*(?P<symbol>[A-ZĐ][A-Za-zĐđƯƠư&.]*(?:\s?[-/]\s?[A-ZĐ][A-Za-zĐđƯƠư&.0-9]*){0,4})"
)
_PLACE_DATE = letters.compile(
    r"(?P<place>[A-ZĐÀ-Ỹ][^,;:|\n\d]{1,40}?),\s*(?:(?:hồi|lúc)\s+[\dgh: ]+(?:giờ|h)?[\d ]*(?:phút)?,?\s*)?(?P<date>ngày\s*(?P<d>[.…\d]*)\s*tháng\s*(?P<m>[.…\d]*)\s*năm\s*(?P<y>\d{4})?)"
)
_PLACE = letters.compile(
    r"(?<![^\W\d_])(?:TP\.?\s*|Thành phố\s+)?[A-ZĐÀ-Ỹ][a-zđà-ỹ]+(?:[ -][A-ZĐÀ-Ỹ][a-zđà-ỹ]+){0,3}$"
)
# In two columns on one line the post stands behind a recipient: "- Như trên;      PHÓ GIÁM ĐỐC".
_BESIDE = letters.compile(r"(?:^|[;:.])\s+(?P<post>(?:[A-ZĐÀ-Ỹ]{2,}\s+){1,4}[A-ZĐÀ-Ỹ]{2,})\s*$")
_NAME_BESIDE = letters.compile(
    r"(?<=[.);])\s+(?P<name>[A-ZĐÀ-Ỹ][a-zđà-ỹ]+(?:\s+[A-ZĐÀ-Ỹ][a-zđà-ỹ]+){1,4})\s*$"
)
RECIPIENTS = letters.compile(r"^\W{0,4}Nơi nh[âậ]n\s*:?\s*")
_SUBJECT = letters.compile(r"V/v:?\s*(?P<subject>.+)", re.DOTALL)
_NATION = letters.compile(
    r"CỘNG H[ÒO][AÀ] XÃ HỘ[Il] CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|ĐOÀN (?:TNCS|THANH NIÊN CỘNG SẢN) HỒ CHÍ MINH"
)
_MOTTO = letters.compile(r"Độc lập\s*-\s*Tự do\s*-\s*Hạnh phúc")
_AUTHORITY = letters.compile(
    r"(?<![A-ZĐ])(?P<sign>TM|KT|TL|TUQ|T/M|K/T|T/L|Q)\s?[./]\s*(?P<post>(?!(?:TM|KT|TL|TUQ)\s?[./])(?:[A-ZĐÀ-Ỹ]{2,}|Y)\b(?:[\s,-]+(?!(?:TM|KT|TL|TUQ)\s?[./])(?:[A-ZĐÀ-Ỹ]{2,}|Y)\b)*)?"
)
_NAME = letters.compile(
    r"(?:(?:GS|PGS|TS|ThS|BS|BSCKII|BSCKI|Đại tá|Thượng tá|Trung tá|Thiếu tướng|Trung tướng|Thượng tướng|Đại tướng|Thiếu tá)[.\s]+)*"
    r"(?P<name>(?:[HKY][’']\s?)?[A-ZĐÀ-Ỹ][a-zđà-ỹ]*(?:\s+(?:[HKY][’'])?[A-ZĐÀ-Ỹ][a-zđà-ỹ']*){1,5})"
)
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


def read(flat: Flat, paras: list[Para], zones: Zones) -> Head:
    """Read everything that stands outside the body, and who directed it."""
    meta = Metadata()
    body_start = paras[zones.body.start].start if zones.body.start < len(paras) else len(flat.text)
    top = flat.text[: min(body_start, 6000)]
    if not zones.head and not zones.addressees:
        top = top[:600]
    own = _number(meta, top)
    _place_and_date(meta, top)
    _type_and_subject(meta, paras, zones)
    meta.addressees = addressees(paras, zones)
    _signature(meta, paras, zones)
    meta.recipients = _recipients(paras, zones)
    _issuer(meta, flat, paras, zones)
    body = flat.text[body_start : body_start + 2500]
    office = (
        "văn phòng" in meta.issuer.lower()
        or "VĂN PHÒNG" in meta.position.upper()
        or "/VP" in f"/{meta.symbol}"
    )
    directed = _DIRECTED.search(body)
    if directed and (office or directed.group("who").lower().startswith("đồng chí")):
        who = re.sub(r"^[Đđ]ồng chí\s+", "", directed.group("who")).strip(" ,-")
        if who.startswith(("Phó ", "Chủ tịch", "Thủ tướng", "Bộ trưởng", "Giám đốc")):
            full = re.search(rf"[Đđ]ồng chí\s+(?:{_NAME.pattern})\s*[,-]\s*{re.escape(who)}", body)
            who = re.sub(r"^[Đđ]ồng chí\s+", "", full.group()) if full else who
        before, _, last = who.rpartition(", ")
        if before and _DIRECTOR.match(last) and not _NAME.fullmatch(before):
            who = last
        called = re.search(rf"{re.escape(who)}\s+{_NAME.pattern}", meta.subject) if who else None
        meta.directed_by = called.group() if called else who
    return Head(meta, own)


def _number(meta: Metadata, top: str) -> tuple[int, int] | None:
    match = _NUMBER.search(top)
    if match is None:
        return None
    line_start = top.rfind("\n", 0, match.start()) + 1
    if match.start() - line_start > 60:
        return None
    number = re.sub(r"\s", "", match.group("number"))
    meta.number = "" if set(number) <= set(".…") else number
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
            meta.type = match.group("name").capitalize()
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
        first = text.split(" ", 1)[0]
        body_like = first in (
            "Căn",
            "Theo",
            "Thực" if " của " in text[:60] and text.endswith((".", ":", ";")) else "§",
            "Ngày",
            "Để",
            "Nhằm",
            "Xét",
            "Trong",
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


def _sentence(text: str) -> str:
    return " ".join(text.split()).strip(" -_").removesuffix(".")


def addressees(paras: list[Para], zones: Zones) -> list[str]:
    """The bodies after "Kính gửi", one for each line or semicolon."""
    items: list[str] = []
    for index in zones.addressees:
        text = paras[index].text
        text = (
            re.sub(r"^.*?(?:Kính gửi|\bđiện)\s*:?\s*[-+]?\s*", "", text, count=1)
            if index == zones.addressees.start
            else text
        )
        for part in re.split(r";\s*(?:-\s*)?|\s+-\s+(?=(?:Các|Sở|UBND|Ủy ban|Công an|Bộ|Ban)\b)", text):
            cleaned = part.strip(" ;.,-")
            if cleaned:
                items.append(cleaned)
    return items


def _recipients(paras: list[Para], zones: Zones) -> list[str]:
    items: list[str] = []
    active = False
    for index in zones.tail:
        text = paras[index].text
        if RECIPIENTS.match(text):
            active = True
            text = RECIPIENTS.sub("", text, count=1)
            if is_caps(text) and is_signature(text):  # the signer's column, beside it on one line
                continue
            cut = _AUTHORITY.search(text)
            text = text[: cut.start()] if cut else text
            text = text.split("|")[0]
            items.extend(
                part.strip(" ;.,-")
                for part in re.split(r";\s*-?\s*|(?:^|\s)-\s+", text)
                if part.strip(" ;.,-")
            )
        elif active and paras[index].kind == "row":
            first = text.split("|")[0].strip()
            if first[:1] in "-+•" and first.strip(" ;.,-"):
                items.append(first.strip(" ;.,-+•"))
        elif active and paras[index].kind in ("dash", "plus"):
            cut = _AUTHORITY.search(text) or _BESIDE.search(text) or _NAME_BESIDE.search(text)
            text = text[: cut.start()] if cut else text
            items.extend(part.strip(" ;.,-") for part in re.split(r";\s+-\s*", text) if part.strip(" ;.,-"))
        elif active and is_signature(text):
            continue
    return items


def _signature(meta: Metadata, paras: list[Para], zones: Zones) -> None:
    signs: list[str] = []
    posts: list[str] = []
    lines = ((paras[index], piece.strip()) for index in zones.tail for piece in _cells(paras[index]))
    for para, text in lines:
        text = RECIPIENTS.sub("", text, count=1)
        found = list(_AUTHORITY.finditer(text)) if para.kind in ("plain", "row", "upper", "dash") else []
        if para.kind == "upper" and para.label == "Q":
            signs.append("Q.")
            posts.append(text)
            continue
        for match in found:
            if match.group("sign") in ("Q",) and not match.group("post"):
                continue
            sign = match.group("sign").replace("/", "") + "."
            if sign not in signs:
                signs.append(sign)
            if match.group("post"):
                post, rest = _capitals(text[match.start("post") :])
                posts.append(post)
                name = _NAME.fullmatch(rest.strip(" .")) if not meta.signer else None
                if name:
                    meta.signer = name.group("name")
        beside = _BESIDE.search(text) if para.kind == "dash" else None
        if beside and is_signature(beside.group("post")):
            posts.append(beside.group("post"))
        named = _NAME_BESIDE.search(text) if text.startswith("Lưu") and not meta.signer else None
        if named and posts:
            meta.signer = named.group("name")
        if not found and is_caps(text) and len(text) < 80 and is_signature(text):
            posts.append(text)
        if posts and not found and not is_caps(text) and not meta.signer:
            name = _NAME.fullmatch(text.strip(" ."))
            if name:
                meta.signer = name.group("name")
        elif (
            posts
            and not found
            and is_caps(text)
            and not is_signature(text)
            and not meta.signer
            and 2 <= len(text.split()) <= 5
        ):
            meta.signer = text.title()
    meta.capacity = "/".join(signs)
    if meta.capacity == "KT." and posts and posts[0].startswith("CHÁNH VĂN PHÒNG"):
        meta.capacity = "KT. CHÁNH VĂN PHÒNG"  # whom the deputy signs for is part of it
    if posts:
        meta.position = _post(posts[-1])


def _cells(para: Para) -> list[str]:
    """The signer's column comes last; a recipient beside it is none of the signature."""
    if para.kind != "row":
        return [para.text]
    pieces = [piece.strip() for piece in para.text.split("|")]
    return [piece for piece in pieces if not piece.startswith(("- ", "+ ", "• "))]


def _capitals(text: str) -> tuple[str, str]:
    """The words in capitals at the beginning (up to the next authority), and what follows them."""
    following = _AUTHORITY.search(text)
    stop = following.start() if following else len(text)
    for word in re.finditer(r"\S+", text[:stop]):
        if any(map(str.isalpha, word.group())) and not word.group().isupper():
            stop = word.start()
            break
    post = text[:stop].strip(" ,-")
    last = post.rfind(" PHÓ ")  # "CHỦ TỊCH PHÓ CHỦ TỊCH" on one line: for the first, by the second
    return post[last + 1 :] if last > 0 else post, text[stop:]


def _post(text: str) -> str:
    lowered = " ".join(text.split()).lower()
    for name in words("fields"):
        lowered = lowered.replace(name.lower(), name)
    for caps, shown in (
        ("phó chủ tịch", "Phó Chủ tịch"),
        ("phó giám đốc", "Phó Giám đốc"),
        ("phó thủ tướng", "Phó Thủ tướng"),
        ("phó tổng", "Phó Tổng"),
        ("phó bí thư", "Phó Bí thư"),
        ("phó chánh", "Phó Chánh"),
        ("văn phòng", "Văn phòng"),
        ("phó trưởng", "Phó Trưởng"),
        ("thứ trưởng", "Thứ trưởng"),
    ):
        lowered = lowered.replace(caps, shown)
    return lowered[0].upper() + lowered[1:]


def _issuer(meta: Metadata, flat: Flat, paras: list[Para], zones: Zones) -> None:
    lines: list[str] = []
    for index in zones.head:
        if zones.title is not None and index >= zones.title:
            break
        for piece in re.split(r"\s*\|\s*", paras[index].text):
            piece = _MOTTO.sub("", _NATION.sub("", piece))
            piece = _NUMBER.split(piece)[0] if _NUMBER.search(piece) else piece
            piece = piece.strip(" *-_")
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
    if bodies:
        meta.issuer = _mixed_case(bodies[-1], flat.text)
        if len(bodies) > 1:
            meta.parent_issuer = _mixed_case(bodies[-2], flat.text)
        if meta.parent_issuer and meta.issuer in (
            "Văn phòng",
            "Ban Thường vụ",
            "Ban Chấp hành",
            "Thường trực",
        ):
            meta.issuer = f"{meta.issuer} {meta.parent_issuer}"  # no body by itself
        return
    meta.issuer = _spoken_issuer(meta, flat.text)


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
    return before.endswith(("VÀ", "-", ",", "CỦA")) or line.startswith(("VÀ ", "- "))


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
    place = re.search(r"\b(tỉnh|thành phố|huyện|xã|phường)\s+(\S.*)$", shown)
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
    named = re.search(rf"\b(?:địa bàn|nhân dân|UBND)\s+{level}\s+{_PROPER}", text)
    name = named.group("name") if named else (meta.place if level in ("tỉnh", "thành phố") else "")
    return f"UBND {level} {name}".strip()
