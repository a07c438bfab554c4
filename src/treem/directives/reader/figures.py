"""Figures in a clause: what is written before them ("ít nhất", "dưới"), their value, their unit.

Rates ("95%", "4,2/100.000 trẻ em") are looked for first; counts ("25 mô hình") only where a clause holds no rate, but
for those of a period ("02 lần/năm"), which stand beside rates. Which figures are targets is told in ``targets``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from treem.directives.reader import letters

BASES = ("%", "per_1000", "per_10000", "per_100000")

_WORDS = {
    "ge": "ít nhất; tối thiểu; không dưới; không thấp hơn; không ít hơn; không kém; ≥; >=; \\geq",
    "le": "không quá; không còn quá; không chênh quá; không để quá; tối đa; không vượt quá; không cao hơn; không nhiều hơn; ≤; <=; \\leq",
    "lt": "dưới; nhỏ hơn; thấp hơn; <",
    "gt": "trên; hơn; lớn hơn; cao hơn; >",
    "approx": "khoảng; xấp xỉ; gần; trên dưới",
}  # fmt: skip
"""Words before a figure, and how it compares."""
COMPARATOR_OF = {word: name for name, words in _WORDS.items() for word in words.split("; ")}
_BEFORE_FIGURE = "|".join(
    re.escape(word) for word in sorted([*COMPARATOR_OF, "từ"], key=len, reverse=True) if word[0].isalpha()
)
_SIGNS = r"≥|>=|\\geq|≤|<=|\\leq|>|<"

_FIGURE = r"(?P<{n}>\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_ONE = r"(?:\s?(?:trẻ em|trẻ|ca|vụ|người|trường hợp))?"
_OF_MANY = r"(?:\s*(?:trẻ đẻ sống|trẻ em|trẻ|dân|người))?"
RATE = letters.compile(
    rf"(?:(?P<words>(?i:{_BEFORE_FIGURE})|{_SIGNS})\s*)?"
    rf"{_FIGURE.format(n='v')}\s*(?:(?:\\?%|‰)?\s*(?P<to>-|đến|÷)\s*(?:≥|\\geq\s*|>=)?\s*{_FIGURE.format(n='u')}\s*)?"
    rf"(?P<unit>\\?%(?:\s?/\s?năm)?|‰|{_ONE}(?:\s?/\s?|\s+trên\s+)10{{0,2}}\.000{_OF_MANY}|\s*(?:điểm phần trăm|điểm\s?%(?:\s?/\s?năm)?|phần trăm))"
)
_MEASURE = r"tỷ đồng|triệu đồng|nghìn đồng|đồng(?:/(?:trẻ em|học sinh|[a-zà-ỹ]+)(?: học)?){1,3}|đồng|ha|km|cm|m²(?:/[a-zà-ỹ]+(?: em)?)?|m2|tấn|kg|ngày làm việc"
_RATIO = r"[a-zà-ỹ]+(?: [a-zà-ỹ]+)?\s?/\s?(?:nhân viên|giáo viên|cán bộ|cộng tác viên|bác sĩ|trẻ em|trẻ|học sinh|người|\d+ m²)"
_TIME = r"giờ|phút|ngày|tháng|tiết"
_PER_ONE = r"(?:tuần|tháng|quý|năm học|học kỳ|năm|ngày|hồ sơ|lớp|phiên)"
_EVENTS = r"lần|vụ|đợt|kỳ|buổi|cuộc|tin,? bài|tin|bài|chuyên mục|lượt|chuyến|số|chuyên đề|phiên|tiết|ngày"
_PERIOD = r"tuần|tháng|quý|năm học|học kỳ|năm|ngày"
_TIMES = rf"(?:{_EVENTS})(?:\s*/\s*|\s+(?:mỗi|một|trên)\s+)(?:{_PERIOD})"
_BY = rf"(?!(?:suất|đồng|lượt)\b)[a-zà-ỹ]+(?: [a-zà-ỹ]+)?/{_PER_ONE}"
"""«06 phút/hồ sơ», «04 quả trứng/tuần»."""
_NO_UNIT = "không; chưa; được; có; đạt; còn; phải; vượt; năm; tháng; ngày; tuổi; giờ; phút; tuần; quý; khoản; điều; mục; phần trăm; trăm; bước; nội dung; nhiệm vụ; chỉ tiêu; tiêu chí; cấp; vòng; đồng; ký tự; trang; hằng; hàng; mỗi; và; hoặc; đến; trở; của; trên; dưới; kể; sau; trước; này; nêu; lần; bản chính; bộ hồ sơ; ml; lít"
"""Words after a number that name nothing to be counted."""
_WEAK_UNITS = ("nhóm", "giải", "loại", "thứ")
"""«05 nhóm giải pháp» are parts of the paper; «ít nhất 05 nhóm trẻ» are counted."""
COUNT = letters.compile(
    rf"(?:(?P<words>(?i:{_BEFORE_FIGURE})|≥|≤)\s*)?(?<![\d.,/%-]){_FIGURE.format(n='v')}(?P<of>/\d+)?(?:\s*(?P<to>-|đến)\s*{_FIGURE.format(n='u')})?\s+"
    rf"(?P<unit>{_TIMES}|{_BY}(?!\w)|(?:{_MEASURE})\b|{_RATIO}(?!\w)|(?:{_TIME}|lần)\b|m\b|(?:chuyên đề|chuyên mục|tin,? bài)\b|“[^”]{{2,40}}”|(?!(?:{_NO_UNIT.replace('; ', '|')}|điểm\s+[a-zđ]\b)\b)[a-zà-ỹ]+)"
)
_EACH = re.compile(rf"\b(?:mỗi|hằng|hàng)\s+({_PERIOD})\b[^;.]*$", re.IGNORECASE)
_EACH_DIRECTLY = re.compile(rf"\b(?:mỗi|hằng|hàng)\s+(?:{_PERIOD})\s+$", re.IGNORECASE)
_EACH_ONE = re.compile(
    r"\bmỗi (?!xã|phường|thôn|bản|khu|điểm|trường|tỉnh|huyện|cơ sở|đơn vị|chi|địa|sở|ngành|trạm|năm|tháng|quý|tuần|ngày|học)[a-zà-ỹ]+(?: [a-zà-ỹ]+)?(?: khoảng)?\s+$"
)
"""«Mỗi hội nghị 150 đại biểu»: how big one is, not what is to be reached."""
_SCOPE = re.compile(
    r"\b(?:xã|phường|trường|nơi|địa bàn|bản|thôn)\b[^,;.]{0,20}\b(?:có (?:tỷ lệ|tỉ lệ)|cách)\b[^,;.]*$|\bđơn vị (?:đạt|có)\s+$"
)
"""«tại các xã có tỷ lệ tiêm chủng dưới 80%»: where, not how much."""
_FROM = re.compile(
    r"\s*(?:\([^)]*\)|năm \d{4,5}|hiện nay|theo [^,;.]{3,40}?)?\s*(?:xuống|lên|còn|tăng lên)\b"
)
_AND_BEFORE = re.compile(r"^[^,;.]*\bvà\s*$")
_IN_A_ROW = re.compile(r"[^,;.]{0,40}(?:,|\bvà)\s*(?:và\s+)?")
_QUALIFIER = letters.compile(
    r"(?:có|đủ)\s+từ\s+$|(?:sinh|sau|thứ|số|lớp|khối|khóa|khoá|đợt|lần|năm|ngày|tháng|quý|cứ|dự kiến|\(mỗi[^()]*)\s+$|(?:nhiệm kỳ|giai đoạn|năm học|chia(?: thành| làm)?|\bgiờ|phạm vi|bán kính)\s+$|\bmỗi\s+$|(?:nhóm|Điều|khoản|(?<!dứt )điểm|mục|Mẫu|tờ|biểu|Chỉ thị|Nghị quyết|Kết luận|Quyết định|Đề án|Chương trình|Công điện|Kế hoạch|Luật|[Mm]ục tiêu|[Cc]hỉ tiêu)\s+(?:số\s+)?$|(?:của|trong số|tổng số)\s+$|(?:[Tt]ổng đài|đường dây nóng|điện thoại)[^,;.]{0,40}\s$",
    re.IGNORECASE,
)
_REACHING = re.compile(r"\b(?:đỡ đầu|nhận|xây dựng|thành lập|vận động|tổ chức|giúp đỡ|trao)\s+từ\s+$")
_FAR = re.compile(r"\b(?:cách|xa)\b[^,;.]*$")
_GIVEN = letters.compile(
    r"(?:bố trí|bổ sung|cấp|chi|hỗ trợ|tặng)(?:\s+[a-zà-ỹ]+){0,2}\s+(?:bổ sung\s+)?$|[Hh]ỗ trợ[^;.]*$|(?:mỗi (?:suất|em|cháu|phần|hộ|xe|trẻ)|trị giá|mức)\s+$",
    re.IGNORECASE,
)
_KEPT = re.compile(r"(?:lưu|trước|sau|kể từ|quá|bảo quản)\s+$|\btrước\b[^;,.]{0,12}$", re.IGNORECASE)
_DOWN = letters.compile(r"\bgiảm\b|\bxuống\b|hạ thấp|hạ tỷ", re.IGNORECASE)
_OF = re.compile(r"[^;,.]{0,40}?\s(?:trên|/)\s?(1|10|100)\.000 ")
_PER = {"100": "per_100000", "1": "per_1000", "10": "per_10000"}


@dataclass(slots=True)
class Figure:
    """One figure, with its place in the text."""

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

    @property
    def is_rate(self) -> bool:
        return self.unit.startswith("%") or self.unit.startswith("per_")


def in_clause(text: str, begin: int, stop: int, *, listed: bool, striving: bool = True) -> list[Figure]:
    """The figures of a clause in order. ``listed``: in the numbered list of targets; ``striving``: where aims are set,
    so that lengths of time are something to reach."""
    found: list[Figure] = []
    for match in RATE.finditer(text, begin, stop):
        if (match.group("words") or "").lower() == "từ" and _FROM.match(text, match.end()):
            continue  # where it stands today: «từ 18,2% xuống dưới 12%»
        if not striving and _SCOPE.search(text[begin : match.start("v")]):
            continue
        figure = of_match(text, begin, match, listed)
        if (
            found
            and not figure.compared
            and found[-1].compared
            and _AND_BEFORE.search(text[found[-1].end : match.start()])
        ):
            figure.comparator = found[-1].comparator  # «dưới 560 năm 2026 và 480 vào năm 2030»
        found.append(figure)
    if not found:
        return _counts(text, begin, stop, listed, striving)
    often = [
        of_match(text, begin, match, listed)
        for match in COUNT.finditer(text, begin, stop)
        if match.start() > found[0].end and _beside_rates(text, begin, match, striving)
    ]
    return sorted([*found, *often], key=lambda figure: figure.start)


def _beside_rates(text: str, begin: int, match: re.Match[str], striving: bool) -> bool:
    """«100% bếp ăn được kiểm tra 02 lần/năm học», «100% trường được cấp ít nhất 300 bản sách»: a second figure."""
    if re.fullmatch(_TIMES, match.group("unit")):
        return True
    least = COMPARATOR_OF.get((match.group("words") or "").lower()) == "ge"
    few = len(match.group("v").lstrip("0")) < 2 and not re.fullmatch(
        _EVENTS, match.group("unit")
    )  # «100% phường có ít nhất 01 tuyến …» says what is counted
    return (
        least
        and not few
        and not re.fullmatch(_TIME, match.group("unit"))
        and _counted(text, begin, match, striving)
    )


def _counts(text: str, begin: int, stop: int, listed: bool, striving: bool) -> list[Figure]:
    found: list[Figure] = []
    for match in COUNT.finditer(text, begin, stop):
        if not _counted(text, begin, match, striving):
            continue
        figure = of_match(text, begin, match, listed)
        if (match.group("words") or "").lower() == "từ" and re.match(
            r"[^,;.]{0,90}\btrở lên\b", text[match.end() :]
        ):
            figure.comparator = "ge"
        previous = found[-1] if found else None
        if (
            previous
            and previous.compared
            and not figure.compared
            and previous.comparator in ("ge", "le")
            and (figure.unit == "count") == (previous.unit == "count")
            and _IN_A_ROW.fullmatch(text, previous.end, figure.start)
        ):
            figure.comparator = previous.comparator  # «ít nhất 01 điểm vui chơi, 01 tủ sách»
            figure.compared = True
        found.append(figure)
        if not re.search(
            r"^[^;.]{0,60},\s+$"
            if listed
            else r"(?:cho|và|,|với)\s+(?:\S+\s+){0,3}$|\bbình quân mỗi [^,;.]{2,20}$",
            text[match.end() : _next(text, match.end(), stop)],
        ):
            break
    return found


def _counted(text: str, begin: int, match: re.Match[str], striving: bool) -> bool:
    """Whether the number counts something that can be reached."""
    words, unit = (match.group("words") or "").lower(), match.group("unit")
    before, after = text[begin : match.start("v")], text[match.end() : match.end() + 24]
    if match.group().lstrip().startswith("24/7") or _BEYOND.search(before):
        return False
    if words and not striving and _SIZED.search(text[begin : match.start()]):
        return False  # «khu nhà trọ có trên 100 phòng»: which ones, not how many
    if _NONE_LIKE_IT.search(before) or _FOR_EVERY.search(before):
        return False
    if not words and unit in _WEAK_UNITS:
        return False
    if COMPARATOR_OF.get(words) not in ("ge", "le") and _EACH_ONE.search(text, begin, match.start()):
        return False  # «mỗi buổi khoảng 60 người»: how big one is
    if re.match(r"\s*tuổi", after[:6]) or unit == "độ" or (unit == "cm" and after[:1].isdigit()):
        return False  # ages, degrees, «trên 50 cm3»
    if words == "từ" and "trở lên" in after and not (striving and _REACHING.search(before)):
        return False  # «doanh nghiệp có từ 50 lao động trở lên»
    if re.fullmatch(_EVENTS, unit) and _EACH_DIRECTLY.search(before):
        return True  # «mỗi ngày 02 lần»
    if _ON_AVERAGE.search(before):
        return True
    if (not words and _QUALIFIER.search(before)) or _FAR.search(before):
        return False
    if unit == "m" or (decimal(match.group("v")) == "0" and match.group("v") != "0"):
        return False  # distances; «19 giờ 00 hôm nay»
    if match.group("of") and int(match.group("of")[1:]) < 10:
        return False  # «trên 3/4 số trường»
    if "đồng" in unit and (
        (_GIVEN.search(before) and not words) or ("/" in unit and not words and not striving)
    ):
        return False  # money that is given out is no aim
    if unit == "lần":
        return _EACH.search(text[begin : match.start()]) is not None
    if re.fullmatch(_TIME, unit) or re.match(rf"(?:{_TIME})/", unit):
        at_least = COMPARATOR_OF.get(words) == "ge"
        lasting = at_least and not _KEPT.search(text[begin : match.start()]) and "trước" not in after[:14]
        aimed = striving or re.search(r"(?:xuống|còn|rút ngắn)\b[^;,.]*$", before, re.IGNORECASE)
        reached = (
            bool(aimed)
            and (words in COMPARATOR_OF or _DOWN_TO.search(before) is not None)
            and not _KEPT.search(text[begin : match.start()])
        )
        return bool(lasting or reached)
    return unit != "ngày làm việc" or striving  # how long a step may take is no aim by itself


_ON_AVERAGE = re.compile(r"\bbình quân (?:mỗi|một) (?!trẻ|người|em|suất|hộ)[a-zà-ỹ]+(?: [a-zà-ỹ]+)?\s+$")
_DOWN_TO = re.compile(r"\bxuống(?: còn)?\s+$")
_BEYOND = re.compile(r"(?<!không )(?<!vượt )\bquá\s+$|\bchỉ (?:nhận|được)\s+$", re.IGNORECASE)
"""«Nghỉ quá 05 buổi thì …» is a condition; «chỉ nhận 01 suất» a rule."""
_NONE_LIKE_IT = re.compile(r"\bkhông (?:còn|có|để)\s+[^,;.]{2,30}?\s(?:trên|quá|từ)\s+$")
"""«Không còn lớp học trên 40 học sinh»: which classes, not how many."""
_FOR_EVERY = re.compile(r"\b[Cc]ứ \d{1,4}\s[^;.]*$")
"""«Cứ 15 em có 01 giáo viên»: a ratio."""
_SIZED = re.compile(r"\b(?:nhà trọ|doanh nghiệp|cơ sở|khu|nơi|đơn vị|công trình)(?: [a-zà-ỹ]+)? có\s+$")


def _next(text: str, begin: int, stop: int) -> int:
    """Where the next figure of the clause begins: «260 lớp dạy bơi cho 9.000 thiếu nhi»."""
    following = COUNT.search(text, begin, stop)
    return following.start() if following else begin


def of_match(text: str, begin: int, match: re.Match[str], listed: bool) -> Figure:
    """The figure of a match of RATE or COUNT in the clause that starts at ``begin``."""
    before = text[max(begin, match.start() - 60) : match.start()].rstrip().lower()
    whole_before = text[begin : match.start()].lower()
    after = text[match.end() : match.end() + 12].lower()
    words = (match.group("words") or "").strip().lower()
    value = decimal(match.group("v"))
    upper = decimal(match.group("u")) if match.group("u") else ""
    raw_unit = match.group("unit").strip()
    unit = unit_of(raw_unit)
    if re.fullmatch(_EVENTS, raw_unit) and (each := _EACH.search(text[begin : match.start()])):
        unit = f"{raw_unit}/{each.group(1).lower()}"
    elif unit == "count" and (per := _OF.match(text, match.end())):
        unit = _PER[per.group(1)]
    down = _DOWN.search(whole_before) is not None
    comparator = compare(words, before, after, upper, value, unit, listed, down, "giảm" in whole_before)
    if _is_step(text, match, raw_unit, before, whole_before):
        comparator = "reduce_by"
    elif unit == "%" and raw_unit.endswith("năm"):
        unit = "%/năm"  # «tăng bình quân 8%/năm»
    if unit == "ngày" and "số ngày" in whole_before:
        unit = "count"
    if unit == "%/năm" and not re.search(r"\b(?:tăng|giảm)\b", whole_before):
        unit, comparator = "%", comparator if words else "ge"  # «đạt bình quân 98,5%/năm»
    lead = match.start("v") - match.start()
    # The name of what is counted begins with its noun: «60 mô hình trường học an toàn».
    end = match.start("unit") if unit == "count" else match.end()
    return Figure(match.start(), end, comparator, value, upper, unit, bool(words), lead)


def _is_step(text: str, match: re.Match[str], raw_unit: str, before: str, whole_before: str) -> bool:
    """ "giảm 0,5%/năm", "giảm từ 2-3% mỗi năm", "giảm bình quân mỗi năm 5%": a step, not a level."""
    if not re.search(r"(?:giảm|mức giảm)[^;]*$", whole_before) or re.search(
        r"(?:xuống|còn)[^;]*$", whole_before
    ):
        return False
    yearly = raw_unit.endswith("năm") or re.match(
        r"\s*(?:mỗi|một|hằng|hàng|/)\s*năm", text[match.end() : match.end() + 12]
    )
    compared = (
        unit_of(raw_unit) == "%" and _REDUCED.search(whole_before) and _THAN_THEN.match(text, match.end())
    )
    if compared:
        return True
    direct = re.search(
        r"(?:giảm|giảm (?:ít nhất|tối thiểu|bình quân|từ|khoảng|thêm)?)\s*(?:(?:mỗi|hằng|hàng) năm(?: ít nhất)?)?\s*$",
        before,
    )
    return bool(yearly or direct)


_REDUCED = re.compile(r"\bgiảm (?:số|tỷ lệ|tỉ lệ)\b[^;]*$")
_THAN_THEN = re.compile(r"[^;.]{0,60}\bso với (?:năm|cùng kỳ)\b")
"""«Giảm số ca nhập viện ít nhất 25 % … so với năm 2026»."""


def compare(
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
    """How a value is meant: by the word before it, by "trở lên" after it, else by the direction of the sentence."""
    if after.strip().startswith("trở lên"):
        return "ge"
    if after.strip().startswith("trở xuống"):
        return "le"
    if words in COMPARATOR_OF:
        return COMPARATOR_OF[words]
    if upper:
        return (
            "reduce_by"
            if re.search(r"\bgiảm\b[^;]{0,60}$", before) and not re.search(r"(?:xuống|còn)", before)
            else "range"
        )
    if _LEAST_EACH.search(before):
        return "ge"
    if before.endswith("bình quân"):
        return "eq"
    if before.endswith(("xuống", "còn", "xuống còn", "xuống mức", "còn mức")):
        return "le" if listed and falls else "eq"
    if (value == "100" and unit == "%") or (unit == "%" and not listed and _BY_SHARE.search(before)):
        return "eq"
    if listed and down:
        return "le"
    return "ge" if unit in BASES or (unit.startswith("m²/") and before.endswith("đạt")) else "eq"


_LEAST_EACH = re.compile(r"(?:ít nhất|tối thiểu) mỗi [a-zà-ỹ]+(?: học)?$")
"""«Ít nhất mỗi quý 01 lần»."""
_BY_SHARE = re.compile(
    r"(?:\btăng(?: thêm)?|phúc tra(?: xác suất)?|tiết kiệm(?: thêm)?|\btăng từ [\d,.%]+ lên|hoàn thành)$"
)
"""«Tăng 15 % so với …», «phúc tra 5 % số hộ»: so much, not at least so much."""


def unit_of(raw: str) -> str:
    """The unit in the words of the contract."""
    compact = raw.replace(" ", "").replace("\\", "")
    if compact.startswith(("điểmphầntrăm", "điểm%")):
        return "điểm phần trăm"
    if compact.startswith("%") or compact == "phầntrăm":
        return "%"
    if compact.startswith("‰"):
        return "per_1000"
    if rate := re.search(r"(10{0,2})\.000", compact):
        return _PER[rate.group(1)]
    if re.fullmatch(rf"{_MEASURE}|{_RATIO}|{_TIME}|(?:nghìn|triệu) [a-zà-ỹ]+", raw, re.IGNORECASE):
        return raw
    if re.fullmatch(_BY, raw):
        thing, one = raw.split("/")
        return f"{thing.split()[0]}/{one}"
    if re.fullmatch(_TIMES, raw):
        return re.sub(r"\s*/\s*|\s+(?:mỗi|một|trên)\s+", "/", raw)
    return "count"


def decimal(written: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written):
        return written.replace(".", "").replace(",", ".")
    return re.sub(r"^0+(?=\d)", "", written.replace(",", "."))
