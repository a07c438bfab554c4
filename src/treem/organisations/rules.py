"""Accounts belong to persons, roles fit agencies. No database here: what exists is passed in."""

from __future__ import annotations

import re
from collections.abc import Collection

from treem.kernel.language import gettext as _
from treem.kernel.vietnamese import fold

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,59}")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_DIGITS_AT_END = re.compile(r"[0-9]+$")

# "Xa", "Phương", "Công An", "Văn Thư" are names of persons too, so such a word decides nothing alone: it counts
# when the name of a place follows.
_PLACE_WORDS = ("", "xa", "phuong", "dackhu", "thitran", "x", "p", "congan", "conganxa", "conganphuong")
_OFFICE_WORDS = (
    "ubnd", "uybannhandan", "vhxh", "vanhoaxahoi", "phongvhxh", "ldtbxh", "cax", "tramyte", "tyt", "mttq", "bhxh",
    "soyte", "sogd", "sonoivu", "doanthanhnien", "hoiphunu", "duongdaynong", "hotline", "congantinh",
)  # fmt: skip
_SHARED_WORDS = (
    "admin", "administrator", "quantri", "user", "test", "canbo", "chuyenvien", "dungchung", "guest", "root",
)  # fmt: skip
# At the beginning only: «Nguyễn Công An» is a person, «Công an xã» is not.
_BEGINS_AN_OFFICE = re.compile(
    r"(ubnd|uy ban|phong (van hoa|vh|lao dong)|so (y te|noi vu|gd|giao duc|tu phap)|cong an (xa|phuong|tinh)|tram y te|"
    r"can bo|chuyen vien|van thu (xa|phuong|so|ubnd|tinh)|quan tri|tai khoan|duong day nong|truc ban|xa phuong)\b"
)
_NOT_IN_A_NAME = re.compile(r"[0-9@_/]")


def compact(text: str) -> str:
    """Letters and digits only, without tones: «UBND xã Chiềng Sung» → ubndxachiengsung."""
    return _SEPARATORS.sub("", fold(text))


def well_formed(username: str) -> bool:
    """Whether the account name is 3-60 small letters, digits, dots and hyphens, beginning with a letter."""
    return USERNAME.fullmatch(username) is not None


def shared_account_reason(username: str, *, places: Collection[str], agencies: Collection[str]) -> str | None:
    """What the account name stands for when it is not a person, in Vietnamese; None when it may be one.

    ``places`` and ``agencies`` are ``compact`` names (of communes without kind; of agencies in full and short).
    """
    written = compact(username)
    bare = _DIGITS_AT_END.sub("", written) or written
    if bare in _SHARED_WORDS:
        return _("một chức danh dùng chung")
    if written in agencies or bare in agencies or any(bare.startswith(word) for word in _OFFICE_WORDS):
        return _("một cơ quan")
    for word in _PLACE_WORDS:
        if bare.startswith(word) and bare[len(word) :] in places:
            return _("một địa phương")
    return None


def is_name_of_a_person(full_name: str) -> bool:
    """At least two words, no digits, and not the name of an office."""
    folded = fold(full_name)
    return (
        len(folded.split()) >= 2 and not _BEGINS_AN_OFFICE.match(folded) and not _NOT_IN_A_NAME.search(folded)
    )
