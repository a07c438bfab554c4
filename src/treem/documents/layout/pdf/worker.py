"""Run as a program: JSON in, PDF out. It knows no treem, so it starts fast and can be stopped."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
MEMORY_LIMIT = 2 * 1024**3  # bytes of address space; a report over 75 communes uses about a tenth


def main() -> None:
    """Draw one paper from standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    order = json.load(sys.stdin.buffer)
    program = order.get("program")
    compiler = typst.Compiler(
        program.encode() if program else str(HERE / "paper.typ"),
        root=str(HERE),
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")]
        ),
        sys_inputs={"paper": json.dumps(order["paper"])},
    )
    drawn = compiler.compile(format="pdf", pdf_standards="a-2u", timestamp=order["timestamp"])
    assert isinstance(drawn, bytes)
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
