"""Visiting the pages of a running demo as several people, over HTTP, as a check that they answer."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

from treem.simulation.logins import DEMO_PASSWORD

VISITORS = ("lan", "chu.tich", "hung", "giao.duc", "pho.chu.tich", "thanh.tra", "quan.tri")
LINK = re.compile(r'href="(/[^"#?]*)(?:\?[^"#]*)?"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
MOST_PAGES = 25
"""Pages visited for each person: the desk, the menu and what the desk links to."""
NOT_PAGES = ("/static/", "/account/", "/files/", "/web/language")


def visit_pages(base: str) -> list[str]:
    """Sign in as each visitor and open the desk and every page it links to; returns what failed, as "who: page: why"."""
    failed = []
    for who in VISITORS:
        try:
            failed += [f"{who}: {problem}" for problem in _visit(base, who)]
        except OSError as error:
            failed.append(f"{who}: {error}")
    return failed


def _visit(base: str, who: str) -> list[str]:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    login = f"{base}/account/login/"
    form = browser.open(login, timeout=30).read().decode()
    token = TOKEN.search(form)
    if not token:
        return ["sign-in page without a form"]
    fields = {"csrfmiddlewaretoken": token[1], "login": who, "password": DEMO_PASSWORD}
    request = urllib.request.Request(login, urllib.parse.urlencode(fields).encode(), {"Referer": login})  # noqa: S310
    desk = browser.open(request, timeout=30)
    html = desk.read().decode()
    if urllib.parse.urlsplit(desk.url).path != "/":
        return [f"sign-in ended at {desk.url}"]
    problems = []
    if "mô phỏng" not in html.lower():
        problems.append("/: no banner of simulation")
    pages = [p for p in dict.fromkeys(LINK.findall(html)) if p != "/" and not p.startswith(NOT_PAGES)]
    for page in pages[:MOST_PAGES]:
        try:
            answer = browser.open(base + page, timeout=30)
            if (
                "<h1" not in answer.read().decode(errors="replace")
                and answer.headers.get_content_type() == "text/html"
            ):
                problems.append(f"{page}: no heading")
        except urllib.error.HTTPError as error:
            problems.append(f"{page}: {error.code}")
    return problems
