"""Lists from the command line: the same preview in lines of text or JSON, the same saving."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treem.files.errors import TooLarge
from treem.files.rules import MEBIBYTE
from treem.files.sheets import BYTES_LIMIT, read_sheets
from treem.organisations.errors import FileExists, FileNotReadable
from treem.organisations.imports import papers, services
from treem.organisations.imports.plan import Outcome, Plan, Setting
from treem.organisations.models import Import, ImportKind

if TYPE_CHECKING:
    from treem.organisations.models import User

SHOWN = 30
Say = Callable[[str], None]


@dataclass
class Taken:
    """One list after the command: its plan, and what was saved, if it was."""

    path: Path
    plan: Plan
    sha256: str
    made: Import | None = None
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def refused(self) -> bool:
        """Whether the file needs mending: the exit status of the command."""
        return bool(self.plan.missing or self.plan.refused)

    def as_json(self) -> dict[str, Any]:
        """A stable form for programs; passwords are never in it."""
        return {
            "kind": self.plan.kind,
            "file": self.path.name,
            "sha256": self.sha256,
            "sheet": self.plan.table.sheet,
            "counts": self.plan.counts,
            "missing": list(self.plan.missing),
            "passed_over": list(self.plan.table.passed_over),
            "refused": [
                {"row": line.number, "label": line.label, "reasons": line.problems}
                for line in self.plan.refused
            ],
            "applied": self.made is not None,
            "import": str(self.made.uuid) if self.made is not None else None,
        }


def read_plan(kind: str, path: Path, where: Setting) -> Taken:
    """The preview of a file. Raises FileNotReadable, a FileRefused."""
    try:
        if path.stat().st_size > BYTES_LIMIT:
            raise TooLarge(size_mb=path.stat().st_size // MEBIBYTE, limit_mb=BYTES_LIMIT // MEBIBYTE)
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileNotReadable(path=path, reason="không có tệp này") from None
    except IsADirectoryError:
        raise FileNotReadable(path=path, reason="đây là thư mục") from None
    except OSError as error:
        raise FileNotReadable(path=path, reason=error.strerror) from None
    plan = services.make_plan(kind, read_sheets(content), where)
    return Taken(path, plan, hashlib.sha256(content).hexdigest())


def save(taken: Taken, where: Setting, actor: User | None) -> None:
    """Save the accepted rows, if there are any; progress goes to the terminal."""
    if taken.plan.accepted:
        taken.made, taken.outcome = services.apply_at_once(
            taken.plan, where=where, sha256=taken.sha256, actor=actor, progress=_progress
        )
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r  đã đặt mật khẩu {done}/{total}")
        sys.stderr.flush()


def tell(taken: Taken, say: Say) -> None:
    """The preview in a few lines: counts, then the rows that were refused."""
    plan, counts = taken.plan, taken.plan.counts
    say(f"{ImportKind(plan.kind).label}: {taken.path.name}, {len(plan.lines)} dòng.")
    if plan.missing:
        say(
            f"  Chưa nhận ra cột bắt buộc: {', '.join(plan.missing)}. Dùng tệp mẫu, hoặc chỉ cột trên trang Thiết lập."
        )
        return
    say(
        f"  mới {counts['new']}, thay đổi {counts['changed']}, đã có {counts['same']}, từ chối {counts['refused']}"
        + (
            f"; bỏ qua dòng {', '.join(map(str, plan.table.passed_over[:20]))}"
            if plan.table.passed_over
            else ""
        )
    )
    for line in plan.refused[:SHOWN]:
        say(f"  Dòng {line.number}, {line.label or '(trống)'}: {' '.join(line.problems)}")
    if len(plan.refused) > SHOWN:
        say(f"  … và {len(plan.refused) - SHOWN} dòng nữa.")


def tell_passwords(lists: Sequence[Taken], say: Say) -> None:
    """The one time that they are shown."""
    passwords = [each for taken in lists for each in taken.outcome.passwords]
    if passwords:
        say("Mật khẩu dùng một lần (chỉ hiện lần này, hệ thống không lưu):")
    for each in passwords:
        say(f"  {each.full_name} · {each.body} · {each.username} · {each.password}")


def must_be_new(path: Path) -> None:
    """A file of passwords never replaces another. Raises FileExists."""
    if path.exists():
        raise FileExists(path=path)


def write_private(path: Path, content: bytes) -> None:
    """For the owner's eyes only."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(content)


def write_errors(path: Path, taken: Taken) -> None:
    """The refused rows with their reasons; nothing when there are none."""
    if taken.plan.refused:
        path.write_bytes(papers.errors_file(taken.plan))
