"""Deadlines as a calendar file (RFC 5545): whole days, one event each, an alarm some days before at eight in the morning.

A deadline is an event on the last day that is in time («trước ngày 15/12»: the 14th), because programs that subscribe
to an address show events and leave tasks (VTODO) out. It blocks nobody's time. No words of people are in it: the short
text of the duty, its deadline, who has it, the address of its page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from treem.duties.dated import Dated
from treem.kernel.time import start_of

PRODUCT = "-//treem//lich cong viec//VI"
LONGEST_TITLE = 120
LOOK_AGAIN = timedelta(hours=6)
_MORNING = timedelta(hours=8)


def calendar_file(found: Iterable[Dated], *, name: str, address: str, remind_days: int, today: date) -> bytes:
    """The file; the same entries give the same bytes. ``address`` is that of the pages, without a slash at its end."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for each in found:
        calendar.add_component(_event(each, address, remind_days, today))
    return bytes(calendar.to_ical())


def _event(each: Dated, address: str, remind_days: int, today: date) -> Event:
    event = Event()
    event.add("uid", f"{each.uid}@treem")
    event.add("dtstamp", _stamp(each, today))
    event.add("sequence", each.revision)
    event.add("dtstart", each.on)
    event.add("dtend", each.on + timedelta(days=1))  # the end does not belong to it
    title = _title(each)
    event.add("summary", title)
    event.add("description", "\n".join(filter(None, [_sentence(each), each.who, f"{address}{each.url}"])))
    event.add("url", f"{address}{each.url}")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if each.is_open and not each.late:
        event.add_component(_alarm(title, remind_days))
    return event


def _stamp(each: Dated, today: date) -> datetime:
    """When the thing was given: no clock, so that what has not changed reads the same."""
    return each.since or start_of(today)


def _title(each: Dated) -> str:
    what = " ".join(each.what.split())
    short = what if len(what) <= LONGEST_TITLE else f"{what[:LONGEST_TITLE].rsplit(' ', 1)[0]}…"
    if each.late:
        return _("QUÁ HẠN: %(what)s") % {"what": short}
    if not each.is_open:
        return _("Đã xong: %(what)s") % {"what": short}
    return _("Hạn nội bộ: %(what)s") % {"what": short} if each.kind == "internal" else short


def _sentence(each: Dated) -> str:
    return _("Hạn: %(when)s. %(word)s.") % {"when": each.when, "word": each.word}


def _alarm(title: str, remind_days: int) -> Alarm:
    """From midnight of the day back ``remind_days`` days, then forward to the morning: nobody is woken at midnight."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", _MORNING - timedelta(days=remind_days))
    return alarm
