"""Targets: the numbers a plan wants to reach.

Numbered targets ("Chỉ tiêu 15: …") keep their number; two figures in one are parts a and b. In that list
the direction is read as well: "đạt 65%" is at least, "giảm … xuống 25,6%" at most. A figure elsewhere in
the text carries the flag ``in_text`` and is read as written ("xuống 12,5" is eq).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from treem.directives.reader import letters, sections, tables, target_tables
from treem.directives.reader.blocks import Para
from treem.directives.reader.document import Obligation, Target
from treem.directives.reader.flat import Flat
from treem.directives.reader.outline import RANK

_NUMBERED = letters.compile(r"(?:\(?\d+\)?\s*)?Chỉ tiêu(?:\s+số)?\s+(?P<n>\d{1,3})(?P<p>[a-zđ])?\s*[:.)]\s*")
_FIGURE = r"(?P<{n}>\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_FROM = re.compile(r"\s*(?:\([^)]*\)|năm \d{4}|hiện nay)?\s*(?:xuống|lên|còn|tăng lên)\b")
_SAID = letters.compile(r"[\s,:]*(?:(?:đạt|là|còn|có|giảm|xuống|tăng|lên|ở mức|phấn đấu)\s*)*")
_AND_BEFORE = re.compile(r"^[^,;.]*\bvà\s*$")
_BASELINE = re.compile(r"\(năm\s+20\d\d:[^()]*\)|so với năm 20\d\d|cùng kỳ năm 20\d\d")
_ALL_YEARS = re.compile(r"(?<!tháng \d )(?<!tháng \d\d )năm\s+(20\d\d)(?!\s?-)")
_AWAY = re.compile(r"[;%‰]|so với|\b(?:Luật|Bộ luật|Nghị|Quyết định|Thông tư|Điều|số \d)")
_IN_BRACKETS = re.compile(r"\s*\((?:năm\s+)?(20\d\d)\)")
_CITED = re.compile(r"/[A-ZĐ][^;,]{0,30}$")
_SCOPE = re.compile(
    r"\b(?:xã|phường|trường|nơi|địa bàn|bản|thôn)\b[^,;.]{0,20}\b(?:có (?:tỷ lệ|tỉ lệ)|cách)\b[^,;.]*$"
)
_EACH_ONE = re.compile(r"\bmỗi (?:lớp|nhóm|đội|buổi|ca|phòng)\s+$")
_SIGN = letters.compile(
    rf"(?:(?P<words>(?i:ít nhất|tối thiểu|không dưới|trên dưới|không thấp hơn|không quá|tối đa|không vượt quá|không cao hơn|khoảng|xấp xỉ|gần|dưới|trên|hơn|từ|lớn hơn|nhỏ hơn|thấp hơn|cao hơn)|≥|>=|\\geq|≤|<=|\\leq|>|<)\s*)?"
    rf"{_FIGURE.format(n='v')}\s*(?:(?:\\?%|‰)?\s*(?P<to>-|đến|÷)\s*(?:≥|\\geq\s*|>=)?\s*{_FIGURE.format(n='u')}\s*)?"
    r"(?P<unit>\\?%(?:\s?/\s?năm)?|‰|/\s?100\.000(?:\s*(?:trẻ đẻ sống|trẻ em|trẻ|dân|người))?|/\s?1\.000(?:\s*(?:trẻ đẻ sống|trẻ em|trẻ|dân|người))?|/\s?10\.000(?:\s*(?:dân|người))?|\s*(?:điểm phần trăm|phần trăm))"
)
_MEASURE = r"tỷ đồng|triệu đồng|nghìn đồng|đồng(?:/[a-zà-ỹ]+){1,2}|đồng|ha|km|cm|m²(?:/[a-zà-ỹ]+(?: em)?)?|m2|tấn|kg|ngày làm việc"
_EVENTS = r"lần|vụ|đợt|kỳ|buổi|cuộc|tin,? bài|tin|bài|chuyên mục|lượt|chuyến|số|chuyên đề|phiên|tiết"
_PERIOD = r"tuần|tháng|quý|năm học|năm|ngày"
_TIMES = rf"(?:{_EVENTS})(?:\s*/\s*|\s+(?:mỗi|một|trên)\s+)(?:{_PERIOD})"
_EACH = re.compile(rf"\b(?:mỗi|hằng|hàng)\s+({_PERIOD})\b[^;.]*$", re.IGNORECASE)
_COUNT = letters.compile(
    rf"(?:(?P<words>(?i:ít nhất|tối thiểu|không dưới|không quá|tối đa|không vượt quá|khoảng|dưới|trên|hơn|từ|≥|≤))\s*)?(?<![\d.,/%-]){_FIGURE.format(n='v')}(?:/\d+)?(?:\s*(?P<to>-|đến)\s*{_FIGURE.format(n='u')})?\s+"
    rf"(?P<unit>{_TIMES}|(?:{_MEASURE})\b|m\b|(?:chuyên đề|chuyên mục|tin,? bài)\b|(?!(?:không|chưa|được|có|đạt|còn|phải|vượt|năm|tháng|ngày|tuổi|giờ|phút|tuần|quý|khoản|điều|mục|phần trăm|trăm|bước|nhóm|nội dung|nhiệm vụ|chỉ tiêu|giải pháp|tiêu chí|cấp|vòng|loại|thứ|đồng|ký tự|trang|hằng|hàng|mỗi|và|hoặc|đến|trở|của|kể|sau|trước|này|nêu|điểm\s+[a-zđ]\b|lần|bản chính|bộ hồ sơ)\b)[a-zà-ỹ]+)"
)
_MAKING = letters.compile(
    r"(?:tập huấn|bồi dưỡng|đào tạo|xây dựng|xây mới|thành lập|thiết lập|duy trì|tổ chức|số hóa|thí điểm|lắp đặt|trao|tặng|cấp phát|cấp|hỗ trợ|nhân rộng|mở rộng|huấn luyện|kiểm tra|thanh tra|khảo sát|vận động|trồng|sản xuất|biên soạn|nhận|dạy|mở|phải có|bố trí|lấy mẫu|in|phát|đầu tư|sửa chữa|nâng cấp|quy mô|gồm|phấn đấu|giảm|nâng|tăng|lấy|tuyên truyền|truyền thông|giám sát|dựng|xuất bản|ký|cắm|chiếu|cải tạo|giải quyết|in ấn|phát hành|phát sóng|tối thiểu|ít nhất|không dưới|mỗi [a-zà-ỹ]+(?: [a-zà-ỹ]+)? có)\b(?![^,;.]*\b(?:có từ|quy định tại|theo)\b[^,;.]*$)[^;.]*$",
    re.IGNORECASE,
)
_QUALIFIER = letters.compile(
    r"(?:có|đủ)\s+từ\s+$|(?:sinh|sau|thứ|số|lớp|khối|đợt|lần|năm|ngày|tháng|quý|\(mỗi[^()]*)\s+$|(?:nhiệm kỳ|giai đoạn|năm học|chia(?: thành| làm)?|\bgiờ|phạm vi|bán kính)\s+$|\bmỗi\s+$|(?:nhóm|Điều|khoản|điểm|mục|Mẫu|tờ|biểu|Chỉ thị|Nghị quyết|Kết luận|Quyết định|Đề án|Chương trình|Công điện|Kế hoạch|Luật|[Mm]ục tiêu|[Cc]hỉ tiêu)\s+(?:số\s+)?$|(?:của|trong số|tổng số)\s+$",
    re.IGNORECASE,
)
_SHARE_OF_COST = re.compile(r"\s*(?:mức (?:đóng|lương|chuẩn|phí|hưởng)|kinh phí|chi phí|học phí|tiền|lãi)")
_GIVEN = letters.compile(
    r"(?:bố trí|bổ sung|cấp|chi|hỗ trợ|tặng)(?:\s+[a-zà-ỹ]+){0,2}\s+(?:bổ sung\s+)?$|[Hh]ỗ trợ[^;.]*$",
    re.IGNORECASE,
)
_AIMING = letters.compile(
    r"phấn đấu|phần đầu|đạt|bảo đảm|đảm bảo|giảm|tăng|duy trì|hoàn thành|còn|xuống|lên|tối thiểu|ít nhất|mục tiêu|100%|đến (?:hết |cuối )?năm 20",
    re.IGNORECASE,
)
_GOAL = letters.compile(
    r"phấn đấu|phần đầu|đạt|tăng|giảm|duy trì|xuống|lên|còn|tối thiểu|ít nhất|thành lập|xây dựng|có",
    re.IGNORECASE,
)
_STATE = letters.compile(
    r"[Tt]hời gian qua|vừa qua|những năm qua|tính đến nay|đến nay|đã (?:phát hiện|xảy ra|xử lý|tiếp nhận|hỗ trợ|thực hiện|tổ chức|bố trí)|hiện nay|đã đạt|đã có|(?<!đến )năm 20\d\d đạt|so với|chiếm|ước đạt|hiện có|vẫn còn|chưa (?:có|đạt|được|đủ)|cả nước còn|toàn tỉnh còn|[Tt]heo (?:kết quả|báo cáo|số liệu|thống kê|khảo sát)|so cùng kỳ|cùng kỳ năm|tăng trưởng bình quân giai đoạn|hỗ trợ tối đa|mức hỗ trợ(?! (?:tối thiểu|ít nhất))|phạt|vốn|(?<!vận động )kinh phí|ngân sách"
)
_STRIVING = re.compile(r"phấn đấu|phần đầu", re.IGNORECASE)
_STATE_OF_AIMS = letters.compile(
    r"hiện nay|đã đạt|đã có|hiện có|ước đạt|ưu tiên [^;.]*\bcó\b|hỗ trợ tối đa|mức hỗ trợ(?! (?:tối thiểu|ít nhất))|phạt|vốn|(?<!vận động )kinh phí|ngân sách"
)
_REDUCING = letters.compile(r"(?:phấn đấu|phần đầu)[^;]*\bgiảm\b|\bgiảm (?:ít nhất|tối thiểu)", re.IGNORECASE)
"""An aim is compared with an earlier year without being its state."""
_OF_THOSE = re.compile(r"\s*(?:trong đó|riêng)\b")
_RATES = re.compile(r"%|‰|/1")
_DONE = letters.compile(r"\b[Đđ]ã\b(?! đăng ký)[^;]*$")
_NONE = letters.compile(
    r"\b[Kk]hông (?:có|còn|để xảy ra|phát sinh)\s+(?:(?:trường hợp|số)\s+)?(?P<what>(?:trẻ em|trẻ|học sinh|cặp|vụ|trường hợp|hộ|ca|xã|trường)\b[^,;.]{0,80})"
)
_DIGIT = re.compile(r"\d")
_YEAR = letters.compile(
    r"(?:vào|đến|tới|trong|cuối|hết|trước|giai đoạn)?\s*(?:cuối\s+)?năm\s+(?P<y>20\d\d)(?!\s?-)"
)
_TO_YEAR = letters.compile(
    r"(?:đến|vào|tới|hết|cuối)\s+(?:hết\s+|cuối\s+)?năm\s+(?P<y>20\d\d)|(?<!so với )(?<!cùng kỳ )(?<!tháng \d )(?<!tháng \d\d )(?<!\()năm\s+(?P<z>20\d\d)(?!\s?-)"
)
_DAY_YEAR = letters.compile(
    r"\d{1,2}/\d{1,2}/(?P<d>20\d\d)|(?:tháng|[Qq]uý)\s+(?:\d{1,2}|[IV]+)\s*(?:/|năm)\s*(?P<m>20\d\d)|trước năm học (?P<b>20\d\d)|năm học 20\d\d\s*-\s*(?P<s>20\d\d)|\bhè\s+(?:năm\s+)?(?P<h>20\d\d)"
)
_LEADING_YEAR = letters.compile(
    r"\W*(?:Chỉ tiêu:\s*)?(?:[Đđ]ến|[Tt]ới|[Tt]rong|Vào|Hết|Trước|Phấn đấu)\b[^,;.%]{0,30}?(?:năm\s+|\d{1,2}/\d{1,2}/)(?P<y>20\d\d)(?!\s?-)"
)
_HEADING_YEAR = letters.compile(rf"{_TO_YEAR.pattern}|20\d\d\s*-\s*(?P<p>20\d\d)")
_DOWN = letters.compile(r"\bgiảm\b|\bxuống\b|hạ thấp|hạ tỷ", re.IGNORECASE)
_OPENING = letters.compile(
    r"^(?:[-+•\s]*)(?:(?:và|từng bước|phấn đấu|phần đầu|đến (?:hết |cuối )?năm \d{4},?|hằng năm,?|hàng năm,?|trong đó,?|duy trì|tiếp tục|giảm tối đa|giảm|tăng|nâng|nâng cao|bảo đảm|đảm bảo|có|đạt|mức giảm|mức|thêm)\b[\s:,]*)+",
    re.IGNORECASE,
)
_CLOSING = letters.compile(
    r"[\s,(:]*(?:(?:đạt|xuống|còn|lên|dưới|trên|ở mức|là|đến|từ|tối thiểu|ít nhất|khoảng|không quá|bằng|phấn đấu|tăng|giảm|mức|dưới mức|đạt mức|thấp hơn|≥|≤)\s*)*$"
)
_PART_END = letters.compile(
    r";|(?<=[\d%‰a-zà-ỹ)])[.](?:\s|$)|,\s+(?=(?:giảm|tăng|phấn đấu|riêng|tỷ lệ|trong đó|đến năm|tỷ suất|số)\b|(?:và )?\d{1,3}(?:,\d+)?% )"
)
_AIM_BEFORE = letters.compile(
    r"(?:bảo đảm|đảm bảo|phấn đấu|phần đầu|có)(?:\s+(?:đạt|có|ít nhất|tối thiểu|trên|khoảng))*\s*$",
    re.IGNORECASE,
)
_OF = re.compile(r"[^;,.]{0,40}?\s(?:trên|/)\s?(1|10|100)\.000 ")
_PER = {"100": "per_100000", "1": "per_1000", "10": "per_10000"}
_LIMIT = 4000


@dataclass(slots=True)
class _Found:
    start: int
    end: int
    comparator: str
    value: str
    upper: str
    unit: str
    compared: bool = False
    """A word of comparing stands before the figure: «ít nhất», «trên»."""
    lead: int = 0
    """Letters of that word."""


def read(
    flat: Flat,
    original: str,
    paras: list[Para],
    year: str,
    stated: str = "",
    reports: bool = False,
    today: str = "",
) -> list[Target]:
    """All targets in the order of the text. ``year`` is the horizon where none is written beside the figure; ``stated`` the
    one year that the subject is about, which is also that of figures inside duties. What a paper that ``reports`` asks of
    others is no target of its own. ``today``: the year of the paper."""
    result: list[Target] = []
    numbers: set[str] = set()
    under = _Headings(year)
    rows: list[Para] = []
    for para in paras:
        if para.kind == "row":
            rows.append(para)
            continue
        if rows:
            result.extend(_of_table(flat, original, rows, under.year, stated, today))
            rows = []
        match = _NUMBERED.match(para.text)
        if match and match.group("n") not in numbers:
            numbers.add(match.group("n"))
            result.extend(_numbered(flat, original, para, match, under.year))
            continue
        under.pass_by(para)
        if reports and _ASKED.match(para.text):
            continue
        if (
            under.aims
            or _STRIVING.search(para.text)
            or "%" in para.text
            or "‰" in para.text
            or "/1" in para.text
            or (under.section not in ("skip", "money") and _DIGIT.search(para.text))
        ) and (under.aims or under.section not in ("skip", "money")):
            result.extend(
                _in_text(
                    flat, original, para, under.year if under.aims else under.named or stated, under.aims
                )
            )
    result.extend(_of_table(flat, original, rows, under.year, stated, today))
    return result


_SUFFERED = re.compile(r"Số (?:vụ|trẻ|cặp|trường hợp|ca|người|lao động|học sinh)", re.IGNORECASE)
_ASKED = letters.compile(r"\W*(?:Kính )?(?:[Đđ]ề nghị|[Kk]iến nghị|[Đđ]ề xuất)\b")
_LOWER_IS_BETTER = letters.compile(
    r"tử vong|suy dinh dưỡng|tai nạn|thương tích|đuối nước|tảo hôn|bỏ học|hộ nghèo|xâm hại|bạo lực|lao động trẻ em|mắc|nhiễm|thấp còi|nhẹ cân|béo phì|giảm|trùng lặp|sai lệch|vi phạm", re.IGNORECASE
)  # fmt: skip


def _of_table(
    flat: Flat, original: str, rows: list[Para], year: str, stated: str, today: str
) -> list[Target]:
    result = []
    for task in tables.tasks(rows):
        cell = Para("plain", "", task.start, task.start, task.end, flat.text[task.start : task.end])
        result.extend(_in_text(flat, original, cell, stated, False))
        product = _COUNT.match(task.product) or _SIGN.match(task.product)
        if product is not None and not any(
            each.value == _decimal(product.group("v")) for each in result[-2:]
        ):
            item = _figure(task.product, 0, product, False)
            start, end = flat.span(task.start, task.end)
            name = _name(task.product[item.end :]) or _name(cell.text)
            result.append(
                Target(
                    "", "", name, item.comparator, item.value, start, end, original[start:end], item.upper, item.unit, stated,
                    flags=["in_text"], confidence=0.6,
                )
            )  # fmt: skip
    for each in target_tables.figures(rows, year, today):
        value, upper = _decimal(each.value), _decimal(each.upper) if each.upper else ""
        unit = _unit(each.unit.strip()) if each.unit else "count"
        down = _LOWER_IS_BETTER.search(each.name) is not None and (
            unit in BASES or _SUFFERED.match(each.name) is not None
        )
        comparator = _comparator(
            each.words.removeprefix("đạt ").strip(),
            each.words,
            each.words,
            upper,
            value,
            unit,
            True,
            down,
            down,
        )
        if each.words == "giảm" and unit == "%":
            comparator = "reduce_by"
        start, end = flat.span(each.start, each.end)
        name = _name(each.name)
        result.append(
            Target(
                each.label if each.label.replace(".", "").isdigit() else "", "", name, comparator, value, start, end,
                original[start:end], upper, unit, each.year, each.lead, confidence=0.85,
            )
        )  # fmt: skip
    return result


class _Headings:
    """What the headings above a paragraph say: the horizon ("2. Đến năm 2030"), and whether aims follow."""

    def __init__(self, year: str) -> None:
        self._open: list[tuple[int, str, sections.Section, bool]] = [(-1, year, "", False)]

    @property
    def year(self) -> str:
        return self._open[-1][1]

    @property
    def named(self) -> str:
        """The year that an open heading names; "" where none does."""
        return self._open[-1][1] if self._open[-1][3] else ""

    @property
    def section(self) -> sections.Section:
        return self._open[-1][2]

    @property
    def aims(self) -> bool:
        return self._open[-1][2] == "aims"

    def pass_by(self, para: Para) -> None:
        """Take note of a heading; other paragraphs change nothing."""
        text = para.text.strip()
        rank = RANK.get(para.kind, 20)
        if para.kind == "number":
            rank += para.label.count(".")
        if rank < 20:
            while self._open[-1][0] >= rank:
                self._open.pop()
        elif not (text.endswith(":") or (text.isupper() and sections.of(text, "") == "aims")):
            return
        if len(text) > 200 or text.endswith((".", ";")) or _SIGN.search(text):
            return
        if rank == 20:  # an unmarked lead-in speaks until the next mark of its own kind
            rank = 9
            while self._open[-1][0] >= rank:
                self._open.pop()
        _, year, section, named = self._open[-1]
        years = [m.group("y") or m.group("z") or m.group("p") for m in _HEADING_YEAR.finditer(text.lower())]
        self._open.append(
            (rank, years[-1] if years else year, sections.of(text, section), named or bool(years))
        )


def _numbered(flat: Flat, original: str, para: Para, match: re.Match[str], year: str) -> list[Target]:
    text = para.text
    parts = _parts(text, match.end(), counts=True)
    found: list[Target] = []
    for begin, stop in parts:
        last: _Found | None = None
        for item in _figures(text, begin, stop, counts=True, listed=True):
            rate = item.unit == "%" or item.unit.startswith("per_")
            if (
                last is not None
                and last.comparator != "reduce_by"
                and rate
                and not _goes_on(text, last, item, text[begin:stop], False)
            ):
                break
            last = item
            said = _ALL_YEARS.findall(_BASELINE.sub("", text[:begin]))  # of the clauses before
            target = _target(flat, original, para, begin, stop, item, said[-1] if said else year)
            target.number = match.group("n")
            found.append(target)
    # One indicator at several horizons has rows, not parts.
    horizons = len({target.horizon for target in found}) == len(found) > 1 and not all(
        t.indicator_name for t in found
    )
    for index, target in enumerate(found):
        if not target.indicator_name and index:
            target.indicator_name = found[index - 1].indicator_name
        target.part = match.group("p") or (chr(ord("a") + index) if len(found) > 1 and not horizons else "")
    if not found:  # a goal without a figure is still a numbered target of the plan
        start, end = flat.span(para.body + match.end(), para.end)
        name = _name(text[match.end() :])
        found.append(
            Target(
                match.group("n"),
                "",
                name,
                "",
                "",
                start,
                end,
                original[start:end],
                horizon=year,
                flags=["no_value"],
                confidence=0.4,
            )
        )
    return found


def _in_text(flat: Flat, original: str, para: Para, year: str, aims: bool) -> list[Target]:
    text = para.text[:_LIMIT]
    result: list[Target] = []
    if ":" in text[:60] and sections.of(text[:60], "") == "skip":
        return result  # «Đánh giá chung: …»
    if leading := _LEADING_YEAR.match(text):
        year = leading.group("y")
    told = False  # whether the clause before tells how things stand
    for begin, stop in _parts(text, 0, counts=True):
        part = text[begin:stop]
        striving = aims or _STRIVING.search(part) is not None
        told = told and _OF_THOSE.match(part) is not None
        last: _Found | None = None
        for item in _figures(text, begin, stop, counts=True, listed=False, striving=striving):
            rate = item.unit == "%" or item.unit.startswith("per_")
            told = told or _is_state(text, begin, stop, item, aims)
            if told or not _is_aim(text, begin, part, item, striving, rate):
                continue
            if last is not None and rate and not _goes_on(text, last, item, part, leading is not None):
                break
            last = item
            target = _target(flat, original, para, begin, stop, item, year)
            target.flags.append("in_text")
            if not target.indicator_name and result:
                target.indicator_name = result[-1].indicator_name
            target.confidence = 0.7
            result.append(target)
    if aims:
        result.extend(_none_left(flat, original, para, text, year))
    return result


def _is_state(text: str, begin: int, stop: int, item: _Found, aims: bool) -> bool:
    """Whether the clause tells how things stand. Below a heading of aims a figure is compared with an earlier year."""
    clause = text[max(begin, text.rfind(";", begin, item.start) + 1) : stop]
    if not aims and (
        _DONE.search(text[begin : item.start]) or _SCOPE.search(text[begin : item.start + item.lead])
    ):
        return True
    if _STATE_OF_AIMS.search(clause):
        return True
    return not aims and _STATE.search(clause) is not None and not _REDUCING.search(clause)


def _is_aim(text: str, begin: int, part: str, item: _Found, striving: bool, rate: bool) -> bool:
    if rate and _SHARE_OF_COST.match(text, item.end):
        return False
    if rate:
        return bool(striving or item.value == "100" or item.compared or _AIMING.search(part))
    if striving or "/" in item.unit:
        return True
    return not _RATES.search(part) and bool(_MAKING.search(text[begin : item.start + item.lead]))


def _goes_on(text: str, last: _Found, item: _Found, part: str, dated: bool) -> bool:
    """Whether a second rate in the clause is a target too: of another horizon, or of another group («nhẹ cân dưới 7,8%,
    thể thấp còi dưới 15,2%»)."""
    between = text[last.end : item.start]
    if _several_horizons(part) or _IN_BRACKETS.match(text, last.end) or (dated and _TO_YEAR.search(between)):
        return True
    return between.count(",") == 1 and not re.search(
        r"[()]|so với|\b(?:tăng|giảm|vượt|cao hơn|thấp hơn)\b", between
    )


def _none_left(flat: Flat, original: str, para: Para, text: str, year: str) -> Iterator[Target]:
    """«Không có cặp tảo hôn mới»: none is a figure too."""
    for match in _NONE.finditer(text):
        start, end = flat.span(para.body + match.start(), para.body + match.end())
        yield Target(
            "", "", _name(match.group("what")), "eq", "0", start, end, original[start:end],
            unit="count", horizon=year, flags=["in_text"], confidence=0.6,
        )  # fmt: skip


def _parts(text: str, begin: int, counts: bool) -> list[tuple[int, int]]:
    """Clauses that hold a figure of their own; a clause without one belongs to its neighbour."""
    cuts = [begin, *[match.end() for match in _PART_END.finditer(text, begin)], len(text)]
    pieces: list[tuple[int, int]] = []
    open_at = begin
    for stop in cuts[1:]:
        piece = text[open_at:stop]
        if _SIGN.search(piece) or (counts and _COUNT.search(piece)):
            pieces.append((open_at, stop))
            open_at = stop
        elif (not counts and text[stop - 1 : stop] in (";", ".")) or text[max(stop - 2, 0) : stop].startswith(
            (";", ".")
        ):
            open_at = stop if not counts else open_at
    if not pieces:
        return []
    return pieces


def _figures(
    text: str, begin: int, stop: int, counts: bool, listed: bool, striving: bool = True
) -> list[_Found]:
    found: list[_Found] = []
    for match in _SIGN.finditer(text, begin, stop):
        if (match.group("words") or "").lower() == "từ" and _FROM.match(text, match.end()):
            continue  # where it stands today: «từ 18,2% xuống dưới 12%»
        figure = _figure(text, begin, match, listed)
        if (
            found
            and not figure.compared
            and found[-1].compared
            and _AND_BEFORE.search(text[found[-1].end : match.start()])
        ):
            figure.comparator = found[-1].comparator  # «dưới 560 năm 2026 và 480 vào năm 2030»
        found.append(figure)
    if not found and counts:
        for goal in _COUNT.finditer(text, begin, stop):
            words = goal.group("words") or ""
            before, after = text[begin : goal.start("v")], text[goal.end() : goal.end() + 24]
            if goal.group().lstrip().startswith("24/7") or _EACH_ONE.search(text, begin, goal.start()):
                continue
            if re.match(r"\s*tuổi", after[:6]) or (words.lower() == "từ" and "trở lên" in after):
                continue
            if not words and _QUALIFIER.search(before):
                continue
            if goal.group("unit") == "m" or (_decimal(goal.group("v")) == "0" and goal.group("v") != "0"):
                continue  # distances; «19 giờ 00 hôm nay»
            if "đồng" in goal.group("unit") and _GIVEN.search(before):
                continue  # money that is given out is no aim
            if goal.group("unit") == "ngày làm việc" and not striving:
                continue  # how long a step may take, not what is to be reached
            figure = _figure(text, begin, goal, listed)
            if (
                found
                and found[-1].compared
                and not words
                and found[-1].comparator in ("ge", "le")
                and figure.unit == "count"
            ):
                figure.comparator = found[-1].comparator  # «ít nhất 01 điểm vui chơi, 01 tủ sách»
            found.append(figure)
            if not re.search(
                r"^[^;.]{0,60},\s+$" if listed else r"(?:cho|và|,|với)\s+(?:\S+\s+){0,2}$",
                text[goal.end() : _next(text, goal.end(), stop)],
            ):
                break
    return found


def _next(text: str, begin: int, stop: int) -> int:
    """Where the next figure of the clause begins: «260 lớp dạy bơi cho 9.000 thiếu nhi»."""
    following = _COUNT.search(text, begin, stop)
    return following.start() if following else begin


def _figure(text: str, begin: int, match: re.Match[str], listed: bool) -> _Found:
    before = text[max(begin, match.start() - 60) : match.start()].rstrip().lower()
    whole_before = text[begin : match.start()].lower()
    after = text[match.end() : match.end() + 12].lower()
    words = (match.group("words") or "").strip().lower()
    value = _decimal(match.group("v"))
    upper = _decimal(match.group("u")) if match.group("u") else ""
    raw_unit = match.group("unit").strip()
    unit = _unit(raw_unit)
    if (
        unit == "count"
        and re.fullmatch(_EVENTS, raw_unit)
        and (each := _EACH.search(text[begin : match.start()]))
    ):
        unit = f"{raw_unit}/{each.group(1).lower()}"
    elif unit == "count" and (per := _OF.match(text, match.end())):
        unit = _PER[per.group(1)]
    comparator = _comparator(
        words,
        before,
        after,
        upper,
        value,
        unit,
        listed,
        _DOWN.search(whole_before) is not None,
        "giảm" in whole_before,
    )
    # "giảm 0,5%/năm", "giảm từ 2-3% mỗi năm": a step, not a level.
    yearly = raw_unit.endswith("năm") or re.match(
        r"\s*(?:mỗi|một|hằng|hàng|/)\s*năm", text[match.end() : match.end() + 12]
    )
    if re.search(r"(?:giảm|mức giảm)[^;]*$", whole_before) and not re.search(
        r"(?:xuống|còn)[^;]*$", whole_before
    ):
        direct = (
            re.search(r"(?:giảm|giảm (?:ít nhất|tối thiểu|bình quân|từ|khoảng)?)\s*$", before) is not None
        )
        if yearly or direct:
            comparator = "reduce_by"
    lead = match.start("v") - match.start()
    # The name of what is counted begins with its noun: «60 mô hình trường học an toàn».
    end = match.start("unit") if unit == "count" else match.end()
    return _Found(match.start(), end, comparator, value, upper, unit, bool(words), lead)


def _comparator(
    words: str,
    before: str,
    after: str,
    upper: str,
    value: str,
    unit: str,
    listed: bool,
    down: bool,
    falls: bool,
) -> str:
    if after.strip().startswith("trở lên"):
        return "ge"
    if after.strip().startswith("trở xuống"):
        return "le"
    if words in ("≥", ">=", "\\geq", "ít nhất", "tối thiểu", "không dưới", "không thấp hơn"):
        return "ge"
    if words in ("≤", "<=", "\\leq", "không quá", "tối đa", "không vượt quá", "không cao hơn"):
        return "le"
    if words in ("dưới", "<", "nhỏ hơn", "thấp hơn"):
        return "lt"
    if words in ("trên", "hơn", ">", "lớn hơn", "cao hơn"):
        return "gt"
    if words in ("khoảng", "xấp xỉ", "gần", "trên dưới"):
        return "approx"
    if upper:
        return (
            "reduce_by"
            if re.search(r"\bgiảm\b[^;]{0,60}$", before) and not re.search(r"(?:xuống|còn)", before)
            else "range"
        )
    if before.endswith("bình quân"):
        return "eq"
    if before.endswith(("xuống", "còn", "xuống còn")):
        return "le" if listed and falls else "eq"
    if value == "100" and unit == "%":
        return "eq"
    if listed and down:
        return "le"
    if unit not in BASES:
        return "eq"
    return "ge"


BASES = ("%", "per_1000", "per_10000", "per_100000")


def _unit(raw: str) -> str:
    compact = raw.replace(" ", "").replace("\\", "")
    if compact == "điểmphầntrăm":
        return "điểm phần trăm"
    if compact.startswith("%") or compact == "phầntrăm":
        return "%"
    if compact.startswith("‰"):
        return "per_1000"
    if compact.startswith("/"):
        return _PER[compact[1:].split(".", 1)[0]]
    if re.fullmatch(_MEASURE, raw):
        return raw
    return raw if re.fullmatch(_TIMES, raw) else "count"


def _decimal(written: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written):
        return written.replace(".", "").replace(",", ".")
    return re.sub(r"^0+(?=\d)", "", written.replace(",", "."))


def _several_horizons(part: str) -> bool:
    return len({match.group("y") or match.group("z") for match in _TO_YEAR.finditer(part)}) > 1


def _target(flat: Flat, original: str, para: Para, begin: int, stop: int, item: _Found, year: str) -> Target:
    text = para.text
    start, end = flat.span(para.body + begin, para.body + stop)
    target = Target(
        "",
        "",
        _indicator(text[begin : item.start], text[item.end : stop]),
        item.comparator,
        item.value,
        start,
        end,
        original[start:end],
        item.upper,
        item.unit,
    )
    target.horizon = _horizon(text, begin, stop, item, year)
    target.confidence = 0.9
    return target


def _horizon(text: str, begin: int, stop: int, item: _Found, year: str) -> str:
    """The year written right after the figure, else the nearest before it in the clause, else the plan's."""
    if own := _IN_BRACKETS.match(text, item.end):
        return own.group(1)
    following = _TO_YEAR.search(text, item.end, stop)
    gap = text[item.end : following.start()] if following else ""
    after = (following.group("y") or following.group("z")) if following and not _AWAY.search(gap) else ""
    if after and "," not in gap:
        return after
    last, near = "", False
    for match in _TO_YEAR.finditer(text, begin, item.start):
        last = match.group("y") or match.group("z")
        near = _SAID.fullmatch(text, match.end(), item.start) is not None
    if near or not after:  # «năm 2026 đạt 60%, năm 2028 đạt 80%»
        day = None if last else _DAY_YEAR.search(text, begin, stop)
        if day and not _CITED.search(text[begin : day.start()]):
            last = next(year for year in day.groups() if year)
        return last or year
    return after


def _indicator(before: str, after: str) -> str:
    name = _CLOSING.sub("", _strip_opening(before)).strip(" ,;:.(-*")
    if len(name) < 8 or _AIM_BEFORE.search(before):
        name = re.split(r"[;.(]|,\s+(?:trong đó|phấn đấu)", after)[0].strip(" ,;:.)")
    return name[:1].upper() + name[1:]


def _name(text: str) -> str:
    name = _strip_opening(text).strip(" ,;:.")
    return name[:1].upper() + name[1:]


def _strip_opening(text: str) -> str:
    stripped = _OPENING.sub("", text.strip())
    last = re.split(r",\s+(?=duy trì|giảm|tăng|phấn đấu|tỷ lệ|tỷ suất)", stripped)[-1]
    return _OPENING.sub("", last)


def link(targets: list[Target], obligations: list[Obligation]) -> None:
    """Give each numbered target the body that leads it: the first named in the duties, leaders first."""
    leads: dict[str, str] = {}
    others: dict[str, str] = {}
    for item in obligations:
        if item.unit_type == "unassigned" or not item.assignees:
            continue
        for number in item.targets:
            place = leads if "lead" in item.roles else others
            place.setdefault(number, item.assignees[0])
    for target in targets:
        if not target.horizon:  # a figure inside a duty: its year is that of the duty's deadline
            days = [
                str(item.deadline)
                for item in obligations
                if item.start <= target.start < item.end and item.deadline
            ]
            target.horizon = next((day[:4] for day in days if day[:4].isdigit()), "")
        key = target.number
        if key:
            own = key + target.part
            target.lead_agency = leads.get(own) or leads.get(key) or others.get(own) or others.get(key) or ""
