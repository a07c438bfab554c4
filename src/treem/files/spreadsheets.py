"""What leaves in a spreadsheet must not run there."""

from __future__ import annotations

from typing import Any

# Excel, LibreOffice and their full-width forms; a tab or a line break in front hides the next letter.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutralise(cell: Any) -> Any:
    """A cell for an export: text that a spreadsheet would take for a formula gets an apostrophe in front.

    Numbers, dates and None stay as they are; so do a lone "-" or "+", which lists use for "nothing".
    """
    if isinstance(cell, str) and len(cell) > 1 and cell.lstrip(" \u00a0\ufeff").startswith(_STARTS):
        return f"'{cell}"
    return cell
