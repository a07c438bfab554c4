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

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from treem.directives.reader import letters, recurrence
from treem.law.calendar.observances import lunar_new_year, mid_autumn
from treem.law.errors import CalendarUnknown

_D = r"(?:(?:ngày\s+)?(?:(?:thứ|Thứ)\s+\w+,?\s+(?:ngày\s+)?)?(?:ngày\s+(?:[A-ZĐÀ-Ỹ]\w+\s+\w+\s+)?)?)(?P<d{n}>\d{{1,2}})\s?(?:[/.-]\s?|\s+tháng\s+)(?P<m{n}>\d{{1,2}})(?:\s?[/.-]\s?(?P<y{n}>\d{{4}})|\s+năm\s+(?P<z{n}>\d{{4}}))?(?![\d/])"
_CUE = (
    r"(?P<cue>(?:xong\s+)?trước(?:\s+thời\s+điểm)?|(?:chậm|muộn)\s+nhất(?:\s+(?:là|vào|đến|trước|trong|hết|sau))*|không\s+(?:quá|(?:muộn|chậm)\s+hơn)|đến\s+hết|hết|"
    r"(?:thời\s+)?hạn(?:\s+(?:cuối|chót|báo\s+cáo|gửi|nộp|trình|thực\s+hiện|hoàn\s+thành))?\s*(?:là|:)?|hoàn\s+thành\s+(?:vào|trong|đến)|xong\s+(?:vào|trong)?|trong|vào|đến)"
)
_HOUR = r"(?:\d{1,2}\s*(?:giờ|h)\s*(?:\d{1,2})?(?:\s*phút)?,?\s*)?"
_WEAK = letters.compile(r"(?:trong|vào|đến|hết|đến\s+hết|xong\s*(?:vào|trong)?)$", re.IGNORECASE)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_SIGNS = letters.compile(r"\d|quý\s+[IV]|trung thu|hôm nay", re.IGNORECASE)

_MISREAD = re.compile(r"(?<![A-Za-zÀ-ỹ])[\dlIOo]{1,2}/[\dlIOo]{1,2}(?:/[\dlIOo]{4})?(?![A-Za-zÀ-ỹ\d])")
_MISREAD_QUARTER = re.compile(r"\b[Qq]uý\s+[lI1]{1,3}V?\s?/\s?2[0Oo]\d[\dlOo]")
_ROMAN = str.maketrans({"l": "I", "O": "0", "o": "0"})
_DIGITS = str.maketrans("lIOo", "1100")  # letters that a machine reads for digits, as long as before


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
    passed: bool = False
    """The day had passed in the paper's own year, so that the next one is meant."""

    @property
    def is_length(self) -> bool:
        """Whether it is a duration, not a day."""
        return isinstance(self.value, str) and self.value.startswith("P")

    @property
    def is_day(self) -> bool:
        """Whether it is one whole date."""
        return isinstance(self.value, str) and len(self.value) == 10 and not self.is_length

    def every_year(self) -> None:
        """Turn the day of one year into one that comes again."""
        assert isinstance(self.value, str)
        self.rrule = f"FREQ=YEARLY;BYMONTH={int(self.value[5:7])};BYMONTHDAY={int(self.value[8:10])}"
        self.value, self.inferred = "", False


@dataclass(slots=True)
class _Scan:
    """A text being read for deadlines."""

    text: str
    lowered: str
    year: str
    today: str
    loose: bool
    taken: list[tuple[int, int]]
    found: list[Deadline] = field(default_factory=list)

    def free(self, match: re.Match[str], past: bool = True) -> bool:
        """Whether nobody has read these words, and they do not tell of the past.

        «trình … ban hành trước ngày» sets a day; «văn bản ban hành trước ngày» tells of the past.
        """
        if any(a < match.end() and match.start() < b for a, b in self.taken):
            return False
        before = self.text[max(0, match.start() - 160) : match.start()]
        return not past or not _PAST.search(before[-45:]) or _TO_BE_ISSUED.search(before) is not None

    def add(
        self,
        match: re.Match[str],
        value: str | list[str],
        op: str,
        *,
        inferred: bool = False,
        passed: bool = False,
        recurrence: str = "",
        rrule: str = "",
    ) -> None:
        self.taken.append(match.span())
        if (
            value
            and not rrule
            and not inferred
            and self.is_past(value if isinstance(value, str) else value[-1])
        ):
            return
        self.found.append(
            Deadline(value, op, match.start(), match.end(), inferred, recurrence, rrule, passed=passed)
        )

    def is_past(self, value: str) -> bool:
        """Whether a day or year lies before the paper's own; a duration never does."""
        reach = min(len(value), len(self.today))
        return not value.startswith("P") and value[:reach] < self.today[:reach]

    def dated(self, match: re.Match[str], n: int, year: str = "") -> tuple[str, bool, bool]:
        """The date of group ``n``: value ("" where impossible), whether its year is inferred, whether it had passed."""
        written = match.group(f"y{n}") or match.group(f"z{n}") or year
        day, month = int(match.group(f"d{n}")), int(match.group(f"m{n}"))
        if written:
            return _iso(written, month, day), False, False
        value = _iso(self.year, month, day)
        if value and self.is_past(value) and self.year == self.today[:4]:
            return _iso(str(int(self.year) + 1), month, day), True, True
        return value, True, False

    def end_of(self, month: int, written: str) -> tuple[str, bool]:
        """The last day of a month of the year written, or of the paper's, or of the one after; whether it is inferred."""
        if written:
            return _month_end(int(written), month), False
        if not self.year:
            return "", True
        value = _month_end(int(self.year), month)
        if self.is_past(value) and self.year == self.today[:4]:
            value = _month_end(int(self.year) + 1, month)
        return value, True


def find(
    text: str, year: str, masked: list[tuple[int, int]] | None = None, loose: bool = False, today: str = ""
) -> list[Deadline]:
    """Deadlines in order. ``year`` (of the subject) completes dates without one; ``today`` is the date of the paper, as far
    as it is known; ``loose`` accepts bare dates, as in a column or line that is itself headed "Thời gian hoàn thành".
    """
    if not _SIGNS.search(text):
        return []
    text = _MISREAD.sub(lambda match: match.group().translate(_DIGITS), text)
    text = _MISREAD_QUARTER.sub(lambda match: match.group().translate(_ROMAN), text)
    scan = _Scan(text, text.lower(), year, today, loose, list(masked or []))
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
_BY_QUARTER = re.compile(r"\bquý\b[^.;]*$", re.IGNORECASE)


def _days_of_months(scan: _Scan) -> None:
    """«Trước ngày 25 hằng tháng», «ngày 15 của tháng cuối quý», «hằng quý … trước ngày 05 của tháng kế tiếp»."""
    for match in [*_MONTHLY.finditer(scan.text), *_EACH_MONTH.finditer(scan.text)]:
        day = int(match.group("d"))
        if not scan.free(match) or not 1 <= day <= 31:
            continue
        parts = match.groupdict()
        quarter = parts.get("q") or (
            parts.get("next") and _BY_QUARTER.search(scan.text[max(0, match.start() - 120) : match.start()])
        )
        every, rule = ("quarterly", "FREQ=MONTHLY;INTERVAL=3") if quarter else ("monthly", "FREQ=MONTHLY")
        scan.add(match, "", _op(match.group("cue")), recurrence=every, rrule=f"{rule};BYMONTHDAY={day}")


_YEARLY = letters.compile(
    rf"\b(?P<cue>trước|chậm nhất(?:\s+(?:là|vào))?|vào|đến hết)?\s*(?:{_D.format(n=2)}\s*(?:,|và)\s*(?:trước\s+)?)?{_D.format(n=1)}\)?\s+(?:(?:hằng|hàng|mỗi)\s+năm|(?:của\s+)?năm\s+(?:sau|liền kề|kế tiếp|tiếp theo))",
    re.IGNORECASE,
)


def _days_of_years(scan: _Scan) -> None:
    """«Trước ngày 10/12 hằng năm», «trước 30/5 và 30/11 hằng năm», «ngày 20/01 năm sau»."""
    for match in _YEARLY.finditer(scan.text):
        if not scan.free(match):
            continue
        for n in (2, 1):
            if match.group(f"d{n}") and _iso("2024", int(match.group(f"m{n}")), int(match.group(f"d{n}"))):
                rule = (
                    f"FREQ=YEARLY;BYMONTH={int(match.group(f'm{n}'))};BYMONTHDAY={int(match.group(f'd{n}'))}"
                )
                scan.add(match, "", _op(match.group("cue")), recurrence="yearly", rrule=rule)
                scan.found[-1].start = match.start(f"d{n}")


# --- spans ---------------------------------------------------------------------------------------

_WINDOW = letters.compile(
    rf"\btừ\s+{_HOUR}{_D.format(n=1)}\s*(?:đến|-)\s*{_HOUR}(?:hết\s+)?{_D.format(n=2)}", re.IGNORECASE
)
_DAYS = letters.compile(  # «từ ngày 10 đến 20/8/2026», «trong các ngày 06, 07 và 08/8/2026»
    rf"\b(?:từ\s+(?:ngày\s+)?(?P<first>\d{{1,2}})\s*(?:đến|-)\s*(?:hết\s+)?|(?:trong|vào)\s+(?:các|hai|ba|0?\d)\s+ngày\s+(?:từ\s+)?(?P<of>\d{{1,2}})(?:\s*(?:,|và|-|đến)\s*\d{{1,2}})*\s*(?:,|và|-|đến)\s*(?:ngày\s+)?){_D.format(n=2)}",
    re.IGNORECASE,
)


def _windows(scan: _Scan) -> None:
    for match in _WINDOW.finditer(scan.text):
        last, inferred, passed = scan.dated(match, 2)
        first, _, _ = scan.dated(match, 1, last[:4])
        if first and last and (scan.free(match) or scan.text[: match.start()].rstrip().endswith("vi phạm")):
            scan.add(match, [first, last], "window", inferred=inferred, passed=passed)
    for match in _DAYS.finditer(scan.text):
        last, inferred, passed = scan.dated(match, 2)
        first = _iso(last[:4], int(match.group("m2")), int(match.group("first") or match.group("of")))
        if first and last and first < last and scan.free(match):
            scan.add(match, [first, last], "window", inferred=inferred, passed=passed)


# --- days ----------------------------------------------------------------------------------------

_DATED = letters.compile(rf"\b{_CUE}\s+{_HOUR}(?=ngày|thứ|\d){_D.format(n=1)}", re.IGNORECASE)
_AND_DAY = letters.compile(  # «trước ngày 25/6 (6 tháng) và 25/12 (năm)»
    rf"\s*(?:\([^()]{{1,40}}\)\s*)?(?:,|;|và|,\s+và)\s+(?:ngày\s+)?(?=\d){_D.format(n=1)}"
)
_HELD = letters.compile(  # «vào sáng Chủ nhật, 31/5/2026», «trong dịp Tết Trung thu (25/9/2026)»
    rf"\bvào\s+(?:(?:buổi\s+)?(?:sáng|chiều|tối|đêm)\s*)?(?:(?:thứ\s+\w+|chủ\s+nhật),?\s*)?\(?{_D.format(n=1)}|\b(?:dịp|nhân|trong)\s+[^,;.()]{{4,40}}\(\s*{_D.format(n=2)}\s*\)",
    re.IGNORECASE,
)
_BEFORE_EVENT = letters.compile(  # «trước khi khai giảng (05/9/2026)», «khi kết thúc học kỳ I (15/01/2027)»
    rf"\b(?P<cue>trước|(?:khi\s+)?kết thúc|khi)\s+[^,;.()]{{4,45}}\(\s*{_D.format(n=1)}\s*\)", re.IGNORECASE
)
_TODAY = letters.compile(
    rf"\b(?P<cue>trước|xong|hoàn thành|báo cáo)?\s*{_HOUR}(?:trong\s+|ngay\s+trong\s+)?(?:ngày\s+)?hôm nay\b",
    re.IGNORECASE,
)


def _days(scan: _Scan) -> None:
    """A cue and a day, and the days that go on after it: they share the cue, and the year that stands last."""
    for match in _DATED.finditer(scan.text):
        chain = [match]
        while len(chain) < 6 and (more := _AND_DAY.match(scan.text, chain[-1].end())):
            chain.append(more)
        if not scan.free(match) or not _meant(scan, match):
            continue
        written = next((year for link in reversed(chain) if (year := link["y1"] or link["z1"])), "")
        for link in chain:
            value, inferred, passed = scan.dated(link, 1, written)
            if value:
                scan.add(link, value, _op(match.group("cue")), inferred=inferred, passed=passed)
                if link is not match and scan.found:
                    scan.found[-1].start = link.start("d1")


def _days_of_events(scan: _Scan) -> None:
    for match in _HELD.finditer(scan.text):
        value, inferred, _ = scan.dated(match, 1 if match.group("d1") else 2)
        if value and not inferred and scan.free(match):
            scan.add(match, value, "by")
    for match in _BEFORE_EVENT.finditer(scan.text):
        value, inferred, passed = scan.dated(match, 1)
        if value and scan.free(match):
            scan.add(match, value, _op(match.group("cue")), inferred=inferred, passed=passed)


def _this_day(scan: _Scan) -> None:
    """«Xong trước 20 giờ hôm nay»: the day of the paper."""
    for match in _TODAY.finditer(scan.text):
        if len(scan.today) == 10 and scan.free(match, past=False):
            scan.add(match, scan.today, _op(match.group("cue")))


# --- feasts and sessions -------------------------------------------------------------------------

_SESSION = letters.compile(r"\bkỳ họp (?:thường lệ )?(?:cuối|giữa) năm (?P<y>20\d\d)", re.IGNORECASE)
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


def _sessions(scan: _Scan) -> None:
    for match in _SESSION.finditer(scan.text):
        if scan.free(match) and not _IN_TIME_FOR.search(_before(scan, match, 30)):
            scan.add(match, match.group("y"), "by")


def _lunar_days(scan: _Scan) -> None:
    for match in _LUNAR.finditer(scan.text):
        feast = _known(mid_autumn, match.group("y") or scan.year)
        if feast and scan.free(match):
            scan.add(match, feast, _op(match.group("cue")), inferred=not match.group("y"))


def _feasts(scan: _Scan) -> None:
    """Feasts whose day the calendar knows, where the paper writes the year."""
    for match in _FEAST.finditer(scan.text):
        feast = _known(mid_autumn, match.group("y") or (scan.year if scan.loose else ""))
        if feast and scan.free(match):
            scan.add(match, feast, _op(match.group("cue")), inferred=not match.group("y"))
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


# --- weeks, months, quarters, years --------------------------------------------------------------

_WEEK = letters.compile(
    r"\b(?:trong|vào|chậm nhất)\s+tuần\s+(?P<n>đầu(?: tiên)?|cuối(?: cùng)?|thứ\s+(?:nhất|hai|ba|tư|[1-4]))\s+(?:của\s+)?tháng\s+(?P<m>\d{1,2})(?:\s?/\s?|\s+năm\s+)?(?P<y>\d{4})?(?![\d/])",
    re.IGNORECASE,
)
_WEEKS = {"đầu": 7, "nhất": 7, "1": 7, "hai": 14, "2": 14, "ba": 21, "3": 21, "tư": 28, "4": 28}
_MONTH = letters.compile(
    rf"\b{_CUE}\s+(?:(?:cuối\s+)?tháng\s+\d{{1,2}}\s*(?:và|đến|,|-)\s*)*(?P<lastly>cuối\s+)?tháng\s+(?P<m>\d{{1,2}})(?:\s?/\s?|\s+năm\s+)?(?P<y>\d{{4}})?(?![\d/])",
    re.IGNORECASE,
)
_MONTHS_AHEAD = letters.compile(  # «; tháng 7, tháng 8/2026 kiểm tra …»
    r"(?:^|[;.]\s+|\b(?:đợt|lần|kỳ)\s+(?:\d|[IVX]+)\s*(?::|\(|vào|trong|là)?\s*)(?P<cue>)(?:tháng\s+\d{1,2}\s*(?:và|đến|,|-)\s*)*(?P<lastly>cuối\s+)?tháng\s+(?P<m>\d{1,2})(?:\s?/\s?|\s+năm\s+)(?P<y>\d{4})(?![\d/])",
    re.IGNORECASE,
)
_MONTHS_TO = letters.compile(  # «từ tháng 6 đến hết tháng 8/2026»
    r"\btừ\s+tháng\s+\d{1,2}(?:\s?/\s?\d{4})?\s*(?:đến|-)\s*(?P<cue>)(?:hết\s+)?(?P<lastly>cuối\s+)?tháng\s+(?P<m>\d{1,2})(?:\s?/\s?|\s+năm\s+)(?P<y>\d{4})(?![\d/])",
    re.IGNORECASE,
)
_YEARS_ROUND = re.compile(r"\s*(?:hằng|hàng|mỗi)\s+năm", re.IGNORECASE)
_MORE_MONTHS = re.compile(r"\s*,\s*\d{1,2}\s*[,.;]|\s*,\s*\d{1,2}\s*$")


def _weeks(scan: _Scan) -> None:
    for match in _WEEK.finditer(scan.text):
        month = int(match.group("m"))
        if not scan.free(match) or not 1 <= month <= 12:
            continue
        end, inferred = scan.end_of(month, match.group("y") or "")
        word = match.group("n").lower().removeprefix("thứ").split()[0]
        if end:
            value = end if word == "cuối" else f"{end[:8]}{_WEEKS[word]:02d}"
            scan.add(match, value, "by", inferred=inferred)


def _months(scan: _Scan) -> None:
    for match in _matches(scan.text, _MONTHS_TO, _MONTHS_AHEAD, _MONTH):
        month = int(match.group("m"))
        if not 1 <= month <= 12 or not scan.free(match):
            continue
        if _MORE_MONTHS.match(scan.text, match.end()) and not match.group("y"):
            continue  # «trong tháng 5, 6, 7»
        op = _op(match.group("cue"))
        if not match.group("y") and _YEARS_ROUND.match(scan.text, match.end()):
            scan.add(match, "", op, recurrence="yearly", rrule=f"FREQ=YEARLY;BYMONTH={month}")
            continue
        value, inferred = scan.end_of(month, match.group("y") or "")
        if value and (match.re is not _MONTH or _meant(scan, match)):
            before = op == "before" and not match.group("lastly")
            scan.add(match, f"{value[:8]}01" if before else value, op, inferred=inferred)


_QUARTER = letters.compile(
    rf"\b{_CUE}\s+(?:cuối\s+)?quý\s+(?P<q>IV|III|II|I|[1-4])\b(?:\s?/\s?|\s+năm\s+|\s+)?(?P<y>\d{{4}})?",
    re.IGNORECASE,
)
_QUARTER_ENDS = letters.compile(  # «cuối quý I và cuối quý III thông báo kết quả»
    r"(?:^|[;,.]\s+|\bvà\s+)(?P<cue>)cuối\s+quý\s+(?P<q>IV|III|II|I|[1-4])\b(?:\s?/\s?|\s+năm\s+|\s+)?(?P<y>\d{4})?",
    re.IGNORECASE,
)
_HALF_YEAR = letters.compile(rf"\b{_CUE}\s+0?6 tháng (?P<h>đầu|cuối) năm\s+(?P<y>20\d\d)", re.IGNORECASE)


def _quarters(scan: _Scan) -> None:
    for match in _matches(scan.text, _QUARTER, _QUARTER_ENDS):
        if not scan.free(match) or (match.re is _QUARTER and not _meant(scan, match)):
            continue
        month, op = _QUARTERS[match.group("q").upper()] * 3, _op(match.group("cue"))
        if not match.group("y") and _YEARS_ROUND.match(scan.text, match.end()):
            scan.add(match, "", op, recurrence="yearly", rrule=f"FREQ=YEARLY;BYMONTH={month}")
            continue
        value, inferred = scan.end_of(month, match.group("y") or "")
        if value and op == "before" and "cuối" not in match.group().lower():
            value = f"{value[:5]}{month - 2:02d}-01"
        if value:
            scan.add(match, value, op, inferred=inferred)


def _half_years(scan: _Scan) -> None:
    for match in _HALF_YEAR.finditer(scan.text):
        strong = not _WEAK.fullmatch(match.group("cue")) or match.group("cue").lower().startswith("xong")
        if scan.free(match) and (scan.loose or strong or _DONE.search(_before(scan, match, 60))):
            end = "06-30" if match.group("h").lower() == "đầu" else "12-31"
            scan.add(match, f"{match.group('y')}-{end}", _op(match.group("cue")))


_YEARS = letters.compile(
    r"\b(?:trong\s+)?(?:hai|ba|các|02|03|2|3)\s+năm\s+(?P<a>\d{4})\s?(?:-|và|,)\s?(?P<b>\d{4})", re.IGNORECASE
)
_ROUND_UP = letters.compile(  # «sơ kết 3 năm (năm 2029)»
    r"\b(?:sơ kết|tổng kết|đánh giá)[^;,.()]{0,25}\((?:vào\s+)?(?:cuối\s+)?năm\s+(?P<y>20\d\d)\)",
    re.IGNORECASE,
)
_YEAR = letters.compile(rf"\b{_CUE}\s+(?:cuối\s+)?năm\s+(?P<y>\d{{4}})(?!\s?[-/]\s?\d)", re.IGNORECASE)


def _years(scan: _Scan) -> None:
    for match in _YEARS.finditer(scan.text):
        if scan.free(match):
            scan.add(match, f"{match.group('b')}-12-31", "by")
    for match in _ROUND_UP.finditer(scan.text):
        if scan.free(match):
            scan.add(match, match.group("y"), "by")
    for match in _YEAR.finditer(scan.text):
        cue, year = match.group("cue").lower(), match.group("y")
        ends = "cuối" in match.group().lower()
        if not scan.free(match) or not _completed(scan, match, cue, ends):
            continue
        if cue.startswith(("trước", "xong trước")):
            scan.add(match, f"{year}-12-31" if ends else year, "before")
        elif ends or cue.endswith(("trong", "hết")):
            scan.add(match, f"{year}-12-31", "by")
        else:
            scan.add(match, year, "by")


def _completed(scan: _Scan, match: re.Match[str], cue: str, ends: bool) -> bool:
    """ "đến năm 2030" is mostly the horizon of a figure or part of a title: a deadline at the head of a clause, or right
    after "hoàn thành"."""
    if scan.loose or cue.startswith(("trước", "xong", "hoàn", "chậm", "muộn", "không", "hạn", "thời")):
        return True
    before = _before(scan, match, 90)
    if _ROUNDING_OFF.search(before):
        return True
    if _TITLE_YEAR.search(before):
        return False
    if cue in ("đến", "vào") and _HEAD_OF_CLAUSE.search(before):
        return True  # «…; đến năm 2028 có 100% …», «Đến cuối năm 2026, …»
    if cue in ("đến hết", "đến") and (cue == "đến hết" or ends) and _CLAUSE_BEGINS.search(before):
        return True  # «bảo đảm đến hết năm 2027 có 100% …»
    if cue.endswith("hết") and not before.strip():
        return True
    return cue.endswith("trong") or _FINISHING.search(before) is not None


_ROUNDING_OFF = re.compile(r"(?:sơ kết|tổng kết|đánh giá)(?: giữa kỳ| cuối kỳ)?\s*$", re.IGNORECASE)
_TITLE_YEAR = re.compile(r"(?:định hướng|tầm nhìn|giai đoạn|mục tiêu)[^;.]*$", re.IGNORECASE)
_HEAD_OF_CLAUSE = re.compile(r"(?:^|[;.])\s*$")
_CLAUSE_BEGINS = re.compile(r"(?:^|[;,.]|phấn đấu|bảo đảm|đảm bảo)\s*$", re.IGNORECASE)
_FINISHING = re.compile(r"(?:hoàn thành|xong|kết thúc)[^;.]*$", re.IGNORECASE)


# --- durations -----------------------------------------------------------------------------------

_AHEAD = letters.compile(  # «gửi danh sách trước 10 ngày làm việc», «chậm nhất 03 ngày trước khi tổ chức»
    r"\btrước\s+(?:ít nhất\s+)?(?P<n>\d{1,3})\s*(?P<u>ngày|tháng|tuần|giờ)(?=\s+làm\s+việc|(?<!giờ)\s*(?:[;,.)]|$)|(?<=\bnhất \d\d giờ)\s*(?:[;,.)]|$)|\s+(?:khi|so với|tổ chức|diễn ra)\b)|"
    r"\b(?:ít nhất|tối thiểu|chậm nhất(?:\s+là)?)\s+(?P<n2>\d{1,3})\s*(?P<u2>ngày|tháng|tuần|giờ)(?:\s+làm\s+việc)?\s+trước\s+(?:khi|ngày)\b",
    re.IGNORECASE,
)
_UNIT = r"(?:ngày|tháng|tuần|giờ|năm|phút)"
_LENGTH = letters.compile(
    rf"\b(?:trong\s+(?:thời\s+(?:hạn|gian)|vòng)|trong|sau|chậm\s+nhất(?:\s+(?:là|sau))*|không\s+(?:quá|chậm\s+(?:quá|hơn))|thời\s+hạn(?:\s+là)?)\s*(?P<n>\d{{1,3}})\s*(?P<u>{_UNIT})(?:\s+làm\s+việc)?"
    rf"(?=[^.;]{{0,40}}?(?:kể\s+từ|từ\s+(?:ngày|khi|thời)|sau\s+(?:khi|ngày)|tính\s+từ|trước\s+khi)|\s+(?:thực hiện|triển khai|thí điểm|áp dụng)\b)|\b(?P<n2>\d{{1,3}})\s*(?P<u2>ngày|tháng|tuần|giờ)(?:\s+làm\s+việc)?,?\s+kể\s+từ",
    re.IGNORECASE,
)
_SHORT = letters.compile(  # «trong 12 giờ», «không quá 05 ngày làm việc»: a duration without a beginning of its own
    r"\b(?:trong\s+(?:thời\s+(?:hạn|gian)|vòng)|trong|chậm\s+nhất(?:\s+(?:là|sau))*|không\s+(?:quá|chậm\s+(?:quá|hơn))|thời\s+hạn(?:\s+là)?|(?P<after>sau))\s*(?P<n>\d{1,3})\s*(?:(?P<u>giờ|phút)(?!\s*[\d/])(?! (?:một|mỗi|mỗi một) ngày)|(?P<w>ngày|tuần)(?=\s+làm\s+việc|\s+(?:sau|kể|phải)\b)|(?P<b>ngày|tuần|tháng)(?=\s*(?:[;,.)]|$)|\s+(?:theo|để|và|tới)\b|[^.;]{3,60}\bthì\b))",
    re.IGNORECASE,
)
_AND_LENGTH = letters.compile(
    r"[^.;,\d]{0,60}\bvà\s+(?P<n>\d{1,3})\s*(?P<u>phút|giờ|ngày)\s+đối với", re.IGNORECASE
)


def _ahead(scan: _Scan) -> None:
    for match in _AHEAD.finditer(scan.text):
        if scan.free(match, past=False):
            count, unit = match.group("n") or match.group("n2"), match.group("u") or match.group("u2")
            scan.add(match, _duration(int(count), unit.lower()), "before")


def _lengths(scan: _Scan) -> None:
    """Durations from a beginning («kể từ ngày …»), and short ones without; not how long a state may last."""
    for match in _LENGTH.finditer(scan.text):
        if scan.free(match, past=False) and not _LASTS.search(_before(scan, match, 60)):
            count, unit = match.group("n") or match.group("n2"), match.group("u") or match.group("u2")
            scan.add(match, _duration(int(count), unit.lower()), "by")
    for match in _SHORT.finditer(scan.text):
        bare = match.group("b") or match.group("after")
        before = _before(scan, match, 160)
        conditional = match.group("after") and "thì" in scan.text[match.end() : match.end() + 60]
        if bare and not conditional and not _SENT.search(before):
            continue  # how long an event lasts
        if match.group("after") and match.group("u") and not conditional:
            continue  # «sau 22 giờ» is a time of day
        if scan.free(match, past=False) and not _LASTS.search(before[-60:]):
            unit = (match.group("u") or match.group("w") or match.group("b")).lower()
            scan.add(match, _duration(int(match.group("n")), unit), "by")
            if more := _AND_LENGTH.match(scan.text, match.end()):
                scan.add(more, _duration(int(more.group("n")), more.group("u").lower()), "by")


_LASTS = re.compile(
    r"\b(?:thời gian|thời lượng|kéo dài|lưu trữ|lưu giữ|đủ dùng|theo dõi)\b[^,;.]*$", re.IGNORECASE
)


# --- what stands before --------------------------------------------------------------------------

_PAST = letters.compile(
    r"(?:tính|(?<!học )(?<!sơ )sinh|phát sinh|xảy ra|đã\s[^,;.(]{0,40}|tồn đọng|số liệu|thời điểm|vi phạm|ban hành|được cấp|(?:các|những)\s+[^,;.]{3,30}\shoàn thành)\s*$"
)
_TO_BE_ISSUED = letters.compile(
    r"(?:^|[;,])\s*ban hành\s*$|\b(?:trình|tham mưu|xây dựng|dự thảo|đề xuất|hoàn thiện)\b[^.;]*\bban hành\s*$",
    re.IGNORECASE,
)
_DONE = letters.compile(
    r"(?:hoàn thành|xong|báo cáo|gửi|nộp|trình|thời gian|thời hạn|tiến độ|thực hiện|tổ chức|triển khai|ban hành|hạn|kết thúc|hoàn thiện|bàn giao|kiểm tra|thông báo)[^.;]*$",
    re.IGNORECASE,
)
_SENT = letters.compile(
    r"(?:hoàn thành|xong|nộp|gửi|báo|trả lời|khắc phục|giải quyết|xử lý|cấp|chuyển|hướng dẫn|trình|tham mưu|thẩm định|xác minh)\b(?:[^.]|\.(?=\d))*$",
    re.IGNORECASE,
)


def _before(scan: _Scan, match: re.Match[str], reach: int) -> str:
    return scan.text[max(0, match.start() - reach) : match.start()]


def _meant(scan: _Scan, match: re.Match[str]) -> bool:
    """A weak word ("trong", "đến") makes a deadline only beside a verb of completion."""
    cue = match.group("cue").lower()
    if cue == "trong" and match.re is not _DATED:
        return True  # "trong quý II", "trong tháng 6/2026"
    if cue == "đến hết" or (
        cue == "đến" and match.re is _DATED and _CLAUSE_BEGINS.search(scan.text[: match.start()])
    ):
        return True  # «…; đến 20/10/2026 mỗi xã có …»
    if not _WEAK.search(cue) or cue.startswith(("hoàn", "xong", "chậm", "muộn")):
        return True
    if cue == "vào" and match.re is not _DATED and "cuối" in match.group().lower():
        return True  # «vào cuối quý III»
    return _DONE.search(_before(scan, match, 160)) is not None


def _op(cue: str | None) -> str:
    return "before" if cue and "trước" in cue.lower() else "by"


def _iso(year: str, month: int, day: int) -> str:
    try:
        return date(int(year or 0), month, day).isoformat()
    except ValueError:
        return ""


def _month_end(year: int, month: int) -> str:
    if not 1 <= year <= 9999 or not 1 <= month <= 12:
        return ""
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


_LETTER_OF = {"ngày": "D", "tháng": "M", "tuần": "W", "năm": "Y"}


def _duration(count: int, unit: str) -> str:
    if unit in ("giờ", "phút"):
        return f"PT{count}{'H' if unit == 'giờ' else 'M'}"
    return f"P{count}{_LETTER_OF[unit]}"


def _matches(text: str, *patterns: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(text)


_RULES: tuple[tuple[tuple[str, ...], Callable[[_Scan], None]], ...] = (
    (("tháng",), _days_of_months),
    ((" năm",), _days_of_years),
    (("từ", " ngày"), _windows),
    (("âm lịch",), _lunar_days),
    (("kỳ họp",), _sessions),
    ((), _days),
    (("vào", "("), _days_of_events),
    (("hôm nay",), _this_day),
    (("trước",), _ahead),
    (("trung thu", "tháng hành động", "nguyên đán", "dương lịch"), _feasts),
    (("tuần",), _weeks),
    (("tháng",), _half_years),
    (("tháng",), _months),
    (("quý",), _quarters),
    (("năm",), _years),
    (("giờ", "ngày", "tuần", "tháng", "phút"), _lengths),
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
    for item, after in pairwise(found):
        if item.period == "H1" and not after.period and _AND_ONLY.fullmatch(text, item.end, after.start):
            after.period = "H2"  # «định kỳ 6 tháng trước ngày 15/7 và ngày 15/01»
    _pair_of_days(found, text)
    periods = [item for item in found if item.period and item.inferred and item.is_day]
    if any(item.passed and (item.period != "year" or len(periods) > 1) for item in periods):
        for item in periods:
            item.every_year()


def _pair_of_days(found: list[Deadline], text: str) -> None:
    """A report by a day in summer and by one in winter is that of the half-year and that of the year."""
    for first, second in pairwise(found):
        if first.period or second.period or second.start - first.end > 40 or not recurrence.reports(text):
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
_QUARTERS_OF = re.compile(r"\bquý\s+(?P<q>IV|III|II|I|[1-4])\b(?=[^.;]*?(?P<y>20\d\d))", re.IGNORECASE)


def of_field(text: str, year: str, today: str = "") -> tuple[list[Deadline], str]:
    """The deadlines and the recurrence of a cell or line that is itself headed «Thời hạn», «Thời gian hoàn thành»: there
    a bare date, month, quarter or year is one. «Từ quý II/2026» begins something and ends nothing."""
    if half := _HALF.match(text):
        end = "06-30" if half.group("h").lower() == "đầu" else "12-31"
        return [Deadline(f"{half.group('y')}-{end}", "by", *half.span())], ""
    every = recurrence.of_field(text)
    if every in ("continuous", "on_event", "immediately") or (
        _FROM_ON.search(text) and not find(text, year, today=today)
    ):
        return [], every
    if span := _SPAN_OF_YEARS.match(text):
        return [Deadline(f"{span.group(2)}-12-31", "by", *span.span())], every
    quarters = list(_QUARTERS_OF.finditer(text))
    if len(quarters) > 1:
        ends = [(m, _month_end(int(m.group("y")), _QUARTERS[m.group("q").upper()] * 3)) for m in quarters]
        return [Deadline(end, "by", *match.span()) for match, end in ends], every
    found = find(text, year, None, True, today)
    if every in ("monthly", "quarterly", "yearly", "half_yearly"):
        # «Trước 30/11 hằng năm» comes again: no day of one year.
        return [due for due in found if due.rrule], every
    return found, every
