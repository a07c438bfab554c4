"""``./treem demo``: the embedded database, the invented province, a round under way, everything running."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from treem.config import cli
from treem.kernel.command_line import Arguments

DESK_PATIENCE_S = 120.0
WATCH_EVERY_S = 0.5
SHORT_LIFE_S = 5.0  # a child that dies sooner is started again only after a pause
PAUSE_S = 5.0
DYING_S = 2.0


class Refused(Exception):
    """What was asked does not begin; the text (Vietnamese) says why and what to do."""


def main(arguments: list[str]) -> int:
    """Run the demo; see ``./treem demo --help``."""
    options = _options(arguments)
    if os.environ.get("TREEM_PRODUCTION", "") not in ("", "0"):
        raise Refused("TREEM_PRODUCTION=1: bản mô phỏng không chạy trên hệ thống thật.")
    with _only_one(cli.VAR):
        return _run(options)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = Arguments(prog="./treem demo", description="Tỉnh mô phỏng, chạy tất cả.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--children", type=int, default=None, help="số trẻ em mô phỏng (mặc định: cả tỉnh)")
    parser.add_argument("--fresh", action="store_true", help="cất dữ liệu mô phỏng cũ, làm lại từ đầu")
    parser.add_argument("--check", action="store_true", help="chạy, đo, in một dòng JSON, dừng")
    parser.add_argument("--stay", action="store_true", help="với --check: in xong thì chạy tiếp")
    options = parser.parse_args(arguments)
    if options.children is not None and options.children < 75:
        parser.error("--children: ít nhất 75 (mỗi xã một trẻ)")
    if not 0 <= options.port <= 65535:
        parser.error("--port: từ 0 đến 65535 (0: cổng trống bất kỳ)")
    if os.environ.get("DATABASE_URL") and options.fresh:
        parser.error("--fresh cất dữ liệu cũ đi: chỉ dùng với cơ sở dữ liệu nhúng")
    return options


def _run(options: argparse.Namespace) -> int:
    begin = time.monotonic()
    from treem.config import processes

    processes.stop_all(cli.VAR, processes.NAMES)  # what a killed demo left
    port = _port(options.port)
    (cli.VAR / "run" / ADDRESS).write_text(f"http://127.0.0.1:{port}")
    cli.ensure_database(as_owner=True)
    stands = _stands()
    say(f"treem demo → http://127.0.0.1:{port}")
    with _ended_cleanly():
        if options.fresh:
            _set_aside()
            cli.ensure_database(as_owner=True)
        return _load_and_watch(options, port, begin, stands=stands and not options.fresh)


def _load_and_watch(options: argparse.Namespace, port: int, begin: float, *, stands: bool) -> int:
    from treem.config import processes

    static = processes.collect_static()
    children: dict[str, subprocess.Popen[bytes]] = {}

    def open_the_web() -> None:
        """It takes seconds to start: it does so on the other core while we go on."""
        if not children:
            processes.finish_static(static)
            children.update(processes.start(cli.VAR, port, ("web",)))

    if stands and static is None:
        open_the_web()

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    migrate_begin = time.monotonic()
    _say_tables()
    call_command("migrate", interactive=False, verbosity=0)
    migrate_s = time.monotonic() - migrate_begin

    from treem.simulation.province import load_province, tell_the_rest

    load_begin = time.monotonic()
    _say_what_stays(options.children)
    load_province(children=options.children, say=say, peopled=open_the_web)
    load_s = time.monotonic() - load_begin
    connection.close()
    _wait_for_desk(port)
    ready_s = time.monotonic() - begin
    say(f"Bàn làm việc trả lời sau {ready_s:.0f} giây; kể nốt câu chuyện của năm…")
    story_begin = time.monotonic()
    tell_the_rest(say=say)
    story_s = time.monotonic() - story_begin
    connection.close()
    children |= processes.start(cli.VAR, port, ("worker", "sealer"))
    if options.check:
        from treem.simulation.province import counts
        from treem.simulation.visit import visit_pages

        failed = visit_pages(f"http://127.0.0.1:{port}")
        line: dict[str, Any] = {
            "ready_s": round(ready_s, 1), "migrate_s": round(migrate_s, 1), "load_s": round(load_s, 1),
            "story_s": round(story_s, 1), **counts(), "pages_ok": not failed, "pages_failed": failed,
        }  # fmt: skip
        connection.close()
        print(json.dumps(line, ensure_ascii=False), flush=True)
        if not options.stay:
            return 0 if not failed else 1
    _welcome(port, ready_s)
    began = dict.fromkeys(children, time.monotonic())
    while True:
        time.sleep(WATCH_EVERY_S)
        mend_database()
        mend(children, began, port)


def mend_database() -> None:
    """Start the embedded server again when it has died; a real one is its administrator's. Data that are not there are
    somebody's business, never a reason to begin with empty ones."""
    from treem.db.addresses import uses_embedded_server
    from treem.db.server import ServerError, embedded_server

    if not uses_embedded_server():
        return
    server = embedded_server(cli.VAR)
    if not server.answers() and (server.data / "PG_VERSION").exists():
        say(f"cơ sở dữ liệu đã dừng, đang chạy lại; xem {server.log}")
        try:
            server.ensure()
        except ServerError as error:
            say(str(error))
            time.sleep(PAUSE_S)


def mend(children: dict[str, subprocess.Popen[bytes]], began: dict[str, float], port: int) -> None:
    """Start again what has died. ``began``: when each was started (monotonic seconds)."""
    from treem.config import processes

    for name, process in list(children.items()):
        code = process.poll()
        if code is None:
            continue
        processes.clear_remains(process)
        say(f"{name} đã dừng (mã {code}), đang chạy lại; xem {cli.VAR / 'log' / name}.log")
        if time.monotonic() - began[name] < SHORT_LIFE_S:
            time.sleep(PAUSE_S)
        children |= processes.start(cli.VAR, port, (name,))
        began[name] = time.monotonic()


LOCK, ADDRESS = "demo.lock", "demo.address"


@contextmanager
def _only_one(var: Path) -> Iterator[None]:
    """Hold the demo of this folder: a second one would take the first one's processes and database from under it.

    Raises Refused. The system gives the lock back when we die, however we die.
    """
    from treem.config import processes

    run = var / "run"
    run.mkdir(parents=True, exist_ok=True)
    with (run / LOCK).open("a") as handle:
        if not _taken(handle):
            place = (run / ADDRESS).read_text() if (run / ADDRESS).exists() else ""
            raise Refused(
                f"một bản demo đang chạy{f' tại {place}' if place else ''}. "
                "Dừng nó bằng ./treem stop, hoặc đặt TREEM_VAR vào thư mục khác để chạy bản thứ hai."
            )
        (run / ADDRESS).unlink(missing_ok=True)
        processes.note_demo(var)
        try:
            yield
        finally:
            (run / ADDRESS).unlink(missing_ok=True)
            (run / "demo.pid").unlink(missing_ok=True)


def _taken(handle: TextIO) -> bool:
    """Whether we got the lock; one that is being killed holds it for a moment longer."""
    end = time.monotonic() + DYING_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        else:
            return True


@contextmanager
def _ended_cleanly() -> Iterator[None]:
    """SIGTERM and SIGHUP end the demo as Ctrl+C does; whatever happened, everything is stopped."""

    def end(_number: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup wants it to go on
        signal.signal(signal.SIGHUP, end)
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(0) from None
    finally:
        for number in (signal.SIGTERM, signal.SIGHUP):  # the end is not cut short by another one
            signal.signal(number, signal.SIG_IGN)
        cli.halt()


def _stands() -> bool:
    """Whether an invented province with its children is there. Raises Refused when the database holds people or
    children and no mark of the simulation.

    Asked without Django: the tables may be of another version, or not there yet.
    """
    import psycopg

    from treem.db.addresses import address

    with psycopg.connect(address("owner", cli.VAR)) as connection:

        def holds(table: str) -> bool:
            found = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
            if not found or not found[0]:
                return False
            query = psycopg.sql.SQL("SELECT EXISTS (SELECT FROM {})").format(psycopg.sql.Identifier(table))
            row = connection.execute(query).fetchone()
            return bool(row and row[0])

        begun = holds("simulation_stage")
        if not begun and any(map(holds, REAL)):
            raise Refused(
                "cơ sở dữ liệu này đã có dữ liệu thật: không đưa dữ liệu mô phỏng vào, không cất nó đi. "
                "Bỏ DATABASE_URL, hoặc đặt TREEM_VAR vào một thư mục khác."
            )
        return begun and connection.execute(PEOPLED).fetchone() == (True,)


PEOPLED = "SELECT EXISTS (SELECT FROM simulation_stage WHERE name = 'children' AND done_at IS NOT NULL)"
REAL = ("organisations_user", "registry_child", "documents_document")


def _say_tables() -> None:
    """Say what is about to happen to the tables, when something is."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("đang cập nhật bảng…" if executor.loader.applied_migrations else "đang tạo bảng…")


def _say_what_stays(wanted: int | None) -> None:
    """Children are made once: another number wanted later changes nothing, and we say so."""
    from django.apps import apps

    stage = (
        apps.get_model("simulation", "Stage").objects.filter(name="children", done_at__isnull=False).first()
    )
    stands = stage.detail.get("children") if stage else None
    if wanted is not None and stands is not None and stands != wanted:
        say(
            f"Tỉnh mô phỏng đã có {stands} trẻ em và giữ nguyên; --children {wanted} không đổi số đó. "
            f"Làm tỉnh mới: ./treem demo --fresh --children {wanted}"
        )


def say(text: str) -> None:
    """Progress goes to the terminal's error stream; standard output keeps the JSON line alone."""
    print(text, file=sys.stderr, flush=True)


def _welcome(port: int, seconds: float) -> None:
    from treem.simulation.logins import DEMO_LOGINS, DEMO_PASSWORD

    say(f"\nSẵn sàng sau {seconds:.0f} giây: http://127.0.0.1:{port}   (Ctrl+C để dừng)")
    say(f"Dữ liệu mô phỏng. Mật khẩu chung của bản mô phỏng: {DEMO_PASSWORD}")
    for username, who in DEMO_LOGINS:
        say(f"  {username:<22} {who}")


def _set_aside() -> None:
    """Stop the server and move the old database out of the way: nothing is deleted."""
    from treem.db.server import embedded_server

    cli.halt()
    server = embedded_server(cli.VAR)
    if server.data.exists():
        kept = server.home / f"data-before-fresh-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
        server.data.rename(kept)
        say(f"Cơ sở dữ liệu mô phỏng cũ giữ ở {kept}")


def _port(wanted: int) -> int:
    """The port wanted, or another one, saying so, when another program has it. 0: any."""
    from treem.config import processes

    if wanted == 0:
        return _any_port()
    if processes.is_free(wanted):
        return wanted
    other = _any_port()
    say(
        f"Cổng {wanted} không dùng được (chương trình khác đang dùng, hoặc không có quyền); dùng cổng {other}."
    )
    return other


def _any_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_desk(port: int) -> None:
    """Until the sign-in page in front of the desk answers."""
    import http.client

    end = time.monotonic() + DESK_PATIENCE_S
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/account/login/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"Bàn làm việc không trả lời sau {DESK_PATIENCE_S:.0f} giây; xem var/log/web.log.")
