"""Links between the documents lead somewhere, and the glossary has one word for one thing."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LINK = re.compile(r"\[[^\]]+\]\((?!https?:|mailto:|#)([^)#\s]+)")


def broken_links(root: Path) -> list[str]:
    """Relative links in Markdown files whose target does not exist."""
    found = []
    for page in [*root.glob("*.md"), *root.glob("docs/**/*.md")]:
        for target in LINK.findall(page.read_text()):
            if not (page.parent / target).exists():
                found.append(f"{page.relative_to(root)}: {target}")
    return found


def glossary_doubles(root: Path) -> list[str]:
    """English words that the glossary gives to two Vietnamese things."""
    seen: dict[str, str] = {}
    doubles = []
    for line in (root / "docs" / "glossary.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if (
            not line.startswith("|")
            or len(cells) < 2
            or set(cells[0]) <= {"-", " "}
            or cells[0] == "Vietnamese"
        ):
            continue
        vietnamese, english = cells[0], cells[1]
        if english in seen and seen[english] != vietnamese:
            doubles.append(f"{english}: {seen[english]} / {vietnamese}")
        seen[english] = vietnamese
    return doubles


def main() -> int:
    problems = broken_links(ROOT) + glossary_doubles(ROOT)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
