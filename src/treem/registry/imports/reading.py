"""Handing a kept list to its process and taking the frames back (``imports.process``)."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from treem.files.errors import Damaged, EmptyFile, FileRefused, HasPassword, NotAList, TooManyRows
from treem.kernel.vietnamese import number

ROWS_LIMIT = 600_000
_SOURCE = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Frame:
    """What the process said: a kind (``H``, ``R``, ``O``, ``E``) and its content."""

    kind: str
    content: bytes

    @property
    def told(self) -> Any:
        return json.loads(self.content)


def frames(content: Iterable[bytes], order: dict[str, Any]) -> Iterator[Frame]:
    """Run the process on the content and give what it answers. Raises a FileRefused."""
    environment = {**os.environ, "PYTHONPATH": str(_SOURCE), "RUST_BACKTRACE": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "treem.registry.imports.process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=environment,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    failed: list[BaseException] = []
    feeding = threading.Thread(target=_feed, args=(process.stdin, content, order, failed))
    feeding.start()
    ended = False
    try:
        while len(head := process.stdout.read(5)) == 5:
            kind = chr(head[0])
            body = process.stdout.read(struct.unpack(">I", head[1:])[0])
            if kind == "F":
                raise _refusal(json.loads(body))
            ended = ended or kind == "E"
            yield Frame(kind, body)
    except GeneratorExit:
        ended = True
        raise
    finally:
        process.stdout.close()
        if not ended:
            process.kill()
        feeding.join()
        status = process.wait()
    if failed:
        raise failed[0]
    if status != 0:
        raise NotAList  # it met a limit of memory or time, or the reader ended it


def _feed(
    pipe: IO[bytes], content: Iterable[bytes], order: dict[str, Any], failed: list[BaseException]
) -> None:
    try:
        with pipe:
            pipe.write(json.dumps(order).encode() + b"\n")
            for chunk in content:
                pipe.write(chunk)
    except BrokenPipeError:
        pass  # it ended before it had everything; its status tells why
    except BaseException as error:
        failed.append(error)


def _refusal(told: dict[str, Any]) -> FileRefused:
    if told["code"] == "password":
        return HasPassword()
    if told["code"] == "too_long":
        return TooManyRows(limit=number(ROWS_LIMIT))
    if told["code"] == "empty":
        return EmptyFile()
    if told["code"] == "too_big":
        return NotAList()
    return Damaged(why="bảng tính không đọc được")
