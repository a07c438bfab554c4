"""Deadlines that are durations: «trong 15 ngày kể từ ngày …», «chậm nhất 03 ngày trước khi …», «trong 24 giờ»."""

from __future__ import annotations

import re

from treem.directives.reader import letters
from treem.directives.reader.moments import COUNT, SENT, Scan, count_of, duration, said_before

_AHEAD = letters.compile(  # «gửi danh sách trước 10 ngày làm việc», «chậm nhất 03 ngày trước khi tổ chức»
    r"\btrước\s+(?:ít nhất\s+)?(?P<n>\d{1,3})\s*(?P<u>ngày|tháng|tuần|giờ)(?=\s+làm\s+việc|(?<!giờ)\s*(?:[;,.)]|$)|(?<=\bnhất \d\d giờ)\s*(?:[;,.)]|$)|\s+(?:khi|so với|tổ chức|diễn ra)\b)|"
    r"\b(?:ít nhất|tối thiểu|chậm nhất(?:\s+là)?)\s+(?P<n2>\d{1,3})\s*(?P<u2>ngày|tháng|tuần|giờ)(?:\s+làm\s+việc)?\s+trước\s+(?:khi|ngày)\b",
    re.IGNORECASE,
)
_UNIT = r"(?:ngày|tháng|tuần|giờ|năm|phút)"
_LENGTH = letters.compile(
    rf"\b(?:trong\s+(?:thời\s+(?:hạn|gian)|vòng)|trong|sau|chậm\s+nhất(?:\s+(?:là|sau))*|không\s+(?:quá|chậm\s+(?:quá|hơn))|thời\s+hạn(?:\s+là)?)\s*(?P<n>{COUNT})\s*(?P<u>{_UNIT})(?:\s+làm\s+việc)?"
    rf"(?=[^.;]{{0,40}}?(?:kể\s+từ|từ\s+(?:ngày|khi|thời)|sau\s+(?:khi|ngày)|tính\s+từ|trước\s+khi)|\s+(?:thực hiện|triển khai|thí điểm|áp dụng)\b)|\b(?P<n2>\d{{1,3}})\s*(?P<u2>ngày|tháng|tuần|giờ)(?:\s+làm\s+việc)?,?\s+kể\s+từ",
    re.IGNORECASE,
)
_SHORT = letters.compile(  # «trong 12 giờ», «không quá 05 ngày làm việc»: a duration without a beginning of its own
    rf"\b(?:trong\s+(?:thời\s+(?:hạn|gian)|vòng)|trong|chậm\s+nhất(?:\s+(?:là|sau))*|không\s+(?:quá|chậm\s+(?:quá|hơn))|tối\s+đa(?=\s+\d+\s+ngày\s+làm\s+việc)|thời\s+hạn(?:\s+là)?|(?P<after>sau))\s*(?P<n>{COUNT})\s*(?:(?P<u>giờ|phút)(?!\s*[\d/])(?! (?:một|mỗi|mỗi một) ngày)|(?P<w>ngày|tuần)(?=\s+làm\s+việc|\s+(?:sau|kể|phải)\b)|(?P<b>ngày|tuần|tháng)(?=\s*(?:[;,.)]|$)|\s+(?:theo|để|và|tới|khi)\b|[^.;]{{3,60}}\bthì\b))",
    re.IGNORECASE,
)
_AND_LENGTH = letters.compile(
    r"[^.;,\d]{0,60}\bvà\s+(?P<n>\d{1,3})\s*(?P<u>phút|giờ|ngày)\s+đối với", re.IGNORECASE
)


def ahead(scan: Scan) -> None:
    """«Gửi trước 10 ngày làm việc», «chậm nhất 03 ngày trước khi tổ chức»; «trước 16 giờ» is a time of day."""
    for match in _AHEAD.finditer(scan.text):
        if scan.free(match, past=False):
            if (match.group("u") or "").lower() == "ngày" and _NOTICE.search(said_before(scan, match, 120)):
                scan.taken.append(match.span())
                continue
            count, unit = match.group("n") or match.group("n2"), match.group("u") or match.group("u2")
            scan.add(match, duration(int(count), unit.lower()), "before")


def lengths(scan: Scan) -> None:
    """Durations from a beginning («kể từ ngày …»), and short ones without; not how long a state may last."""
    for match in _LENGTH.finditer(scan.text):
        if scan.free(match, past=False) and not _LASTS.search(said_before(scan, match, 60)):
            count, unit = match.group("n") or match.group("n2"), match.group("u") or match.group("u2")
            if not _IS_YEAR.match(match.group()):
                scan.add(match, duration(count_of(count), unit.lower()), "by")
    for match in _SHORT.finditer(scan.text):
        bare = match.group("b") or match.group("after")
        before = said_before(scan, match, 160)
        conditional = match.group("after") and "thì" in scan.text[match.end() : match.end() + 60]
        if scan.text.startswith(" sau sinh", match.end()):
            continue
        if bare and not conditional and not SENT.search(before):
            continue  # how long an event lasts
        if _IS_YEAR.match(match.group()):
            continue
        if match.group("after") and match.group("u") and not conditional:
            continue  # «sau 22 giờ» is a time of day
        if scan.free(match, past=False) and not _LASTS.search(before[-60:]):
            unit = (match.group("u") or match.group("w") or match.group("b")).lower()
            scan.add(match, duration(count_of(match.group("n")), unit), "by")
            if more := _AND_LENGTH.match(scan.text, match.end()):
                scan.add(more, duration(int(more.group("n")), more.group("u").lower()), "by")


_IS_YEAR = re.compile(r"(?:trong|sau)\s+(?:năm|một)\s", re.IGNORECASE)
"""«Trong năm tháng nào» names a year; five days are «trong vòng năm ngày»."""
_NOTICE = re.compile(r"\b(?:thông báo|báo trước|tin nhắn|bản tin)\b[^;.]*$", re.IGNORECASE)
"""«Thông báo lịch trước 05 ngày»: how early people are told, not by when the work is done."""
_LASTS = re.compile(
    r"\b(?:(?<!trong )thời gian(?! giải quyết)|thời lượng|kéo dài|phát biểu|trình bày|tham luận|lưu trữ|lưu giữ|đủ dùng|theo dõi)\b[^,;.]*$|\bmỗi (?:đơn vị|đại biểu|bài|lượt|ý kiến)\s*$",
    re.IGNORECASE,
)
