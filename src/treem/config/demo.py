"""``./treem demo``: the embedded database, the invented province, a round under way, everything running."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

from treem.config import cli

DESK_PATIENCE_S = 120.0


def main(arguments: list[str]) -> int:
    """Run the demo; see ``./treem demo --help``."""
    parser = argparse.ArgumentParser(prog="./treem demo", description="Tỉnh mô phỏng, chạy tất cả.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--children", type=int, default=None, help="số trẻ em mô phỏng (mặc định: cả tỉnh)")
    parser.add_argument("--fresh", action="store_true", help="bỏ dữ liệu mô phỏng cũ, làm lại từ đầu")
    parser.add_argument("--check", action="store_true", help="chạy, đo, in một dòng JSON, dừng")
    parser.add_argument("--stay", action="store_true", help="với --check: in xong thì chạy tiếp")
    options = parser.parse_args(arguments)
    if options.children is not None and options.children < 75:
        parser.error("--children: ít nhất 75 (mỗi xã một trẻ)")
    if os.environ.get("DATABASE_URL") and options.fresh:
        parser.error("--fresh xóa dữ liệu: chỉ dùng với cơ sở dữ liệu nhúng")

    begin = time.monotonic()
    port = options.port if options.port and _free(options.port, cli.VAR) else _any_port()
    say(f"treem demo → http://127.0.0.1:{port}")
    if options.fresh:
        _set_aside()
    cli.ensure_database(as_owner=True)

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from treem.config import processes

    processes.stop_all(cli.VAR)
    static = processes.collect_static()
    migrate_begin = time.monotonic()
    say("đang tạo bảng…")
    call_command("migrate", interactive=False, verbosity=0)
    migrate_s = time.monotonic() - migrate_begin

    from treem.simulation.province import RealData, load_province

    load_begin = time.monotonic()
    try:
        load_province(children=options.children, say=say)
    except RealData as error:
        say(f"treem: {error}")
        return 1
    load_s = time.monotonic() - load_begin
    processes.finish_static(static)
    connection.close()

    processes.start(cli.VAR, port, ("web",))
    try:
        _wait_for_desk(port)
        ready_s = time.monotonic() - begin
        processes.start(cli.VAR, port, ("worker", "sealer"))
        if options.check:
            from treem.simulation.province import counts
            from treem.simulation.visit import visit_pages

            failed = visit_pages(f"http://127.0.0.1:{port}")
            line: dict[str, Any] = {
                "ready_s": round(ready_s, 1), "migrate_s": round(migrate_s, 1), "load_s": round(load_s, 1),
                **counts(), "pages_ok": not failed, "pages_failed": failed,
            }  # fmt: skip
            connection.close()
            print(json.dumps(line, ensure_ascii=False), flush=True)
            if not options.stay:
                return 0 if not failed else 1
        _welcome(port, ready_s)
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return 0
    finally:
        cli.stop([])


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

    cli.stop([])
    server = embedded_server(cli.VAR)
    if server.data.exists():
        kept = server.home / "data-before-fresh"
        if kept.exists():
            import shutil

            shutil.rmtree(kept)  # the simulated database before the last one
        server.data.rename(kept)


def _free(port: int, var: Path) -> bool:
    from treem.config import processes

    processes.stop_all(var)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


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
