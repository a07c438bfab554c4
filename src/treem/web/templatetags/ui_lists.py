"""Lists: tables, sorting, filters, pages, selection, queues. Filters live in the address, cursors go with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from treem.web.templatetags.ui_marks import STATES, Words, attributes, clock_in, icon
from treem.web.templatetags.ui_words import local_day, vn_date, vn_number

register = template.Library()

CURSORS = ("after", "before")
"""Names of the keyset cursors; a new filter or order starts again from the first page."""


def address(context: template.Context, **changes: str | None) -> str:
    """The page's own query with some values set, or taken out by None; the cursors are dropped unless set."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for name in CURSORS:
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def _asked(context: template.Context, name: str) -> str:
    request = context.get("request")
    return request.GET.get(name, "") if request is not None else ""


@register.simple_block_tag(end_name="endtable")
def table(
    content: SafeString, caption: Words, cards: bool = True, wide: bool = False, hide: bool = False
) -> SafeString:
    """A table with a caption and a header that stays. ``cards``: on a phone each row is a card of two lines.
    ``wide``: scrolls sideways in its own frame. ``hide``: the caption is for screen readers only."""
    kinds = " ".join(filter(None, ("table", "table--cards" if cards else "", "table--wide" if wide else "")))
    scroll = attributes(tabindex="0", role="region", aria_label=caption) if wide or not cards else ""
    return format_html(
        '<div class="table-frame"{}><table class="{}"><caption{}>{}</caption>{}</table></div>',
        scroll, kinds, attributes(class_="visually-hidden" if hide else ""), caption, content,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def sort_header(
    context: template.Context, key: str, text: Words, align: str = "", current: str = ""
) -> SafeString:
    """A ``<th>`` that sorts by ``?sort=key``, and the other way round by a second click. ``current``: the order
    in force when the address names none."""
    asked = _asked(context, "sort") or current
    state = {key: "ascending", f"-{key}": "descending"}.get(asked, "")
    symbol = {"ascending": "sort-up", "descending": "sort-down"}.get(state, "sort")
    url = address(context, sort=f"-{key}" if state == "ascending" else key)
    return format_html(
        '<th scope="col"{}><a class="sort" href="{}">{}{}</a></th>',
        attributes(class_="num" if align == "right" else "", aria_sort=state), url, text, icon(symbol),
    )  # fmt: skip


@register.simple_block_tag(takes_context=True, end_name="endchips")
def chips(context: template.Context, content: SafeString) -> SafeString:
    """The filters in force, each removable, and all in one click. Nothing when there are none."""
    if not content.strip():
        return mark_safe("")
    request = context.get("request")
    clear = format_html(
        '<li><a class="chip-clear" href="{}">{}</a></li>',
        request.path if request else "?",
        _("Xóa tất cả bộ lọc"),
    )
    return format_html('<ul class="chips" aria-label="{}">{}{}</ul>', _("Bộ lọc đang dùng"), content, clear)


@register.simple_tag(takes_context=True)
def chip(context: template.Context, text: Words, remove: str) -> SafeString:
    """One filter in force; a click takes the parameter ``remove`` out of the address. Nothing when it is not set."""
    if not _asked(context, remove):
        return mark_safe("")
    said = _("Bỏ bộ lọc: %(filter)s") % {"filter": text}
    return format_html(
        '<li><a class="chip chip--on" href="{}" aria-label="{}"><span>{}</span>{}</a></li>',
        address(context, **{remove: None}), said, text, icon("close"),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def choice_chip(
    context: template.Context, name: str, value: str, text: Words, count: int | None = None
) -> SafeString:
    """A filter to choose: sets ``name=value`` in the address; value "" is "all". The chosen one is marked."""
    chosen = _asked(context, name) == value
    number = format_html(' <span class="count">{}</span>', vn_number(count)) if count is not None else ""
    return format_html(
        '<a class="chip{}" href="{}"{}>{}<span>{}</span>{}</a>',
        " chip--on" if chosen else "", address(context, **{name: value or None}),
        attributes(aria_current="true" if chosen else ""), icon("check") if chosen else "", text, number,
    )  # fmt: skip


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(
    context: template.Context,
    total: int | None,
    shown: int,
    after: str | int = "",
    before: str | int = "",
    first: int = 0,
) -> dict[str, Any]:
    """Keyset pages: the next begins ``after`` a key, the one before ends ``before`` a key. ``first``: number of the
    first row shown, where it is known."""
    return {
        "total": total, "shown": shown, "first": first, "last": first + shown - 1 if first else 0,
        "next": address(context, after=str(after)) if after else "",
        "previous": address(context, before=str(before)) if before else "",
    }  # fmt: skip


@register.simple_tag
def pick_all(label: Words = "") -> SafeString:
    """The box in the header that picks the whole page; works with script only, so it hides without."""
    return format_html(
        '<input type="checkbox" class="pick" data-pick-all hidden aria-label="{}">',
        label or _("Chọn cả trang"),
    )


@register.simple_tag
def pick(
    value: str | int, label: Words, name: str = "pick", form: str = "", checked: bool = False
) -> SafeString:
    """The box of one row. ``form``: id of the form of the bulk bar, when the table stands outside it."""
    return format_html(
        '<input type="checkbox" class="pick"{}>',
        attributes(name=name, value=value, form=form, aria_label=label, checked=checked),
    )


@register.simple_block_tag(end_name="endbulk_bar")
def bulk_bar(content: SafeString, label: Words = "") -> SafeString:
    """Actions on the picked rows: appears when one is picked (put table and bar in one ``<div class="pickable">``)."""
    return format_html(
        '<div class="bulk" role="region" aria-label="{}"><p class="bulk-count" data-bulk-count aria-live="polite">{}</p>'
        '<div class="bulk-actions">{}</div></div>',
        label or _("Việc với các dòng đã chọn"), _("Với các dòng đã chọn"), content,
    )  # fmt: skip


EMPTY = {"good": "sun", "none": "document", "lost": "alert", "loading": "clock", "denied": "lock"}


@register.simple_block_tag(end_name="endempty_state")
def empty_state(content: SafeString, title: Words, kind: str = "none") -> SafeString:
    """Why there is nothing, and the next step. Kinds: good (nothing waits), none, lost (an error), loading, denied."""
    return format_html(
        '<div class="empty empty--{}">{}<div class="empty-words"><p class="empty-title">{}</p>{}</div></div>',
        kind, icon(EMPTY[kind]), title, content,
    )  # fmt: skip


# The short name; directly inside {% for %} Django reads {% empty %} as its own, so there the long one is needed.
register.simple_block_tag(empty_state, name="empty", end_name="endempty")


@register.simple_block_tag(end_name="endqueues")
def queues(content: SafeString, title: Words, level: int = 2) -> SafeString:
    """Work that waits, one row a queue."""
    return format_html(
        '<section class="queues"><h{0}>{1}</h{0}><ul class="queue-list">{2}</ul></section>',
        level,
        title,
        content,
    )


@register.simple_tag(takes_context=True)
def queue(
    context: template.Context,
    count: int,
    what: Words,
    url: str,
    oldest: date | datetime | None = None,
    due: date | datetime | None = None,
    started: date | datetime | None = None,
) -> SafeString:
    """One queue: how many, what, the oldest, the nearest deadline. A click opens exactly the list it counts."""
    facts = []
    if oldest and due and local_day(due) < local_day(oldest):
        # Given when its day had passed already: «oldest» beside a longer delay would contradict itself.
        words = _("hạn %(due)s, đã qua khi việc đến ngày %(day)s")
        facts = [format_html("<span>{}</span>", words % {"due": vn_date(due), "day": vn_date(oldest)})]
    elif oldest:
        facts = [format_html("<span>{}</span>", _("cũ nhất %(day)s") % {"day": vn_date(oldest)})]
    state = "calm"
    if due is not None and count:
        now = clock_in(context, due, started=started)
        state = now.state
        facts.append(
            format_html(
                '<span class="queue-due queue-due--{}">{}{}</span>',
                now.state,
                icon(STATES[now.state][0]),
                now.words,
            )
        )
    return format_html(
        '<li><a class="queue queue--{}" href="{}"><span class="queue-count num">{}</span><span class="queue-words">'
        '<span class="queue-what">{}</span><span class="queue-facts">{}</span></span>{}</a></li>',
        state if count else "none", url, vn_number(count), what, mark_safe("".join(facts)), icon("chevron-right"),  # noqa: S308 - parts made by format_html
    )  # fmt: skip
