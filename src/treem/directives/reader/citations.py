"""Citations: "Quyết định số 06/QĐ-TTg ngày 03/01/2019 của Thủ tướng Chính phủ", laws by name, the paper's own number.

Found from the inside out: first the number and symbol, then what stands before (type) and after (date,
issuer, title). Numbers and dates stay as written; ``doubts`` flags what cannot be right.
"""

from __future__ import annotations

import re

from treem.directives.reader import doubts, known, letters
from treem.directives.reader.document import Citation, CitationKind
from treem.directives.reader.flat import Flat
from treem.directives.reader.lexicon import words
from treem.directives.reader.people import expression_end

TYPE_NAMES = (
    "Thông tư liên tịch", "Nghị quyết liên tịch", "Kế hoạch liên tịch", "Chương trình phối hợp", "Chương trình hành động", "Chương trình", "Thông báo kết luận",
    "Quy chế phối hợp", "Hướng dẫn liên ngành", "Bộ luật", "Bộ Luật", "Luật", "Pháp lệnh", "Nghị quyết", "Nghị định", "Quyết định", "Chỉ thị", "Thông tư", "Thông báo",
    "Thông tri", "Kết luận", "Hướng dẫn", "Kế hoạch", "Đề án", "Dự án", "Báo cáo", "Tờ trình", "Công văn", "Công điện", "Văn bản", "Quy định", "Quy chế", "Lệnh", "Phương án", "Biên bản", "Giấy mời", "Phiếu chuyển",
)  # fmt: skip
# Words of running text for one of the kinds of Nghị định 30/2020, Điều 7.
_KINDS = {
    "Bộ Luật": "Bộ luật", "Chương trình phối hợp": "Chương trình", "Chương trình hành động": "Chương trình",
    "Thông báo kết luận": "Thông báo", "Quy chế phối hợp": "Quy chế",
}  # fmt: skip
_TYPE = "|".join(TYPE_NAMES)
_GROUP = r"[A-ZĐ](?:[A-Za-zĐđƯưƠơ&0-9]|\.(?=[A-Za-z]))*"
_ID = letters.compile(
    rf"(?<![\w/.,-])(?P<id>(?:\d{{1,5}}|\d[\dOlI]{{1,4}})[a-zA-Z]?\s?/\s?(?:(?P<year>(?:19|2[0O])[\dO]{{2}})\s?/\s?)?(?P<symbol>{_GROUP}(?:\s?[-/]\s?{_GROUP}){{0,8}})"
    rf"|\d{{1,5}}[a-z]?\s?-\s?(?P<party>[A-ZĐ][A-Za-zĐđ]{{0,4}}\s?/\s?{_GROUP}(?:-{_GROUP}){{0,3}}))"
)
_BEFORE = letters.compile(
    rf"(?:(?P<type>{_TYPE}|{_TYPE.lower()})(?:\s+(?:ban hành|liên ngành|thẩm định|thẩm tra|chuyên đề|tổng kết|sơ kết|của [^,;:.]{{2,60}}?|gửi [^,;:.]{{2,40}}?)|(?<=[Ll]uật)\s+(?P<law>[A-ZĐÀ-Ỹ](?:(?!Nghị |Quyết |Thông tư|Chỉ thị|Luật |sửa đổi)[^;:.\d]){{2,90}}?)(?=\s+số\b))?\s*)?(?P<no>(?:số|Số)\s*:?\s*)?\(?$"
)
_ANY_TYPE = letters.compile(rf"\b(?:{_TYPE}|{_TYPE.lower()})\b")
_STRONG = letters.compile(
    r"(?:QĐ|NĐ|TT|CT|NQ|KH|TB|CTr|TTr|BC|HD|CĐ|KL|TTLT|ĐA)[-/]|QH\d\d$|UBTVQH\d\d$|(?:/|^)TW$"
)
_NOT_DOCUMENT = letters.compile(
    r"(?:[Mm]ẫu|[Bb]iểu|[Pp]hụ lục|[Bb]iển|đường|QL|tỉnh lộ|tờ|thửa|phòng)(?:\s+số)?\s*:?\s*$"
)

_DAY = r"(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>\d{4,5})(?!\d)"
_WORDS = r"(?P<d2>\d{1,2})\s+tháng\s+(?P<m2>\d{1,2})\s+năm\s+(?P<y2>\d{4,5})(?!\d)"
_DATE = letters.compile(
    rf"\s*,?\s*\(?(?:(?:được\s+)?(?:Quốc hội\s+)?(?:ký|ban hành|thông qua)\s+)?(?:(?:ngày|Ngày)\s+(?:{_DAY}|{_WORDS})|\(?(?P<d3>\d{{1,2}})/(?P<m3>\d{{1,2}})/(?P<y3>\d{{4,5}})(?!\d)"
    r"|tháng\s+(?P<m4>\d{1,2})(?:/|\s+năm\s+)(?P<y4>\d{4})|năm\s+(?P<y5>(?:19|20)\d{2})(?!\d))\)?"
)
_EARLIER = letters.compile(
    rf"[Nn]gày\s+(?:{_DAY}|{_WORDS}),?\s+(?:[A-ZĐỦỨ][^;:]{{2,110}}?\s+)?(?:đã\s+)?(?:ban hành|ký ban hành|ký|có|phê duyệt|thông qua|gửi|tiếp nhận|nhận được)\s+(?:các\s+)?$"
)
_ISSUER = letters.compile(r"\s*,?\s*(?:của|do)\s+(?=[A-ZĐÀ-Ỹa-zđ])")
_ISSUER_END = letters.compile(
    r"\s+(?:về|quy định|ban hành|phê duyệt|hướng dẫn|thực hiện|triển khai|sửa đổi|bổ sung|thông báo|tại|tổ chức|trong|cho|và (?=các|Luật|Nghị|Quyết|Chỉ|Thông|Kế|Công|Văn|hướng|những)|V/v|nhằm|để|theo|giao|gửi|đã|được|ngày|có|yêu cầu|là|khóa|"
    r"quyết định|đề nghị|phòng, chống|số|v/v|Về|Quy định|Hướng dẫn|Ban hành|trên|đối với|liên quan|tăng cường|chỉ đạo|nêu|với|phát động|kèm|bãi bỏ|thành lập|kiện toàn|công bố|điều chỉnh|xử|cùng|tiếp tục|đẩy mạnh|ký|làm|khi|do|dẫn|như)\b|[;.,:()“”\"\n|]"
)
_ISSUER_BEFORE = letters.compile(
    r"\bcủa\s+(?:(?:Giám đốc|Bộ trưởng|Chủ tịch|Thủ trưởng|Trưởng)\s+)?(?P<issuer>[A-ZĐỦ][^;:.()]{2,90}?),?\s+tại\s+(?:các\s+)?$"
)
_TITLE = letters.compile(
    r"\s*,?\s*(?:(?:về\s+việc|về|Về việc|Về|V/v|v/v)\s+|(?=quy định|ban hành|phê duyệt|hướng dẫn|thực hiện|triển khai|sửa đổi|bổ sung|tổ chức|thông báo|quy chế|tiếp tục|tăng cường|đẩy mạnh|phát động|bãi bỏ|thành lập|“|\"))"
)
_TITLE_END = letters.compile(
    r"[;\n|]|\.(?=\s|$)|(?:,|\s+và(?:\s+các)?|\s*\()\s*(?=(?:" + _TYPE + r")\s+(?:số\s|\d))"
)
_RELATION = letters.compile(
    r"(?P<r>[Cc]ăn cứ|[Tt]riển khai thực hiện|[Tt]ổ chức thực hiện|[Tt]hực hiện|[Qq]uán triệt|[Tt]riển khai|[Tt]heo(?: đề nghị| quy định)?|[Ss]ửa đổi|[Bb]ổ sung|[Tt]hay thế|[Tt]hay cho|[Bb]ãi bỏ|[Bb]an hành kèm theo|[Kk]èm theo|[Tt]iếp theo|[Pp]húc đáp|[Tt]rả lời|[Xx]ét|tại|hướng dẫn|quy định chi tiết|ban hành|đối với)\b[^;.]{0,90}$"
)
_SAME_RELATION = {
    "triển khai thực hiện": "thực hiện", "tổ chức thực hiện": "thực hiện", "triển khai": "thực hiện", "quán triệt": "thực hiện",
    "thay cho": "thay thế", "bổ sung": "sửa đổi",
}  # fmt: skip
_CHANGES = ("thay thế", "sửa đổi", "bãi bỏ")
_OPENS = letters.compile(r"\W*(?P<r>Căn cứ|Thực hiện|Triển khai(?: thực hiện)?)\b")
_PROPOSAL = letters.compile(r"\W*(?:Theo|Xét) đề nghị\b")
_AMENDED_BY = letters.compile(
    r"(?:được\s+)?(?:sửa đổi|bổ sung)[^;.()]{0,40}\b(?:bởi|theo|tại)\s+(?:[^;.()]{0,60}\s)?$"
)
_GROUNDS = letters.compile(
    r"\n[^\n]{0,15}(?:CĂN CỨ|Căn cứ|[Cc]ơ sở (?:chính trị|pháp lý)|CƠ SỞ (?:CHÍNH TRỊ|PHÁP LÝ))[^\n:;]{0,60}:?\n"
)
_OTHER_PART = letters.compile(
    r"\n(?:[IVX]+|PHẦN [^\n]*|[A-Z]|\d+)\s*[.\-)]\s+(?![^\n]*\bsố\b)(?!Luật|Bộ luật)[^\n]{3,90}\n"
)
_LAW = letters.compile(
    r"(?<![\w])(?P<type>Bộ luật|Bộ Luật|Luật|Pháp lệnh|Hiến pháp)\s+(?P<name>(?:[A-ZĐÀ-Ỹ]|sửa đổi)[^\W\d_]*)"
)
_CONSTITUTION = letters.compile(
    r"(?P<title>Hiến pháp(?: nước Cộng hòa xã hội chủ nghĩa Việt Nam)?) (?:năm )?(?P<y>(?:19|20)\d\d)(?!\d)"
)
_LAW_END = letters.compile(
    r"(?:\s+(?:và các|và văn|và Nghị|và Luật|và Quyết|năm|số|ngày|quy định|về|đã|được|có|là|của|để|cho|trong|theo|tại|cùng|này|hiện|khi|đến|với|từ|ra|trên|nhằm|sửa đổi|nêu|đối|hoặc|giai|thì|phải|bằng|vào|do|như|một|các|đi|"
    r"tới|gắn|nói|ban|mới|trước|sau|đặc|trực|trọng|thuộc|phù|áp|gồm|chưa|cũng|thay|còn|[A-ZĐ]|tới))\b|[;.,:()“”\"\n|/]|\s-\s|$"
)
_AMENDING = letters.compile(r"sửa đổi, bổ sung (?:một số điều )?(?:của )?(?:các )?")
_NAMED_DATE = letters.compile(
    rf"\s*\(?(?:sửa đổi\)?\s*)?,?\s*(?:ngày\s+(?:{_DAY}|{_WORDS})|(?:sửa đổi\s+)?năm\s+(?P<y5>(?:19|20)\d{{2}})(?!\d)|(?P<y6>(?:19|20)\d{{2}})(?![\d/]))"
)
_NUMBERED = letters.compile(r"\s*,?\s*\(?\s*số\s*:?\s*\d")
_NICKNAME = letters.compile(
    r"(?:Đề án|Nghị quyết|Chỉ thị|Kết luận|Quyết định|Chương trình|Thông tư|Nghị định)\s+(?:số\s+)?(?P<n>\d{2,4})(?![\d/%-]|[.,]\d|\s?/|\s?-\s?[A-ZĐ]|\s+(?:ngày|năm|tháng|triệu|tỷ|mô hình|người|xã))"
)
_AND = re.compile(r"\s*(?:,|;|,?\s*và)\s*")
_LAWS = words("laws")
_AND_LAW = letters.compile(
    r",?\s+(?:và\s+)?(?:Bộ luật|Luật)\s+(?:" + "|".join(re.escape(name) for name in _LAWS) + r")(?!\w)"
)


def read(flat: Flat, original: str, own: tuple[int, int] | None, document_date: str) -> list[Citation]:
    """All citations in order of appearance, one for each distinct pair of number_symbol and date.

    ``own`` is the flat span of the paper's own number line, which is reported once as kind ``self``.
    """
    text = flat.text
    found: list[tuple[int, int, Citation]] = []
    taken: list[tuple[int, int]] = []
    type_name = relation = ""
    last_end = -1
    for match in _ID.finditer(text):
        if own and own[0] <= match.start() < own[1]:
            continue
        window = text[max(0, match.start() - 110) : match.start()]
        before = _BEFORE.search(window)
        word = (before.group("type") or "") if before else ""
        if before and word and (later := _ANY_TYPE.findall(before.group())):
            word = later[-1]  # «theo quy định của Nghị định số …»
        numbered = bool(before and before.group("no"))
        symbol = match.group("symbol") or match.group("party") or ""
        if not word and not numbered and not _STRONG.search(symbol):
            continue
        if _NOT_DOCUMENT.search(window) or not _plausible(symbol, bool(word) or numbered):
            continue
        begin = match.start()
        if before and (word or numbered):
            begin -= len(window) - before.start()
            begin += len(text[begin : match.start()]) - len(text[begin : match.start()].lstrip(" ("))
        if word:
            type_name = _canonical_type(word)
        elif by_symbol := _type_of_symbol(symbol):
            type_name = by_symbol
        elif not (numbered and 0 <= begin - last_end < 160 and "\n" not in text[max(last_end, 0) : begin]):
            type_name = ""
        citation, end = _finish(text, match, type_name)
        if before and before.group("law"):
            citation.title = f"{type_name} {before.group('law')}"
        if not citation.date:
            citation.date = _date_before(text, begin)
        if not citation.issuer:
            citation.issuer = _issuer_before(text, begin)
        citation.kind = "full" if len(citation.date) > 7 else "no_date"
        relation = _relation(text, begin, last_end, relation)
        citation.relation = relation
        if not word and found and not found[-1][2].date and _AND.fullmatch(text, found[-1][1], begin):
            found[-1][2].date = citation.date  # «các Thông báo số 1/TB-VP, số 2/TB-VP ngày …»
            found[-1][2].kind = "full" if len(citation.date) > 7 else "no_date"
        last_end = end
        found.append((begin, end, citation))
        taken.append((begin, end))
    found.extend(_laws(text, taken))
    found.extend(_nicknames(text, taken))
    found.sort(key=lambda item: (item[0], item[1]))
    citations = _distinct(found)
    for begin, end, citation in citations:
        citation.start, citation.end = flat.span(begin, end)
        citation.raw = original[citation.start : citation.end]
        doubts.check(citation, document_date)
    doubts.compare([citation for _, _, citation in citations])
    return [citation for _, _, citation in citations]


def spans_of_dates(text: str) -> list[tuple[int, int]]:
    """Where numbers, symbols and their dates stand in ``text``: dates there are no deadlines."""
    spans = []
    for match in _ID.finditer(text):
        end = match.end()
        following = _DATE.match(text, end)
        if following is None:
            issuer = _issuer_span(text, end)
            following = _DATE.match(text, issuer) if issuer else None
        spans.append((match.start(), following.end() if following else end))
    return spans


def own_symbol(
    number: str, symbol: str, span: tuple[int, int], raw: str, type_name: str, date: str
) -> Citation:
    """The paper itself, as a citation of kind ``self``."""
    flags = [] if number else ["draft_number_blank"]
    joined = f"{number}/{symbol}" if number and symbol else ""
    if re.match(r"(?:CT|QĐ|NQ|KL|TB|KH|HD|CV|BC|TTr|CTr)/", symbol) and number:
        joined = f"{number}-{symbol}"
    return Citation("self", raw, span[0], span[1], type_name, joined, date if number else "", flags=flags)


def _plausible(symbol: str, named: bool) -> bool:
    compact = re.sub(r"\s", "", symbol)
    if re.fullmatch(r"[A-ZĐ]\d*", compact):
        return False
    return named or "-" in compact or "/" in compact or compact.startswith(("QH", "UBTVQH"))


def _canonical_type(word: str) -> str:
    word = word[0].upper() + word[1:]
    return _KINDS.get(word, word)


def _type_of_symbol(symbol: str) -> str:
    first = re.split(r"[-/]", symbol.replace(" ", ""))[0]
    names = known.types_of(first)
    return names[0] if names else ""


def compact(number_symbol: str) -> str:
    """Without the blanks a line break left inside."""
    return re.sub(r"\s+", "", number_symbol).rstrip(".-/")


def _finish(text: str, match: re.Match[str], type_name: str) -> tuple[Citation, int]:
    end = match.end()
    while text[end - 1] in ".-/ ":
        end -= 1
    written = ""
    dated = _DATE.match(text, end)
    if dated:
        written, end = _iso(dated), dated.end()
        if text[end - 1] == ")" and "(" not in text[dated.start() : end]:
            end -= 1
    issuer = ""
    issued = _ISSUER.match(text, end)
    if issued:
        stop = _issuer_span(text, end)
        if stop:
            issuer, end = text[issued.end() : stop].strip(), stop
    if not written:
        dated = _DATE.match(text, end)
        if dated:
            written, end = _iso(dated), dated.end()
    title = ""
    titled = _TITLE.match(text, end)
    if titled:
        stop_match = _TITLE_END.search(text, titled.end(), titled.end() + 600)
        stop = stop_match.start() if stop_match else min(len(text), titled.end() + 600)
        title = text[titled.end() : stop].strip(' ,“”"')
    kind: CitationKind = "full"
    return Citation(kind, "", 0, 0, type_name, compact(match.group("id")), written, issuer, title), end


def _issuer_span(text: str, start: int) -> int | None:
    issued = _ISSUER.match(text, start)
    if issued is None:
        return None
    # Names may hold commas ("Bộ Văn hóa, Thể thao và Du lịch"): trust the grammar of bodies first.
    for name in words("fields"):
        for head in ("Bộ ", "Sở ", "Bộ trưởng Bộ ", "Giám đốc Sở ", "Phòng "):
            if text.startswith(head + name, issued.end()):
                return issued.end() + len(head) + len(name)
    stop = _ISSUER_END.search(text, issued.end())
    reach = stop.start() if stop else len(text)
    end, _ = expression_end(text, issued.end(), 120)
    reach = min(reach, end) if end > issued.end() else reach
    return reach if issued.end() < reach <= issued.end() + 110 else None


def _iso(match: re.Match[str]) -> str:
    """The date as written, in ISO order; impossible ones too (``20219-01-03``)."""
    groups = match.groupdict()
    for suffix in ("", "2", "3"):
        if groups.get(f"y{suffix}") and groups.get(f"d{suffix}"):
            return f"{groups[f'y{suffix}']}-{int(groups[f'm{suffix}']):02d}-{int(groups[f'd{suffix}']):02d}"
    if groups.get("y4"):
        return f"{groups['y4']}-{int(groups['m4']):02d}"
    return groups.get("y5") or groups.get("y6") or ""


def _date_before(text: str, begin: int) -> str:
    window = text[max(0, begin - 170) : begin]
    if "ngày" not in window and "Ngày" not in window:
        return ""
    earlier = _EARLIER.search(window)  # anchored at the end of the window
    return _iso(earlier) if earlier else ""


def _issuer_before(text: str, begin: int) -> str:
    """ "theo đề nghị của Giám đốc Sở Y tế tại Tờ trình số …": who stands before."""
    window = text[max(0, begin - 130) : begin]
    match = _ISSUER_BEFORE.search(window)
    return match.group("issuer").strip() if match else ""


def _relation(text: str, begin: int, last_end: int, previous: str) -> str:
    gap = text[max(0, begin - 110) : begin]
    if last_end >= 0 and begin - last_end < 420 and "\n" not in text[last_end:begin]:
        between = text[last_end:begin]
        if ";" in between[-4:] or between.strip(" ,;") in ("", "và", "các"):
            return previous
    if _AMENDED_BY.search(gap):
        return "sửa đổi"
    line = text.rfind("\n", 0, begin) + 1
    if match := _RELATION.search(gap[-(begin - line) :] if begin > line else ""):
        said = match.group("r").lower()
        if said == "xét" or (said == "tại" and _PROPOSAL.match(text, line)):
            return "theo đề nghị"
        return _SAME_RELATION.get(said, said)
    if opening := _OPENS.match(text, line):
        return _SAME_RELATION.get(opening.group("r").lower(), opening.group("r").lower())
    return "căn cứ" if begin - line < 60 and _under_grounds(text, line) else ""


def _under_grounds(text: str, line: int) -> bool:
    """Whether the item stands in a list headed «Căn cứ» or «Cơ sở pháp lý»."""
    before = text[max(0, line - 2500) : line]
    heading = max((match.end() for match in _GROUNDS.finditer(before)), default=-1)
    return heading >= 0 and _OTHER_PART.search(before, heading) is None


def _inside(spans: list[tuple[int, int]], at: int) -> bool:
    return any(begin <= at < end for begin, end in spans)


def _laws(text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int, Citation]]:
    result = []
    amended: list[tuple[int, int]] = []
    for match in _CONSTITUTION.finditer(text):
        result.append(
            (*match.span(), Citation("name", "", 0, 0, "Hiến pháp", "", match["y"], "", match["title"]))
        )
    for match in _LAW.finditer(text):
        at = match.start("name")
        amending = _AMENDING.match(text, at)
        start_of_name = amending.end() if amending else at
        inner = letters.compile(r"(?:Bộ luật|Bộ Luật|Luật)\s+").match(text, start_of_name)
        known_at = inner.end() if inner else start_of_name
        end = next((known_at + len(n) for n in _LAWS if text.startswith(n, known_at)), 0)
        if not end or (end < len(text) and text[end].isalpha()):
            if match.group("type") == "Hiến pháp" or not text[at].isupper():
                continue
            stop = _LAW_END.search(text, match.end("name"), match.end("name") + 200)
            end = stop.start() if stop else match.end("name") + 200
        if _NUMBERED.match(text, end) or _inside(taken, match.start()) or end - at > 160:
            continue
        while amending and (more := _AND_LAW.match(text, end)):
            end = more.end()  # "… của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương"
        if amending:
            amended.append((start_of_name, end))
        dated = None if _inside(amended, match.start()) else _NAMED_DATE.match(text, end)
        written = _iso(dated) if dated else ""
        title = text[match.start() : end]
        finish = dated.end() if dated else end
        type_name = _canonical_type(match.group("type"))
        result.append((match.start(), finish, Citation("name", "", 0, 0, type_name, "", written, "", title)))
    return result


def _nicknames(text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int, Citation]]:
    result = []
    for match in _NICKNAME.finditer(text):
        if _inside(taken, match.start()) or _inside(taken, match.end() - 1):
            continue
        name = match.group()
        if f"({name})" in text or f"tắt là {name}" in text or f"gọi là {name}" in text:
            continue  # the paper's own short word for what it cites in full
        result.append(
            (
                match.start(),
                match.end(),
                Citation("name", "", 0, 0, name.split(" ")[0] + " " + name.split(" ")[1], title=name),
            )
        )
    return result


def _distinct(found: list[tuple[int, int, Citation]]) -> list[tuple[int, int, Citation]]:
    """One each; an undated mention of what is also cited with a date is the same one."""
    dated = {c.number_symbol for _, _, c in found if c.number_symbol and c.date}
    named = {c.title.casefold() for _, _, c in found if c.kind == "name" and c.date}
    numbered = {c.title.casefold() for _, _, c in found if c.number_symbol and c.title}
    short = {
        re.sub(r"\D.*", "", c.number_symbol).lstrip("0") + c.type for _, _, c in found if c.number_symbol
    }
    seen: dict[tuple[str, str, str], Citation] = {}
    result = []
    for item in found:
        citation = item[2]
        key = (citation.number_symbol.casefold(), citation.date, "")
        if citation.kind == "name":
            digits = re.search(r"\d+$", citation.title)
            if digits and digits.group().lstrip("0") + citation.type in short:
                continue  # "Nghị quyết 28" after its full citation
            key = ("", citation.date, citation.title.casefold())
            if citation.title.casefold() in numbered or (
                not citation.date and citation.title.casefold() in named
            ):
                continue
        elif not citation.date and citation.number_symbol in dated:
            continue
        if key not in seen:
            seen[key] = citation
            result.append(item)
        elif citation.relation in _CHANGES or not seen[key].relation:
            seen[key].relation = citation.relation  # named first, replaced further below
    return result
