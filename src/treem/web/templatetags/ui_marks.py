"""Small marks: icons, badges, buttons, and the clock of a deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.kernel.time import end_of, start_of
from treem.law.calendar import soon_from
from treem.web.templatetags.ui_words import length_words, local_day, vn_weekday

register = template.Library()

Words = str | Promise

STATES: dict[str, tuple[str, Words]] = {
    "done": ("done", gettext_lazy("Hoàn thành")),
    "soon": ("clock", gettext_lazy("Sắp đến hạn")),
    "overdue": ("overdue", gettext_lazy("Quá hạn")),
    "info": ("info", gettext_lazy("Thông tin")),
    "running": ("calendar", gettext_lazy("Còn hạn")),
    "neutral": ("circle", gettext_lazy("Chưa thực hiện")),
    "draft": ("draft", gettext_lazy("DỰ THẢO")),
    "unverified": ("question", gettext_lazy("Chưa kiểm chứng")),
    "todo": ("circle", gettext_lazy("Chưa thực hiện")),
    "doing": ("half", gettext_lazy("Đang thực hiện")),
    "blocked": ("lock", gettext_lazy("Chưa làm được")),
    "returned": ("arrow-left", gettext_lazy("Trả lại")),
}
"""State of a thing: its icon and its usual word. The colour follows the class ``badge--<state>``."""


@register.simple_tag
def icon(name: str, label: Words = "") -> SafeString:
    """One icon of the sprite. Without ``label`` it is decoration and hidden from a screen reader."""
    about = attributes(role="img", aria_label=label) if label else attributes(aria_hidden="true")
    return format_html(
        '<svg class="icon"{} focusable="false"><use href="{}#{}"></use></svg>',
        about, static("web/icons.svg"), name,
    )  # fmt: skip


@register.simple_tag
def badge(state: str, text: Words = "") -> SafeString:
    """A state as icon and word. Raises KeyError for a state nobody defined: better than a badge without meaning."""
    symbol, usual = STATES[state]
    return format_html(
        '<span class="badge badge--{}">{}<span>{}</span></span>', state, icon(symbol), text or usual
    )


def attributes(**pairs: Words | int | bool | None) -> SafeString:
    """HTML attributes from names; ``_`` becomes ``-``, True stands alone, None, False and "" are left out."""
    kept = (
        (k.strip("_").replace("_", "-"), v)
        for k, v in pairs.items()
        if v is not None and v is not False and v != ""
    )
    return format_html_join(
        "", "{}", ((format_html(" {}", k) if v is True else format_html(' {}="{}"', k, v),) for k, v in kept)
    )


@register.simple_tag
def button(
    text: Words,
    kind: str = "primary",
    icon: str = "",
    type: str = "submit",
    name: str = "",
    value: str | int = "",
    form: str = "",
    busy: Words = "",
    key: str = "",
    label: Words = "",
    disabled: bool = False,
) -> SafeString:
    """A button that does something. ``busy`` is its word while the form is on its way; ``key`` a shortcut in a list
    with ``data-keys``; ``label`` says more than the text to a screen reader and must begin with the text."""
    return format_html(
        '<button class="button button--{}"{}>{}<span>{}</span></button>',
        kind,
        attributes(
            type=type, name=name, value=value, form=form, data_busy=busy, data_key=key, aria_label=label,
            aria_keyshortcuts=key, disabled=disabled,
        ),
        _icon(icon),
        text,
    )  # fmt: skip


@register.simple_tag
def link_button(
    text: Words, url: str, kind: str = "secondary", icon: str = "", label: Words = ""
) -> SafeString:
    """A link that looks like a button: it goes somewhere and changes nothing."""
    return format_html(
        '<a class="button button--{}" href="{}"{}>{}<span>{}</span></a>',
        kind, url, attributes(aria_label=label), _icon(icon), text,
    )  # fmt: skip


def _icon(name: str) -> SafeString:
    return icon(name) if name else SafeString("")


@dataclass(frozen=True)
class Clock:
    """How a deadline stands at one moment: a state of STATES and the words beside it."""

    state: str
    words: str


def clock(
    due: date | datetime,
    *,
    now: datetime,
    started: date | datetime | None = None,
    done: date | datetime | None = None,
) -> Clock:
    """State of a deadline. A day ends at midnight: late begins at 00:00 of the day after it.

    Due soon in the last part of the whole time (``law.calendar.soon_from``); where the start is unknown, in the last day
    of a deadline by the hour and the last three days of one by the day.
    """
    if done is not None:
        return Clock("done", _("Hoàn thành quá hạn") if _is_late(done, due) else _("Hoàn thành đúng hạn"))
    end = _end(due)
    left = end - now
    if _is_late(now, due):
        return Clock("overdue", _("Quá hạn %(length)s") % {"length": length_words(-left)})
    by_day = not isinstance(due, datetime)
    if by_day and local_day(now) == due:
        return Clock("soon", _("Đến hạn hôm nay"))
    near = end - soon_from(_moment(started), end) if started else timedelta(days=3 if by_day else 1)
    words = _("Còn %(length)s") % {"length": length_words(left)}
    return Clock("soon" if left <= near else "running", words)


def _is_late(moment: date | datetime, due: date | datetime) -> bool:
    """After the moment itself, which is still in time; after the day, where either is known by the day only."""
    if isinstance(moment, datetime) and isinstance(due, datetime):
        return _moment(moment) > _moment(due)
    return local_day(moment) > local_day(due)


def _moment(value: date | datetime) -> datetime:
    """The moment itself, or 00:00 of a day in Vietnam."""
    if isinstance(value, datetime):
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    return start_of(value)


def _end(due: date | datetime) -> datetime:
    """The moment itself, or 24:00 of the day."""
    return _moment(due) if isinstance(due, datetime) else end_of(due)


def clock_in(context: template.Context, due: date | datetime, **known: Any) -> Clock:
    """``clock`` at the page's own moment: ``now`` of the context, or the time of drawing."""
    return clock(due, now=context.get("now") or timezone.now(), **known)


def time_tag(value: date | datetime) -> SafeString:
    """``<time>`` with the weekday, and the hour where there is one; 00:00 is the end of the day before."""
    words = vn_weekday(value)
    if isinstance(value, datetime) and _moment(value) == start_of(local_day(value)):
        words = _("hết %(day)s") % {"day": vn_weekday(local_day(value) - timedelta(days=1))}
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.simple_tag(takes_context=True)
def due(
    context: template.Context,
    due: date | datetime | None,
    started: date | datetime | None = None,
    done: date | datetime | None = None,
) -> SafeString:
    """A deadline in one line: the badge and by when. Without a deadline it says so."""
    if due is None:
        return format_html('<span class="muted">{}</span>', _("không có hạn"))
    state = clock_in(context, due, started=started, done=done)
    return format_html('<span class="due">{} {}</span>', badge(state.state, state.words), time_tag(due))


@register.inclusion_tag("web/parts/deadline.html", takes_context=True)
def deadline(
    context: template.Context,
    due: date | datetime,
    what: Words,
    article: Words = "",
    article_url: str = "",
    started: date | datetime | None = None,
    done: date | datetime | None = None,
    owner: Words = "",
) -> dict[str, Any]:
    """What, by when, how long left, and why: the article that set the deadline."""
    state = clock_in(context, due, started=started, done=done)
    return {
        "state": state, "icon": STATES[state.state][0], "what": what, "due": time_tag(due), "article": article,
        "article_url": article_url, "owner": owner,
    }  # fmt: skip
