"""The parts of a directive: letterhead, addressees, body, recipients and signature, annexes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from treem.directives.reader import letters
from treem.directives.reader.blocks import Para, is_caps

TITLE = letters.compile(
    r"(?P<name>KẾ HOẠCH(?: LIÊN NGÀNH| PHỐI HỢP| LIÊN TỊCH)?|CHỈ THỊ|QUYẾT ĐỊNH|CÔNG ĐIỆN|THÔNG BÁO(?: KẾT LUẬN)?|NGHỊ QUYẾT|NGHỊ ĐỊNH|THÔNG TƯ(?: LIÊN TỊCH)?|"
    r"CHƯƠNG TRÌNH(?: HÀNH ĐỘNG| CÔNG TÁC)?|ĐỀ ÁN|HƯỚNG DẪN|BÁO CÁO|TỜ TRÌNH|PHƯƠNG ÁN|QUY CHẾ(?: PHỐI HỢP| HOẠT ĐỘNG| LÀM VIỆC)?|QUY ĐỊNH|KẾT LUẬN(?: THANH TRA| KIỂM TRA)?|"
    r"DỰ ÁN|CÔNG VĂN|BIÊN BẢN|GIẤY MỜI|THÔNG CÁO|THÔNG TRI|LUẬT|PHÁP LỆNH|LỆNH)(?P<rest>\b.*)",
    re.DOTALL,
)
# A letter greets; a telegram (công điện) names whom it is wired to.
_GREETING = letters.compile(r"Kính gửi|\b(?:(?:gửi )?điện|(?:GỬI )?ĐIỆN)\s*:")
_ANNEX = letters.compile(
    r"PHỤ LỤC|Phụ lục(?:\s+(?:số\s+)?[IVX\d]+)?\s*$|DANH MỤC|BẢNG PHÂN CÔNG|BIỂU|"
    r"(?:KẾ HOẠCH|ĐỀ ÁN|CHƯƠNG TRÌNH|QUY CHẾ|QUY ĐỊNH|PHƯƠNG ÁN|HƯỚNG DẪN|NHIỆM VỤ)\b"
)
_RECIPIENTS = letters.compile(r"\W{0,4}Nơi nh[âậ]n")
_GROUNDS = letters.compile(r"Căn cứ\s|(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT|CHỈ THỊ)\s*:")
_SIGNATURE = letters.compile(
    r"(?:(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s?[./]|T/M|K/T|T/L)\s*[A-ZĐÀ-Ỹ]|Q\.\s*[A-ZĐÀ-Ỹ]{2}"
)
_POST = letters.compile(
    r"(?:PHÓ\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|PHÓ THỦ TƯỚNG|CHÁNH VĂN PHÒNG|CỤC TRƯỞNG|TỔNG GIÁM ĐỐC|"
    r"TRƯỞNG BAN|BÍ THƯ|CHỦ NHIỆM|VỤ TRƯỞNG|TRƯỞNG PHÒNG|THỐNG ĐỐC|VIỆN TRƯỞNG|CHÁNH ÁN|CHÁNH THANH TRA|TỔ TRƯỞNG|TỔ PHÓ|TRƯỞNG ĐOÀN|TỔNG THANH TRA|HIỆU TRƯỞNG|CHI CỤC TRƯỞNG)"
)


@dataclass(slots=True)
class Zones:
    """Index ranges over the paragraphs."""

    head: range
    addressees: range
    body: range
    tail: range
    title: int | None = None
    annexes: list[range] = field(default_factory=list)


def is_signature(text: str) -> bool:
    """A line of the signature block that states authority or post."""
    return bool(_SIGNATURE.match(text)) or (is_caps(text) and len(text) < 70 and bool(_POST.match(text)))


def split(paras: list[Para]) -> Zones:
    """Find the parts. What is missing is an empty range; the body may be everything."""
    count = len(paras)
    title = _title(paras)
    greeting = next((i for i in range(min(count, 60)) if _GREETING.search(paras[i].text[:60])), None)
    # Some converters put the addressees' block behind the first title-like line; a letter has no title.
    if greeting is not None and title is not None and title > greeting:
        title = None
    body = 0
    addressees = range(0)
    if greeting is not None:
        stop = _after_addressees(paras, greeting)
        addressees = range(greeting, stop)
        body = stop
    elif title is not None:
        body = title + 1
    else:
        body = _after_letterhead(paras)
    end = _end(paras, body)
    tail_stop = count
    annexes: list[range] = []
    if end < count:
        begins = [i for i in range(end + 1, count) if _starts_annex(paras, i, end)]
        if begins:
            tail_stop = begins[0]
            for number, begin in enumerate(begins):
                stop = begins[number + 1] if number + 1 < len(begins) else count
                if stop - begin >= 3:
                    annexes.append(range(begin, stop))
    first = greeting if greeting is not None else body
    return Zones(range(first), addressees, range(body, end), range(end, tail_stop), title, annexes)


def _title(paras: list[Para]) -> int | None:
    for index in range(min(len(paras), 25)):
        para = paras[index]
        if para.kind in ("plain", "row", "upper"):
            match = TITLE.match(para.text)
            if match and (
                is_caps(match.group("name")) and len(match.group("name")) + 2 >= len(para.text) // 8
            ):
                return index
        if para.kind in ("roman", "number", "article") and index > 3:
            return None
    return None


def _after_addressees(paras: list[Para], greeting: int) -> int:
    index = greeting + 1
    last = paras[greeting].text.rstrip()
    listing = last.endswith((":", ";")) or (index < len(paras) and paras[index].kind == "dash")
    while index < len(paras) and index < greeting + 60:
        para = paras[index]
        if para.kind in ("dash", "plus") and not is_signature(para.text):
            last = para.text.rstrip()
            index += 1
            # The list of a Kính gửi block ends with a full stop; dashes after it belong to the body.
            if last.endswith(".") and index < len(paras) and paras[index].kind == "dash" and len(last) > 200:
                break
        elif (
            para.kind == "plain"
            and listing
            and last.endswith((";", ":", ","))
            and len(para.text) < 160
            and para.text.rstrip().endswith((";", "."))
        ):
            last = para.text.rstrip()
            index += 1
        else:
            break
    return index


def _after_letterhead(paras: list[Para]) -> int:
    """Without title or addressees: the first long sentence or outline mark."""
    for index, para in enumerate(paras[:25]):
        if para.kind not in ("plain", "dash", "row") or (len(para.text) > 90 and not is_caps(para.text)):
            return index
    return 0


def _end(paras: list[Para], body: int) -> int:
    marked: int | None = None
    # Whoever decides is named in capitals before the grounds: that is no signature.
    grounds = [i for i in range(body, min(body + 60, len(paras))) if _GROUNDS.match(paras[i].text)]
    for index in range(grounds[-1] if grounds else body, len(paras)):
        text = paras[index].text
        if _RECIPIENTS.match(text):
            return index
        if paras[index].kind in ("plain", "row", "upper") and is_signature(text) and index > body + 1:
            return index
        if text.rstrip().endswith(("./.", "/.", ". /.")) and marked is None:
            marked = index + 1
    return marked if marked is not None else len(paras)


def _starts_annex(paras: list[Para], index: int, end: int) -> bool:
    para = paras[index]
    return (
        para.kind in ("plain", "part")
        and len(para.text) < 160
        and bool(_ANNEX.match(para.text))
        and index > end + 1
    )
