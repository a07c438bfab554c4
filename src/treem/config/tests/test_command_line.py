"""The command line: it helps without doing, refuses in one line, and finds what it started. No demo is begun here."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db.utils import OperationalError, ProgrammingError

from treem.config import cli, demo, processes
from treem.config.help import HELP
from treem.db.addresses import AddressError
from treem.db.server import Server, ServerError

SLEEPER = "import time; time.sleep(60)"


@pytest.fixture
def sleepers() -> Iterator[Any]:
    begun: list[subprocess.Popen[bytes]] = []

    def begin(code: str = SLEEPER, *, session: bool = False) -> subprocess.Popen[bytes]:
        begun.append(subprocess.Popen([sys.executable, "-c", code], start_new_session=session))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.wait()


# --- Help -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_every_command_answers_help_in_vietnamese_and_does_nothing(
    name: str, flag: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(cli.COMMANDS, name, lambda _rest: pytest.fail("the command ran"))
    assert cli.main([name, flag]) == 0
    assert f"./treem {name}" in capsys.readouterr().out
    assert set(HELP) == set(cli.COMMANDS)


def test_help_after_other_arguments_does_nothing_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cli.COMMANDS, "upgrade", lambda _rest: pytest.fail("the command ran"))
    assert cli.main(["upgrade", "--backup", "DIR", "--help"]) == 0


# --- Errors ---------------------------------------------------------------------------------------------------


def _caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


EXPECTED = [
    (ServerError("PostgreSQL nhúng không khởi động được."), "khởi động"),
    (AddressError("chưa đặt TREEM_OWNER_URL"), "TREEM_OWNER_URL"),
    (demo.Refused("một bản demo đang chạy"), "đang chạy"),
    (ImproperlyConfigured("TREEM_SECRET_KEY must be set"), "cấu hình chưa đúng"),
    (_caused(OperationalError("x"), psycopg.OperationalError("connection refused\nmore")), "connection refused"),
    (_caused(ProgrammingError("x"), psycopg.errors.UndefinedTable("no table")), "./treem setup"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "said"), EXPECTED)
def test_an_expected_error_is_one_clear_line_and_debug_shows_the_whole(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_rest: list[str]) -> int:
        raise error

    monkeypatch.setitem(cli.COMMANDS, "count", fail)
    monkeypatch.delenv("TREEM_DEBUG", raising=False)
    assert cli.main(["count"]) == 1
    shown = capsys.readouterr().err
    assert said in shown
    assert shown.startswith("treem: ")
    assert len(shown.splitlines()) == 1
    monkeypatch.setenv("TREEM_DEBUG", "1")
    with pytest.raises(type(error)):
        cli.main(["count"])


def test_a_fault_of_the_programme_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_rest: list[str]) -> int:
        raise KeyError("x")

    monkeypatch.setitem(cli.COMMANDS, "count", fail)
    monkeypatch.delenv("TREEM_DEBUG", raising=False)
    with pytest.raises(KeyError):
        cli.main(["count"])


WRONG = [
    (["count"], "thiếu KỲ"),
    (["count", "2026", "--jsn"], "không hiểu --jsn"),
    (["backup"], "thiếu DIR"),
    (["restore", "a", "b"], "không hiểu b"),
    (["read"], "thiếu TỆP"),
    (["demo", "--port", "abc"], "--port cần một số nguyên, không phải 'abc'"),
    (["demo", "--children"], "--children còn thiếu giá trị"),
    (["demo", "--children", "3"], "--children: ít nhất 75"),
    (["import", "people"], "thiếu TỆP"),
    (["import", "pupils", "x.xlsx"], "hãy nêu loại danh sách"),
    (["setup", "--admin", "an.nt"], "thiếu --province"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_wrong_arguments_are_said_in_vietnamese_before_anything_starts(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TREEM_CONNECT_AS", "owner")
    monkeypatch.setattr(cli, "ensure_database", lambda **_: pytest.fail("the database was started"))
    try:
        status = cli.main(arguments)
    except SystemExit as end:
        status = int(str(end.code))
    shown = capsys.readouterr().err
    assert status == 2
    assert shown.startswith("treem: ")
    assert said in shown
    assert f"./treem {arguments[0]} --help" in shown
    assert len(shown.splitlines()) == 1, "no usage in English"


def test_english_stands_beside_what_argparse_says() -> None:
    from treem.kernel.command_line import in_vietnamese

    assert in_vietnamese("ambiguous option: --p could match --port, --people")
    assert in_vietnamese("argument --x: invalid choice: 'a' (choose from 'b', 'c')") == (
        "--x không nhận 'a', chỉ nhận 'b', 'c'"
    )
    assert in_vietnamese("--port: từ 0 đến 65535") == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["count", "hôm qua"], "Không hiểu kỳ báo cáo “hôm qua”"),
        (["count", "2026"], "Chưa nạp danh mục hành chính"),
        (["backup", "/dev/null/x"], "/dev/null/x"),
        (["restore", "/nowhere/at/all"], "/nowhere/at/all"),
        (["import", "people", "/nowhere/a.xlsx"], "Không có tỉnh mã"),
    ],
)
def test_a_command_that_cannot_do_it_says_so_in_one_line_without_the_word_of_django(
    db: None,
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TREEM_CONNECT_AS", "owner")
    monkeypatch.setattr(cli, "ensure_database", lambda **_: None)
    assert cli.main(arguments) == 1
    shown = capsys.readouterr().err.splitlines()[-1]
    assert shown.startswith("treem: ")
    assert said in shown
    assert "CommandError" not in shown


@pytest.mark.parametrize("code", ["99", "1", "Sơn La", "17"])
def test_setup_refuses_an_unknown_province_before_the_server_is_started(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "ensure_database", lambda **_: pytest.fail("the database was started"))
    with pytest.raises(SystemExit) as ended:
        cli.main(["setup", "--province", code])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert f"“{code}”" in said
    assert "14 là Sơn La" in said


def test_setup_makes_the_master_keys_of_a_new_system_first(
    db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from treem.organisations.management.commands import setup_province

    settings.TREEM_KEY_FILE = tmp_path / "keys" / "master.json"

    def tables(*_a: object, **_k: object) -> None:
        assert (tmp_path / "keys" / "master.json").exists()
        raise CommandError("tables")

    monkeypatch.setattr(setup_province, "call_command", tables)
    with pytest.raises(CommandError, match="tables"):
        call_command("setup_province", province="14")
    settings.PRODUCTION = True
    settings.TREEM_KEY_FILE = tmp_path / "elsewhere" / "master.json"
    with pytest.raises(CommandError, match="rotate_keys --first"):
        call_command("setup_province", province="14")


def test_setup_refuses_the_name_of_an_office_before_any_table(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from treem.organisations.management.commands import setup_province

    monkeypatch.setenv("TREEM_CONNECT_AS", "owner")
    monkeypatch.setattr(cli, "ensure_database", lambda **_: None)
    monkeypatch.setattr(setup_province, "call_command", lambda *_a, **_k: pytest.fail("tables were touched"))
    assert cli.main(["setup", "--province", "14", "--admin", "quantri", "--name", "Lò Thị Mẫu"]) == 1
    shown = capsys.readouterr().err
    assert "“quantri”" in shown
    assert "Chưa làm gì." in shown


def test_the_demo_speaks_of_tables_only_when_it_makes_some(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    demo._say_tables()
    assert capsys.readouterr().err == ""
    applied = MigrationRecorder.applied_migrations
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _self: {})
    demo._say_tables()
    assert "đang tạo bảng" in capsys.readouterr().err
    some = ("web", "territory", "audit")
    monkeypatch.setattr(
        MigrationRecorder,
        "applied_migrations",
        lambda self: {key: value for key, value in applied(self).items() if key[0] in some},
    )
    demo._say_tables()
    assert "đang cập nhật bảng" in capsys.readouterr().err


# --- A reader that has seen enough ----------------------------------------------------------------------------

WRITES = "import sys; from treem.config import cli; cli.COMMANDS['count'] = {command}; sys.exit(cli.main(['count']))"
COMMANDS_THAT_WRITE = {
    "little, left in the buffer": "lambda _: print('x') or 0",
    "much, broken in the middle": "lambda _: [print('x' * 1000) for _ in range(1000)] and 0",
    "an exit of its own": "lambda _: print('x') or sys.exit(0)",
}


@pytest.mark.parametrize("command", COMMANDS_THAT_WRITE.values(), ids=COMMANDS_THAT_WRITE)
def test_a_command_whose_reader_has_gone_ends_quietly(command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-c", WRITES.format(command=command)],
            stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60,
            env={**os.environ, "PYTHONPATH": str(cli.ROOT / "src")},
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (done.stderr, done.returncode) == ("", cli.CLOSED_PIPE)


def test_a_broken_pipe_that_is_not_the_readers_stays_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_rest: list[str]) -> int:
        raise BrokenPipeError("a child died")

    monkeypatch.setitem(cli.COMMANDS, "count", fail)
    with pytest.raises(BrokenPipeError):
        cli.main(["count"])


# --- The server that the tests need ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "demo_runs", "connected", "after"),
    [
        (False, False, False, False),
        (True, False, False, True),  # was there before
        (False, True, False, True),  # a demo began meanwhile
        (False, False, True, True),  # somebody works on it
    ],
)
def test_the_suite_stops_the_server_that_it_started_and_no_other(
    before: bool, demo_runs: bool, connected: bool, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Fake:
        running = before

        def is_running(self) -> bool:
            return self.running

        def stop(self) -> None:
            self.running = False

    server = Fake()
    monkeypatch.setattr("treem.db.addresses.uses_embedded_server", lambda: True)
    monkeypatch.setattr("treem.db.server.embedded_server", lambda _var: server)
    monkeypatch.setattr("treem.db.provision.others_connected", lambda _server: connected)
    monkeypatch.setattr("treem.config.processes.anybody", lambda _var: demo_runs)
    monkeypatch.setattr(cli, "ensure_database", lambda *, as_owner: setattr(server, "running", as_owner))
    monkeypatch.setattr(subprocess, "call", lambda *_given, **_more: 3)
    assert cli.test(["-q"]) == 3
    assert server.running is after


@pytest.mark.database
def test_who_is_connected_to_the_embedded_server_is_seen(db: None) -> None:
    from treem.config.settings import VAR
    from treem.db.addresses import uses_embedded_server
    from treem.db.provision import others_connected
    from treem.db.server import embedded_server

    if not uses_embedded_server():
        pytest.skip("another PostgreSQL is used")
    assert others_connected(embedded_server(VAR))  # this very test


def test_a_note_of_a_dead_process_is_nobody(tmp_path: Path, sleepers: Any) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "worker.pid").write_text("99999999 5")
    assert not processes.anybody(tmp_path)
    _note_of(tmp_path, "web", sleepers().pid)
    assert processes.anybody(tmp_path)


# --- Processes ------------------------------------------------------------------------------------------------


def _note_of(var: Path, name: str, number: int) -> None:
    processes._note(var, name, number)


def test_stop_ends_what_a_person_runs_in_the_foreground_and_not_its_neighbours(
    tmp_path: Path, sleepers: Any
) -> None:
    noted, neighbour = sleepers(), sleepers()
    _note_of(tmp_path, f"serve-{noted.pid}", noted.pid)
    processes.stop_all(tmp_path)
    assert noted.wait(5) == -15
    assert neighbour.poll() is None
    assert list((tmp_path / "run").iterdir()) == []


def test_a_number_that_belongs_to_another_program_by_now_is_left_alone(tmp_path: Path, sleepers: Any) -> None:
    other = sleepers(session=True)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "web.pid").write_text(f"{other.pid} 1")
    processes.stop_all(tmp_path)
    assert other.poll() is None


def test_a_new_demo_clears_its_own_remains_only(tmp_path: Path, sleepers: Any) -> None:
    web, serve = sleepers(session=True), sleepers()
    _note_of(tmp_path, "web", web.pid)
    _note_of(tmp_path, f"serve-{serve.pid}", serve.pid)
    processes.stop_all(tmp_path, processes.NAMES)
    assert web.wait(5) == -15
    assert serve.poll() is None


def test_a_foreground_process_notes_itself_and_sweeps_dead_notes(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "worker-99999999.pid").write_text("99999999 5")
    processes.note_self(tmp_path, "worker")
    assert [note.name for note in (tmp_path / "run").iterdir()] == [f"worker-{os.getpid()}.pid"]


def test_stop_ends_the_demo_itself_first(tmp_path: Path, sleepers: Any) -> None:
    parent = sleepers()
    _note_of(tmp_path, processes.DEMO, parent.pid)
    assert processes.demo_parent(tmp_path) == parent.pid
    processes.stop_demo(tmp_path)
    assert parent.wait(5) == -15
    assert processes.demo_parent(tmp_path) is None


class _Database:
    def __init__(self, running: bool) -> None:
        self.running = running

    def is_running(self) -> bool:
        return self.running

    def stop(self) -> None:
        self.running = False


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own with an embedded server that stands still."""
    monkeypatch.setattr(cli, "VAR", tmp_path)
    monkeypatch.setattr("treem.db.addresses.uses_embedded_server", lambda: True)
    database = _Database(running=False)
    monkeypatch.setattr("treem.db.server.embedded_server", lambda _var: database)
    return tmp_path


def test_stop_says_what_it_stopped(
    folder: Path, sleepers: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = _Database(running=True)
    monkeypatch.setattr("treem.db.server.embedded_server", lambda _var: database)
    serve, worker = sleepers(), sleepers(session=True)
    _note_of(folder, f"serve-{serve.pid}", serve.pid)
    _note_of(folder, "worker", worker.pid)
    assert cli.main(["stop"]) == 0
    assert capsys.readouterr().out == "Đã dừng: serve, worker, cơ sở dữ liệu nhúng.\n"
    assert (serve.wait(5), worker.wait(5), database.running) == (-15, -15, False)


def test_stop_says_that_nothing_ran(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["stop"]) == 0
    assert capsys.readouterr().out == f"Không có gì đang chạy trong {folder}.\n"


def test_what_could_not_be_stopped_is_named(
    folder: Path, sleepers: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = sleepers()
    _note_of(folder, f"serve-{other.pid}", other.pid)
    monkeypatch.setattr(cli, "halt", lambda: None)  # as where the process is another user's
    assert cli.main(["stop"]) == 1
    shown = capsys.readouterr()
    assert "vẫn còn chạy: serve" in shown.err
    assert shown.out == ""


def test_nothing_is_restored_under_a_running_system(
    folder: Path, sleepers: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TREEM_CONNECT_AS", "owner")
    reached: list[Path] = []

    def restore(found: Path, **_more: object) -> dict[str, float]:
        reached.append(found)
        return {}

    monkeypatch.setattr("treem.files.management.commands.restore.restore", restore)
    web = sleepers(session=True)
    _note_of(folder, "web", web.pid)
    assert cli.main(["restore", "backups", "--replace"]) == 1
    shown = capsys.readouterr().err
    assert "web" in shown
    assert "./treem stop" in shown
    assert web.poll() is None
    assert reached == []
    processes.stop_all(folder)
    assert cli.main(["restore", "backups", "--replace"]) == 0
    assert reached == [Path("backups")]


def test_what_dies_is_said_and_started_again(
    tmp_path: Path, sleepers: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dead, alive = sleepers("pass"), sleepers()
    dead.wait(10)
    fresh = sleepers()
    started: list[tuple[str, ...]] = []

    def start(_var: Path, _port: int, names: tuple[str, ...]) -> dict[str, Any]:
        started.append(names)
        return dict.fromkeys(names, fresh)

    monkeypatch.setattr(processes, "start", start)
    children, began = {"web": dead, "worker": alive}, {"web": time.monotonic() - 60, "worker": 0.0}
    demo.mend(children, began, 8000)
    assert started == [("web",)]
    assert children == {"web": fresh, "worker": alive}
    assert "web đã dừng" in capsys.readouterr().err
    demo.mend(children, began, 8000)
    assert started == [("web",)]


# --- The demo -------------------------------------------------------------------------------------------------


def test_a_second_demo_is_refused_with_the_address_of_the_first(tmp_path: Path) -> None:
    with demo._only_one(tmp_path):
        (tmp_path / "run" / demo.ADDRESS).write_text("http://127.0.0.1:8123")
        with pytest.raises(demo.Refused, match=r"http://127\.0\.0\.1:8123"), demo._only_one(tmp_path):
            pytest.fail("two demos in one folder")
        assert processes.demo_parent(tmp_path) == os.getpid()
    with demo._only_one(tmp_path):
        pass


def test_no_demo_in_production(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TREEM_PRODUCTION", "1")
    monkeypatch.delenv("TREEM_DEBUG", raising=False)
    monkeypatch.setattr(demo, "_run", lambda _options: pytest.fail("the demo began"))
    assert cli.main(["demo", "--fresh"]) == 1
    assert "TREEM_PRODUCTION=1" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "x"])
def test_a_port_out_of_range_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        demo._options(["--port", port])
    assert ended.value.code == 2
    assert "--port" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "-1", "65536", "x"])
def test_serve_refuses_a_port_out_of_range_before_anything_starts(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "ensure_database", lambda **_: pytest.fail("the database was started"))
    with pytest.raises(SystemExit) as ended:
        cli.main(["serve", "--port", port])
    assert ended.value.code == 2
    assert "--port" in capsys.readouterr().err


def test_serve_says_who_has_a_taken_port_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "ensure_database", lambda **_: pytest.fail("the database was started"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert cli.main(["serve", "--port", str(taken)]) == 1
    said = capsys.readouterr().err
    assert f"cổng {taken} không dùng được" in said
    assert "./treem serve --port" in said


def test_the_port_of_serve_reaches_the_server_and_bind_stays_as_it_is() -> None:
    assert cli._port_of(["--port", "8123", "--workers", "3"]) == (8123, ["--workers", "3"])
    assert cli._port_of([]) == (8000, [])
    assert cli._port_of(["--bind", "0.0.0.0:9"]) == (None, ["--bind", "0.0.0.0:9"])
    assert "127.0.0.1:8123" in processes.web_command([], port=8123)
    with pytest.raises(SystemExit):
        cli._port_of(["--port", "8123", "--bind", "0.0.0.0:9"])


def test_a_taken_port_is_named_and_another_one_used(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert demo._port(taken) != taken
    assert f"Cổng {taken} không dùng được" in capsys.readouterr().err
    assert demo._port(taken) == taken


class _Elsewhere:
    """``demo._stands`` asks by an address; here it looks into the test's own transaction."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.db import connection

        connection.ensure_connection()
        inner = connection.connection

        class Same:
            def __enter__(self) -> Any:
                return inner

            def __exit__(self, *_: object) -> None: ...

        monkeypatch.setattr(psycopg, "connect", lambda _url: Same())


@pytest.mark.database
def test_a_database_with_people_and_no_mark_of_the_simulation_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import timezone

    from treem.organisations.models import User
    from treem.simulation.models import Stage

    _Elsewhere(monkeypatch)
    assert not demo._stands()
    User.objects.create(username="nguoi.that", full_name="Người Thật")
    with pytest.raises(demo.Refused, match="dữ liệu thật"):
        demo._stands()
    Stage.objects.create(name="people", done_at=timezone.now())
    assert not demo._stands(), "its children are still to come"
    Stage.objects.create(name="children", done_at=timezone.now())
    assert demo._stands()


@pytest.mark.database
def test_another_number_of_children_is_said_to_change_nothing(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.utils import timezone

    from treem.simulation.models import Stage

    demo._say_what_stays(500)
    Stage.objects.create(name="children", done_at=timezone.now(), detail={"children": 300})
    demo._say_what_stays(300)
    demo._say_what_stays(None)
    assert capsys.readouterr().err == ""
    demo._say_what_stays(500)
    shown = capsys.readouterr().err
    assert "300 trẻ em" in shown
    assert "--fresh --children 500" in shown


def test_fresh_keeps_the_old_database_under_a_new_name_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(home=tmp_path, binaries=tmp_path, libraries=None, user=None)
    monkeypatch.setattr(cli, "halt", lambda: None)
    monkeypatch.setattr("treem.db.server.embedded_server", lambda _var: server)
    for number in ("1", "2"):
        server.data.mkdir()
        (server.data / "number").write_text(number)
        demo._set_aside()
    kept = sorted(tmp_path.glob("data-before-fresh-*"))
    assert [(folder / "number").read_text() for folder in kept] == ["1", "2"]


# --- Places ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["thư mục", "có dấu cách", "a'b", "a&host=x", "x" * 90])
def test_a_folder_that_a_shell_or_an_address_would_misread_gets_its_socket_elsewhere(name: str) -> None:
    def server(home: str) -> Server:
        return Server(home=Path(home), binaries=Path("/x"), libraries=None, user=None)

    assert str(server(f"/srv/{name}/var").run).startswith("/tmp/treem-")  # noqa: S108
    assert server(f"/srv/{name}/var").run != server(f"/srv/{name}/var2").run
    assert server("/srv/treem-1.0/var_1").run == Path("/srv/treem-1.0/var_1/run")


@pytest.mark.parametrize("given", ["data", "link/data"])
def test_command_line_and_settings_name_one_absolute_folder_of_data(tmp_path: Path, given: str) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    code = (
        "import os; from treem.config import cli; print(cli.VAR); print(os.environ['TREEM_VAR']);"
        "from treem.config import settings; print(settings.VAR)"
    )
    environment = {**os.environ, "TREEM_VAR": given, "PYTHONPATH": str(cli.ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [str(tmp_path / "data")] * 3


# --- Setup and upgrade ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "missing"), [({"admin": "an.nt"}, "--name"), ({"name": "Nguyễn An"}, "--admin")]
)
def test_setup_says_what_is_missing_and_does_nothing(given: dict[str, str], missing: str) -> None:
    with pytest.raises(CommandError, match=f"Thiếu {missing}"):
        call_command("setup_province", province="14", **given)


def test_an_empty_database_is_not_backed_up_before_its_first_tables(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from treem.files.management.commands import upgrade

    called: list[str] = []
    monkeypatch.setattr(upgrade, "call_command", lambda name, *_a, **_k: called.append(name))
    monkeypatch.setattr(upgrade, "applied_migrations", dict)
    upgrade.Command().handle(backup=Path("/nowhere"))
    assert called == ["migrate", "check", "verify_audit"]
    assert "chưa có gì để sao lưu" in capsys.readouterr().err
    monkeypatch.setattr(upgrade, "applied_migrations", lambda: {"web": ["0001"]})
    upgrade.Command().handle(backup=Path("/nowhere"))
    assert called[3:] == ["backup", "migrate", "check", "verify_audit"]


@pytest.mark.parametrize("in_use", [[], ["20260101-aa"]])
def test_a_backup_with_keys_goes_on_only_where_nothing_was_ever_encrypted(
    in_use: list[str], tmp_path: Path, settings: Any
) -> None:
    from treem.files.backup import making
    from treem.files.backup.errors import BackupError
    from treem.files.backup.manifest import Manifest

    settings.VAR, settings.TREEM_KEY_FILE = tmp_path, tmp_path / "absent.json"
    manifest = Manifest("", "", 17, 17, {}, {}, None, {}, master_ids=in_use, keys_included=True)
    said: list[str] = []
    if in_use:
        with pytest.raises(BackupError):
            making._anchors_and_keys(tmp_path, manifest, with_keys=True, say=said.append)
        return
    making._anchors_and_keys(tmp_path, manifest, with_keys=True, say=said.append)
    assert not manifest.keys_included
    assert "none yet" in manifest.notes[0]
    assert "chưa có khóa chủ" in said[0]


@pytest.mark.parametrize(
    ("answers", "data", "started"), [(False, True, 1), (True, True, 0), (False, False, 0)]
)
def test_a_dead_database_is_started_again_but_never_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: bool, data: bool, started: int
) -> None:
    starts: list[int] = []

    class Watched:
        log, data = tmp_path / "log", tmp_path / "data"

        def answers(self) -> bool:
            return answers

        def ensure(self) -> None:
            starts.append(1)

    if data:
        Watched.data.mkdir()
        (Watched.data / "PG_VERSION").write_text("18")
    monkeypatch.setattr("treem.db.server.embedded_server", lambda _var: Watched())
    monkeypatch.setattr("treem.db.addresses.uses_embedded_server", lambda: True)
    demo.mend_database()
    assert len(starts) == started


def test_serve_refuses_a_database_without_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    class Empty:
        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None: ...

        def execute(self, _sql: str) -> Any:
            return self

        def fetchone(self) -> tuple[bool]:
            return (False,)

    monkeypatch.setattr(cli, "ensure_database", lambda **_: None)
    monkeypatch.setattr("psycopg.connect", lambda _url: Empty())
    monkeypatch.setattr("treem.db.addresses.address", lambda _role, _var: "")
    monkeypatch.setattr("treem.config.processes.is_free", lambda _port: True)
    with pytest.raises(demo.Refused, match="thiếu bảng trong cơ sở dữ liệu"):
        cli.serve(["--port", "8123"])
