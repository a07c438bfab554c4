"""Targets: the numbers a plan wants to reach.

Numbered targets ("Chỉ tiêu 15: …") keep their number; two figures in one are parts a and b. In that list
the direction is read as well: "đạt 65%" is at least, "giảm … xuống 25,6%" at most. A figure elsewhere in
the text carries the flag ``in_text`` and is read as written ("xuống 12,5" is eq).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from treem.directives.reader import aim_headings, figures, horizons, letters, sections, tables, target_tables
from treem.directives.reader.blocks import Para
from treem.directives.reader.document import Obligation, Target
from treem.directives.reader.figures import Figure
from treem.directives.reader.flat import Flat
from treem.directives.reader.lexicon import words

_NUMBERED = letters.compile(
    r"(?:\(?\d+\)?\s*)?Chỉ tiêu(?:\s+số)?\s+(?P<n>\d{1,3}(?:\.\d{1,2})?)(?P<p>[a-zđ])?\s*[:.)]\s*(?!\d{1,2}[:.)]\s)"
)
_BASELINE = re.compile(r"\(năm\s+20\d\d:[^()]*\)|so với năm 20\d\d|cùng kỳ năm 20\d\d")
_ALL_YEARS = re.compile(r"(?<!tháng \d )(?<!tháng \d\d )năm\s+(20\d\d)(?!\s?-)")
_MAKING = letters.compile(
    rf"(?:{'|'.join(words('making'))}|mỗi [a-zà-ỹ]+(?: [a-zà-ỹ]+)? có|(?:lập|đưa|rà soát|xử lý|xử lý dứt điểm|lựa chọn)(?=\s+$))\b(?![^,;.]*\b(?:có từ|quy định tại|theo)\b[^,;.]*$)(?:[^;.]|\.(?=\d))*$",
    re.IGNORECASE,
)
"""Verbs whose object, counted, is to be made or done."""
_SHARE_OF_COST = re.compile(r"\s*(?:mức (?:đóng|lương|chuẩn|phí|hưởng)|kinh phí|chi phí|học phí|tiền|lãi)")
_AIMING = letters.compile(
    r"phúc tra|tiết kiệm thêm|phấn đấu|phần đầu|đạt|bảo đảm|đảm bảo|giảm|tăng|duy trì|hoàn thành|còn|xuống|lên|tối thiểu|ít nhất|mục tiêu|100%|đến (?:hết |cuối )?năm 20",
    re.IGNORECASE,
)
_STATE = letters.compile(
    r"[Tt]hời gian qua|vừa qua|những năm qua|tính đến nay|đến nay|đã (?:phát hiện|xảy ra|xử lý|tiếp nhận|hỗ trợ|thực hiện|tổ chức|bố trí)|[Hh]iện nay|đã đạt|đã có|so với|chiếm|ước đạt|ghi nhận (?:nỗ lực|kết quả|sự|những)|[Tt]heo phản ánh|(?<!phát )hiện có|vẫn còn|\bcòn\b[^;.]*\bchưa (?:có|đạt|được|đủ|đến)|chưa đạt|cả nước còn|toàn tỉnh còn|[Tt]heo (?:kết quả|báo cáo|số liệu|thống kê|khảo sát)|so cùng kỳ|cùng kỳ năm|tăng trưởng bình quân giai đoạn|hỗ trợ(?: [^,;.]{2,20})? tối đa|mức hỗ trợ(?! (?:tối thiểu|ít nhất|không thấp))|phạt|mới (?:chỉ )?đạt|ghi nhận \d|trong \d+ tháng đầu năm|phát hiện [\d.]+ (?:người|vụ|trường hợp|ca|trẻ|học sinh)"
)
_OVERALL = re.compile(
    r"\btheo (?:kết quả|báo cáo|số liệu|thống kê|khảo sát)|\b(?:cả nước|toàn tỉnh|toàn thành phố|toàn xã|toàn phường) (?:còn|có|đã|ghi nhận|xảy ra)|tháng (?:đầu|qua)|thời gian qua|những năm qua|vừa qua",
    re.IGNORECASE,
)
"""What tells how things stand until the sentence ends."""
_MONEY = re.compile(r"(?<!truyền )(?<!nhân )\bvốn|(?<!vận động )kinh phí|ngân sách")
_REACHED = re.compile(r"(?<!đến )năm (20\d\d) (?:đạt|là|có)\b")
_STRIVING = re.compile(r"chấp thuận mục tiêu|phấn đấu|phần đầu|\bmục tiêu(?: chung| cụ thể)?:", re.IGNORECASE)
_STATE_OF_AIMS = letters.compile(
    r"[Hh]iện nay|đã đạt|đã có|(?<!phát )hiện có|ước đạt|ưu tiên [^;.]*\bcó\b|hỗ trợ tối đa|mức hỗ trợ(?! (?:tối thiểu|ít nhất|không thấp))|phạt|^\W*[Tt]heo (?:kết quả|báo cáo|số liệu|thống kê|khảo sát)"
)
_IN_A_TITLE = letters.compile(
    r"\b(?:Quyết định|Nghị quyết|Nghị định|Kế hoạch|Chỉ thị|Chương trình|Thông tư|Công văn|Đề án)\s+số\s+[^;]*?\b(?:về|phê duyệt|quy định|ban hành|giao)\b[^;,]*$"
)
"""A share in the title of another paper is that paper's."""
_BASELINE_BEFORE = re.compile(
    r"\((?:(?:hiện nay|hiện tại|hiện|đầu kỳ|cùng kỳ)\b[^()%]*|năm (?P<y>20\d\d)\s*(?::|là|còn|=)\s*)$",
    re.IGNORECASE,
)
"""«(năm 2025: 16,4%)», «(hiện nay 16,4%)»: from where it starts."""
_IN_BASELINE = re.compile(r"\((?:hiện nay|hiện tại|hiện|đầu kỳ|cùng kỳ)\b[^()]*\)", re.IGNORECASE)
_REDUCING = letters.compile(
    r"(?:phấn đấu|phần đầu)[^;]*\bgiảm\b|\bgiảm (?:ít nhất|tối thiểu)|^\W*(?:kéo )?giảm\b", re.IGNORECASE
)
"""An aim is compared with an earlier year without being its state."""
_OF_THOSE = re.compile(r"\s*(?:trong đó|riêng)\b")
_RATES = re.compile(r"%|‰|/\s?10{0,2}\.000")
_DONE = letters.compile(r"\b[Đđ]ã\b(?! đăng ký)[^;]*$")
_NONE = letters.compile(
    r"\b[Kk]hông (?:có|còn|để xảy ra|phát sinh)\s+(?:(?:trường hợp|số)\s+)?(?P<what>(?:trẻ em|trẻ|học sinh|cặp|vụ|trường hợp|hộ|ca|xã|trường|điểm trường|phòng học|lớp học|thôn|bản|cơ sở|hôn nhân cận huyết thống)\b[^,;.]{0,80})"
)
_NONE_BY = re.compile(r"(?:đến|tới)\s+(?:hết\s+|cuối\s+)?năm\s+20\d\d,?\s+không còn\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_LEADING_YEAR = letters.compile(
    r"\W*(?:Chỉ tiêu:\s*)?(?:[Đđ]ến|[Tt]ới|[Tt]rong|Vào|Hết|Trước|Phấn đấu)\b[^,;.%]{0,30}?(?:năm\s+|\d{1,2}/\d{1,2}/)(?P<y>20\d\d)(?!\s?-)"
)
_OPENING = letters.compile(
    r"^(?:[-+•\s]*)(?:(?:và|từng bước|phấn đấu|phần đầu|đến (?:hết |cuối )?năm \d{4},?|hằng năm,?|hàng năm,?|trong đó,?|duy trì|tiếp tục|giảm tối đa|giảm|tăng|nâng|nâng cao|bảo đảm|đảm bảo|có|đạt|mức giảm|mức|thêm)\b[\s:,]*)+",
    re.IGNORECASE,
)
_CLOSING = letters.compile(
    r"[\s,(:]*(?:(?:đạt|xuống|còn|lên|dưới|trên|ở mức|là|đến|từ|tối thiểu|ít nhất|khoảng|không quá|bằng|phấn đấu|tăng|giảm|mức|dưới mức|đạt mức|thấp hơn|≥|≤)\s*)*$"
)
_PART_END = letters.compile(
    r";|(?<=[\d%‰a-zà-ỹ)])[.](?:\s|$)|,\s+(?=(?:giảm|tăng|phấn đấu|riêng|đưa|nâng|tỷ lệ|trong đó|đến năm|tỷ suất|số)\b|(?:và )?\d{1,3}(?:,\d+)?% )"
)
_AIM_BEFORE = letters.compile(
    r"(?:bảo đảm|đảm bảo|phấn đấu|phần đầu|có)(?:\s+(?:đạt|có|ít nhất|tối thiểu|trên|khoảng))*\s*$",
    re.IGNORECASE,
)
_LIMIT = 4000


def read(
    flat: Flat,
    original: str,
    paras: list[Para],
    year: str,
    stated: str = "",
    reports: bool = False,
    today: str = "",
    proposes: bool = False,
) -> list[Target]:
    """All targets in the order of the text. ``year`` is the horizon where none is written beside the figure; ``stated`` the
    one year that the subject is about, which is also that of figures inside duties. What a paper that ``reports`` asks of
    others is no target of its own; one that ``proposes`` has no targets but the aims it states. ``today``: the year of the
    paper."""
    result: list[Target] = []
    numbers: set[str] = set()
    under = aim_headings.Headings(year)
    rows: list[Para] = []
    above = ""
    for para in paras:
        if para.kind == "row":
            rows.append(para)
            continue
        if rows:
            result.extend(_of_table(flat, original, rows, under.year, stated, today, reports, above))
            rows = []
        above = para.text
        match = _NUMBERED.match(para.text)
        if match and match.group("n") not in numbers:
            numbers.add(match.group("n"))
            result.extend(_numbered(flat, original, para, match, under.year))
            continue
        under.pass_by(para)
        if (reports and _ASKED.match(para.text)) or (
            proposes and not under.aims and not _STRIVING.search(para.text)
        ):
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
                    flat,
                    original,
                    para,
                    under.year if under.aims else under.named or stated,
                    under.aims,
                    today,
                )
            )
    result.extend(_of_table(flat, original, rows, under.year, stated, today, reports, above))
    return result


_SUFFERED = re.compile(r"Số (?:vụ|trẻ|cặp|trường hợp|ca|người|lao động|học sinh)", re.IGNORECASE)
_ASKED = letters.compile(r"\W*(?:Kính )?(?:[Đđ]ề nghị|[Kk]iến nghị|[Đđ]ề xuất)\b")
_LOWER_IS_BETTER = letters.compile(
    r"tử vong|suy dinh dưỡng|tai nạn|thương tích|đuối nước|tảo hôn|bỏ học|hộ nghèo|xâm hại|bạo lực|lao động trẻ em|mắc|nhiễm|thấp còi|nhẹ cân|béo phì|giảm|trùng lặp|sai lệch|vi phạm", re.IGNORECASE
)  # fmt: skip


_FALLS_BY = re.compile(r"\bgiảm\b[^,;.]{0,20}\bso với\b")
"""«Số trẻ em tử vong giảm so với năm 2026»: each cell is by how much."""


def _of_table(
    flat: Flat, original: str, rows: list[Para], year: str, stated: str, today: str, reports: bool = False,
    above: str = "",
) -> list[Target]:  # fmt: skip
    result = []
    for task in tables.tasks(rows):
        cell = Para("plain", "", task.start, task.start, task.end, flat.text[task.start : task.end])
        result.extend(_in_text(flat, original, cell, stated, False))
        product = figures.COUNT.match(task.product) or figures.RATE.match(task.product)
        if product is not None and not any(
            each.value == figures.decimal(product.group("v")) for each in result[-2:]
        ):
            item = figures.of_match(task.product, 0, product, False)
            start, end = flat.span(task.start, task.end)
            name = _name(task.product[item.end :]) or _name(cell.text)
            result.append(
                Target(
                    "", "", name, item.comparator, item.value, start, end, original[start:end], item.upper, item.unit, stated,
                    flags=["in_text"], confidence=0.6,
                )
            )  # fmt: skip
    for each in target_tables.figures(rows, year, today):
        if reports and each.year <= today:
            continue  # what a report says was reached
        value, upper = figures.decimal(each.value), figures.decimal(each.upper) if each.upper else ""
        unit = figures.unit_of(each.unit.strip() or target_tables.unit_above(above))
        down = _LOWER_IS_BETTER.search(each.name) is not None and (
            unit in figures.BASES or _SUFFERED.match(each.name) is not None
        )
        comparator = figures.compare(
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
        if unit == "%" and (each.words == "giảm" or _FALLS_BY.search(each.name)):
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


def _numbered(flat: Flat, original: str, para: Para, match: re.Match[str], year: str) -> list[Target]:
    text = para.text
    parts = _parts(text, match.end(), counts=True)
    found: list[Target] = []
    placed: list[tuple[Figure, Target]] = []
    for begin, stop in parts:
        last: Figure | None = None
        for item in figures.in_clause(text, begin, stop, listed=True):
            rate = item.is_rate
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
            placed.append((item, target))
            found.append(target)
    horizons.respectively(text, placed)
    # One indicator at several horizons has rows, not parts.
    by_year = len({target.horizon for target in found}) == len(found) > 1 and not all(
        t.indicator_name for t in found
    )
    for index, target in enumerate(found):
        if not target.indicator_name and index:
            target.indicator_name = found[index - 1].indicator_name
        target.part = match.group("p") or (chr(ord("a") + index) if len(found) > 1 and not by_year else "")
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


def _in_text(flat: Flat, original: str, para: Para, year: str, aims: bool, today: str = "") -> list[Target]:
    text = para.text[:_LIMIT]
    result: list[Target] = []
    if text[:1] in "¹²³⁴⁵" and not _STRIVING.search(text):
        return result  # a footnote
    if ":" in text[:60] and sections.of(text[:60], "") == "skip":
        return result  # «Đánh giá chung: …»
    later = year
    if leading := _LEADING_YEAR.match(text):
        year = leading.group("y")
    # «Trước ngày 31/8/2026 …; mỗi năm ít nhất 02 lần …»: the day is that of the first clause.
    first_only = text.find(";") if leading and leading.group().lstrip().startswith("Trước") else -1
    told = False  # whether the clause before tells how things stand
    overall = False  # … of a whole sentence
    reached = -1  # where the last target ended
    placed: list[tuple[Figure, Target]] = []
    for begin, stop in _parts(text, 0, counts=True):
        part = text[begin:stop]
        striving = aims or _STRIVING.search(part) is not None
        mark = text[:begin].rstrip()[-1:]
        goes_on = mark == "," or _OF_THOSE.match(part) or (mark == ";" and overall)
        told = told and bool(goes_on)
        overall = (overall and mark != ".") or _OVERALL.search(part) is not None
        last: Figure | None = None
        for item in figures.in_clause(text, begin, stop, listed=False, striving=striving):
            rate = item.is_rate
            if _is_foreign(text, begin, item, today):
                continue
            told = told or _is_state(text, begin, stop, item, aims, today)
            carried = rate and item.start == begin and reached > 0 and begin - reached < 140
            if told or not (carried or _is_aim(text, begin, part, item, striving, rate)):
                continue
            if last is not None and rate and not _goes_on(text, last, item, part, leading is not None):
                break
            own = later if 0 <= first_only < item.start else year
            target = _target(flat, original, para, begin, stop, item, own)
            target.flags.append("in_text")
            if result and (carried or not target.indicator_name):
                if carried and not item.compared and target.comparator == "ge":
                    target.comparator = result[-1].comparator  # «tối thiểu 82% ở tiểu học, 75% ở THCS»
                target.indicator_name = result[-1].indicator_name
            last, reached = item if rate else last, item.end
            target.confidence = 0.7
            placed.append((item, target))
            result.append(target)
    horizons.respectively(text, placed)
    if made := list(_by_years(flat, original, para, text, result)):
        result = sorted([*result, *made], key=lambda each: each.start)
    if aims or _STRIVING.search(text) or _NONE_BY.search(text):
        result.extend(_none_left(flat, original, para, text, year))
        zero = [
            each
            for each in _zero(flat, original, para, text, year)
            if not any(
                other.value == "0" and other.start < each.end and each.start < other.end for other in result
            )
        ]
        result = [
            other
            for other in result
            if not any(each.start <= other.start and other.end <= each.end for each in zero)
        ]
        result.extend(zero)
    return result


_BY_HOW_MUCH = re.compile(r"\s*so với [^;.]{4,40}?,?\s*(?:xuống|lên|còn)\b[^;.]{0,12}\d")
"""«Giảm 2,1 điểm phần trăm so với năm 2026, xuống còn 24,3%»: the level is the target."""


def _is_foreign(text: str, begin: int, item: Figure, today: str) -> bool:
    """Whether the figure is of another paper's title, or tells in brackets where things start, or how far it is to go."""
    before = text[begin : item.start]
    if item.unit == "điểm phần trăm" and _BY_HOW_MUCH.match(text, item.end):
        return True
    if item.is_rate and _IN_A_TITLE.search(before):
        return True
    start = _BASELINE_BEFORE.search(before)
    return start is not None and (not start["y"] or not today or start["y"] <= today)


def _is_state(text: str, begin: int, stop: int, item: Figure, aims: bool, today: str) -> bool:
    """Whether the clause tells how things stand. Below a heading of aims a figure is compared with an earlier year."""
    clause = _IN_BASELINE.sub("", text[max(begin, text.rfind(";", begin, item.start) + 1) : stop])
    if not aims and _DONE.search(text[begin : item.start]):
        return True
    if _STATE_OF_AIMS.search(clause) or (
        _MONEY.search(clause) and not (item.compared and item.comparator == "ge")
    ):
        return True
    if not aims and today and any(year < today for year in _REACHED.findall(clause)):
        return True
    return not aims and _STATE.search(clause) is not None and not _REDUCING.search(clause)


def _is_aim(text: str, begin: int, part: str, item: Figure, striving: bool, rate: bool) -> bool:
    if rate and _SHARE_OF_COST.match(text, item.end):
        return False
    if rate:
        return bool(striving or item.value == "100" or item.compared or _AIMING.search(part))
    if striving or "/" in item.unit:
        return True
    return (item.compared or not _RATES.search(part)) and bool(
        _MAKING.search(text[begin : item.start + item.lead])
    )


def _goes_on(text: str, last: Figure, item: Figure, part: str, dated: bool) -> bool:
    """Whether a second rate in the clause is a target too: of another horizon, or of another group («nhẹ cân dưới 7,8%,
    thể thấp còi dưới 15,2%»)."""
    between = text[last.end : item.start]
    if re.search(r"\([^()]*năm 20\d\d[^()]*$", between):
        return True  # «40% … (năm 2030 đạt 60%)»
    if item.compared and re.search(
        r"\((?![^()]*(?:so với|tăng|giảm|hiện|cùng kỳ|20\d\d))[^()]{5,60}$", between
    ):
        return True  # «dưới 15% (vùng đồng bào dân tộc thiểu số dưới 23%)»
    if horizons.RESPECTIVE.search(text, 0, last.start) and re.fullmatch(
        r"\s*(?:,|và|,\s*và)\s*(?:năm 20\d\d\s*)?", between
    ):
        return True
    if (
        horizons.several(part)
        or horizons.IN_BRACKETS.match(text, last.end)
        or (dated and horizons.TO_YEAR.search(between))
    ):
        return True
    joined = between.count(",") == 1 or (item.compared and re.search(r"\bvà\b", between) is not None)
    return joined and not re.search(r"[()]|so với|\b(?:tăng|giảm|vượt|cao hơn|thấp hơn)\b", between)


def _none_left(flat: Flat, original: str, para: Para, text: str, year: str) -> Iterator[Target]:
    """«Không có cặp tảo hôn mới»: none is a figure too."""
    for match in _NONE.finditer(text):
        start, end = flat.span(para.body + match.start(), para.body + match.end())
        clause = max(text.rfind(";", 0, match.start()), text.rfind(". ", 0, match.start())) + 1
        years = [found["y"] or found["z"] for found in horizons.TO_YEAR.finditer(text, clause, match.start())]
        yield Target(
            "", "", _name(match.group("what")), "eq", "0", start, end, original[start:end],
            unit="count", horizon=years[-1] if years else year, flags=["in_text"], confidence=0.6,
        )  # fmt: skip


_ZERO = letters.compile(
    r"(?P<what>(?:số|tỷ lệ|tỉ lệ)\s[^,;.%]{5,90}?)\s+(?:bằng|về|còn|là)\s+(?:mức\s+)?0(?P<unit>\s?%)?(?![\d,.]\d|\d)",
    re.IGNORECASE,
)


_YEAR_BY_YEAR = re.compile(
    r"(?:\(|[;,:]\s+|trong đó\s+)(?:năm\s+)?(20\d\d)\s*:\s*(\d{1,3}(?:\.\d{3})*)\s+[a-zà-ỹ]+"
)


def _by_years(flat: Flat, original: str, para: Para, text: str, found: list[Target]) -> Iterator[Target]:
    """«Đầu tư 185 phòng (2027: 80 phòng; 2028: 65 phòng)»: what of the whole each year brings."""
    parts = list(_YEAR_BY_YEAR.finditer(text))
    shares = {figures.decimal(match[2]): match[1] for match in parts}
    whole = next(
        (each for each in reversed(found) if each.unit == "count" and each.value not in shares), None
    )
    if len(parts) < 2 or whole is None or whole.horizon == parts[0][1]:
        return
    whole.horizon = max(match[1] for match in parts)
    for match in parts:
        if same := [each for each in found if each.value == figures.decimal(match[2])]:
            same[0].horizon = match[1]
            continue
        start, end = flat.span(para.body + match.start(1), para.body + match.end())
        yield Target(
            "", "", whole.indicator_name, "eq", figures.decimal(match[2]), start, end, original[start:end],
            unit="count", horizon=match[1], flags=["in_text"], confidence=0.6,
        )  # fmt: skip


def _zero(flat: Flat, original: str, para: Para, text: str, year: str) -> Iterator[Target]:
    """«Số vụ ngộ độc bằng 0», «tỷ lệ … về 0%»."""
    for match in _ZERO.finditer(text):
        start, end = flat.span(para.body + match.start(), para.body + match.end())
        yield Target(
            "", "", _name(match.group("what")), "eq", "0", start, end, original[start:end],
            unit="%" if match.group("unit") else "count", horizon=year, flags=["in_text"], confidence=0.6,
        )  # fmt: skip


def _parts(text: str, begin: int, counts: bool) -> list[tuple[int, int]]:
    """Clauses that hold a figure of their own; a clause without one belongs to its neighbour."""
    cuts = [begin, *[match.end() for match in _PART_END.finditer(text, begin)], len(text)]
    pieces: list[tuple[int, int]] = []
    open_at = begin
    for stop in cuts[1:]:
        piece = text[open_at:stop]
        if figures.RATE.search(piece) or (counts and figures.COUNT.search(piece)):
            pieces.append((open_at, stop))
            open_at = stop
        elif (not counts and text[stop - 1 : stop] in (";", ".")) or text[max(stop - 2, 0) : stop].startswith(
            (";", ".")
        ):
            open_at = stop if not counts else open_at
    if not pieces:
        return []
    return pieces


def _target(flat: Flat, original: str, para: Para, begin: int, stop: int, item: Figure, year: str) -> Target:
    text = para.text
    start, end = flat.span(para.body + begin, para.body + stop)
    before = _one_indicator(text[begin : item.start])
    target = Target(
        "",
        "",
        _indicator(before, text[item.end : stop]),
        item.comparator,
        item.value,
        start,
        end,
        original[start:end],
        item.upper,
        item.unit,
    )
    target.horizon = horizons.of_figure(text, begin, stop, item, year)
    target.confidence = 0.9
    return target


_ANOTHER_YEAR = re.compile(r"[^;]{0,40}\b(?:năm|hè) 20\d\d[^;]{0,40}")


def _one_indicator(before: str) -> str:
    """«Tỷ lệ … đạt 65% vào năm 2025 và», before the 75% of 2030: the name stands before the first figure."""
    first = figures.RATE.search(before)
    if first and first.start() > 12 and _ANOTHER_YEAR.fullmatch(before, first.end()):
        return before[: first.start()]
    return before


def _indicator(before: str, after: str) -> str:
    name = _CLOSING.sub("", _strip_opening(before)).strip(" ,;:.(-*")
    if len(name) < 8 or _AIM_BEFORE.search(before):
        name = re.split(r"[;.(]|,\s+(?:trong đó|phấn đấu)", after)[0].strip(" ,;:.)")
    return name[:1].upper() + name[1:]


def _name(text: str) -> str:
    name = _strip_opening(text).strip(" ,;:.")
    return name[:1].upper() + name[1:]


_TOPIC = re.compile(r"^(?:[-+•\s]*)Về [^:;.%\d]{5,80}:\s+")


def _strip_opening(text: str) -> str:
    stripped = _OPENING.sub("", _TOPIC.sub("", text.strip()))
    last = re.split(r",\s+(?=duy trì|giảm|tăng|phấn đấu|tỷ lệ|tỷ suất)", stripped)[-1]
    return _OPENING.sub("", last)


_A_NORM = re.compile(r"\d[^,;.]{0,40}\bmỗi (?:năm|tuần|tháng)\b")


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
        if (
            not target.horizon and "/" not in target.unit
        ):  # a figure inside a duty: its year is that of the duty's deadline
            days = (
                []
                if _A_NORM.search(target.text)
                else [
                    item.deadline[-1] if isinstance(item.deadline, list) else str(item.deadline)
                    for item in obligations
                    if item.start <= target.start < item.end and item.deadline
                ]
            )
            target.horizon = next((day[:4] for day in days if day[:4].isdigit()), "")
        key = target.number
        if key:
            own = key + target.part
            target.lead_agency = leads.get(own) or leads.get(key) or others.get(own) or others.get(key) or ""
