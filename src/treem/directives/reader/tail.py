"""The end of a paper: whom it is sent to, who signs, in one column or in two.

The two columns of the original (recipients left, signature right) may come as a tab, as wide gaps, as cells of a
table, or one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from treem.directives.reader import letters
from treem.directives.reader.blocks import Para, is_caps
from treem.directives.reader.flat import Flat
from treem.directives.reader.lexicon import words
from treem.directives.reader.people import HEAD, _capitalised
from treem.directives.reader.zones import is_signature

RECIPIENTS = letters.compile(r"^\W{0,4}Nơi nh[âậ]n\s*:?\s*")
NAME = letters.compile(
    r"(?:(?:GS|PGS|TS|ThS|BS|BSCKII|BSCKI|CKII|CKI|Đại tá|Thượng tá|Trung tá|Thiếu tướng|Trung tướng|Thượng tướng|Đại tướng|Thiếu tá)[.\s]+)*"
    r"(?P<name>(?:[HKY][’']\s?)?[A-ZĐÀ-Ỹ][a-zđà-ỹ]*(?:\s+(?:[HKY][’'])?[A-ZĐÀ-Ỹ][a-zđà-ỹ']*){1,5})"
)
_AUTHORITY = letters.compile(
    r"(?<![A-ZĐ])(?:(?P<sign>TM|KT|TL|TUQ|T/M|K/T|T/L|Q)\s?[./]|(?P<party>T/M|K/T|T/L)(?=\s))\s*(?P<post>(?!(?:TM|KT|TL|TUQ)\s?[./])(?:[A-ZĐÀ-Ỹ]{2,}|Y)\b(?:[\s,-]+(?!(?:TM|KT|TL|TUQ)\s?[./])(?:[A-ZĐÀ-Ỹ]{2,}|Y)\b)*)?"
)
_COLUMNS = re.compile(r"\s*\t+\s*|\s*\|\s*| {3,}")
# In two columns on one line the post stands behind a recipient: "- Như trên;      PHÓ GIÁM ĐỐC".
_BESIDE = letters.compile(r"(?:^|[;:.,])\s+(?P<post>(?:[A-ZĐÀ-Ỹ]{2,}\s+){1,8}[A-ZĐÀ-Ỹ]{2,})\s*$")
_NAME_BESIDE = letters.compile(
    r"(?<=[.);])\s+(?P<name>[A-ZĐÀ-Ỹ][a-zđà-ỹ]+(?:\s+[A-ZĐÀ-Ỹ][a-zđà-ỹ]+){1,4})\s*$"
)
_SIGNED = re.compile(r"\(?\s*[Đđ]ã ký\s*\)?", re.IGNORECASE)
_SHOWN = (
    ("phó chủ tịch", "Phó Chủ tịch"),
    ("phó giám đốc", "Phó Giám đốc"),
    ("phó thủ tướng", "Phó Thủ tướng"),
    ("phó tổng", "Phó Tổng"),
    ("phó bí thư", "Phó Bí thư"),
    ("phó chánh", "Phó Chánh"),
    ("văn phòng", "Văn phòng"),
    ("phó trưởng", "Phó Trưởng"),
    ("thứ trưởng", "Thứ trưởng"),
)


@dataclass(slots=True)
class Signature:
    """Several signers (of a joint paper) are parted by semicolons; authority and post are those of the first."""

    signs: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def capacity(self) -> str:
        """KT., TM./KT. …; empty when the head signs in his own name."""
        whole = "/".join(self.signs)
        if whole == "KT." and self.posts and self.posts[0].startswith("CHÁNH VĂN PHÒNG"):
            return "KT. CHÁNH VĂN PHÒNG"  # whom the deputy signs for is part of it
        return whole

    @property
    def position(self) -> str:
        """The post of who signs, as a sentence writes it."""
        return _post(self.posts[-1]) if self.posts else ""

    @property
    def signer(self) -> str:
        """The name or names."""
        return "; ".join(self.names)


@dataclass(slots=True)
class _Line:
    para: Para
    left: str
    right: str


def read(flat: Flat, original: str, paras: list[Para], tail: range) -> tuple[list[str], Signature]:
    """Recipients (one for each dash) and signature."""
    lines = [_line(flat, original, paras[index]) for index in tail]
    return _recipients(lines), _signature(lines)


def _line(flat: Flat, original: str, para: Para) -> _Line:
    start, end = flat.span(para.start, para.end)
    raw = flat.text[para.start : para.end] if "\n" in original[start:end] else original[start:end]
    pieces = [piece.strip() for piece in _COLUMNS.split(raw)]
    if len(pieces) > 1 and (pieces[-1] == "" or _signs(pieces[-1])):
        return _Line(para, " ".join(piece for piece in pieces[:-1] if piece), pieces[-1])
    text = para.text
    left = RECIPIENTS.match(text) is not None or para.kind in ("dash", "plus")
    cut = _AUTHORITY.search(text) or (
        (_BESIDE.search(text) or _NAME_BESIDE.search(text)) if para.kind in ("dash", "plus") else None
    )
    if left and cut and (cut.re is not _AUTHORITY or cut.group("post")):
        at = cut.start("post") if cut.re is _BESIDE else cut.start()
        return _Line(para, text[:at], text[at:].strip())
    rest = RECIPIENTS.sub("", text, count=1)
    if left and is_caps(rest) and is_signature(rest):
        return _Line(para, text[: len(text) - len(rest)], rest)
    return _Line(para, text if left else "", "" if left else text)


def _signs(text: str) -> bool:
    """Whether the piece belongs to the column of the signature."""
    return bool(
        is_signature(text)
        or (is_caps(text) and len(text) < 90 and any(map(str.isalpha, text)))
        or NAME.fullmatch(text.strip(" ."))
        or _SIGNED.fullmatch(text)
    )


def _recipients(lines: list[_Line]) -> list[str]:
    items: list[str] = []
    active = False
    for line in lines:
        text = line.left
        if RECIPIENTS.match(text):
            active = True
            text = RECIPIENTS.sub("", text, count=1)
            items += [part for part in re.split(r";\s*-?\s*|(?:^|\s)-\s+", text)]
        elif active and line.para.kind in ("dash", "plus", "row") and text:
            text = re.sub(r"^[-+•]\s*", "", text) if line.para.kind == "row" else text
            items += re.split(r";\s+-\s*|\s\|\s", text.removeprefix("- "))
    cleaned = [re.sub(rf"\s*{_SIGNED.pattern}$", "", item).strip(" ;.,-+•") for item in items]
    return [item for item in cleaned if item and not item.isspace()]


def _signature(lines: list[_Line]) -> Signature:
    """Blocks of authority, post and name; what follows the last name (a second office) says nothing about the signature."""
    found = Signature()
    first: Signature | None = None
    for text, para in _pieces(lines):
        matches = list(_AUTHORITY.finditer(text)) if para.kind != "row" or is_signature(text) else []
        post = bool(matches) or (is_caps(text) and len(text) < 90 and is_signature(text))
        if found.names and post:  # another office signs below
            first, found = first or found, Signature()
        if para.kind == "upper" and para.label == "Q":
            found.signs.append("Q.")
            found.posts.append(text)
        elif matches:
            _authority(found, text, matches)
        elif post:
            found.posts.append(text)
        elif found.posts and not found.names and (name := _name(text)):
            found.names.append(name)
        if first is not None and found.names and found is not first:
            first.names += found.names
            found = Signature()
    return first or found


def _pieces(lines: list[_Line]) -> Iterator[tuple[str, Para]]:
    for line in lines:
        if line.right and not _SIGNED.fullmatch(line.right):
            yield RECIPIENTS.sub("", line.right, count=1), line.para


def _authority(found: Signature, text: str, matches: list[re.Match[str]]) -> None:
    for match in matches:
        if match.group("sign") == "Q" and not match.group("post"):
            continue
        sign = match.group("sign") or match.group("party")
        sign = sign if "/" in sign else f"{sign}."  # the Party writes «T/M», and so does the label
        if sign not in found.signs and not found.names:
            found.signs.append(sign)
        if match.group("post") and not found.names:
            post, rest = _capitals(text[match.start("post") :])
            found.posts.append(post)
            if name := NAME.fullmatch(rest.strip(" .")):
                found.names.append(name.group("name"))


def _name(text: str) -> str:
    text = text.strip(" .")
    if match := NAME.fullmatch(text):
        return match.group("name")
    if is_caps(text) and not is_signature(text) and 2 <= len(text.split()) <= 5 and not _is_body(text):
        return text.title()
    return ""


def _is_body(text: str) -> bool:
    return HEAD.match(_capitalised(text)) is not None


def _capitals(text: str) -> tuple[str, str]:
    """The words in capitals at the beginning (up to the next authority), and what follows them."""
    following = _AUTHORITY.search(text)
    stop = following.start() if following else len(text)
    for word in re.finditer(r"\S+", text[:stop]):
        if any(map(str.isalpha, word.group())) and not word.group().isupper():
            stop = word.start()
            break
    post = text[:stop].strip(" ,-")
    last = post.rfind(" PHÓ ")  # "CHỦ TỊCH PHÓ CHỦ TỊCH" on one line: for the first, by the second
    return post[last + 1 :] if last > 0 else post, text[stop:]


def _post(text: str) -> str:
    lowered = " ".join(text.split()).lower()
    for name in words("fields"):
        lowered = lowered.replace(name.lower(), name)
    for caps, shown in _SHOWN:
        lowered = lowered.replace(caps, shown)
    return lowered[0].upper() + lowered[1:]
