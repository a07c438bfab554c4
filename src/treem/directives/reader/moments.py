"""A moment that a text sets: the pieces of which deadlines are written, and a text being read for them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date

from treem.directives.reader import letters

# A day: «ngày 05 tháng 4 năm 2026», «Thứ Sáu, ngày 5/4», «5.4.2026»; ``n`` tells one from the next.
D = r"(?:(?:ngày\s+)?(?:(?:thứ|Thứ)\s+\w+,?\s+(?:ngày\s+)?)?(?:ngày\s+(?:[A-ZĐÀ-Ỹ]\w+\s+\w+\s+)?)?)(?P<d{n}>\d{{1,2}})\s?(?:[/.-]\s?|\s+tháng\s+)(?P<m{n}>\d{{1,2}})(?:\s?[/.-]\s?(?P<y{n}>\d{{4}})|\s+năm\s+(?P<z{n}>\d{{4}}))?(?![\d/])"
# What stands before a moment, from strong («trước») to weak («trong»).
CUE = (
    r"(?P<cue>(?:xong\s+)?trước(?:\s+thời\s+điểm)?|(?:chậm|muộn)\s+nhất(?:\s+(?:là|vào|đến|trước|trong|hết|sau))*|không\s+(?:quá|(?:muộn|chậm)\s+hơn)|đến\s+hết|hết|"
    r"(?:thời\s+)?hạn(?:\s+(?:cuối|chót|báo\s+cáo|gửi|nộp|trình|thực\s+hiện|hoàn\s+thành))?\s*(?:là|:)?|hoàn\s+thành\s+(?:vào|trong|đến)|xong\s+(?:vào|trong)?|trong|vào|đến)"
)
HOUR = r"(?:\d{1,2}\s*(?:giờ|h)\s*(?:\d{1,2})?(?:\s*phút)?,?\s*)?"
WEAK = letters.compile(r"(?:trong|vào|đến|hết|đến\s+hết|xong\s*(?:vào|trong)?)$", re.IGNORECASE)
QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
CLAUSE_BEGINS = re.compile(r"(?:^|[;,.]|phấn đấu|bảo đảm|đảm bảo)\s*$", re.IGNORECASE)


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
class Scan:
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
            return iso(written, month, day), False, False
        value = iso(self.year, month, day)
        if value and self.is_past(value) and self.year == self.today[:4]:
            return iso(str(int(self.year) + 1), month, day), True, True
        return value, True, False

    def end_of(self, month: int, written: str) -> tuple[str, bool]:
        """The last day of a month of the year written, or of the paper's, or of the one after; whether it is inferred."""
        if written:
            return month_end(int(written), month), False
        if not self.year:
            return "", True
        value = month_end(int(self.year), month)
        if self.is_past(value) and self.year == self.today[:4]:
            value = month_end(int(self.year) + 1, month)
        return value, True


_PAST = letters.compile(
    r"(?:tính|(?<!học )(?<!sơ )sinh|phát sinh|xảy ra|đã\s(?:(?! (?:cho|về|gửi|đến|tới) )[^,;.(]){0,40}|tồn đọng|(?<!, chốt )số liệu|thời điểm|vi phạm|ban hành|được cấp|(?:các|những)\s+[^,;.]{3,30}\shoàn thành)\s*$"
)
_TO_BE_ISSUED = letters.compile(
    r"(?:^|[;,])\s*ban hành\s*$|\b(?:trình|tham mưu|xây dựng|dự thảo|đề xuất|hoàn thiện)\b[^.;]*\bban hành\s*$",
    re.IGNORECASE,
)
DONE = letters.compile(
    r"(?:hoàn thành|xong|báo cáo|gửi|nộp|trình|thời gian|thời hạn|tiến độ|thực hiện|tổ chức|triển khai|ban hành|hạn|kết thúc|hoàn thiện|bàn giao|kiểm tra|thông báo)[^.;]*$",
    re.IGNORECASE,
)
SENT = letters.compile(
    r"(?:hoàn thành|xong|nộp|gửi|báo|trả lời|khắc phục|giải quyết|xử lý|cấp|chuyển|dự trữ|trả kết quả|hướng dẫn|trình|tham mưu|thẩm định|xác minh)\b(?:[^.]|\.(?=\d))*$",
    re.IGNORECASE,
)


def said_before(scan: Scan, match: re.Match[str], reach: int) -> str:
    """The ``reach`` letters before a match."""
    return scan.text[max(0, match.start() - reach) : match.start()]


def meant(scan: Scan, match: re.Match[str], day: bool = False) -> bool:
    """A weak word ("trong", "đến") makes a deadline only beside a verb of completion. ``day``: of a whole date."""
    cue = match.group("cue").lower()
    if cue == "trong" and not day:
        return True  # "trong quý II", "trong tháng 6/2026"
    if cue == "đến hết" or (cue == "đến" and day and CLAUSE_BEGINS.search(scan.text[: match.start()])):
        return True  # «…; đến 20/10/2026 mỗi xã có …»
    if not WEAK.search(cue) or cue.startswith(("hoàn", "xong", "chậm", "muộn")):
        return True
    if cue == "vào" and not day and "cuối" in match.group().lower():
        return True  # «vào cuối quý III»
    return DONE.search(said_before(scan, match, 160)) is not None


def op_of(cue: str | None) -> str:
    """How a cue binds: "trước" before, any other by."""
    return "before" if cue and "trước" in cue.lower() else "by"


def iso(year: str, month: int, day: int) -> str:
    """The date in ISO order; "" for one that does not exist."""
    try:
        return date(int(year or 0), month, day).isoformat()
    except ValueError:
        return ""


def month_end(year: int, month: int) -> str:
    """The last day of a month; "" for one that does not exist."""
    if not 1 <= year <= 9999 or not 1 <= month <= 12:
        return ""
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


_LETTER_OF = {"ngày": "D", "tháng": "M", "tuần": "W", "năm": "Y"}


def duration(count: int, unit: str) -> str:
    """A count of a unit as an ISO duration: 15 "ngày" is P15D."""
    if unit in ("giờ", "phút"):
        return f"PT{count}{'H' if unit == 'giờ' else 'M'}"
    return f"P{count}{_LETTER_OF[unit]}"


_COUNTS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười lăm": 15,
    "hai mươi": 20, "ba mươi": 30, "bốn mươi lăm": 45, "sáu mươi": 60, "chín mươi": 90,
}  # fmt: skip
COUNT = r"\d{1,3}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)).replace(" ", r"\s+")
"""«15», «mười lăm»."""


def count_of(written: str) -> int:
    """The number behind ``COUNT``."""
    return int(written) if written.isdigit() else _COUNTS[" ".join(written.lower().split())]
