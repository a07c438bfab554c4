"""By which year a figure is to be reached: said right before it, right after it, in brackets, in the same part of the
sentence, or for several figures in their order."""

from __future__ import annotations

import re

from treem.directives.reader import figures, letters
from treem.directives.reader.document import Target
from treem.directives.reader.figures import Figure

TO_YEAR = letters.compile(
    r"(?:[Đđ]ến|vào|tới|hết|cuối)\s+(?:hết\s+|cuối\s+)?năm\s+(?P<y>20\d\d)|(?<!so với )(?<!cùng kỳ )(?<!tháng \d )(?<!tháng \d\d )(?:(?<!\()[Nn]ăm|(?<=\()năm(?=\s+20\d\d\s+(?:đạt|là|có)))\s+(?P<z>20\d\d)(?!\s?-)"
)
_DAY_YEAR = letters.compile(
    r"\d{1,2}/\d{1,2}/(?P<d>20\d\d)|(?:tháng|[Qq]uý)\s+(?:\d{1,2}|[IV]+)\s*(?:/|năm)\s*(?P<m>20\d\d)|trước năm học (?P<b>20\d\d)|(?:hết|cuối|kết thúc) năm học 20\d\d\s*-\s*(?P<s>20\d\d)|\bhè\s+(?:năm\s+)?(?P<h>20\d\d)|[Gg]iai đoạn (?:[^;:,]{0,8}\()?20\d\d\s*-\s*(?P<g>20\d\d)"
)
_SAID = letters.compile(r"[\s,:]*(?:(?:đạt|là|còn|có|giảm|xuống|tăng|lên|ở mức|phấn đấu)\s*)*")
_AWAY = re.compile(r"[;%‰]|so với|\b(?:Luật|Bộ luật|Nghị|Quyết định|Thông tư|Điều|số \d)")
IN_BRACKETS = re.compile(r"\s*\((?:năm\s+)?(20\d\d)\)")
_CITED = re.compile(r"/[A-ZĐ][^;,]{0,30}$")
_OWN_BRACKET = re.compile(r"\([^()]*\d(?:%|‰)[^()]*\)")
_AND_ONLY = re.compile(r"^[^,;]{0,4}\bvà\s*$|^\s*,\s*$")
_YEAR_COLON = re.compile(r"[(,;]\s*(?:đến\s+)?năm\s+(20\d\d)\s*:\s*$")
"""«(năm 2027: 40%, năm 2028: 55%)»."""
_OWN_DAY = re.compile(
    r"(?:(?:đến|tới|trước) (?:ngày )?\d{1,2}/\d{1,2}/|(?:trong )?[Qq]uý [IV]+\s?/\s?)(20\d\d)(?: có| đạt| di dời| hoàn thành| xong| xử lý)?\s+(?:(?:ít nhất|tối thiểu|trên|dưới)\s+)?$"
)
"""«Đến ngày 30/6/2027 có 80 %», «quý IV/2027 di dời 60 cơ sở»."""
_YEARS_TOGETHER = re.compile(
    r"[^;,.]{0,60}?\b(?:trong )?(?:hai|ba|các) năm 20\d\d(?:\s?[-–,]\s?20\d\d)*(?:\s?[-–]\s?|\s+và\s+)(20\d\d)"
)
"""«… trong hai năm 2027 và 2028»: by the end of the last."""
_BY_DAY = re.compile(r"[^,;.%]{0,50}?\b(?:trước|đến|xong|vào) (?:ngày )?\d{1,2}/\d{1,2}/(20\d\d)")
_BEGINS = re.compile(r"(?:\btừ|bắt đầu|so với)\s+(?:ngày\s+)?$", re.IGNORECASE)
"""«Bắt đầu từ tháng 9/2026» ends nothing."""
RESPECTIVE = re.compile(r"\b(?:lần lượt|tương ứng)\b", re.IGNORECASE)
_YEARS_LISTED = re.compile(r"(?:năm\s+|(?<=\d{4}),\s*|(?<=\d{4})\s+và\s+(?:năm\s+)?)(20\d\d)(?!\s?-)")


def of_figure(text: str, begin: int, stop: int, item: Figure, year: str) -> str:
    """The year said right before the figure ("năm 2028 đạt 80%"), else right after it, else the nearest before it in the
    clause or the year of a day in its own part of the sentence, else the plan's."""
    if own := IN_BRACKETS.match(text, item.end) or _YEARS_TOGETHER.match(text, item.end):
        return own.group(1)
    if own := _YEAR_COLON.search(text, begin, item.start):
        return own.group(1)
    last, near = "", False
    if own := _OWN_DAY.search(text, max(begin, text.rfind(";", begin, item.start) + 1), item.start):
        return own.group(1)
    for match in TO_YEAR.finditer(text, begin, item.start):
        last = match.group("y") or match.group("z")
        near = _SAID.fullmatch(text, match.end(), item.start) is not None
    following = TO_YEAR.search(text, item.end, stop)
    gap = text[item.end : following.start()] if following else ""
    foreign = _AWAY.search(gap) is not None or (
        "(" in gap and ")" not in gap and _OWN_BRACKET.search(text, item.end, stop)
    )
    if following and not near and (day := _BY_DAY.match(text, item.end, following.start())):
        return day.group(1)
    after = (following.group("y") or following.group("z")) if following and not foreign else ""
    if after and "," not in gap and not (near and _AND_ONLY.search(gap)):
        return after
    if not near and after and "," in gap and not last and not figures.RATE.search(text, item.end, stop):
        return after
    if last:
        return last
    first = max(begin, text.rfind(";", begin, item.start) + 1)
    end = text.find(";", item.end, stop)
    for day in _DAY_YEAR.finditer(text, first, end if end >= 0 else stop):
        if text[day.end() : day.end() + 1] == ":" and "(" in text[max(0, day.start() - 6) : day.start() + 1]:
            continue  # «(hè 2026: 14,1%)»: where it stood
        if not _CITED.search(text[begin : day.start()]) and not _BEGINS.search(text[begin : day.start()]):
            return next(year for year in day.groups() if year)
    return year


def respectively(text: str, placed: list[tuple[Figure, Target]]) -> None:
    """«Đến năm 2028, 2030 … lần lượt đạt 70% và 90%»: the years in their order; where none are listed before the word,
    those of the figures before it («… tương ứng là 14,5‰ và 12‰»)."""
    cue = RESPECTIVE.search(text)
    if cue is None:
        return
    after = [(item, target) for item, target in placed if item.start >= cue.end()]
    before = [target for item, target in placed if item.start < cue.start()]
    years = _YEARS_LISTED.findall(text, max(0, text.rfind(";", 0, cue.start())), cue.start())
    if len(years) == len(after) > 1:
        for (_, target), year in zip(after, years, strict=True):
            target.horizon = year
    elif len({target.horizon for target in before}) == len(before) == len(after) > 1:
        for (item, target), model in zip(after, before, strict=True):
            target.horizon = model.horizon
            target.comparator = target.comparator if item.compared else model.comparator


def several(part: str) -> bool:
    return len({match.group("y") or match.group("z") for match in TO_YEAR.finditer(part)}) > 1
