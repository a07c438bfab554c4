"""Blocks of a page: sections, records, figures, timelines, tasks, progress, notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from treem.web.templatetags.ui_marks import STATES, Words, attributes, badge, icon
from treem.web.templatetags.ui_words import NOTHING, vn_date, vn_datetime, vn_number

register = template.Library()
block = register.simple_block_tag


@block(end_name="endactions")
def actions(content: SafeString, thumb: bool = False) -> SafeString:
    """The buttons that end a form or a page. ``thumb``: on a phone they stay at the bottom while the form scrolls."""
    return format_html('<div class="actions{}">{}</div>', " actions--thumb" if thumb else "", content)


@block(end_name="endsection")
def section(content: SafeString, title: Words, id: str = "", level: int = 2, kind: str = "") -> SafeString:
    """A card with a heading. ``kind="for-children"`` turns the accent to marigold."""
    return format_html(
        '<section class="card {0}"{1}><h{2} class="card-title">{3}</h{2}>{4}</section>',
        kind, attributes(id=id), level, title, content,
    )  # fmt: skip


@block(end_name="endrecord_header")
def record_header(content: SafeString, title: Words, sub: Words = "", owner: Words = "") -> SafeString:
    """Who, where, state, owner, next deadline: the strip on top of a record. Badges and deadline are its content.
    The title is the page's ``h1``: leave the block ``heading`` empty."""
    keeper = format_html('<p class="record-owner">{} {}</p>', icon("person"), owner) if owner else ""
    return format_html(
        '<header class="record"><div class="record-who"><h1>{}</h1><p class="muted">{}</p>{}</div>'
        '<div class="record-state">{}</div></header>',
        title, sub, keeper, content,
    )  # fmt: skip


@block(end_name="endsummary_list")
def summary_list(content: SafeString) -> SafeString:
    """Names and values of a record."""
    return format_html('<dl class="summary">{}</dl>', content)


@register.simple_tag
def pair(label: Words, value: object, url: str = "", act: Words = "") -> SafeString:
    """One name and its value; an unknown value is a dash. ``act``: the word of the link that changes it."""
    change = (
        format_html(
            '<span class="summary-act"><a href="{}">{}<span class="visually-hidden"> {}</span></a></span>',
            url,
            act or _("Sửa"),
            label,
        )
        if url
        else ""
    )
    shown = NOTHING if value is None or value == "" else value
    return format_html("<div><dt>{}</dt><dd><span>{}</span>{}</dd></div>", label, shown, change)


@block(end_name="endfigures")
def figures(content: SafeString, label: Words = "") -> SafeString:
    """Up to six figures for a leader."""
    return format_html('<ul class="figures" aria-label="{}">{}</ul>', label or _("Số liệu chính"), content)


@register.simple_tag
def figure(
    value: object, what: Words, note: Words = "", url: str = "", state: str = "", state_text: Words = ""
) -> SafeString:
    """One figure, what it counts, what it is compared with. ``url`` opens the records behind it."""
    number = vn_number(value) if isinstance(value, int) else value
    words = format_html('<a href="{}">{}</a>', url, what) if url else format_html("{}", what)
    return format_html(
        '<li class="figure"><span class="figure-value{}">{}</span><span class="figure-what">{}</span>{}{}</li>',
        "" if str(number)[:1].isdigit() else " figure-value--words", number, words, format_html('<span class="figure-note">{}</span>', note) if note else "",
        badge(state, state_text) if state else "",
    )  # fmt: skip


@block(end_name="endtabs")
def tabs(content: SafeString, label: Words) -> SafeString:
    """Parts of one record, each with its own address."""
    return format_html('<nav class="tabs" aria-label="{}"><ul class="tab-list">{}</ul></nav>', label, content)


@register.simple_tag
def tab(text: Words, url: str, current: bool = False, count: int | None = None) -> SafeString:
    """One part; a count only where something waits."""
    number = format_html(' <span class="count">{}</span>', vn_number(count)) if count else ""
    return format_html(
        '<li><a class="tab" href="{}"{}>{}{}</a></li>',
        url,
        attributes(aria_current="page" if current else ""),
        text,
        number,
    )


@register.simple_tag
def breadcrumb(*pairs: Words) -> SafeString:
    """The way down: text, address, text, address. The page itself is its heading and is not repeated."""
    steps = zip(pairs[::2], pairs[1::2], strict=True)
    return format_html(
        '<nav class="breadcrumb" aria-label="{}"><ol class="breadcrumb-list">{}</ol></nav>',
        _("Đường dẫn"), format_html_join("", '<li><a href="{1}">{0}</a></li>', steps),
    )  # fmt: skip


@block(end_name="endtimeline")
def timeline(content: SafeString) -> SafeString:
    """What happened, the newest first."""
    return format_html('<ol class="timeline">{}</ol>', content)


@block(end_name="endmoment")
def moment(
    content: SafeString, at: date | datetime, what: Words, who: Words = "", kind: str = "neutral"
) -> SafeString:
    """One event: when, what, who. ``kind`` is a state and gives the icon."""
    when = vn_datetime(at) if isinstance(at, datetime) else vn_date(at)
    return format_html(
        '<li class="moment moment--{}"><span class="moment-icon">{}</span><div class="moment-words stack-s">'
        '<p class="moment-what">{}</p><p class="moment-when"><time datetime="{}">{}</time>{}</p>{}</div></li>',
        kind, icon(STATES[kind][0]), what, at.isoformat(), when, format_html(" · {}", who) if who else "", content,
    )  # fmt: skip


@block(end_name="endtasks")
def tasks(content: SafeString) -> SafeString:
    """A long form as a list of parts with their states."""
    return format_html('<ol class="tasks">{}</ol>', content)


@register.simple_tag
def task(text: Words, url: str, state: str, hint: Words = "") -> SafeString:
    """One part; without an address it cannot be begun yet and ``hint`` says why."""
    words = format_html('<a href="{}">{}</a>', url, text) if url else format_html("<span>{}</span>", text)
    about = format_html('<span class="task-hint">{}</span>', hint) if hint else ""
    return format_html(
        '<li class="task"><span class="task-words">{}{}</span>{}</li>', words, about, badge(state)
    )


@register.simple_tag
def progress(done: int, total: int, what: Words = "") -> SafeString:
    """A bar with its figures in words: "38 / 66 đã xem"."""
    words = format_html("{} / {} {}", vn_number(done), vn_number(total), what)
    return format_html(
        '<div class="progress"><span class="progress-words num">{0}</span>'
        '<progress max="{1}" value="{2}" aria-label="{0}"></progress></div>',
        words, max(total, 1), min(done, total),
    )  # fmt: skip


@register.simple_tag
def steps(current: int, *names: Words) -> SafeString:
    """The steps of a procedure; ``current`` counts from 1, those before it are done."""
    spoken = {True: _("đã xong"), False: _("chưa đến")}
    parts = [
        format_html(
            '<li class="step step--{}"{}><span class="step-mark num">{}</span><span class="step-name">{}'
            '<span class="visually-hidden"> ({})</span></span></li>',
            "done" if n < current else "now" if n == current else "next",
            attributes(aria_current="step" if n == current else ""),
            icon("check") if n < current else n,
            name,
            _("đang làm") if n == current else spoken[n < current],
        )
        for n, name in enumerate(names, start=1)
    ]
    return format_html('<ol class="steps">{}</ol>', mark_safe("".join(parts)))  # noqa: S308 - parts made by format_html


@block(end_name="enddisclosure")
def disclosure(content: SafeString, title: Words, open: bool = False) -> SafeString:
    """Words that not everybody needs."""
    return format_html(
        '<details class="disclosure"{}><summary>{}<span>{}</span></summary><div class="disclosure-in stack-s">{}</div></details>',
        attributes(open=open), icon("chevron-right"), title, content,
    )  # fmt: skip


NOTICE = {"info": "info", "done": "done", "soon": "clock", "danger": "overdue", "child": "child"}


@block(end_name="endnotice")
def notice(content: SafeString, kind: str, title: Words = "", dismiss: str = "") -> SafeString:
    """Something to know on this page. ``dismiss``: a key; the notice can be closed and stays closed in this browser."""
    heading = format_html('<p class="notice-title">{}</p>', title) if title else ""
    shut = (
        format_html(
            '<button type="button" class="notice-close" data-dismiss="{}" hidden aria-label="{}">{}</button>',
            dismiss,
            _("Đóng thông báo"),
            icon("close"),
        )
        if dismiss
        else ""
    )
    return format_html(
        '<div class="notice notice--{}"{}>{}<div class="notice-words stack-s">{}{}</div>{}</div>',
        kind, attributes(role="alert" if kind == "danger" else ""), icon(NOTICE[kind]), heading, content, shut,
    )  # fmt: skip


@block(end_name="endmatrix")
def matrix(content: SafeString, label: Words) -> SafeString:
    """Many rows by few states: first column and header stay while the rest scrolls."""
    return format_html(
        '<div class="matrix" tabindex="0" role="region" aria-label="{}">{}</div>', label, content
    )


@register.simple_tag
def cell_state(state: str, url: str = "", text: Words = "") -> SafeString:
    """A ``<td>`` of a matrix: an icon, its word for screen readers and the pointer, and the way to the record."""
    symbol, usual = STATES[state]
    said = text or usual
    inner = icon(symbol, said)
    if url:
        inner = format_html('<a href="{}" title="{}">{}</a>', url, said, inner)
    return format_html(
        '<td class="cell-state cell-state--{}" title="{}">{}</td>', state, "" if url else said, inner
    )


@register.simple_tag
def finding_link(mark: str, text: Words = "") -> SafeString:
    """From a finding to its words in the source."""
    return format_html('<a class="finding-link" href="#{}">{}</a>', mark, text or _("Xem trong văn bản"))


@register.inclusion_tag("web/parts/print_header.html", takes_context=True)
def print_header(
    context: template.Context, title: Words, place: Words = "", draft: bool = False
) -> dict[str, Any]:
    """The head of a printed page: product, place, what, when printed."""
    return {"title": title, "place": place, "draft": draft, "printed": context.get("now") or timezone.now()}


@register.inclusion_tag("web/parts/menu.html")
def menu_rail(menu: Iterable[Any] | None) -> dict[str, Any]:
    """The menu at the left of a wide screen: at most seven entries."""
    return {"entries": list(islice(menu or (), 7))}


@register.inclusion_tag("web/parts/thumb.html")
def menu_thumb(menu: Iterable[Any] | None) -> dict[str, Any]:
    """The menu at the bottom of a phone: five entries, or four and "Thêm"."""
    entries = list(islice(menu or (), 7))
    head = 5 if len(entries) <= 5 else 4
    return {
        "entries": entries[:head],
        "more": entries[head:],
        "inside": any(e.current for e in entries[head:]),
    }
