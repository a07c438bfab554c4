"""What the command line says about a wrong argument: Vietnamese, with argparse's English beside it. No Django."""

from __future__ import annotations

import argparse
import re
import sys
from typing import NoReturn

USAGE_ERROR = 2
"""The exit status of a command that was called wrongly."""

_WORDS = (
    (r"the following arguments are required: (.+)", r"thiếu \1"),
    (r"unrecognized arguments: (.+)", r"không hiểu \1"),
    (r"argument (\S+): invalid choice: (.+) \(choose from (.+)\)", r"\1 không nhận \2, chỉ nhận \3"),
    (r"argument (\S+): invalid int value: (.+)", r"\1 cần một số nguyên, không phải \2"),
    (r"argument (\S+): expected (?:one|at least one) argument", r"\1 còn thiếu giá trị"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 không đi kèm giá trị (\2)"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 viết chưa đủ, có thể là \2"),
)


def in_vietnamese(message: str) -> str:
    """A complaint of argparse in Vietnamese; "" for one that is ours already, or unknown."""
    for pattern, words in _WORDS:
        if found := re.fullmatch(pattern, message):
            return found.expand(words)
    return ""


def refuse(prog: str, message: str) -> NoReturn:
    """Say what is wrong with the arguments of ``prog`` and where its help is; leave with status 2."""
    said = in_vietnamese(message)
    beside = f" ({message})" if said else ""
    print(f"treem: {said or message}. Xem {prog} --help{beside}.", file=sys.stderr)
    raise SystemExit(USAGE_ERROR)


class Arguments(argparse.ArgumentParser):
    """A parser of one of our commands."""

    def error(self, message: str) -> NoReturn:
        refuse(self.prog, message)
