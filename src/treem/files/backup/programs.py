"""PostgreSQL's own programs: finding one that is new enough, and running it without a password on its command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from treem.db.server import ServerError, embedded_server
from treem.files.backup.errors import BackupError

_VARIABLES = {
    "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER",
    "password": "PGPASSWORD", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY", "options": "PGOPTIONS",
}  # fmt: skip


def run(program: Program, *arguments: str, url: str) -> subprocess.CompletedProcess[str]:
    """Run a program against the server of a URL; the caller looks at the return code."""
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    for name, value in conninfo_to_dict(url).items():
        if value is not None and name in _VARIABLES:
            environment[_VARIABLES[name]] = str(value)
    if program.libraries:
        environment["LD_LIBRARY_PATH"] = str(program.libraries)
    return subprocess.run(
        [str(program.path), *arguments], env=environment, text=True, capture_output=True, check=False
    )


class Program:
    """A program of PostgreSQL, its version, and the libraries it needs."""

    def __init__(self, path: Path, libraries: Path | None = None) -> None:
        self.path, self.libraries = path, libraries
        self.major = self._major()

    def _major(self) -> int:
        environment = {**os.environ, **({"LD_LIBRARY_PATH": str(self.libraries)} if self.libraries else {})}
        said = subprocess.run(
            [str(self.path), "--version"], env=environment, text=True, capture_output=True, check=False
        )
        found = re.search(r"(\d+)", said.stdout)
        return int(found.group(1)) if found else 0


def find(name: str, at_least: int) -> Program | None:
    """The program, not older than the major version; from the path first, else from the embedded server's folder."""
    candidates = []
    if on_path := shutil.which(name):
        candidates.append(Program(Path(on_path)))
    try:
        server = embedded_server(Path(settings.VAR))
        if (server.binaries / name).exists():
            candidates.append(Program(server.binaries / name, server.libraries))
    except ServerError:
        pass
    return next((program for program in candidates if program.major >= at_least), None)


def need(name: str, at_least: int) -> Program:
    """The program. Raises BackupError saying what to install."""
    found = find(name, at_least)
    if found is None:
        raise BackupError(
            reason=f"không tìm thấy {name} phiên bản {at_least} trở lên. Cài gói postgresql-client-{at_least}."
        )
    return found
