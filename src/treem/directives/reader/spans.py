"""Deadlines that are weeks, months, quarters, halves of a year, or years: their last day is the day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from treem.directives.reader import letters
from treem.directives.reader.moments import (
    CLAUSE_BEGINS,
    CUE,
    DONE,
    QUARTERS,
    WEAK,
    Scan,
    meant,
    op_of,
    said_before,
)

_WEEK = letters.compile(
    r"\b(?:trong|vào|chậm nhất)\s+tuần\s+(?P<n>đầu(?: tiên)?|cuối(?: cùng)?|thứ\s+(?:nhất|hai|ba|tư|[1-4]))\s+(?:của\s+)?tháng\s+(?P<m>\d{1,2})(?:\s?/\s?|\s+năm\s+)?(?P<y>\d{4})?(?![\d/])",
    re.IGNORECASE,
)
_WEEKS = {"đầu": 7, "nhất": 7, "1": 7, "hai": 14, "2": 14, "ba": 21, "3": 21, "tư": 28, "4": 28}
_MONTH = letters.compile(
    rf"\b{CUE}\s+(?:(?:cuối\s+)?tháng\s+\d{{1,2}}\s*(?:và|đến|,|-)\s*)*(?P<lastly>cuối\s+)?tháng\s+(?P<m>\d{{1,2}})(?:\s?/\s?|\s+năm\s+)?(?P<y>\d{{4}})?(?![\d/])",
    re.IGNORECASE,
)
_MONTHS_AHEAD = letters.compile(  # «; tháng 7, tháng 8/2026 kiểm tra …»
    r"(?:^|[;.]\s+|\b(?:đợt|lần|kỳ)\s+(?:\d|[IVX]+)\s*(?::|\(|vào|trong|là)?\s*)(?P<cue>)(?:tháng\s+\d{1,2}\s*(?:và|đến|,|-)\s*)*(?P<lastly>cuối\s+)?tháng\s+(?P<m>\d{1,2})(?:\s?/\s?|\s+năm\s+)(?P<y>\d{4})(?![\d/])",
    re.IGNORECASE,
)
_MONTHS_TO = letters.compile(  # «từ tháng 6 đến hết tháng 8/2026»
    r"\btừ\s+tháng\s+(?P<first>\d{1,2})(?:\s?/\s?(?P<fy>\d{4}))?\s*(?:đến|-)\s*(?P<cue>)(?:hết\s+)?(?P<lastly>cuối\s+)?tháng\s+(?P<m>\d{1,2})(?:\s?/\s?|\s+năm\s+)(?P<y>\d{4})(?![\d/])",
    re.IGNORECASE,
)
_MONTH_AGAIN = letters.compile(  # «(tháng 5 hằng năm)»
    r"(?:^|\(|[,;]\s+)(?P<cue>)(?P<lastly>cuối\s+)?tháng\s+(?P<m>\d{1,2})(?P<y>)(?=\s+(?:hằng|hàng|mỗi)\s+năm)",
    re.IGNORECASE,
)
_YEARS_ROUND = re.compile(r"\s*(?:hằng|hàng|mỗi)\s+năm", re.IGNORECASE)
_MORE_MONTHS = re.compile(r"\s*,\s*\d{1,2}\s*[,.;]|\s*,\s*\d{1,2}\s*$")


_EACH_WEEK = re.compile(r"(?:hằng|hàng|mỗi) (?:tuần|ngày)\s+$", re.IGNORECASE)


def weeks(scan: Scan) -> None:
    """«Trong tuần đầu tháng 11/2026»: weeks of seven days from the first of the month; the last ends with it."""
    for match in _WEEK.finditer(scan.text):
        month = int(match.group("m"))
        if not scan.free(match) or not 1 <= month <= 12:
            continue
        end, inferred = scan.end_of(month, match.group("y") or "")
        word = match.group("n").lower().removeprefix("thứ").split()[0]
        if end:
            value = end if word == "cuối" else f"{end[:8]}{_WEEKS[word]:02d}"
            scan.add(match, value, "by", inferred=inferred)


def months(scan: Scan) -> None:
    """«Trong tháng 8/2026», «trong tháng 7, tháng 8/2026», «đợt 1 tháng 5/2026»: the last day; «trước tháng 9» its first."""
    for match in _matches(scan.text, _MONTHS_TO, _MONTHS_AHEAD, _MONTH_AGAIN, _MONTH):
        month = int(match.group("m"))
        if not 1 <= month <= 12 or not scan.free(match):
            continue
        if _EACH_WEEK.search(scan.text, 0, match.start()):
            continue  # «vào thứ Hai hằng tuần trong tháng 9»: how long, not by when
        if _MORE_MONTHS.match(scan.text, match.end()) and not match.group("y"):
            continue  # «trong tháng 5, 6, 7»
        op = op_of(match.group("cue"))
        if not match.group("y") and _YEARS_ROUND.match(scan.text, match.end()):
            scan.add(match, "", op, recurrence="yearly", rrule=f"FREQ=YEARLY;BYMONTH={month}")
            continue
        value, inferred = scan.end_of(month, match.group("y") or "")
        if value and match.re is _MONTHS_TO and 1 <= int(match.group("first")) <= 12:
            begin = f"{match.group('fy') or value[:4]}-{int(match.group('first')):02d}-01"
            scan.add(match, [begin, value], "window", inferred=inferred)
            continue
        if value and (match.re is not _MONTH or meant(scan, match)):
            before = op == "before" and not match.group("lastly")
            scan.add(match, f"{value[:8]}01" if before else value, op, inferred=inferred)


_QUARTER = letters.compile(
    rf"\b{CUE}\s+(?:quý\s+[IV]+\s*(?:và|,|-|đến)\s*)*(?:cuối\s+)?quý\s+(?P<q>IV|III|II|I|[1-4])\b(?:\s?[/-]\s?|\s+năm\s+|\s+)?(?P<y>\d{{4}})?",
    re.IGNORECASE,
)
_QUARTER_ENDS = letters.compile(  # «cuối quý I và cuối quý III thông báo kết quả»
    r"(?:^|[;,.]\s+|\bvà\s+)(?P<cue>)cuối\s+quý\s+(?P<q>IV|III|II|I|[1-4])\b(?:\s?/\s?|\s+năm\s+|\s+)?(?P<y>\d{4})?",
    re.IGNORECASE,
)
_QUARTER_AGAIN = letters.compile(  # «(quý III hằng năm)»
    r"(?:^|\(|[,;]\s+)(?P<cue>)quý\s+(?P<q>IV|III|II|I|[1-4])(?P<y>)(?=\s+(?:hằng|hàng|mỗi)\s+năm)",
    re.IGNORECASE,
)
_HALF_YEAR = letters.compile(
    rf"\b{CUE}\s+0?(?P<n>[69]) tháng (?P<h>đầu|cuối) năm(?:\s+(?P<y>20\d\d)|(?=\s*[.;,)]|$))", re.IGNORECASE
)


def quarters(scan: Scan) -> None:
    """«Trong quý II/2026», «cuối quý I và cuối quý III»; «quý IV hằng năm» comes again."""
    for match in _matches(scan.text, _QUARTER, _QUARTER_ENDS, _QUARTER_AGAIN):
        if not scan.free(match) or (match.re is _QUARTER and not meant(scan, match)):
            continue
        month, op = QUARTERS[match.group("q").upper()] * 3, op_of(match.group("cue"))
        if not match.group("y") and _YEARS_ROUND.match(scan.text, match.end()):
            scan.add(match, "", op, recurrence="yearly", rrule=f"FREQ=YEARLY;BYMONTH={month}")
            continue
        value, inferred = scan.end_of(month, match.group("y") or "")
        if value and op == "before" and "cuối" not in match.group().lower():
            value = f"{value[:5]}{month - 2:02d}-01"
        if value:
            scan.add(match, value, op, inferred=inferred)


def half_years(scan: Scan) -> None:
    """«Xong trong 6 tháng đầu năm 2026», «hoàn thành trong 9 tháng đầu năm»."""
    for match in _HALF_YEAR.finditer(scan.text):
        strong = not WEAK.fullmatch(match.group("cue")) or match.group("cue").lower().startswith("xong")
        before = said_before(scan, match, 60)
        if not match.group("y") and not (scan.loose or strong or _FINISHING.search(before)):
            continue  # «báo cáo kết quả trong 6 tháng đầu năm» is what the report is of
        if scan.free(match) and (scan.loose or strong or DONE.search(before)):
            month = int(match.group("n")) if match.group("h").lower() == "đầu" else 12
            value, inferred = scan.end_of(month, match.group("y") or "")
            if value:
                scan.add(match, value, op_of(match.group("cue")), inferred=inferred)


_YEARS = letters.compile(
    r"\b(?:trong\s+)?(?:hai|ba|các|02|03|2|3)\s+năm\s+(?P<a>\d{4})\s?(?:-|và|,)\s?(?P<b>\d{4})", re.IGNORECASE
)
_ROUND_UP = letters.compile(  # «sơ kết 3 năm (năm 2029)»
    r"\b(?:sơ kết|tổng kết|đánh giá)[^;,.()]{0,25}\((?:vào\s+)?(?:cuối\s+)?năm\s+(?P<y>20\d\d)\)",
    re.IGNORECASE,
)
_YEAR = letters.compile(rf"\b{CUE}\s+(?:cuối\s+)?năm\s+(?P<y>\d{{4}})(?!\s?[-/]\s?\d)", re.IGNORECASE)


def years(scan: Scan) -> None:
    """«Trong năm 2027» is its last day, «trước năm 2028» the year; «sơ kết 3 năm (năm 2029)» that year."""
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


def _completed(scan: Scan, match: re.Match[str], cue: str, ends: bool) -> bool:
    """ "đến năm 2030" is mostly the horizon of a figure or part of a title: a deadline at the head of a clause, or right
    after "hoàn thành"."""
    if scan.loose or cue.startswith(("trước", "xong", "hoàn", "chậm", "muộn", "không", "hạn", "thời")):
        return True
    before = said_before(scan, match, 90)
    if _ROUNDING_OFF.search(before):
        return True
    if cue == "đến hết" and not _LASTING.search(before):
        ended = match.end() == len(scan.text) or scan.text[match.end() :].lstrip()[:1] in tuple(".;,/")
        if ended or before.lower().rstrip().endswith("từ nay"):
            return True  # «… đến hết năm 2027.», «Từ nay đến hết năm 2027, …»
    if _TITLE_YEAR.search(before):
        return False
    if cue in ("đến", "vào") and _HEAD_OF_CLAUSE.search(before):
        return True  # «…; đến năm 2028 có 100% …», «Đến cuối năm 2026, …»
    if cue in ("đến hết", "đến") and (cue == "đến hết" or ends) and CLAUSE_BEGINS.search(before):
        return True  # «bảo đảm đến hết năm 2027 có 100% …»
    if cue.endswith("hết") and not before.strip():
        return True
    return cue.endswith("trong") or _FINISHING.search(before) is not None


_ROUNDING_OFF = re.compile(r"(?:sơ kết|tổng kết|đánh giá)(?: giữa kỳ| cuối kỳ)?\s*$", re.IGNORECASE)
_TITLE_YEAR = re.compile(r"(?:định hướng|tầm nhìn|giai đoạn(?! \d\b)|mục tiêu)[^;.]*$", re.IGNORECASE)
_HEAD_OF_CLAUSE = re.compile(r"(?:^|[;.])\s*$")
_LASTING = re.compile(
    r"(?:hiệu lực|áp dụng|kéo dài|giai đoạn|thời kỳ|lộ trình|kinh phí|dự toán|nguồn vốn)[^;.]*$",
    re.IGNORECASE,
)
_FINISHING = re.compile(r"(?:hoàn thành|xong|kết thúc)[^;.]*$", re.IGNORECASE)


def _matches(text: str, *patterns: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(text)
