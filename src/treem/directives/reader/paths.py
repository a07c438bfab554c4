"""Paths of units in the outline, such as ``IV.1.3`` or ``I.6b``."""

from __future__ import annotations


def join(path: str, label: str) -> str:
    """``label`` below ``path``; "7.1" below "7" adds only its last part."""
    label = label.strip()
    if not path:
        return label
    last = path.rsplit(".", 1)[-1]
    if "." in label:
        head, tail = label.rsplit(".", 1)
        if path == head or path.endswith("." + head) or last == head:
            return f"{path}.{tail}"
        parts = label.split(".")
        if last == parts[0]:
            return ".".join([path, *parts[1:]])
    return f"{path}.{label}" if label else path


_ORDINALS = {
    "nhất": "I",
    "một": "I",
    "hai": "II",
    "ba": "III",
    "tư": "IV",
    "bốn": "IV",
    "năm": "V",
    "sáu": "VI",
}


def of_part(label: str) -> str:
    """«PHẦN THỨ HAI» is ``II``; a chapter keeps its word."""
    last = label.rstrip(".: ").split()[-1]
    return (
        _ORDINALS.get(last.lower(), label.rstrip(".:"))
        if label.lower().startswith("phần")
        else label.rstrip(".:")
    )


def part_of(base: str, number: int) -> str:
    """ "I.6a", "I.6b" for the parts of a numbered unit; "1.b.1", "1.b.2" for those of a lettered one."""
    return base + chr(ord("a") + min(number, 25)) if base[-1:].isdigit() else f"{base}.{number + 1}"
