"""Numbers and moments as they are written in Vietnamese official papers."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from treem.kernel.ratio import NOT_OCCURRED, Ratio
from treem.kernel.vietnamese import number

register = template.Library()

NOTHING = "—"
"""Stands where a value is not known; never zero, which is a value."""


@register.filter
def vn_number(value: int | float | Decimal | Fraction | str | None, decimals: int | None = None) -> str:
    """382104 -> "382.104"; with ``decimals`` exactly that many, rounded half up: 1.725|vn_number:2 -> "1,73".

    None and "" become a dash; text that is no number comes back as it is.
    """
    if value is None or value == "":
        return NOTHING
    try:
        exact = value if isinstance(value, int | Decimal | Fraction) else Decimal(str(value))
        text = number(exact, decimals)
    except (ArithmeticError, ValueError):
        return str(value)
    return text.replace("-", "\N{MINUS SIGN}")


SYMBOL = re.compile(r"\b\d+/[\w/]*\w-\w[\w-]*")
"""A number and symbol of an official document: 56/2017/NĐ-CP."""


@register.filter
def symbols(text: object) -> SafeString:
    """The text with each number and symbol of a document kept on one line."""
    whole, parts, at = str(text), [], 0
    for found in SYMBOL.finditer(whole):
        parts += [escape(whole[at : found.start()]), format_html('<span class="nowrap">{}</span>', found[0])]
        at = found.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, escape(whole[at:])]))


@register.filter
def in_fours(text: str) -> str:
    """A key to be typed by hand, four signs at a time; programs that take one do not mind the spaces."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@register.filter
def vn_ratio(value: Ratio | None, decimals: int = 2) -> str:
    """A ratio as a percentage: "1,73 %". Nothing in the denominator is "không phát sinh", not 0 %."""
    if value is None:
        return NOTHING
    percent = value.percent
    return _(NOT_OCCURRED) if percent is None else f"{vn_number(percent, decimals)}\N{NO-BREAK SPACE}%"


def local(value: datetime) -> datetime:
    """The same moment on the clock of the person; a naive moment is already on it."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def local_day(value: date | datetime) -> date:
    """The local calendar day of a day or a moment."""
    return local(value).date() if isinstance(value, datetime) else value


@register.filter
def vn_date(value: date | datetime | None) -> str:
    """22/11/2026; unknown is a dash."""
    return f"{local_day(value):%d/%m/%Y}" if value else NOTHING


@register.filter
def vn_datetime(value: datetime | None) -> str:
    """21:05 22/11/2026; unknown is a dash."""
    return f"{local(value):%H:%M %d/%m/%Y}" if value else NOTHING


@register.filter
def vn_weekday(value: date | datetime | None) -> str:
    """thứ Bảy, 22/11/2026; for a moment with the hour before it: 09:00 thứ Bảy, 22/11/2026."""
    if not value:
        return NOTHING
    names = (
        _("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"),
    )  # fmt: skip
    words = f"{names[local_day(value).weekday()]}, {vn_date(value)}"
    return f"{local(value):%H:%M} {words}" if isinstance(value, datetime) else words


def length_words(length: timedelta) -> str:
    """How long, in the two largest units that matter: "3 ngày 4 giờ", "45 phút"; days alone from ten days on."""
    minutes = max(int(length.total_seconds() // 60), 0)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days >= 10 or (days and not hours):
        return _("%(days)d ngày") % {"days": days}
    if days:
        return _("%(days)d ngày %(hours)d giờ") % {"days": days, "hours": hours}
    if hours >= 6 or (hours and not minutes):
        return _("%(hours)d giờ") % {"hours": hours}
    if hours:
        return _("%(hours)d giờ %(minutes)d phút") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)d phút") % {"minutes": minutes}
