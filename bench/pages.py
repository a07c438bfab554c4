"""Pages of a running demo at a steady rate, as many people who think: how long each kind of page takes.

./treem demo --check --stay &
./treem bench pages [--rate 10] [--seconds 60] [--people 50] [--json]

Open loop: a page is asked for at its moment whether or not the last one has answered, and its time counts from that
moment, so a server that falls behind cannot hide it. Nothing but the address of the demo on this machine is asked.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import statistics
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from treem.config.cli import VAR

LINK = re.compile(r'href="(/[^"#]*)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
KINDS = (
    ("desk", re.compile(r"^/$")),
    ("list of children", re.compile(r"^/children/(\?.*)?$")),
    ("record of a child", re.compile(r"^/children/[0-9]+/$")),
    ("list of duties", re.compile(r"^/duties/(list|all|board|matrix)/(\?.*)?$")),
    ("one duty", re.compile(r"^/duties/(executions/)?[0-9a-f-]{36}/$")),
    ("round or return", re.compile(r"^/reports/(rounds/|returns/)[0-9a-f-]{36}/$")),
    ("other", re.compile(r"^/(?!static|account|files|web)[a-z].*/$")),
)
PEER = "DHIS2, published: search p95 132 ms at 1 user (another machine, not run here)"


@dataclass
class Person:
    """A signed-in person, and the pages that the links of the own desk lead to, by kind."""

    name: str
    cookies: dict[str, str] = field(default_factory=dict)
    pages: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Server:
    """The demo on this machine."""

    host: str
    port: int

    def ask(self, person: Person, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, body and where it was sent on to."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in person.cookies.items())}
        if form is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://{self.host}/",
            }
        body = urllib.parse.urlencode(form) if form is not None else None
        connection.request("POST" if form is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for cookie in answer.msg.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            person.cookies[name] = value
        connection.close()
        return answer.status, text, answer.headers.get("Location", "")


def kind_of(path: str) -> str:
    return next((name for name, pattern in KINDS if pattern.match(path)), "")


def sign_in(server: Server, name: str, password: str) -> Person:
    person = Person(name)
    _, text, _ = server.ask(person, "/account/login/")
    token = TOKEN.search(text)
    if token is None:
        raise SystemExit("the sign-in page has no form")
    status, _, where = server.ask(
        person, "/account/login/", {"csrfmiddlewaretoken": token[1], "login": name, "password": password}
    )
    if status != 302:
        raise SystemExit(f"{name} could not sign in: {status} {where}")
    seen, waiting = {"/"}, ["/"]
    for _step in range(12):  # two or three steps from the desk are enough to meet each kind of page
        if not waiting:
            break
        waiting.sort(key=lambda link: len(person.pages.get(kind_of(link), ())))
        path = waiting.pop(0)
        status, text, _ = server.ask(person, path)
        if status != 200:
            continue
        person.pages.setdefault(kind_of(path), []).append(path)
        for link in dict.fromkeys(LINK.findall(text)):
            link = link.replace("&amp;", "&")
            if link not in seen and kind_of(link):
                seen.add(link)
                waiting.append(link)
                if kind_of(link) in ("record of a child", "one duty", "round or return"):
                    person.pages.setdefault(kind_of(link), []).append(link)
    return person


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./treem bench pages")
    parser.add_argument("--rate", type=float, default=10, help="pages a second")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    place = VAR / "run" / "demo.address"
    if not place.exists():
        print("No demo is running here. Start one: ./treem demo --check --stay", file=sys.stderr)
        return 1
    where = urllib.parse.urlsplit(place.read_text().strip())
    server = Server(str(where.hostname), int(where.port or 80))
    from treem.simulation.logins import DEMO_LOGINS, DEMO_PASSWORD

    names = [name for name, _who in DEMO_LOGINS]
    signed = [sign_in(server, name, DEMO_PASSWORD) for name in names]
    # The same few people at many desks: officers first, as in a province at work.
    weights = [6 if name == "lan" else 3 if name == "hung" else 1 for name in names]
    chance = random.Random(3)
    desks = chance.choices(signed, weights, k=options.people)
    taken: dict[str, list[float]] = {}
    failed: list[str] = []

    def one(begin: float, person: Person, path: str) -> None:
        status, _text, _ = server.ask(Person(person.name, dict(person.cookies)), path)
        taken.setdefault(kind_of(path), []).append((time.perf_counter() - begin) * 1000)
        if status != 200:
            failed.append(f"{person.name} {path}: {status}")

    total = int(options.rate * options.seconds)
    with ThreadPoolExecutor(64) as pool:
        start = time.perf_counter() + 0.5
        for number in range(total):
            at = start + number / options.rate
            person = chance.choice(desks)
            kind = chance.choice(sorted(person.pages))
            path = chance.choice(person.pages[kind])
            time.sleep(max(0.0, at - time.perf_counter()))
            pool.submit(one, at, person, path)
    rows: list[dict[str, Any]] = []
    for kind, times in [*sorted(taken.items()), ("all pages", [t for ts in taken.values() for t in ts])]:
        ordered = sorted(times)
        rows.append(
            {
                "page": kind,
                "n": len(ordered),
                "p50_ms": round(statistics.median(ordered), 1),
                "p95_ms": round(ordered[max(int(len(ordered) * 0.95) - 1, 0)], 1),
                "max_ms": round(ordered[-1], 1),
            }
        )
    if options.json:
        print(json.dumps({"bench": "pages", "rate": options.rate, "people": options.people, "failed": failed, "rows": rows, "peer": PEER}))  # fmt: skip
        return 1 if failed else 0
    print(f"{options.rate:g} pages a second for {options.seconds} s, {options.people} people; peer: {PEER}")
    for row in rows:
        print(f"{row['page']:<20} n {row['n']:>5}   p50 {row['p50_ms']:>7} ms   p95 {row['p95_ms']:>7} ms   max {row['max_ms']:>7} ms")  # fmt: skip
    for each in failed[:10]:
        print(f"failed: {each}")
    return 1 if failed else 0
