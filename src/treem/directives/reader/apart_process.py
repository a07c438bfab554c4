"""The process in which a file is read: ``python -m treem.directives.reader.apart_process``; see ``apart``.

In: a line of JSON, then the file. Out: one JSON object, the reading or why it is refused; on stderr, ``page 3 12``
while scanned pages are read.
"""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import sys
from contextlib import suppress
from typing import Any

from treem.directives.reader import Patience, ReadError, TakesLong, read_bytes

MEMORY = 2 * 1024**3
"""Bytes of address space; a letter takes about a tenth of it."""
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main() -> int:
    """Read the file from standard input."""
    with suppress(OSError, AttributeError):  # another system than Linux
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    order = json.loads(sys.stdin.buffer.readline())
    # The soft limit only: LibreOffice reserves more, and sets its own.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    cpu = int(order["limit"]) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    answer = _read(sys.stdin.buffer.read(), order)
    sys.stdout.write(json.dumps(answer))
    return 0


def _read(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    patience = Patience(order["seconds"], quick=order["quick"], told=_tell)
    try:
        reading = read_bytes(data, order["name"], patience=patience)
    except ReadError as error:
        return {"refused": error.code, "name": error.name, "limit": error.limit}
    except TakesLong:
        return {"long": True}
    except MemoryError:
        return {"refused": "too_large", "name": order["name"], "limit": f"{MEMORY // 1024**3} GB bộ nhớ"}
    return {"text": reading.text, "found": reading.to_json()}


def _tell(done: int, total: int) -> None:
    print("page", done, total, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
