"""By when, and how often.

"Trước ngày D" keeps D with ``op = before``; the day a duty counts as late is decided elsewhere. A date
without a year takes the year of the directive's subject, and says so.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from treem.directives.reader import letters
from treem.law.calendar.observances import mid_autumn
from treem.law.errors import CalendarUnknown

_D = r"(?:ngày\s+(?:[A-ZĐÀ-Ỹ]\w+\s+\w+\s+)?)?(?P<d{n}>\d{{1,2}})\s?(?:[/.-]\s?|\s+tháng\s+)(?P<m{n}>\d{{1,2}})(?:\s?[/.-]\s?(?P<y{n}>\d{{4}})|\s+năm\s+(?P<z{n}>\d{{4}}))?(?![\d/])"
_CUE = (
    r"(?P<cue>(?:xong\s+)?trước(?:\s+thời\s+điểm)?|(?:chậm|muộn)\s+nhất(?:\s+(?:là|vào|đến|trước|trong|hết))*|không\s+(?:quá|muộn\s+hơn)|đến\s+hết|hết|"
    r"(?:thời\s+)?hạn(?:\s+(?:cuối|chót|báo\s+cáo|gửi|nộp|trình|thực\s+hiện|hoàn\s+thành))?\s*(?:là|:)?|hoàn\s+thành\s+(?:vào|trong|đến)|xong\s+(?:vào|trong)?|trong|vào|đến)"
)
_WINDOW = letters.compile(
    rf"\btừ\s+{_D.format(n=1)}\s*(?:đến|-)\s*(?:hết\s+)?{_D.format(n=2)}", re.IGNORECASE
)
_HOUR = r"(?:\d{1,2}\s*(?:giờ|h)\s*(?:\d{1,2})?(?:\s*phút)?,?\s*)?"
_DATED = letters.compile(rf"\b{_CUE}\s+{_HOUR}(?=ngày|\d){_D.format(n=1)}", re.IGNORECASE)
_HELD = letters.compile(  # «vào sáng Chủ nhật, 31/5/2026», «trong dịp Tết Trung thu (25/9/2026)»
    rf"\bvào\s+(?:(?:buổi\s+)?(?:sáng|chiều|tối|đêm)\s*)?(?:(?:thứ\s+\w+|chủ\s+nhật),?\s*)?\(?{_D.format(n=1)}|\b(?:dịp|nhân|trong)\s+[^,;.()]{{4,40}}\(\s*{_D.format(n=2)}\s*\)",
    re.IGNORECASE,
)
_AHEAD = letters.compile(  # «gửi danh sách trước 10 ngày làm việc»
    r"\btrước\s+(?:ít nhất\s+)?(?P<n>\d{1,3})\s*(?P<u>ngày|tháng|tuần|giờ)(?=\s+làm\s+việc|\s*(?:[;,.)]|$)|\s+(?:khi|so với|tổ chức|diễn ra)\b)",
    re.IGNORECASE,
)
_BEFORE_EVENT = letters.compile(  # «trước khi khai giảng (05/9/2026)», «khi kết thúc học kỳ I (15/01/2027)»
    rf"\b(?P<cue>trước|khi)\s+[^,;.()]{{4,45}}\(\s*{_D.format(n=1)}\s*\)", re.IGNORECASE
)
_SESSION = letters.compile(r"\bkỳ họp (?:thường lệ )?(?:cuối|giữa) năm (?P<y>20\d\d)", re.IGNORECASE)
_NEXT_YEAR = re.compile(r"\s*(?:của\s+)?năm\s+(?:sau|liền kề|kế tiếp|tiếp theo)", re.IGNORECASE)
_LUNAR = letters.compile(
    r"\b(?P<cue>trước|vào|chậm nhất|đến)?\s*(?:ngày\s+)?(?:15\s?/\s?8|rằm tháng (?:8|Tám|tám))(?:\s?/\s?(?P<y>20\d\d))?\s+âm lịch",
    re.IGNORECASE,
)
_FEAST = letters.compile(  # by the moon: no date is written, the calendar knows it
    r"\b(?P<cue>trước|nhân|dịp|trong|vào|đúng|chậm nhất)\s+(?:dịp\s+|đêm\s+|ngày\s+)?(?:Tết\s+)?Trung thu(?:\s+(?:năm\s+)?(?P<y>20\d\d))?",
    re.IGNORECASE,
)
_MONTHLY = letters.compile(
    r"\b(?P<cue>trước|chậm nhất(?:\s+(?:là|vào))?|vào|đến hết)?\s*ngày\s+(?P<d>\d{1,2})\s+(?:của\s+)?(?:tháng\s+(?P<last>cuối|đầu)\s+(?:của\s+)?(?:mỗi\s+)?(?P<q>quý)|(?:hằng|hàng|mỗi)\s+tháng|tháng\s+(?:sau|kế tiếp|tiếp theo))",
    re.IGNORECASE,
)
_EACH_MONTH = letters.compile(  # "Hằng tháng, trước ngày 20, …"
    r"\b(?:hằng|hàng|mỗi)\s+tháng,?\s*\(?(?P<cue>trước|chậm nhất(?:\s+(?:là|vào))?|vào|đến hết)\s+ngày\s+(?P<d>\d{1,2})(?!\s?[/\d.]|\s+tháng)",
    re.IGNORECASE,
)
_YEARLY = letters.compile(
    rf"\b(?P<cue>trước|chậm nhất(?:\s+(?:là|vào))?|vào|đến hết)?\s*{_D.format(n=1)}\s+(?:hằng|hàng|mỗi)\s+năm",
    re.IGNORECASE,
)
_MONTH = letters.compile(
    rf"\b{_CUE}\s+(?:tháng\s+\d{{1,2}}\s+(?:và|đến|,)\s+)?(?P<lastly>cuối\s+)?tháng\s+(?P<m>\d{{1,2}})(?:\s?/\s?|\s+năm\s+)?(?P<y>\d{{4}})?(?![\d/])",
    re.IGNORECASE,
)
_QUARTER = letters.compile(
    rf"\b{_CUE}\s+(?:cuối\s+)?quý\s+(?P<q>IV|III|II|I|[1-4])\b(?:\s?/\s?|\s+năm\s+|\s+)?(?P<y>\d{{4}})?",
    re.IGNORECASE,
)
_YEARS = letters.compile(
    r"\b(?:trong\s+)?(?:hai|ba|các|02|03|2|3)\s+năm\s+(?P<a>\d{4})\s?(?:-|và|,)\s?(?P<b>\d{4})", re.IGNORECASE
)
_YEAR = letters.compile(rf"\b{_CUE}\s+(?:cuối\s+)?năm\s+(?P<y>\d{{4}})(?!\s?[-/]\s?\d)", re.IGNORECASE)
_LENGTH = letters.compile(
    r"\b(?:trong\s+(?:thời\s+(?:hạn|gian)|vòng)|trong|sau|chậm\s+nhất(?:\s+là)?|không\s+quá|thời\s+hạn(?:\s+là)?)\s*(?P<n>\d{1,3})\s*(?P<u>ngày|tháng|tuần|giờ|năm)(?P<work>\s+làm\s+việc)?"
    r"(?=[^.;]{0,40}?(?:kể\s+từ|từ\s+(?:ngày|khi|thời)|sau\s+khi|tính\s+từ|trước\s+khi))|\b(?P<n2>\d{1,3})\s*(?P<u2>ngày|tháng|tuần)(?P<work2>\s+làm\s+việc)?,?\s+kể\s+từ",
    re.IGNORECASE,
)
_HOURS = letters.compile(  # «trong 12 giờ», «không quá 05 ngày làm việc»: a duration without a beginning of its own
    r"\b(?:trong\s+(?:thời\s+(?:hạn|gian)|vòng)|trong|chậm\s+nhất(?:\s+là)?|không\s+(?:quá|chậm\s+quá)|thời\s+hạn(?:\s+là)?)\s*(?P<n>\d{1,3})\s*(?:(?P<u>giờ)(?!\s*[\d/])(?! (?:một|mỗi|mỗi một) ngày)|(?P<w>ngày|tuần)(?=\s+làm\s+việc|\s+(?:sau|kể|phải)\b)|(?P<b>ngày|tuần|tháng)(?=\s*(?:[;,.)]|$)|\s+(?:theo|để|và)\b))",
    re.IGNORECASE,
)
_PAST = letters.compile(
    r"(?:tính|(?<!học )sinh|phát sinh|xảy ra|đã\s[^,;.(]{0,40}|tồn đọng|số liệu|thời điểm|vi phạm|ban hành|được cấp)\s*$"
)
_TO_BE_ISSUED = letters.compile(
    r"(?:^|[;,])\s*ban hành\s*$|\b(?:trình|tham mưu|xây dựng|dự thảo|đề xuất|hoàn thiện)\b[^.;]*\bban hành\s*$",
    re.IGNORECASE,
)
_DONE = letters.compile(
    r"(?:hoàn thành|xong|báo cáo|gửi|nộp|trình|thời gian|thời hạn|tiến độ|thực hiện|tổ chức|triển khai|ban hành|hạn|kết thúc)[^.;]*$",
    re.IGNORECASE,
)
_SENT = letters.compile(
    r"(?:hoàn thành|xong|nộp|gửi|báo|trả lời|khắc phục|giải quyết|xử lý|cấp|chuyển|hướng dẫn|trình|tham mưu|thẩm định|xác minh)\b(?:[^.]|\.(?=\d))*$",
    re.IGNORECASE,
)
_EVERY_YEAR = letters.compile(r"(?:hằng|hàng|mỗi)\s+năm\b[^.;]*$", re.IGNORECASE)
_CLAUSE_BEGINS = re.compile(r"(?:^|[;,.]|phấn đấu)\s*$", re.IGNORECASE)
_WEAK = letters.compile(r"(?:trong|vào|đến|hết|đến\s+hết|xong\s*(?:vào|trong)?)$", re.IGNORECASE)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_MISREAD = re.compile(r"(?<![A-Za-zÀ-ỹ])[\dlIOo]{1,2}/[\dlIOo]{1,2}(?:/[\dlIOo]{4})?(?![A-Za-zÀ-ỹ\d])")
_MISREAD_QUARTER = re.compile(r"\b[Qq]uý\s+[lI1]{1,3}V?\s?/\s?2[0Oo]\d[\dlOo]")
_ROMAN = str.maketrans({"l": "I", "O": "0", "o": "0"})
_DIGITS = str.maketrans("lIOo", "1100")  # letters that a machine reads for digits, as long as before
_SIGNS = letters.compile(r"\d|quý\s+[IV]|trung thu", re.IGNORECASE)


@dataclass(slots=True)
class Deadline:
    """One deadline as stated; ``inferred`` when the year is not written beside it."""

    value: str | list[str]
    op: str
    start: int
    end: int
    inferred: bool = False
    recurrence: str = ""
    rrule: str = ""
    period: str = ""


def find(
    text: str, year: str, masked: list[tuple[int, int]] | None = None, loose: bool = False
) -> list[Deadline]:
    """Deadlines in order. ``year`` (of the subject) completes dates without one; ``loose`` accepts bare dates,
    as in a column or line that is itself headed "Thời gian hoàn thành".
    """
    found: list[Deadline] = []
    if not _SIGNS.search(text):
        return found
    text = _MISREAD.sub(lambda match: match.group().translate(_DIGITS), text)
    text = _MISREAD_QUARTER.sub(lambda match: match.group().translate(_ROMAN), text)
    lowered = text.lower()
    taken = list(masked or [])

    def free(match: re.Match[str]) -> bool:
        if any(a < match.end() and match.start() < b for a, b in taken):
            return False
        before = text[max(0, match.start() - 160) : match.start()]
        # «trình … ban hành trước ngày» sets a day; «văn bản ban hành trước ngày» tells of the past.
        return not _PAST.search(before[-45:]) or _TO_BE_ISSUED.search(before) is not None

    def add(
        match: re.Match[str],
        value: str | list[str],
        op: str,
        inferred: bool = False,
        recurrence: str = "",
        rrule: str = "",
    ) -> None:
        taken.append(match.span())
        found.append(Deadline(value, op, match.start(), match.end(), inferred, recurrence, rrule))

    for match in _MONTHLY.finditer(text) if "ngày" in lowered else ():
        day = int(match.group("d"))
        if free(match) and 1 <= day <= 31:
            if match.group("q"):
                add(
                    match,
                    "",
                    _op(match.group("cue")),
                    False,
                    "quarterly",
                    f"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY={day}",
                )
            else:
                add(match, "", _op(match.group("cue")), False, "monthly", f"FREQ=MONTHLY;BYMONTHDAY={day}")
    for match in _EACH_MONTH.finditer(text) if " tháng" in lowered and "ngày" in lowered else ():
        day = int(match.group("d"))
        if free(match) and 1 <= day <= 31:
            add(match, "", _op(match.group("cue")), False, "monthly", f"FREQ=MONTHLY;BYMONTHDAY={day}")
    for match in (
        _YEARLY.finditer(text)
        if " năm" in lowered and ("hằng" in lowered or "hàng" in lowered or "mỗi" in lowered)
        else ()
    ):
        if free(match) and _iso(match, 1, "2024"):
            rule = f"FREQ=YEARLY;BYMONTH={int(match.group('m1'))};BYMONTHDAY={int(match.group('d1'))}"
            add(match, "", _op(match.group("cue")), False, "yearly", rule)
    for match in _WINDOW.finditer(text) if "từ" in lowered else ():
        last, inferred = _iso_inferred(match, 2, year)
        first, _ = _iso_inferred(match, 1, last[:4] or year)
        if first and last and (free(match) or text[: match.start()].rstrip().endswith("vi phạm")):
            add(match, [first, last], "window", inferred)
    for match in _LUNAR.finditer(text) if "âm lịch" in lowered else ():
        feast = _mid_autumn(match.group("y") or year)
        if feast and free(match):
            add(match, feast, _op(match.group("cue")), not match.group("y"))
    for match in _SESSION.finditer(text) if "kỳ họp" in lowered else ():
        if free(match):
            add(match, match.group("y"), "by")
    for match in _DATED.finditer(text):
        if not match.group("y1") and not match.group("z1") and _NEXT_YEAR.match(text, match.end()):
            if free(match) and _iso(match, 1, "2024"):
                rule = f"FREQ=YEARLY;BYMONTH={int(match.group('m1'))};BYMONTHDAY={int(match.group('d1'))}"
                add(match, "", _op(match.group("cue")), False, "yearly", rule)
            continue
        value, inferred = _iso_inferred(match, 1, year)
        if value and free(match) and _meant(text, match):
            add(match, value, _op(match.group("cue")), inferred)
    for match in _HELD.finditer(text) if "vào" in lowered or "(" in lowered else ():
        number = 1 if match.group("d1") else 2
        value, inferred = _iso_inferred(match, number, year)
        if value and not inferred and free(match):
            add(match, value, "by")
    for match in _BEFORE_EVENT.finditer(text) if "(" in lowered else ():
        value, inferred = _iso_inferred(match, 1, year)
        if value and free(match):
            add(match, value, _op(match.group("cue")), inferred)
    for match in _AHEAD.finditer(text) if "trước" in lowered else ():
        if free(match):
            add(match, _duration(int(match.group("n")), match.group("u").lower()), "before")
    for match in _FEAST.finditer(text) if "trung thu" in lowered else ():
        feast = _mid_autumn(match.group("y") or (year if loose else ""))
        if feast and free(match):
            add(match, feast, _op(match.group("cue")), not match.group("y"))
    for match in _MONTH.finditer(text) if "tháng" in lowered else ():
        if _MORE_MONTHS.match(text, match.end()) and not match.group("y"):
            continue  # «trong tháng 5, 6, 7»
        written = match.group("y") or year
        month = int(match.group("m"))
        if not match.group("y") and _YEARS_ROUND.match(text, match.end()) and 1 <= month <= 12:
            add(match, "", _op(match.group("cue")), False, "yearly", f"FREQ=YEARLY;BYMONTH={month}")
            continue
        if free(match) and written and 1 <= month <= 12 and _meant(text, match):
            op = _op(match.group("cue"))
            before = op == "before" and not match.group("lastly")
            add(
                match,
                f"{written}-{month:02d}-01" if before else _month_end(int(written), month),
                op,
                not match.group("y"),
            )
    for match in _QUARTER.finditer(text) if "quý" in lowered else ():
        written = match.group("y") or year
        if free(match) and written and _meant(text, match):
            quarter = _QUARTERS[match.group("q").upper()]
            op = _op(match.group("cue"))
            if not match.group("y") and _YEARS_ROUND.match(text, match.end()):
                add(match, "", op, False, "yearly", f"FREQ=YEARLY;BYMONTH={quarter * 3}")
                continue
            value = (
                f"{written}-{quarter * 3 - 2:02d}-01"
                if op == "before"
                else _month_end(int(written), quarter * 3)
            )
            add(match, value, op, not match.group("y"))
    for match in _YEARS.finditer(text) if " năm" in lowered else ():
        if free(match):
            add(match, f"{match.group('b')}-12-31", "by")
    for match in _YEAR.finditer(text) if "năm" in lowered else ():
        cue = match.group("cue").lower()
        aimed = cue == "đến hết"  # «bảo đảm đến hết năm 2027 có 100% …»
        if not free(match) or not (aimed or _meant(text, match)) or not _completed(text, match, cue, loose):
            continue
        if cue.startswith(("trước", "xong trước")):
            add(match, match.group("y"), "before")
        elif cue.endswith(("trong", "hết")) or "cuối" in match.group().lower():
            add(match, f"{match.group('y')}-12-31", "by")
        else:
            add(match, match.group("y"), "by")
    for match in (
        _LENGTH.finditer(text) if "từ" in lowered or "sau khi" in lowered or "trước khi" in lowered else ()
    ):
        if free(match):
            count, unit = (
                int(match.group("n") or match.group("n2")),
                (match.group("u") or match.group("u2")).lower(),
            )
            add(match, _duration(count, unit), "by")
    for match in _HOURS.finditer(text) if "giờ" in lowered or "ngày" in lowered or "tuần" in lowered else ():
        bare = match.group("b")
        if bare and not _SENT.search(text[max(0, match.start() - 160) : match.start()]):
            continue  # how long an event lasts
        if free(match):
            unit = (match.group("u") or match.group("w") or bare).lower()
            add(match, _duration(int(match.group("n")), unit), "by")
    if loose and not found:
        found = _bare(text, year)
    found.sort(key=lambda item: item.start)
    for index in reversed(range(len(found))):
        item = found[index]
        later: Deadline | None = next((due for due in found[index + 1 :] if due.start - item.end < 90), None)
        said = _EVERY_YEAR.search(text[max(0, item.start - 110) : item.start])
        again = said is not None or (later is not None and later.rrule.startswith("FREQ=YEARLY"))
        if item.inferred and isinstance(item.value, str) and len(item.value) == 10 and again:
            # «6 tháng trước 15/6, năm trước 30/11 hằng năm»: both come again.
            rule = f"FREQ=YEARLY;BYMONTH={int(item.value[5:7])};BYMONTHDAY={int(item.value[8:10])}"
            item.value, item.inferred, item.rrule = "", False, rule
            item.recurrence = "yearly" if said else ""
        item.period = _period(text[found[index - 1].end if index else 0 : item.start])
    return found


_EVERY = (
    ("monthly", re.compile(r"(?:hằng|hàng|mỗi)\s+tháng", re.IGNORECASE)),
    ("quarterly", re.compile(r"(?:hằng|hàng|mỗi)\s+quý", re.IGNORECASE)),
    ("half_yearly", re.compile(r"(?:06|6|sáu)\s+tháng(?:/lần|\s+một\s+lần)|định kỳ\s+0?6\s+tháng", re.IGNORECASE)),
    ("yearly", re.compile(r"(?:hằng|hàng|mỗi)\s+năm", re.IGNORECASE)),
    ("continuous", re.compile(r"thường\s+xuyên|liên\s+tục", re.IGNORECASE)),
    ("immediately", re.compile(r"^ngay\b", re.IGNORECASE)),
    ("on_event", re.compile(r"^khi\s|phát\s+sinh|ngay\s+(?:sau\s+)?khi|theo\s+(?:tình\s+hình|yêu\s+cầu)\s+thực\s+tế", re.IGNORECASE)),
    ("as_regulated", re.compile(r"theo\s+quy\s+định|định\s+kỳ", re.IGNORECASE)),
)  # fmt: skip
_HALF = re.compile(r"^\s*(?:trong\s+)?0?6 tháng (?P<h>đầu|cuối) năm\s+(?P<y>20\d\d)\s*\.?\s*$", re.IGNORECASE)
_FROM_ON = re.compile(
    r"^\s*(?:kể\s+)?từ\s+(?!.*\b(?:đến|-))|^\s*năm\s+học\b|^\s*trước\s+(?:khi\b|tết\b|mùa\b|năm\s+học)",
    re.IGNORECASE,
)
_SPAN_OF_YEARS = re.compile(r"^\s*(?:giai\s+đoạn\s+|năm\s+|các\s+năm\s+)?(20\d\d)\s*(?:-|–|đến|và)\s*(?:năm\s+)?(20\d\d)\s*\.?\s*$", re.IGNORECASE)  # fmt: skip
_QUARTERS_OF = re.compile(r"\bquý\s+(?P<q>IV|III|II|I|[1-4])\b(?=[^.;]*?(?P<y>20\d\d))", re.IGNORECASE)


def of_field(text: str, year: str) -> tuple[list[Deadline], str]:
    """The deadlines and the recurrence of a cell or line that is itself headed «Thời hạn», «Thời gian hoàn thành»: there
    a bare date, month, quarter or year is one. «Từ quý II/2026» begins something and ends nothing."""
    if half := _HALF.match(text):
        end = "06-30" if half.group("h").lower() == "đầu" else "12-31"
        return [Deadline(f"{half.group('y')}-{end}", "by", *half.span())], ""
    every = next((name for name, pattern in _EVERY if pattern.search(text)), "")
    if every in ("continuous", "on_event", "immediately") or (_FROM_ON.search(text) and not find(text, year)):
        return [], every
    if span := _SPAN_OF_YEARS.match(text):
        return [Deadline(f"{span.group(2)}-12-31", "by", *span.span())], every
    quarters = list(_QUARTERS_OF.finditer(text))
    if len(quarters) > 1:
        ends = [(m, _month_end(int(m.group("y")), _QUARTERS[m.group("q").upper()] * 3)) for m in quarters]
        return [Deadline(end, "by", *match.span()) for match, end in ends], every
    if every in ("monthly", "quarterly", "yearly", "half_yearly"):
        # «Trước 30/11 hằng năm» comes again: no day of one year.
        found = [due for due in find(text, year, None, True) if due.rrule]
        return found or [], every
    return find(text, year, None, True), every


_YEARS_ROUND = re.compile(r"\s*(?:hằng|hàng|mỗi)\s+năm", re.IGNORECASE)
_MORE_MONTHS = re.compile(r"\s*,\s*\d{1,2}\s*[,.;]|\s*,\s*\d{1,2}\s*$")


def _mid_autumn(year: str) -> str:
    try:
        return mid_autumn(int(year)).isoformat() if year else ""
    except CalendarUnknown:
        return ""


def _op(cue: str | None) -> str:
    return "before" if cue and "trước" in cue.lower() else "by"


def _meant(text: str, match: re.Match[str]) -> bool:
    """A weak word ("trong", "đến") makes a deadline only beside a verb of completion."""
    cue = match.group("cue")
    if cue.lower() == "trong" and match.re is not _DATED:
        return True  # "trong quý II", "trong tháng 6/2026"
    if cue.lower() == "đến hết" or (
        cue.lower() == "đến" and _CLAUSE_BEGINS.search(text[: match.start()]) and match.re is _DATED
    ):
        return True  # «…; đến 20/10/2026 mỗi xã có …»
    if not _WEAK.search(cue) or cue.lower().startswith(("hoàn", "xong", "chậm", "muộn")):
        return True
    return _DONE.search(text[max(0, match.start() - 160) : match.start()]) is not None


def _completed(text: str, match: re.Match[str], cue: str, loose: bool) -> bool:
    """ "đến năm 2030" is mostly a horizon or part of a title; a deadline only right after "hoàn thành"."""
    if loose or cue.startswith(("trước", "xong", "hoàn", "chậm", "muộn", "không")):
        return True
    before = text[max(0, match.start() - 90) : match.start()]
    if re.search(r"(?:sơ kết|tổng kết|đánh giá)(?: giữa kỳ| cuối kỳ)?\s*$", before, re.IGNORECASE):
        return True
    if re.search(r"(?:định hướng|tầm nhìn|giai đoạn|mục tiêu)[^;.]*$", before, re.IGNORECASE):
        return False
    if cue == "đến" and re.search(r"(?:^|[;.])\s*$", before):
        return True  # «…; đến năm 2028 có 100% …»
    if cue == "đến hết" and re.search(r"(?:^|[;,.]|phấn đấu|bảo đảm|đảm bảo)\s*$", before, re.IGNORECASE):
        return True
    strong = cue.endswith(("trong", "hết")) or (not before.strip() and "cuối" in match.group().lower())
    return strong or re.search(r"(?:hoàn thành|xong|kết thúc)[^;.]*$", before, re.IGNORECASE) is not None


def _iso(match: re.Match[str], n: int, year: str) -> str:
    return _iso_inferred(match, n, year)[0]


def _iso_inferred(match: re.Match[str], n: int, year: str) -> tuple[str, bool]:
    written = match.group(f"y{n}") or match.group(f"z{n}")
    try:
        value = date(int(written or year or 0), int(match.group(f"m{n}")), int(match.group(f"d{n}")))
    except ValueError:
        return "", False
    return value.isoformat(), not written


def _month_end(year: int, month: int) -> str:
    if not 1 <= year <= 9999:
        return ""
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def _duration(count: int, unit: str) -> str:
    return (
        f"PT{count}H"
        if unit == "giờ"
        else f"P{count}{ {'ngày': 'D', 'tháng': 'M', 'tuần': 'W', 'năm': 'Y'}[unit] }"
    )


def _bare(text: str, year: str) -> list[Deadline]:
    prefixed = f"chậm nhất {text.strip()}"
    found = find(prefixed, year) if not text.strip().lower().startswith("chậm nhất") else []
    if not found:
        match = re.search(r"(?<!\d)(?:năm\s+)?((?:19|20)\d{2})(?:\s?-\s?((?:19|20)\d{2}))?(?!\d)", text)
        if match:
            return [Deadline(match.group(2) or match.group(1), "by", match.start(), match.end())]
        return []
    for item in found:
        item.start, item.end = max(0, item.start - 10), max(0, item.end - 10)
    return found


_YEARLY_REPORT = re.compile(
    r"(?:báo cáo|sơ kết|tổng kết|định kỳ|số liệu|kết quả)[^,;.]{0,25}(?:hằng|hàng) năm"
)


def _last_of(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _period(before: str) -> str:
    """The reporting period named last before a deadline."""
    window = before[-110:].lower()
    hits = [
        (window.rfind("6 tháng"), "H1"),
        (window.rfind("06 tháng"), "H1"),
        (window.rfind("sáu tháng"), "H1"),
        (window.rfind("6 tháng cuối năm"), "H2"),
        (window.rfind("báo cáo năm"), "year"),
        (window.rfind("báo cáo tổng kết năm"), "year"),
        (window.rfind("tổng kết cuối năm"), "year"),
        (window.rfind("cả năm"), "year"),
        (window.rfind("một năm ("), "year"),
        (_last_of(_YEARLY_REPORT, window), "year"),
        (window.rfind("báo cáo quý"), "quarter"),
        (window.rfind("hằng quý"), "quarter"),
        (window.rfind("báo cáo tháng"), "month"),
        (window.rfind("hằng tháng"), "month"),
    ]
    late = re.search(
        r"(?:thực hiện|kết quả|và|;|,)\s+(?:báo cáo\s+)?(?:kết quả\s+)?năm(?:\s+\d{4})?\s*\(?\s*$", window
    )
    if late:
        hits.append((late.start(), "year"))
    best = max(hits, key=lambda hit: hit[0])
    return best[1] if best[0] >= 0 else ""


_ONCE = re.compile(
    r"mỗi (?P<a>tháng|quý|năm)(?: ít nhất| tối thiểu)? (?:một|0?1) lần\b|(?:một|0?1) lần\s*(?:/|mỗi|trong một)\s*(?P<b>tháng|quý)\b|"
    r"0?6 tháng (?:một|0?1) lần|(?:hai|0?2) lần\s*(?:một|mỗi)\s*năm"
)
_HOW_MANY = re.compile(r"mỗi (?:tuần|tháng|quý|năm)(?: [a-zà-ỹ]+){0,5} \d+")
"""«Mỗi tháng ít nhất 02 buổi» is a figure to reach, not how often the duty comes."""


def recurrence_of(text: str, reports: bool) -> str:
    """How often, where the text says it of the duty itself."""
    lowered = text[:2000].lower()
    start = lowered[:60]
    if re.match(r"(?:- )?thường xuyên\b", start):
        return "continuous"
    if re.search(r"(?:định kỳ|báo cáo|sơ kết|giao ban|tổng hợp)[^.;]{0,70}(?:hằng|hàng|mỗi) tháng", lowered):
        return "monthly"
    if re.search(
        r"(?:định kỳ|báo cáo|sơ kết|giao ban|tổng hợp)[^.;]{0,70}(?:(?:hằng|hàng|mỗi) quý|03 tháng|3 tháng)",
        lowered,
    ):
        return "quarterly"
    if re.search(r"(?:định kỳ|báo cáo|sơ kết|tổng hợp)[^.;]{0,70}(?:06|6|sáu) tháng", lowered):
        return "half_yearly"
    if re.search(
        r"(?:định kỳ|báo cáo|tổng kết|sơ kết|đánh giá)[^.;]{0,70}(?:(?:hằng|hàng|mỗi) năm|một năm)", lowered
    ) or re.match(r"(?:hằng|hàng) năm\b", start):
        return "yearly"
    lowered = _HOW_MANY.sub(" ", lowered)
    if re.search(r"ngày (?:cuối|đầu)(?: cùng)? (?:của )?(?:hằng|hàng|mỗi) tháng", lowered):
        return "monthly"
    if re.search(r"(?:mùa|dịp|kỳ|tết) [a-zà-ỹ]+(?: [a-zà-ỹ]+)? (?:hằng|hàng) năm", lowered):
        return "yearly"
    if re.match(r"khi (?:có|xảy ra|phát hiện|nhận|tiếp nhận)\b[^.;]{2,120},", start + lowered[60:200]):
        return "on_event"
    if re.search(r"kỳ họp thường lệ (?:giữa|cuối) năm(?! 20)", lowered):
        return "yearly"
    if once := _ONCE.search(lowered):
        word = once.group("a") or once.group("b")
        return {"tháng": "monthly", "quý": "quarterly", "năm": "yearly"}.get(word or "", "half_yearly")
    if re.search(r"(?:dự toán|kinh phí)[^,;.]{0,40}(?:hằng|hàng) năm", lowered):
        return "yearly"
    for every, word in (("monthly", "tháng"), ("quarterly", "quý"), ("yearly", "năm")):
        # By itself at either end of a clause; «kế hoạch hằng năm» is a plan's name.
        if re.search(
            rf"(?:^|[,;(]\s*)(?:định kỳ\s+)?(?:hằng|hàng|mỗi) {word}\b,?\s|[,;\w]\s+định kỳ (?:hằng|hàng) {word}\b",
            lowered,
        ):
            return every
    if re.search(r"(?:tuần|ngày|tháng) (?:cuối|đầu) (?:của )?(?:(?:hằng|hàng|mỗi) )?quý", lowered):
        return "quarterly"
    if re.search(r"\bngay (?:sau )?khi (?:xảy ra|phát hiện|có|nhận)", lowered):
        return "on_event"
    if re.match(
        r"(?:(?:triển khai|thực hiện|chỉ đạo|tổ chức|rà soát|kiểm tra|báo cáo) )?ngay\b(?! từ| tại)", start
    ):
        return "immediately"
    if re.search(
        r"(?:^|\bngay\b[^.;]{0,3}|[,;]\s*)(?:làm|báo|thực hiện|triển khai|khắc phục) ngay\b(?! từ| tại| khi| sau| cả)|(?:đình chỉ|dừng|kiểm tra|xử lý|can thiệp|báo cáo) ngay\b(?! từ| tại| khi| sau| cả| trong hè)|\bthì báo ngay\b",
        lowered,
    ):
        return "immediately"
    if re.search(r"(?<!sức khỏe )(?<!sức khoẻ )(?<!khám )định kỳ", lowered):
        return "as_regulated"
    if reports and re.search(r"báo cáo[^.;]{0,90}theo quy định", lowered):
        return "as_regulated"
    if reports and "đột xuất" in lowered:
        return "ad_hoc"
    return ""
