"""``./treem check``: format, lint, types, import contracts, model and message drift, documentation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PYTHON = sys.executable


def run_checks(root: Path, arguments: list[str]) -> int:
    """Run every check, name the failed ones; exit status 0 only when all passed."""
    bin_dir = Path(PYTHON).parent
    checks = {
        "format": [str(bin_dir / "ruff"), "format", "--check", "."],
        "lint": [str(bin_dir / "ruff"), "check", "."],
        "imports": [str(bin_dir / "lint-imports"), "--no-cache"],
        "types": [PYTHON, "-m", "mypy", "src/treem", "tests", "conftest.py"],
        "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
        "docs": [PYTHON, "-m", "treem.config.docs_check"],
        "messages": [PYTHON, "-m", "treem.config.messages", "--check"],
    }
    unknown = [name for name in arguments if name not in checks]
    if unknown:
        print(f"./treem check [{' '.join(checks)}]", file=sys.stderr)
        return 2
    environment = {
        **os.environ,
        "PYTHONPATH": str(root / "src"),
        "DJANGO_SETTINGS_MODULE": "treem.config.settings",
        "TREEM_CONNECT_AS": "owner",
    }
    failed = []
    for name, command in checks.items():
        if arguments and name not in arguments:
            continue
        if name == "migrations":
            from treem.config.cli import ensure_database

            ensure_database(as_owner=True)
        print(f"== {name}", flush=True)
        if subprocess.call(command, cwd=root, env=environment):
            failed.append(name)
    print("check: " + ("failed: " + ", ".join(failed) if failed else "all clean"))
    return 1 if failed else 0
