"""By when: the days, months, quarters, years and durations that a text sets.

``_RULES`` holds one function for each way of writing; earlier rules are stronger, and words that one has read are taken
for those below. What holds for all of them:

- "trước ngày D" keeps D with ``op = before``; the day a duty counts as late is decided elsewhere;
- a day without a year takes the year of the directive's subject or date, or the year after where that day has passed when
  the paper is signed; ``inferred`` says so;
- a day written with its year that lies before the paper itself tells of the past and binds nobody;
- "hằng năm", "hằng tháng", "tháng cuối quý" make a rule (``rrule``) without a day of one year;
- a weak word ("trong", "đến", "vào") makes a deadline only beside a verb of completion.

How often something returns is read in ``recurrence``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

from treem.directives.reader import lengths, letters, recurrence, spans
from treem.directives.reader.moments import (
    COUNT,
    CUE,
    HOUR,
    QUARTERS,
    D,
    Deadline,
    Scan,
    iso,
    meant,
    month_end,
    op_of,
    said_before,
)
from treem.law.calendar.observances import lunar_new_year, mid_autumn
from treem.law.errors import CalendarUnknown

_SIGNS = letters.compile(
    rf"\d|quý\s+[IV]|trung thu|hôm nay|\b(?:vòng|hạn|quá|gian|nhất)\s+(?:{COUNT})\s+(?:ngày|giờ|tuần|tháng)",
    re.IGNORECASE,
)

_MISREAD = re.compile(r"(?<![A-Za-zÀ-ỹ])[\dlIOo]{1,2}/[\dlIOo]{1,2}(?:/[\dlIOo]{4})?(?![A-Za-zÀ-ỹ\d])")
_MISREAD_QUARTER = re.compile(r"\b[Qq]uý\s+[lI1]{1,3}V?\s?/\s?2[0Oo]\d[\dlOo]")
_MISREAD_COUNT = re.compile(r"(?<=\s)(?:[OIl]\d|\d[OIl])(?=\s+(?:ngày|giờ|phút|tháng|tuần)\b)")
_ROMAN = str.maketrans({"l": "I", "O": "0", "o": "0"})
_DIGITS = str.maketrans("lIOo", "1100")  # letters that a machine reads for digits, as long as before


def find(
    text: str, year: str, masked: list[tuple[int, int]] | None = None, loose: bool = False, today: str = ""
) -> list[Deadline]:
    """Deadlines in order. ``year`` (of the subject) completes dates without one; ``today`` is the date of the paper, as far
    as it is known; ``loose`` accepts bare dates, as in a column or line that is itself headed "Thời gian hoàn thành".
    """
    if not _SIGNS.search(text):
        return []
    text = _MISREAD.sub(lambda match: match.group().translate(_DIGITS), text)
    text = _MISREAD_COUNT.sub(lambda match: match.group().translate(_DIGITS), text)
    text = _MISREAD_QUARTER.sub(lambda match: match.group().translate(_ROMAN), text)
    scan = Scan(text, text.lower(), year, today, loose, list(masked or []))
    for words, rule in _RULES:
        if not words or any(word in scan.lowered for word in words):
            rule(scan)
    found = scan.found
    if loose and not found:
        found = _bare(text, year, today)
    found.sort(key=lambda item: item.start)
    _come_again(found, text)
    return found


# --- what returns --------------------------------------------------------------------------------

_MONTHLY = letters.compile(
    r"\b(?P<cue>trước|chậm nhất(?:\s+(?:là|vào))?|vào|đến hết)?\s*ngày\s+(?P<d>\d{1,2})\s+(?:của\s+)?(?:tháng\s+(?P<last>cuối|đầu)\s+(?:của\s+)?(?:mỗi\s+)?(?P<q>quý)|(?:hằng|hàng|mỗi)\s+tháng|(?P<next>tháng\s+(?:sau|kế tiếp|tiếp theo|liền kề)))",
    re.IGNORECASE,
)
_EACH_MONTH = letters.compile(  # "Hằng tháng, trước ngày 20, …"
    r"\b(?:hằng|hàng|mỗi)\s+tháng,?\s*\(?(?P<cue>trước|chậm nhất(?:\s+(?:là|vào))?|vào|đến hết)\s+ngày\s+(?P<d>\d{1,2})(?!\s?[/\d.]|\s+tháng)",
    re.IGNORECASE,
)
_MONTH_REPORT = letters.compile(  # «báo cáo tháng gửi trước ngày 25»
    r"\bbáo cáo tháng(?:,? (?:gửi|nộp))?\s+(?P<cue>trước|chậm nhất(?:\s+(?:là|vào))?|vào)\s+ngày\s+(?P<d>\d{1,2})(?!\s?[/\d]|\.\d|\s+(?:của\s+)?tháng)",
    re.IGNORECASE,
)
_BY_QUARTER = re.compile(r"\bquý\b[^.;]*$", re.IGNORECASE)


def _days_of_months(scan: Scan) -> None:
    """«Trước ngày 25 hằng tháng», «ngày 15 của tháng cuối quý», «hằng quý … trước ngày 05 của tháng kế tiếp»."""
    for match in (
        found for pattern in (_MONTHLY, _EACH_MONTH, _MONTH_REPORT) for found in pattern.finditer(scan.text)
    ):
        day = int(match.group("d"))
        if not scan.free(match) or not 1 <= day <= 31:
            continue
        parts = match.groupdict()
        quarter = parts.get("q") or (
            parts.get("next") and _BY_QUARTER.search(scan.text[max(0, match.start() - 120) : match.start()])
        )
        every, rule = ("quarterly", "FREQ=MONTHLY;INTERVAL=3") if quarter else ("monthly", "FREQ=MONTHLY")
        scan.add(match, "", op_of(match.group("cue")), recurrence=every, rrule=f"{rule};BYMONTHDAY={day}")


_YEARLY = letters.compile(
    rf"\b(?P<cue>trước|chậm nhất(?:\s+(?:là|vào))?|vào|đến hết)?\s*(?:{D.format(n=2)}\s*(?:,|và)\s*(?:trước\s+)?)?{D.format(n=1)}\)?\s+(?:(?:hằng|hàng|mỗi)\s+năm|(?:của\s+)?năm\s+(?:sau|liền kề|kế tiếp|tiếp theo|trước\s+năm\s+kế\s+hoạch))",
    re.IGNORECASE,
)


def _days_of_years(scan: Scan) -> None:
    """«Trước ngày 10/12 hằng năm», «trước 30/5 và 30/11 hằng năm», «ngày 20/01 năm sau»."""
    for match in _YEARLY.finditer(scan.text):
        if not scan.free(match):
            continue
        for n in (2, 1):
            if match.group(f"d{n}") and iso("2024", int(match.group(f"m{n}")), int(match.group(f"d{n}"))):
                rule = (
                    f"FREQ=YEARLY;BYMONTH={int(match.group(f'm{n}'))};BYMONTHDAY={int(match.group(f'd{n}'))}"
                )
                scan.add(match, "", op_of(match.group("cue")), recurrence="yearly", rrule=rule)
                scan.found[-1].start = match.start(f"d{n}")


# --- spans ---------------------------------------------------------------------------------------

_WINDOW = letters.compile(
    rf"\btừ\s+{HOUR}{D.format(n=1)}\s*(?:đến|-)\s*{HOUR}(?:hết\s+)?{D.format(n=2)}", re.IGNORECASE
)
_DAYS = letters.compile(  # «từ ngày 10 đến 20/8/2026», «trong các ngày 06, 07 và 08/8/2026»
    rf"\b(?:từ\s+(?:ngày\s+)?(?P<first>\d{{1,2}})\s*(?:đến|-)\s*(?:hết\s+)?|(?:trong|vào)\s+(?:các|hai|ba|0?\d)\s+ngày\s+(?:từ\s+)?(?P<of>\d{{1,2}})(?:\s*(?:,|và|-|đến)\s*\d{{1,2}})*\s*(?:,|và|-|đến)\s*(?:ngày\s+)?){D.format(n=2)}",
    re.IGNORECASE,
)


def _windows(scan: Scan) -> None:
    for match in _WINDOW.finditer(scan.text):
        last, inferred, passed = scan.dated(match, 2)
        first, _, _ = scan.dated(match, 1, last[:4])
        if first and last and (scan.free(match) or scan.text[: match.start()].rstrip().endswith("vi phạm")):
            scan.add(match, [first, last], "window", inferred=inferred, passed=passed)
    for match in _DAYS.finditer(scan.text):
        last, inferred, passed = scan.dated(match, 2)
        first = iso(last[:4], int(match.group("m2")), int(match.group("first") or match.group("of")))
        if first and last and first < last and scan.free(match):
            scan.add(match, [first, last], "window", inferred=inferred, passed=passed)


# --- days ----------------------------------------------------------------------------------------

_DATED = letters.compile(rf"\b{CUE}\s+{HOUR}(?=ngày|thứ|\d){D.format(n=1)}", re.IGNORECASE)
_AND_DAY = letters.compile(  # «trước ngày 25/6 (6 tháng) và 25/12 (năm)»
    rf"\s*(?:\([^()]{{1,40}}\)\s*)?(?:,|;|và|,\s+và)\s+(?:ngày\s+)?(?=\d){D.format(n=1)}"
)
_HELD = letters.compile(  # «vào sáng Chủ nhật, 31/5/2026», «trong dịp Tết Trung thu (25/9/2026)»
    rf"\bvào\s+(?:(?:buổi\s+)?(?:sáng|chiều|tối|đêm)\s*)?(?:(?:thứ\s+\w+|chủ\s+nhật),?\s*)?\(?{D.format(n=1)}|\b(?:dịp|nhân|trong)\s+[^,;.()]{{4,40}}\(\s*{D.format(n=2)}\s*\)",
    re.IGNORECASE,
)
_BEFORE_EVENT = letters.compile(  # «trước khi khai giảng (05/9/2026)», «khi kết thúc học kỳ I (15/01/2027)»
    rf"\b(?P<cue>trước|(?:khi\s+)?kết thúc|khi|đến)\s+[^,;.()]{{4,45}}\(\s*{D.format(n=1)}\s*\)",
    re.IGNORECASE,
)
_TODAY = letters.compile(
    rf"\b(?P<cue>trước|xong|hoàn thành|báo cáo)?\s*{HOUR}(?:trong\s+|ngay\s+trong\s+)?(?:ngày\s+)?hôm nay\b",
    re.IGNORECASE,
)


def _days(scan: Scan) -> None:
    """A cue and a day, and the days that go on after it: they share the cue, and the year that stands last."""
    for match in _DATED.finditer(scan.text):
        chain = [match]
        while len(chain) < 6 and (more := _AND_DAY.match(scan.text, chain[-1].end())):
            chain.append(more)
        if not scan.free(match) or not meant(scan, match, day=True):
            continue
        written = next((year for link in reversed(chain) if (year := link["y1"] or link["z1"])), "")
        for link in chain:
            value, inferred, passed = scan.dated(link, 1, written)
            if value:
                scan.add(link, value, op_of(match.group("cue")), inferred=inferred, passed=passed)
                if link is not match and scan.found:
                    scan.found[-1].start = link.start("d1")


def _days_of_events(scan: Scan) -> None:
    for match in _HELD.finditer(scan.text):
        value, inferred, _ = scan.dated(match, 1 if match.group("d1") else 2)
        if value and not inferred and scan.free(match):
            scan.add(match, value, "by")
    for match in _BEFORE_EVENT.finditer(scan.text):
        value, inferred, passed = scan.dated(match, 1)
        if value and scan.free(match):
            scan.add(match, value, op_of(match.group("cue")), inferred=inferred, passed=passed)


def _this_day(scan: Scan) -> None:
    """«Xong trước 20 giờ hôm nay»: the day of the paper."""
    for match in _TODAY.finditer(scan.text):
        if len(scan.today) == 10 and scan.free(match, past=False):
            scan.add(match, scan.today, op_of(match.group("cue")))


# --- feasts and sessions -------------------------------------------------------------------------

_SESSION = letters.compile(
    r"\bkỳ họp (?:thường lệ )?(?:(?:HĐND|Hội đồng nhân dân)(?: tỉnh| thành phố| xã)? )?(?:cuối|giữa) năm (?P<y>20\d\d)",
    re.IGNORECASE,
)
_LUNAR = letters.compile(
    r"\b(?P<cue>trước|vào|chậm nhất|đến)?\s*(?:ngày\s+)?(?:15\s?/\s?8|rằm tháng (?:8|Tám|tám))(?:\s?/\s?(?P<y>20\d\d))?\s+âm lịch",
    re.IGNORECASE,
)
_FEAST = letters.compile(  # by the moon: no date is written, the calendar knows it
    r"\b(?P<cue>trước|nhân|dịp|trong|vào|đúng|chậm nhất)\s+(?:dịp\s+|đêm\s+|ngày\s+)?(?:Tết\s+)?Trung thu(?:\s+(?:năm\s+)?(?P<y>20\d\d))?",
    re.IGNORECASE,
)
_KNOWN = letters.compile(
    r"\b(?P<cue>trước)\s+(?:dịp\s+)?(?:(?P<june>Tháng hành động vì trẻ em)|(?P<january>Tết Dương lịch)|(?P<tet>Tết Nguyên đán(?:\s+[A-ZĐÀ-Ỹ]\w+\s+[A-ZĐÀ-Ỹ]\w+)?))\s+(?:năm\s+)?(?P<y>20\d\d)"
)


_IN_TIME_FOR = re.compile(r"\b(?:để|kịp|phục vụ)\b[^,;.]*$")


def _sessions(scan: Scan) -> None:
    for match in _SESSION.finditer(scan.text):
        if scan.free(match) and not _IN_TIME_FOR.search(said_before(scan, match, 30)):
            scan.add(match, match.group("y"), "by")


def _lunar_days(scan: Scan) -> None:
    for match in _LUNAR.finditer(scan.text):
        feast = _known(mid_autumn, match.group("y") or scan.year)
        if feast and scan.free(match):
            scan.add(match, feast, op_of(match.group("cue")), inferred=not match.group("y"))


def _feasts(scan: Scan) -> None:
    """Feasts whose day the calendar knows, where the paper writes the year."""
    for match in _FEAST.finditer(scan.text):
        feast = _known(mid_autumn, match.group("y") or (scan.year if scan.loose else ""))
        if feast and scan.free(match):
            scan.add(match, feast, op_of(match.group("cue")), inferred=not match.group("y"))
    for match in _KNOWN.finditer(scan.text):
        year = match.group("y")
        month = "06" if match.group("june") else "01" if match.group("january") else ""
        value = f"{year}-{month}-01" if month else _known(lunar_new_year, year)
        if value and scan.free(match):
            scan.add(match, value, "before")


def _known(feast: Callable[[int], date], year: str) -> str:
    try:
        return feast(int(year)).isoformat() if year else ""
    except CalendarUnknown:
        return ""


_RULES: tuple[tuple[tuple[str, ...], Callable[[Scan], None]], ...] = (
    (("tháng",), _days_of_months),
    ((" năm",), _days_of_years),
    (("từ", " ngày"), _windows),
    (("âm lịch",), _lunar_days),
    (("kỳ họp",), _sessions),
    ((), _days),
    (("vào", "("), _days_of_events),
    (("hôm nay",), _this_day),
    (("trước",), lengths.ahead),
    (("trung thu", "tháng hành động", "nguyên đán", "dương lịch"), _feasts),
    (("tuần",), spans.weeks),
    (("tháng",), spans.half_years),
    (("tháng",), spans.months),
    (("quý",), spans.quarters),
    (("năm",), spans.years),
    (("giờ", "ngày", "tuần", "tháng", "phút"), lengths.lengths),
)
"""Each rule with the words without which it has nothing to read."""


# --- together ------------------------------------------------------------------------------------

_AND_ONLY = re.compile(r"\s*(?:,|và)\s+(?:trước\s+)?(?:ngày\s+)?")
_EVERY_YEAR = letters.compile(r"(?:hằng|hàng|mỗi)\s+năm\b[^.;]*$", re.IGNORECASE)


def _come_again(found: list[Deadline], text: str) -> None:
    """Name the reporting period of each deadline, and let those come again that do.

    «6 tháng trước 15/6, năm trước 30/11 hằng năm»: both. «Báo cáo 6 tháng trước 20/02» in a paper of March can only mean
    the Februaries to come, and with it the report of the year in the same sentence.
    """
    for index in reversed(range(len(found))):
        item = found[index]
        later = next((due for due in found[index + 1 :] if due.start - item.end < 90), None)
        said = _EVERY_YEAR.search(text[max(0, item.start - 110) : item.start])
        again = said is not None or (later is not None and later.rrule.startswith("FREQ=YEARLY"))
        if item.inferred and item.is_day and again:
            item.every_year()
            item.recurrence = "yearly" if said else ""
        previous = found[index - 1].end if index else 0
        following = found[index + 1].start if index + 1 < len(found) else len(text)
        item.period = recurrence.period(text[previous : item.start], text[item.end : following])
        other = _OTHER_MONTH.search(text, max(0, item.start - 16), item.end)
        if other and (last := _ONE_MONTH.fullmatch(item.rrule)) and abs(int(last[1]) - int(other[1])) == 6:
            item.rrule = f"FREQ=YEARLY;BYMONTH={int(other[1])},{int(last[1])}"
            item.recurrence = "half_yearly"
    for item, after in pairwise(found):
        if item.period == "H1" and not after.period and _AND_ONLY.fullmatch(text, item.end, after.start):
            after.period = "H2"  # «định kỳ 6 tháng trước ngày 15/7 và ngày 15/01»
    _pair_of_days(found, text)
    periods = [item for item in found if item.period and item.inferred and item.is_day]
    if any(item.passed and (item.period != "year" or len(periods) > 1) for item in periods):
        for item in periods:
            item.every_year()


_OTHER_MONTH = re.compile(r"tháng\s+(\d{1,2})\s*(?:,|và)\s+(?:tháng\s+)?\d")
_ONE_MONTH = re.compile(r"FREQ=YEARLY;BYMONTH=(\d{1,2})")
"""«Tháng 6 và tháng 12 hằng năm»: twice a year."""


def _pair_of_days(found: list[Deadline], text: str) -> None:
    """A report by a day in summer and by one in winter is that of the half-year and that of the year."""
    for first, second in pairwise(found):
        end = text.find(";", second.end)
        clause = text[text.rfind(";", 0, first.start) + 1 : end if end >= 0 else len(text)]
        if first.period or second.period or second.start - first.end > 40 or not recurrence.reports(clause):
            continue
        months = _month_of(first), _month_of(second)
        if months[0] in (5, 6, 7) and months[1] in (11, 12):
            first.period, second.period = "H1", "year"
            for item in (first, second):
                item.recurrence = "" if item.recurrence == "yearly" else item.recurrence


def _month_of(item: Deadline) -> int:
    if item.is_day:
        return int(str(item.value)[5:7])
    match = re.search(r"BYMONTH=(\d+);BYMONTHDAY", item.rrule)
    return int(match.group(1)) if match else 0


def _bare(text: str, year: str, today: str) -> list[Deadline]:
    prefixed = f"chậm nhất {text.strip()}"
    found = find(prefixed, year, today=today) if not text.strip().lower().startswith("chậm nhất") else []
    if not found:
        match = re.search(r"(?<!\d)(?:năm\s+)?((?:19|20)\d{2})(?:\s?-\s?((?:19|20)\d{2}))?(?!\d)", text)
        if match:
            return [Deadline(match.group(2) or match.group(1), "by", match.start(), match.end())]
        return []
    for item in found:
        item.start, item.end = max(0, item.start - 10), max(0, item.end - 10)
    return found


# --- a field of its own --------------------------------------------------------------------------

_FROM_ON = re.compile(
    r"^\s*(?:kể\s+)?từ\s+(?!.*\b(?:đến|-))|^\s*(?:học\s+kỳ\s+\w+\s+)?năm\s+học\b|^\s*trước\s+(?:khi\b|tết\b|mùa\b|năm\s+học)",
    re.IGNORECASE,
)
_HALF = re.compile(r"^\s*(?:trong\s+)?0?6 tháng (?P<h>đầu|cuối) năm\s+(?P<y>20\d\d)\s*\.?\s*$", re.IGNORECASE)
_SPAN_OF_YEARS = re.compile(r"^\s*(?:giai\s+đoạn\s+|năm\s+|các\s+năm\s+)?(20\d\d)\s*(?:-|–|đến|và)\s*(?:năm\s+)?(20\d\d)\s*\.?\s*$", re.IGNORECASE)  # fmt: skip
_NAMED = re.compile(
    r"(?:[^:;\d]{3,60}|\s*(?:Đợt|Lần|Kỳ) \d{1,2}\s*):\s*(?P<said>.+)", re.DOTALL | re.IGNORECASE
)
_QUARTERS_OF = re.compile(r"\bquý\s+(?P<q>IV|III|II|I|[1-4])\b(?=[^.;]*?(?P<y>20\d\d))", re.IGNORECASE)


def of_field(text: str, year: str, today: str = "") -> tuple[list[Deadline], str]:
    """The deadlines and the recurrence of a cell or line that is itself headed «Thời hạn», «Thời gian hoàn thành»: there
    a bare date, month, quarter or year is one. «Từ quý II/2026» begins something and ends nothing."""
    if half := _HALF.match(text):
        end = "06-30" if half.group("h").lower() == "đầu" else "12-31"
        return [Deadline(f"{half.group('y')}-{end}", "by", *half.span())], ""
    if parts := _by_whom(text, year, today):
        return parts, ""
    every = recurrence.of_field(text)
    if every in ("continuous", "on_event", "immediately", "ad_hoc") or (
        _FROM_ON.search(text) and not find(text, year, today=today)
    ):
        return [], every
    if span := _SPAN_OF_YEARS.match(text):
        return [Deadline(f"{span.group(2)}-12-31", "by", *span.span())], every
    quarters = list(_QUARTERS_OF.finditer(text))
    if len(quarters) > 1:
        ends = [(m, month_end(int(m.group("y")), QUARTERS[m.group("q").upper()] * 3)) for m in quarters]
        return [Deadline(end, "by", *match.span()) for match, end in ends], every
    found = find(text, year, None, True, today)
    if every in ("monthly", "quarterly", "yearly", "half_yearly"):
        # «Trước 30/11 hằng năm» comes again: no day of one year.
        return [due for due in found if due.rrule], every
    for due in found:
        if due.is_length and recurrence.from_each(text, due.end - 6):
            due.recurrence = "on_event"
    return found, every


def _by_whom(text: str, year: str, today: str) -> list[Deadline]:
    """«Bệnh viện: tháng 8/2027; trạm y tế: tháng 8/2028»: a day for each; [] where a part names none."""
    found: list[Deadline] = []
    begin = 0
    for part in text.split(";") if ":" in text and ";" in text else []:
        match = _NAMED.match(part)
        dues = find(match["said"], year, None, True, today) if match else []
        if match is None or len(dues) != 1:
            return []
        for due in dues:
            due.start, due.end = (
                due.start + begin + match.start("said"),
                due.end + begin + match.start("said"),
            )
        found += dues
        begin += len(part) + 1
    return found
