"""How often: what the text says of the duty itself, the period that a report covers, and what an event sets off."""

from __future__ import annotations

import re
from collections.abc import Iterable

PERIODIC = ("monthly", "quarterly", "half_yearly", "yearly")

_EVERY = r"(?:hằng|hàng|mỗi)"
_WORD_OF = (("monthly", "tháng"), ("quarterly", "quý"), ("yearly", "năm"))

# --- a field of its own --------------------------------------------------------------------------

_TIMES = r"\d\s*(?:kỳ|lần|buổi|số|cuộc|đợt)\s?/\s?"
_FIELD = (
    ("monthly", re.compile(rf"{_EVERY}\s+tháng|{_TIMES}tháng", re.IGNORECASE)),
    ("quarterly", re.compile(rf"{_EVERY}\s+quý|{_TIMES}quý|(?:03|3|ba)\s+tháng(?:/lần|\s+một\s+lần)", re.IGNORECASE)),
    ("half_yearly", re.compile(r"(?:06|6|sáu)\s+tháng(?:/lần|\s+một\s+lần)|định kỳ\s+0?6\s+tháng", re.IGNORECASE)),
    ("yearly", re.compile(rf"{_EVERY}\s+năm|{_TIMES}năm", re.IGNORECASE)),
    ("ad_hoc", re.compile(r"^\W*đột\s+xuất|^\W*(?:khi\s+có|theo)\s+yêu\s+cầu(?!\s+thực)", re.IGNORECASE)),
    ("continuous", re.compile(r"thường\s+xuyên|liên\s+tục", re.IGNORECASE)),
    ("immediately", re.compile(r"^ngay\b", re.IGNORECASE)),
    ("on_event", re.compile(r"^khi\s|phát\s+sinh|ngay\s+(?:sau\s+)?khi|theo\s+(?:tình\s+hình|yêu\s+cầu)\s+thực\s+tế", re.IGNORECASE)),
    ("as_regulated", re.compile(r"theo\s+quy\s+định|định\s+kỳ", re.IGNORECASE)),
)  # fmt: skip


def of_field(text: str) -> str:
    """The recurrence of a cell or line that is itself headed «Thời hạn»; "" where it says none."""
    return next((name for name, pattern in _FIELD if pattern.search(text)), "")


# --- the period of a report ----------------------------------------------------------------------

_YEARLY_REPORT = re.compile(
    r"(?:báo cáo|sơ kết|tổng kết|định kỳ|số liệu|kết quả)[^,;.]{0,25}(?:hằng|hàng) năm"
)
_PERIODS = (
    ("H2", re.compile(r"0?6 tháng cuối năm")),
    ("H1", re.compile(r"(?:0?6|sáu) tháng(?! cuối)|(?<!kết thúc )học kỳ i\b")),
    ("year", re.compile(r"(?:báo cáo|số liệu)(?: tổng kết)? năm|tổng kết (?:cuối )?năm|(?<!ước )cả năm|một năm \(|(?:báo cáo|số liệu|kết quả)[^,;.]{0,25}(?:hằng|hàng) năm|(?:sơ kết|tổng kết|định kỳ)[^,;.]{0,25}(?:hằng|hàng) năm")),
    ("quarter", re.compile(r"báo cáo quý|(?:hằng|hàng) quý")),
    ("month", re.compile(r"báo cáo tháng|(?:hằng|hàng) tháng")),
)  # fmt: skip
_LATE_YEAR = re.compile(
    r"(?:thực hiện|kết quả|và|;|,)\s+(?:báo cáo\s+)?(?:kết quả\s+)?năm(?:\s+\d{4})?\s*\(?\s*$"
)
_NAMED_AFTER = re.compile(
    r"\s*\((?:đối với |cho )?(?:báo cáo |số liệu |kết quả )?(?:(?P<half>(?:0?6|sáu) tháng|giữa năm)|(?P<year>(?:cả |một )?năm(?: học)?)|(?P<quarter>quý)|(?P<term>học kỳ I))\b[^()]{0,25}\)",
    re.IGNORECASE,
)
_REPORTS = re.compile(r"\bbáo cáo\b|\bgửi (?:kết quả|số liệu)\b|\btổng hợp\b", re.IGNORECASE)


def always(rest: str) -> bool:
    """Whether the words after the body begin with «thường xuyên»."""
    return _AT_HEAD.match(rest) is not None


_AT_HEAD = re.compile(r"\W*thường xuyên\s+(?!trực)[a-zđà-ỹ]")


def reports(text: str) -> bool:
    """Whether the text speaks of a report."""
    return _REPORTS.search(text) is not None


_ANOTHER = re.compile(r"\bvà (?=(?:sơ kết|tổng kết) (?:vào|trong|trước)\b)")


def period(before: str, after: str) -> str:
    """The reporting period of a deadline: named in brackets right after it, else last before it."""
    if named := _NAMED_AFTER.match(after):
        return "H1" if named["half"] or named["term"] else "year" if named["year"] else "quarter"
    window = _ANOTHER.split(before[-110:].lower())[-1]
    if _FINISHED.search(window):
        window = window.rsplit(";", 1)[-1]  # «đánh giá thu, chi 6 tháng; …, hoàn thành trước ngày …»
    hits = [(match.start(), name) for name, pattern in _PERIODS for match in pattern.finditer(window)]
    if late := _LATE_YEAR.search(window):
        hits.append((late.start(), "year"))
    return max(hits)[1] if hits else ""


_FINISHED = re.compile(r"(?:hoàn thành|xong)\s*$")
OF_PERIOD = {
    "H1": "half_yearly",
    "H2": "half_yearly",
    "year": "yearly",
    "quarter": "quarterly",
    "month": "monthly",
}
"""How often a report of the period comes."""

# --- what an event sets off ----------------------------------------------------------------------

_TAIL = re.compile(r"\b(?:kể từ|tính từ|từ|sau) (?:khi|ngày|thời điểm) [^,.;]*", re.IGNORECASE)
_UPON = re.compile(
    r"\b[Kk]hi\s+(?:tiếp\s+nhận|nhận(?!\s+được\s+(?:[Cc]ông văn|[Cc]ông điện|[Vv]ăn bản|[Tt]hông báo|đề nghị|yêu cầu|hồ sơ|[Cc]hỉ thị|[Kk]ế hoạch|[Qq]uyết định))|phát\s+hiện|xảy\s+ra|có\s+(?:tin|thông|vụ|sự|ca|thay đổi|dấu hiệu|từ))|"
    r"\b(?:phải|thì)\s+(?:[^,.;]{0,25}\s)?(?:báo|thông báo|báo cáo|chuyển)\b|\b[Bb]áo\s+(?:cáo\s+)?(?:ngay|nhanh)\b|\b[Bb]áo cáo (?:các |mỗi |từng )?(?:ca|vụ|trường hợp)\b|\b[Bb]áo cáo [^.;,]{2,40} từng (?:ca|vụ|trường hợp)\b|\bnhận được (?:thông tin|tin báo)\b[^.;]{3,90}\b(?:thông )?báo\b|\bsau\s+(?:mỗi|từng)\b|\bngay\s+khi\b|\b[Pp]hát\s+hiện\b[^.]{3,90}[;,]\s+báo\b|^(?:Học\s+sinh|[Vv]ụ việc|[Cc]ác vụ|[Tt]rường hợp)\b|"
    r"\b[Tt]rường hợp\b[^.;]{3,80}\b(?:thì|phải)\b|^Sau\s+(?:khi|mỗi)\b[^.;]{3,60},|^Khi\s[^.;]{3,90},|\bkhi có [^.;]{3,60}\bthì\b",
)
_CALLED_TO = re.compile(r"\bbáo\s+[A-ZĐ][^.;]{3,60}\b(?:kể từ|từ|sau) khi phát hiện")


_FROM = re.compile(
    r"[^.;]{0,40}?\b(?P<plain>(?:kể từ|tính từ|từ|sau) (?:khi|ngày|thời điểm|lúc)|kể từ)\s+(?P<what>[^,.;]+)|"
    r"[^.;]{0,40}?\b(?:sau|khi)\s+(?P<bare>[^,.;]+)"
)
_RETURNS = re.compile(
    r"(?:được )?(?:tiếp nhận|phát hiện|xảy ra|cấp(?![a-zà-ỹ])|có (?:kết quả|yêu cầu|thông báo|quyết định|đề nghị)|nhận (?:được )?(?:hồ sơ hợp lệ|mẫu|tin|dữ liệu|đề nghị|phản ánh|yêu cầu|thông tin)|kết thúc (?:tư vấn|từng|mỗi|đợt)|xuất viện)|"
    r"[^,.;]{3,30}\b(?:thông báo|được chọn|phát hiện)\b"
)
_THIS_PAPER = re.compile(
    r"[^,.;]*\b(?:này|ký|ban hành|hiệu lực|thông qua|(?:Công văn|Công điện|Kế hoạch|Chỉ thị|Kết luận|Nghị quyết|Chương trình|Đề án|Thông báo|Thông tư)(?![a-zà-ỹ])|Quyết định(?: phê duyệt)?(?=\s*$))"
)
_ONE_DAY = re.compile(
    r"[^,.;]*(?:cuối cùng|đầu tiên|thời hạn|nêu trên|nước rút|lũ rút|bão tan|hết bão|khai giảng|khởi công|khai mạc|bế mạc|\d{1,2}/\d|\bngày \d)|"
    r"(?:kết thúc|tổ chức|diễn ra|công bố|phê duyệt|(?:được )?giao)(?! (?:từng|mỗi|tư vấn))"
)
"""«Kể từ ngày kết thúc Diễn đàn», «sau khi bão tan»: what happens once for a paper."""


def from_each(text: str, end: int) -> bool:
    """Whether a duration that ends at ``end`` is counted from what happens again and again («kể từ khi nhận đủ hồ sơ»), not
    from one day of this paper («kể từ ngày ban hành»)."""
    match = _FROM.match(text, end)
    if match is None:
        return False
    what = match["what"] or match["bare"]
    if _THIS_PAPER.match(what):
        return False
    if match["plain"]:
        return _RETURNS.match(what) is not None or _ONE_DAY.match(what) is None
    return _RETURNS.match(what) is not None


_A_LENGTH = re.compile(r"\d+\s+(?:giờ|ngày|tuần)(?:\s+làm\s+việc)?")


def runs_from_each(text: str, start: int) -> bool:
    """Whether an earlier duration of the same sentence already runs from what happens again and again: «trong 24 giờ từ khi
    có quyết định và trả kết luận không quá 07 ngày»."""
    begin = max(text.rfind(";", 0, start), text.rfind(". ", 0, start)) + 1
    return any(
        (match := _FROM.match(text, length.end())) is not None
        and match.end() <= start + 60
        and from_each(text, length.end())
        for length in _A_LENGTH.finditer(text, begin, start)
    )


_FIRST_OF_MANY = re.compile(r"\b(?:lần|đợt|kỳ) (?:đầu|thứ nhất)\b[^;.]{0,40}$")


def first_of_many(text: str, start: int) -> bool:
    """«Mỗi năm một đợt, đợt đầu hoàn thành trong quý III/2027»: the day is only that of the first."""
    return _FIRST_OF_MANY.search(text[:start]) is not None


_ENDED = re.compile(r"[^.;]{0,30}?\bkết thúc (?:mỗi |từng )?(tháng|quý|học kỳ|năm)\b(?! 20)(?! học)")


def after_each(text: str, end: int) -> str:
    """How often a duration that ends at ``end`` comes when it is counted from the end of a period («kể từ ngày kết thúc quý»)."""
    match = _ENDED.match(text, end)
    periods = {"tháng": "monthly", "quý": "quarterly", "học kỳ": "half_yearly", "năm": "yearly"}
    return periods[match[1]] if match else ""


def upon_event(text: str) -> bool:
    """Whether a duration runs anew with each case: «khi phát hiện …, báo trong 24 giờ».

    «trong 24 giờ kể từ khi nhận được yêu cầu» only says from when a step of the work is counted.
    """
    said = text if text.startswith("Trong") else _TAIL.sub(" ", text)
    return _UPON.search(said) is not None or _CALLED_TO.search(text) is not None


# --- words about the duty itself -----------------------------------------------------------------

_ONCE = re.compile(
    r"mỗi (?P<a>tháng|quý|năm)(?: ít nhất| tối thiểu)? (?:một|0?1) (?:lần|đợt)\b|(?:một|0?1) lần\s*(?:/|mỗi|trong một|một)\s*(?P<b>tháng|quý)\b|"
    r"(?:0?6|sáu) tháng (?:một|0?1) lần|(?:hai|0?2) lần\s*(?:một|mỗi)\s*năm(?! học)|(?P<q>(?:0?3|ba) tháng (?:một|0?1) lần)"
)
_HOW_MANY = re.compile(
    r"mỗi (?:tuần|tháng|quý)(?: [a-zà-ỹ]+){0,5} \d+|mỗi năm(?: học)? (?:ít nhất |tối thiểu |không quá |từ )?\d+"
)
"""«Mỗi tháng ít nhất 02 buổi» is a figure to reach, not how often the duty comes."""
_ALWAYS = re.compile(
    r"^(?:- )?thường xuyên\b|(?:^|,\s)[^,;.]{3,80}?(?<!kinh phí)(?<!chi)(?<!đào tạo)(?<!giáo dục)(?<!công việc)(?<!trợ giúp)(?<!trợ cấp)(?<!báo cáo)(?<!định kỳ)(?<!tiêm chủng)(?<!nhiệm vụ)(?<!hoạt động) thường xuyên\s*(?:[,;.]|$)"
)
_REGULAR = r"(?:định kỳ|báo cáo|sơ kết|giao ban|tổng hợp)[^.;]{0,70}"
_REPORTED = (
    ("monthly", re.compile(rf"{_REGULAR}{_EVERY} tháng|theo lịch {_EVERY} tháng")),
    ("quarterly", re.compile(rf"{_REGULAR}(?:{_EVERY} quý|theo quý|0?3 tháng)")),
    ("half_yearly", re.compile(r"(?:định kỳ|báo cáo|sơ kết|tổng hợp)[^.;]{0,70}(?:0?6|sáu) tháng")),
    ("yearly", re.compile(rf"(?:định kỳ|báo cáo|tổng kết|sơ kết|đánh giá)[^.;]{{0,70}}(?:{_EVERY} năm(?! học)|một năm)|^(?:hằng|hàng) năm\b")),
)  # fmt: skip
_OFTEN = (
    ("half_yearly", re.compile(rf"(?:^|định kỳ )(?:cuối|đầu) (?:{_EVERY}|từng) học kỳ|kết quả từng học kỳ")),
    ("monthly", re.compile(rf"\d+ ngày (?:cuối|đầu) (?:của )?(?:{_EVERY} )?tháng\b(?! \d)|ngày (?:cuối|đầu)(?: cùng)? (?:của )?{_EVERY} tháng")),
    ("quarterly", re.compile(rf"(?:tuần|ngày|tháng)(?: làm việc)? (?:cuối|đầu)(?: cùng)? (?:của )?(?:{_EVERY} )?quý|kết thúc mỗi quý")),
    ("yearly", re.compile(r"(?:mùa|dịp|kỳ|tết) [a-zà-ỹ]+(?: [a-zà-ỹ]+)? (?:hằng|hàng) năm")),
    ("on_event", re.compile(r"^khi (?!thực hiện|triển khai|xây dựng|lập|tổ chức)[^.;]{2,120}?(?:,| thì )")),
    ("yearly", re.compile(r"kỳ họp thường lệ (?:giữa|cuối) năm(?! 20)(?! của)")),
)  # fmt: skip
_TWO_MONTHS = re.compile(rf"tháng \d{{1,2}} và (?:tháng )?\d{{1,2}} {_EVERY} năm|^mỗi học kỳ\b")
_OF_BUDGET = re.compile(r"(?:dự toán|kinh phí|chi thường xuyên)[^,;.]{0,40}(?:hằng|hàng) năm")
_BY_ITSELF = tuple(
    (every, re.compile(
        rf"(?:^|[,;(]\s*)(?:định kỳ\s+)?{_EVERY} {word}\b(?! học),?\s(?!ít nhất|tối thiểu|không quá|từ|\d)|[,;\w]\s+định kỳ (?:hằng|hàng) {word}\b|(?:^|[,;]\s*|\bvà\s+)(?:tổ chức|tập huấn|khảo sát|kiểm tra|thanh tra|rà soát|điều tra|công bố|cập nhật|đối soát|thống kê|đăng tải)\b(?:(?!kế hoạch|chương trình|dự toán)[^,;.])*\s(?:hằng|hàng) {word}\s*(?:[.;,]|$)"
    ))
    for every, word in _WORD_OF
)  # fmt: skip
"""By itself at either end of a clause; «kế hoạch hằng năm» is a plan's name."""
_PLANS = re.compile(
    r"(?:kế hoạch|chương trình|dự toán|ngân sách|thời khóa biểu|lương|phụ cấp|báo cáo|chỉ tiêu|hỗ trợ|trợ cấp|thù lao) (?:hằng|hàng) (?:tháng|quý|năm)"
)
_WHEN = re.compile(
    r"\bngay trong ngày (?:có|nhận|phát hiện)|\bngay (?:sau )?khi (?:xảy ra|phát hiện|có|nhận)|(?<!sau )\bkhi (?:nhiệt độ|mưa lớn|mưa to|nước (?:lên|dâng)|lũ|bão|có (?:mưa|lũ|bão|cảnh báo|lệnh|thay đổi|biến động|công bố)|(?:trẻ|người bệnh) sốt)|(?:tháng|quý|nơi|xã|đơn vị|trường hợp) nào (?:có|phát sinh) [^.;]{3,80}? thì"
)
_NOT_AT_ONCE = r"(?! từ| tại| khi| sau| cả| trong (?!ngày)| đầu| năm| tháng| quý| cạnh| gần| bên| thẳng)"
_AT_ONCE = re.compile(
    rf"^(?:[a-zà-ỹ]+ ){{1,4}}ngay\b{_NOT_AT_ONCE}|^ngay\b{_NOT_AT_ONCE}|"
    rf"(?:^|\bngay\b[^.;]{{0,3}}|[,;]\s*)(?:làm|báo|thực hiện|triển khai|khắc phục|thông tin|thông báo) ngay\b{_NOT_AT_ONCE}|(?:đình chỉ|dừng|kiểm tra|xử lý|can thiệp|báo cáo|quyết định) ngay\b{_NOT_AT_ONCE}|\bthì báo ngay\b|\bngay khi\b(?![^.;]*hiệu lực)"
)
_NOTIFIED = re.compile(r"^khi [^.;]{2,120}? thì (?:thông )?báo")
_AS_REGULATED = re.compile(r"(?<!sức khỏe )(?<!sức khoẻ )(?<!khám )định kỳ")


def of_text(text: str, reporting: bool) -> str:
    """How often, where the text says it of the duty itself; ``reporting``: whether the duty is to report."""
    lowered = text[:2000].lower()
    if _ALWAYS.search(lowered):
        return "continuous"
    if _TWO_MONTHS.search(lowered):
        return "half_yearly"
    for every, pattern in _REPORTED:
        if pattern.search(lowered):
            return every
    if once := _ONCE.search(lowered):
        word = once["a"] or once["b"]
        return {"tháng": "monthly", "quý": "quarterly", "năm": "yearly"}.get(
            word or "", "quarterly" if once["q"] else "half_yearly"
        )
    lowered = _HOW_MANY.sub(" ", lowered)
    for every, pattern in _OFTEN:
        if pattern.search(lowered):
            return every
    if _OF_BUDGET.search(lowered):
        return "yearly"
    for every, pattern in _BY_ITSELF:
        if pattern.search(_PLANS.sub(" ", lowered)):
            return every
    if _WHEN.search(lowered):
        return "on_event"
    if _AT_ONCE.search(lowered):
        return "immediately"
    if _AS_REGULATED.search(lowered):
        return "as_regulated"
    if reporting and re.search(r"báo cáo[^.;]{0,90}theo quy định", lowered):
        return "as_regulated"
    if reporting and "đột xuất" in lowered:
        return "ad_hoc"
    return ""


_CLAUSE = re.compile(
    r";\s+|,\s+(?=(?:tổng hợp,? )?báo cáo\b)|(?<=[a-zà-ỹ\d)])\.\s+|\s+và\s+(?=duy trì|định kỳ|sơ kết|tổng kết)"
)


_OFTEN_REPORTED = re.compile(
    r"\b(?:báo cáo|giao ban)\b[^;]*(?:\b(?:hằng|hàng|mỗi) |\d lần\s?/\s?)(?:ngày|tuần)\b|\bbáo cáo (?:nhanh )?(?:ngày|tuần)\b",
    re.IGNORECASE,
)


def standing(text: str, taken: Iterable[tuple[int, int]]) -> list[str]:
    """What returns in clauses that hold none of the ``taken`` spans: «…, xong trước ngày 30/4; định kỳ hằng quý kiểm tra»
    is two duties. "" stands for a report of each day or week, which has no name of its own."""
    spans = list(taken)
    found: list[str] = []
    begin = 0
    for end in [*(match.start() for match in _CLAUSE.finditer(text)), len(text)]:
        clause = text[begin:end].strip(" ;.")
        clause = re.sub(r"^và\s+", "", clause)
        free = not any(a < end and begin < b for a, b in spans)
        every = of_text(clause, False) if free else ""
        if (every in PERIODIC or (free and _OFTEN_REPORTED.search(clause))) and every not in found:
            found.append(every if every in PERIODIC else "")
        begin = end
    return found


_BOTH = re.compile(
    r"(?:định kỳ (?:0?6|sáu) tháng(?:,| và) (?:hằng năm|hàng năm|một năm|năm)|(?:0?6|sáu) tháng(?:,| và) (?:hằng năm|hàng năm|một năm|0?1 năm|năm) (?=tổng hợp|báo cáo|sơ kết)|(?:0?6|sáu) tháng và (?:hằng|hàng) năm)(?:\b|$)",
    re.IGNORECASE,
)


def twice(text: str) -> list[str]:
    """«Định kỳ 06 tháng, một năm»: both."""
    return ["half_yearly", "yearly"] if _BOTH.search(text) else []
