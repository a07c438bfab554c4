"""The command line: ``./treem COMMAND``.

Commands that need no database (``read``) start nothing; the others make sure the embedded server runs, unless
``DATABASE_URL`` names a real one.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[3]
# Absolute, for the children too, which run in another folder; resolved as settings.py does: the socket's place may
# hang on this very name.
VAR = Path(os.environ.get("TREEM_VAR") or ROOT / "var").resolve()
if "TREEM_VAR" in os.environ:
    os.environ["TREEM_VAR"] = str(VAR)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "treem.config.settings")

USAGE = """\
treem: hệ thống thông tin về công tác trẻ em của một tỉnh

  ./treem demo [--port P] [--children N] [--fresh] [--check [--stay]]   tỉnh mô phỏng, chạy tất cả
  ./treem setup --province 14 --admin TÊN_ĐĂNG_NHẬP --name 'Họ và tên'   hệ thống thật, trống
  ./treem import bodies|people|villages TỆP [--dry-run]   nhập danh sách từ bảng tính
  ./treem import children TỆP --by TÊN [--commune MÃ] [--dry-run]   nhập danh sách trẻ em
  ./treem stop                     dừng demo, serve, worker, sealer và cơ sở dữ liệu nhúng của thư mục này
  ./treem read FILE… [--out DIR]   đọc văn bản chỉ đạo thành JSON (không cần cơ sở dữ liệu)
  ./treem link FILE [--out DIR]    tìm các bản ghi của cùng một trẻ (không cần cơ sở dữ liệu)
  ./treem count KỲ [--json]        đếm số liệu của một kỳ (2026-H1, 2026, 2026-11)
  ./treem serve [--port P] | worker | sealer   chạy từng phần ở tiền cảnh
  ./treem backup DIR | restore DIR [--replace] | upgrade
  ./treem audit verify             kiểm tra chuỗi nhật ký
  ./treem manage …                 lệnh của Django
  ./treem test [ARGS] | check | bench NAME

Mỗi lệnh có --help riêng. TREEM_DEBUG=1 cho xem toàn bộ vết lỗi.
"""


CLOSED_PIPE = 141
"""The status of a program that the end of its reader stopped (128 + SIGPIPE)."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit status.

    A reader that has seen enough (``| head -1``) ends the command quietly. SIGPIPE itself stays ignored: a server
    must outlive a client that hangs up.
    """
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()  # what is left over: the interpreter's own last flush would complain aloud
    except BrokenPipeError:
        if not _nobody_reads():
            raise
        # What still waits in the buffers goes nowhere, and silently.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            if _closed(stream):
                os.dup2(nowhere, stream.fileno())
        return CLOSED_PIPE
    return status


def _nobody_reads() -> bool:
    """Whether standard output or standard error is a pipe whose reader has gone; else the fault is another's."""
    return _closed(sys.stdout) or _closed(sys.stderr)


def _closed(stream: TextIO) -> bool:
    try:
        watch = select.poll()
        watch.register(stream.fileno(), 0)
    except (OSError, ValueError):
        return False  # no file at all, as in tests
    return any(event & (select.POLLERR | select.POLLHUP) for _number, event in watch.poll(0))


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE)
        return 0
    name, rest = arguments[0], arguments[1:]
    command = COMMANDS.get(name)
    if command is None:
        print(f"treem: không có lệnh {name!r}. Xem ./treem --help (no such command).", file=sys.stderr)
        return 2
    asked = rest[:1] if name == "manage" else rest  # Django's commands answer for themselves
    if "-h" in asked or "--help" in asked:
        from treem.config.help import HELP

        print(HELP[name])
        return 0
    try:
        return command(rest)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:
        from treem.config.plain_errors import in_plain_words

        said = None if os.environ.get("TREEM_DEBUG") == "1" else in_plain_words(error)
        if said is None:
            raise
        print(f"treem: {said}", file=sys.stderr)
        return 1


def ensure_database(*, as_owner: bool) -> None:
    """Start the embedded server when it is the one meant, and connect as the owner or as the application."""
    from treem.db.addresses import uses_embedded_server

    os.environ["TREEM_CONNECT_AS"] = "owner" if as_owner else "app"
    if uses_embedded_server():
        from treem.db.provision import provision
        from treem.db.server import embedded_server

        server = embedded_server(VAR)
        server.ensure()
        provision(server)


def _django(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["./treem manage", *arguments])
    return 0


def _ours(name: str, shown: str, arguments: list[str], *, before: Callable[[], None] | None = None) -> int:
    """One of our own management commands as ``./treem SHOWN``: its complaints are ours, one line each, and wrong
    arguments are said before ``before`` (the database) is started."""
    from functools import partial

    import django
    from django.core.management import CommandError, get_commands, load_command_class

    from treem.kernel.command_line import refuse

    django.setup()
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("./treem", shown)
    parser.error = partial(refuse, f"./treem {shown}")  # type: ignore[method-assign]
    options = vars(parser.parse_args(arguments))
    if before is not None:
        before()
    try:
        command.execute(*options.pop("args", ()), **options)
    except CommandError as error:
        if options["traceback"] or os.environ.get("TREEM_DEBUG") == "1":
            raise
        print(f"treem: {error}", file=sys.stderr)
        return error.returncode
    return 0


OWNERS_COMMANDS = {
    "migrate", "makemigrations", "sqlmigrate", "showmigrations", "dbshell", "load_reference", "pgtrigger", "flush",
    "verify_audit", "setup_province", "backup", "upgrade", "rotate_keys", "verify_files",
}  # fmt: skip


def manage(arguments: list[str]) -> int:
    """Django's own commands, with the role each needs."""
    if not {"-h", "--help", "help"} & set(arguments):
        ensure_database(as_owner=bool(arguments) and arguments[0] in OWNERS_COMMANDS)
    return _django(arguments)


def read(arguments: list[str]) -> int:
    """Read directives into JSON; no database."""
    from treem.directives.reader.command import main as read_main

    return read_main(arguments)


def link(arguments: list[str]) -> int:
    """Find the records of the same child in a file; no database."""
    from treem.linkage.command import main as link_main

    return link_main(arguments)


MOST_WORKERS = 4
"""Processes of the whole suite; each has a database of its own."""
ALONE = "src/treem/audit"
"""Runs after the others: the sealer waits for every open transaction of the server, those of another worker's database
too."""
NO_TESTS = 5
"""What pytest ends with when nothing was chosen."""


def test(arguments: list[str]) -> int:
    """The whole suite, on as many processes as there are cores; pytest's arguments pass through."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TREEM_CONNECT_AS": "owner"}
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    # Some files are faster alone: each worker first makes a database.
    whole = not any(Path(each.partition("::")[0]).exists() for each in arguments)
    runs = [arguments]
    if whole and workers > 1 and "-n" not in arguments:
        spread = ["-n", str(workers), "--dist", "loadscope"]  # in the groups of conftest.py
        runs = [[*spread, f"--ignore={ALONE}", *arguments], [*arguments, ALONE]]
    with _left_as_found():
        ensure_database(as_owner=True)
        found = [
            subprocess.call([sys.executable, "-m", "pytest", *each], cwd=ROOT, env=environment)
            for each in runs
        ]
    return next((status for status in found if status not in (0, NO_TESTS)), found[-1])


@contextmanager
def _left_as_found() -> Iterator[None]:
    """An embedded server that was not running before is stopped afterwards, unless somebody else uses it by then."""
    from treem.db.addresses import uses_embedded_server

    if not uses_embedded_server():
        yield
        return
    from treem.config.processes import anybody
    from treem.db.provision import others_connected
    from treem.db.server import embedded_server

    server = embedded_server(VAR)
    running = server.is_running()
    try:
        yield
    finally:
        if not running and server.is_running() and not anybody(VAR) and not others_connected(server):
            server.stop()


def check(arguments: list[str]) -> int:
    """Format, lint, types, import contracts, documentation links."""
    from treem.config.checks import run_checks

    return run_checks(ROOT, arguments)


def audit(arguments: list[str]) -> int:
    """``audit verify``: the chain of the trail."""
    if arguments[:1] != ["verify"]:
        print("./treem audit verify", file=sys.stderr)
        return 2
    ensure_database(as_owner=True)
    return _django(["verify_audit", *arguments[1:]])


def stop(_arguments: list[str]) -> int:
    """Stop demo, web, worker, sealer and the embedded server of this folder, and say what was stopped; status 1 when
    something runs still."""
    from treem.config.processes import stop_demo

    before = _what_runs()
    stop_demo(VAR)
    halt()
    left = _what_runs()
    if stopped := [name for name in before if name not in left]:
        print(f"Đã dừng: {', '.join(stopped)}.")
    if left:
        print(f"treem: vẫn còn chạy: {', '.join(left)} ({VAR}).", file=sys.stderr)
    elif not before:
        print(f"Không có gì đang chạy trong {VAR}.")
    return 1 if left else 0


DATABASE = "cơ sở dữ liệu nhúng"


def _what_runs() -> list[str]:
    """Demo, web, worker, sealer and the embedded server of this folder, those that run."""
    from treem.config.processes import running
    from treem.db.addresses import uses_embedded_server

    found = running(VAR)
    if uses_embedded_server():
        from treem.db.server import embedded_server

        if embedded_server(VAR).is_running():
            found.append(DATABASE)
    return found


def halt() -> None:
    """Stop web, worker and sealer, whoever started them, then the embedded server."""
    from treem.config.processes import stop_all

    stop_all(VAR)
    from treem.db.addresses import uses_embedded_server

    if uses_embedded_server():
        from treem.db.server import embedded_server

        embedded_server(VAR).stop()


def demo(arguments: list[str]) -> int:
    """The invented province, everything running."""
    from treem.config.demo import main as demo_main

    return demo_main(arguments)


def serve(arguments: list[str]) -> int:
    """The web application in the foreground, as the application role."""
    from treem.config.demo import Refused
    from treem.config.processes import collect_static, finish_static, is_free, note_self, web_command

    port, arguments = _port_of(arguments)
    if port is not None and not is_free(port):
        other = port + 1 if port < 65535 else 8000
        raise Refused(
            f"cổng {port} không dùng được: chương trình khác đang dùng, hoặc không có quyền. Dừng chương trình đó, "
            f"hoặc chạy ./treem serve --port {other}."
        )
    ensure_database(as_owner=False)
    _refuse_without_tables()
    note_self(VAR, "serve")
    finish_static(collect_static())
    command = web_command(arguments, port=port or 8000)
    os.execv(command[0], command)  # noqa: S606 - the server takes this process over


def _refuse_without_tables() -> None:
    """A folder in which nothing was set up is usually a mistyped one. Raises Refused."""
    import psycopg

    from treem.config.demo import Refused
    from treem.db.addresses import address

    with psycopg.connect(address("app", VAR)) as connection:
        row = connection.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
    if not row or not row[0]:
        raise Refused(
            "thiếu bảng trong cơ sở dữ liệu: chạy ./treem setup (hệ thống thật) hoặc ./treem demo (mô phỏng), "
            f"hoặc kiểm tra TREEM_VAR ({VAR})."
        )


def _port_of(arguments: list[str]) -> tuple[int | None, list[str]]:
    """The port of ``--port`` (8000 without), and the arguments for gunicorn; no port where those say ``--bind``."""
    from treem.kernel.command_line import Arguments

    parser = Arguments(prog="./treem serve", add_help=False, allow_abbrev=False)
    parser.add_argument("--port", type=int, default=None)
    options, rest = parser.parse_known_args(arguments)
    bound = any(each.startswith(("--bind", "-b")) for each in rest)
    if options.port is not None and bound:
        parser.error("--port và --bind nói cùng một việc: chỉ dùng một")
    if options.port is not None and not 1 <= options.port <= 65535:
        parser.error("--port: từ 1 đến 65535")
    return (None if bound else options.port or 8000), rest


def worker(arguments: list[str]) -> int:
    """Background jobs in the foreground."""
    import psycopg

    from treem.config.processes import WORKER, note_self
    from treem.db.addresses import address

    ensure_database(as_owner=False)
    # The worker's own pool would try for half a minute and then say nothing a person can use.
    psycopg.connect(address("app", VAR), connect_timeout=10).close()
    note_self(VAR, "worker")
    return _django([*WORKER, *arguments])


def sealer(arguments: list[str]) -> int:
    """The audit sealer in the foreground."""
    from treem.config.processes import note_self

    ensure_database(as_owner=False)
    note_self(VAR, "sealer")
    return _django(["seal_audit", *arguments])


LISTS = ("bodies", "people", "villages")
CHILDREN = "children"


def import_(arguments: list[str]) -> int:
    """A list out of a spreadsheet: agencies, people, villages or children."""
    if not arguments or arguments[0] not in (*LISTS, CHILDREN):
        print(
            f"treem: hãy nêu loại danh sách ({', '.join((*LISTS, CHILDREN))}) rồi đến tệp. Xem ./treem import --help "
            "(which list, then the file).",
            file=sys.stderr,
        )
        return 2
    os.environ["TREEM_CONNECT_AS"] = "app"
    if arguments[0] == CHILDREN:
        return _ours(
            "import_children",
            "import children",
            arguments[1:],
            before=lambda: ensure_database(as_owner=False),
        )
    return _ours("import_lists", "import", arguments, before=lambda: ensure_database(as_owner=False))


def bench(arguments: list[str]) -> int:
    """A benchmark beside its peers, in one run."""
    import importlib

    names = sorted(p.stem for p in (ROOT / "bench").glob("*.py") if p.stem != "__init__")
    if not arguments or arguments[0] not in names:
        print(f"./treem bench {' | '.join(names)}", file=sys.stderr)
        return 2
    sys.path.insert(0, str(ROOT))
    run: Callable[[list[str]], int] = importlib.import_module(f"bench.{arguments[0]}").main
    return run(arguments[1:])


def restore(arguments: list[str]) -> int:
    """Put a backup in place; the command starts the server once the data are there."""
    os.environ["TREEM_CONNECT_AS"] = "owner"
    return _ours("restore", "restore", arguments, before=_refuse_while_anything_runs)


def _refuse_while_anything_runs() -> None:
    """What runs would go on with what it knew of the old data. Raises Refused."""
    from treem.config.demo import Refused
    from treem.config.processes import running

    if found := running(VAR):
        raise Refused(
            f"đang chạy trong {VAR}: {', '.join(found)}. Chạy ./treem stop, rồi chạy lại lệnh này; chưa có gì thay đổi."
        )


def _owner(django_command: str, shown: str) -> Callable[[list[str]], int]:
    def run(arguments: list[str]) -> int:
        os.environ["TREEM_CONNECT_AS"] = "owner"
        return _ours(django_command, shown, arguments, before=lambda: ensure_database(as_owner=True))

    return run


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "audit": audit,
    "bench": bench,
    "backup": _owner("backup", "backup"),
    "check": check,
    "count": _owner("count_facts", "count"),
    "demo": demo,
    "import": import_,
    "link": link,
    "manage": manage,
    "read": read,
    "restore": restore,
    "sealer": sealer,
    "serve": serve,
    "setup": _owner("setup_province", "setup"),
    "stop": stop,
    "test": test,
    "upgrade": _owner("upgrade", "upgrade"),
    "worker": worker,
}

if __name__ == "__main__":
    sys.exit(main())
