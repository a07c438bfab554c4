"""Vietnamese text: one form to store, one to search, one to sort, and how numbers and dates are written."""

from treem.kernel.vietnamese.letters import FOLD_SOURCE, FOLD_TARGET, fold, nfc, nfc_lines, writable
from treem.kernel.vietnamese.names import title_name, tone_style
from treem.kernel.vietnamese.order import place_key, sort_key
from treem.kernel.vietnamese.writing import (
    AmbiguousNumber,
    NotANumber,
    date_text,
    narrow,
    number,
    parse_number,
)

__all__ = [
    "FOLD_SOURCE",
    "FOLD_TARGET",
    "AmbiguousNumber",
    "NotANumber",
    "date_text",
    "fold",
    "narrow",
    "nfc",
    "nfc_lines",
    "number",
    "parse_number",
    "place_key",
    "sort_key",
    "title_name",
    "tone_style",
    "writable",
]
