"""How letters write who must do something, cut into known parts. No database, no dates.

    «Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các đoàn thể»
      → a known name, then an open group of unions

Commas are no boundary by themselves: «Sở Văn hóa, Thể thao và Du lịch» is one name. So the words are compared,
from left to right, with the longest thing known, and punctuation only bounds what nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from treem.kernel.vietnamese import fold, nfc

_NUMBERING = re.compile(r"^(?:[-–+•*]|(?:[0-9]+\.?)+[.)]?|[a-zđ]\)|[IVX]+\.)\s+")
_TOKEN = re.compile(r"[a-z0-9]+|[,;:()\n]")
_MARKS = frozenset(",;:()\n")

# Before a name: asking words, the person in office (who stands for the agency), small words.
_ASKING = ("de nghi", "yeu cau", "giao", "kinh gui", "gui", "dong chi", "cac dong chi")
_IN_OFFICE = (
    "thu truong", "nguoi dung dau", "giam doc", "chu tich", "pho chu tich", "chanh", "lanh dao", "truong ban", "truong phong",
    "truong", "bo truong", "co quan", "nganh", "luc luong",
)  # fmt: skip
_JOINING = (
    "va",
    "cung",
    "cung voi",
    "voi",
    "phoi hop voi",
    "phoi hop",
    "hoac",
    "cua",
    "cac",
    "tren dia ban",
    "o",
)
# After a name: what adds nothing.
_TRAILING = (
    "co lien quan", "lien quan", "tren dia ban tinh", "tren dia ban", "trong tinh", "toan tinh", "cua tinh", "dia phuong",
    "cap tinh", "tinh", "khac", "cac cap",
)  # fmt: skip

_COMMUNE_KINDS = {"xa": "xã", "phuong": "phường", "thi tran": "thị trấn", "dac khu": "đặc khu"}
_COMMUNE_BODIES = {
    "ubnd": "ubnd", "uy ban nhan dan": "ubnd", "uy ban": "ubnd", "chinh quyen": "ubnd",
    "cong an": "cax",
    "tram y te": "tyt", "tyt": "tyt",
    "phong van hoa xa hoi": "vhxh", "phong vh xh": "vhxh", "phong vhxh": "vhxh", "van hoa xa hoi": "vhxh",
}  # fmt: skip

# What open groups are made of, and which kinds of bodies each word means.
AGENCIES, UNIONS, PLACES = "agencies", "unions", "places"
_GROUP_WORDS = {
    "so": AGENCIES, "ban": AGENCIES, "nganh": AGENCIES, "co quan": AGENCIES, "don vi": AGENCIES, "co quan don vi": AGENCIES,
    "don vi su nghiep": AGENCIES, "to chuc": AGENCIES, "co quan thanh vien": AGENCIES, "co quan chuyen mon": AGENCIES,
    "doan the": UNIONS, "to chuc doan the": UNIONS, "to chuc chinh tri xa hoi": UNIONS, "to chuc thanh vien": UNIONS,
    "to chuc xa hoi": UNIONS, "to chuc hoi": UNIONS, "hoi": UNIONS, "hoi doan the": UNIONS, "to chuc chinh tri": UNIONS,
    "to chuc xa hoi nghe nghiep": UNIONS,
    "dia phuong": PLACES, "chinh quyen dia phuong": PLACES,
}  # fmt: skip
# One of these without «các» begins the name of something: «ban Dân vận», «ngành Y tế», «hội Chữ thập đỏ».
_BEGINS_A_NAME = frozenset({"so", "ban", "nganh", "co quan", "don vi", "to chuc", "hoi"})
_RUN_TOGETHER = frozenset({("so",), ("ban",), ("nganh",)})
# With tones: without them «quận» would be found in every «cơ quan».
_DISTRICT = re.compile(r"\b(huyện|thị xã|quận|phòng lao động)\b", re.IGNORECASE)


class Kind(StrEnum):
    """What a part of the wording is."""

    NAME = "name"
    COMMUNES = "communes"
    OPEN = "open"
    COMMUNE = "commune"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Part:
    """One stretch of the wording.

    NAME: ``keys`` are ids in the phrase book. COMMUNES: ``prefix`` of the bodies and the commune ``kinds``
    named (none: all). COMMUNE: ``prefix`` and ``names``, with kind where it was written. OPEN: ``members`` of the group.
    """

    kind: Kind
    written: str
    keys: tuple[int, ...] = ()
    prefix: str = ""
    kinds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    members: frozenset[str] = frozenset()
    in_office: bool = False
    place: str = ""
    """Folded name of another province written behind the name, if any."""

    @property
    def district(self) -> bool:
        """Whether a level that ended on 30/6/2025 is meant."""
        return _DISTRICT.search(self.written) is not None


@dataclass(frozen=True)
class _Token:
    word: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        return self.word in _MARKS


def tokens_of(text: str) -> tuple[str, ...]:
    """The words of a name, as they are compared: «Sở GD&ĐT» → so, gd, dt."""
    return tuple(word for word in _TOKEN.findall(fold(text)) if word not in _MARKS)


def _phrases(*groups: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((tuple(p.split()) for group in groups for p in group), key=len, reverse=True))


_LEADING = _phrases(_ASKING, _IN_OFFICE, _JOINING)
_LEADING_IN_OFFICE = frozenset(tuple(p.split()) for p in _IN_OFFICE[:-3])
_AFTER = _phrases(_TRAILING)
_JOINED = _phrases(_JOINING)
_GROUPS = _phrases(_GROUP_WORDS)
_BODIES = _phrases(_COMMUNE_BODIES)
_KINDS = _phrases(_COMMUNE_KINDS)


@dataclass
class PhraseBook:
    """Names that are known, by their words; places are folded names of communes and of other provinces."""

    names: dict[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict)
    communes: frozenset[tuple[str, ...]] = frozenset()
    province: tuple[str, ...] = ()
    other_provinces: frozenset[tuple[str, ...]] = frozenset()
    longest: int = 1

    @classmethod
    def of(
        cls,
        names: Iterable[tuple[str, int]],
        communes: Iterable[str],
        province: str = "",
        other_provinces: Iterable[str] = (),
    ) -> PhraseBook:
        """Build it from (name, key) pairs; one name may have several keys."""
        book: dict[tuple[str, ...], list[int]] = {}
        for name, key in names:
            keys = book.setdefault(tokens_of(name), [])
            if key not in keys:
                keys.append(key)
        book.pop((), None)
        return cls(
            {words: tuple(keys) for words, keys in book.items()},
            frozenset(tokens_of(name) for name in communes),
            tokens_of(province),
            frozenset(tokens_of(name) for name in other_provinces),
            max((len(words) for words in book), default=1),
        )


def parts_of(written: str, book: PhraseBook) -> list[Part]:
    """The parts of the wording, in order. Empty text has no parts; a number in front («7. », «- ») is none."""
    return _Reader(_NUMBERING.sub("", nfc(written)), book).read()


class _Reader:
    def __init__(self, text: str, book: PhraseBook) -> None:
        # fold keeps the length of NFC Vietnamese text, so places in it are places in the text.
        folded = fold(text)
        self.text = text if len(folded) == len(text) else folded
        self.tokens = [_Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(folded)]
        self.book = book
        self.at = 0

    def read(self) -> list[Part]:
        parts: list[Part] = []
        unknown_from: int | None = None
        in_office = False
        while self.at < len(self.tokens):
            start = self.at
            mark = self.tokens[start].word if self.tokens[start].is_mark else ""
            if mark and (mark != "," or unknown_from is None):
                # A comma may stand inside the name of what nobody knows; other marks bound it.
                self._unknown(parts, unknown_from)
                unknown_from, in_office = None, False
                self.at = start + 1
                if mark == "(":
                    parts += self._remark()
            elif not mark and (part := self._part(in_office)):
                self._unknown(parts, unknown_from, start)
                unknown_from, in_office = None, False
                parts.append(part)
            elif unknown_from is None and (leading := self._phrase(_LEADING, start)):
                in_office = in_office or leading in _LEADING_IN_OFFICE
                self.at = start + len(leading)
            else:
                unknown_from = start if unknown_from is None else unknown_from
                self.at = start + 1
        self._unknown(parts, unknown_from)
        return parts

    def _remark(self) -> list[Part]:
        """What stands in brackets counts only where it names somebody: «(Trung tâm Trợ giúp pháp lý)»."""
        start = self.at
        while self.at < len(self.tokens) and self.tokens[self.at].word != ")":
            self.at += 1
        if self.at == start:
            return []
        inside = _Reader(self._written(start, self.at), self.book).read()
        return [part for part in inside if part.kind is not Kind.UNKNOWN]

    def _unknown(self, parts: list[Part], since: int | None, until: int | None = None) -> None:
        """Keep an unknown stretch, without the words at its end that only join it to what follows («… và»)."""
        until = self.at if until is None else until
        while since is not None and until > since:
            if self.tokens[until - 1].is_mark:
                until -= 1
            elif joining := next((p for p in _JOINED if self._ends(since, until, p)), ()):
                until -= len(joining)
            else:
                parts.append(Part(Kind.UNKNOWN, self._written(since, until)))
                return

    def _ends(self, since: int, until: int, phrase: tuple[str, ...]) -> bool:
        return until - len(phrase) >= since and self._words(until - len(phrase), len(phrase)) == phrase

    def _part(self, in_office: bool) -> Part | None:
        """The longest known thing that begins here; moves behind it."""
        return self._of_communes(in_office) or self._name(in_office) or self._open(in_office)

    # -- known names

    def _name(self, in_office: bool) -> Part | None:
        for size in range(min(self.book.longest, len(self.tokens) - self.at), 0, -1):
            words, used = self._words_over_commas(self.at, size)
            if len(words) == size and (keys := self.book.names.get(words)):
                start, self.at = self.at, self.at + used
                if self._word(self.at) == "huyen" or self._words(self.at, 2) == ("cap", "huyen"):
                    self._to_boundary()  # «Bảo hiểm xã hội huyện» is not the agency of the province
                    return Part(Kind.UNKNOWN, self._written(start, self.at))
                place = self._other_province()
                self._trailing()
                return Part(Kind.NAME, self._written(start, self.at), keys, in_office=in_office, place=place)
        return None

    def _other_province(self) -> str:
        """«… tỉnh Tuyên Quang» behind a name: the agency of another province. Our own is passed over."""
        size = 2 if self._words(self.at, 2) == ("thanh", "pho") else 1
        if size == 1 and self._words(self.at, 1) != ("tinh",):
            return ""
        at = self.at + size
        if self.book.province and self._words(at, len(self.book.province)) == self.book.province:
            self.at = at + len(self.book.province)
            return ""
        for size in (4, 3, 2, 1):
            words = self._words(at, size)
            if len(words) == size and words in self.book.other_provinces:
                self.at = at + size
                return self._written(at, at + size)
        return ""

    # -- communes

    def _of_communes(self, in_office: bool) -> Part | None:
        start = at = self.at
        body = self._phrase(_BODIES, at)
        prefix = _COMMUNE_BODIES[" ".join(body)] if body else "ubnd"
        at += len(body)
        before = at
        while (word := self._word(at)) in {
            "cac",
            "tat",
            "ca",
            "cap",
            "moi",
            "tung",
            "toan",
            "bo",
        } or word.isdigit():
            at += 1
        many, level = at > before, self._word(at - 1) == "cap" and at > before
        kinds, at = self._kinds(at)
        if not kinds or not (body or many):
            return None
        names, end = self._commune_names(at, kinds[0] if len(kinds) == 1 else "")
        if names:
            self.at = end
            return Part(
                Kind.COMMUNE, self._written(start, end), prefix=prefix, names=names, in_office=in_office
            )  # fmt: skip
        if (
            not many
            and len(kinds) == 1
            and self._word(at) not in {"", *_MARKS, "va"}
            and not self._phrase(_AFTER, at)
        ):
            return None  # «UBND xã Nowhere»: one commune, not known here
        self.at = at
        self._trailing()
        # «cấp xã», «UBND xã» mean the level; «UBND các xã» names a kind.
        named = (
            () if level or (not many and len(kinds) == 1) else tuple(_COMMUNE_KINDS[kind] for kind in kinds)
        )
        return Part(
            Kind.COMMUNES, self._written(start, self.at), prefix=prefix, kinds=named, in_office=in_office
        )  # fmt: skip

    def _kinds(self, at: int) -> tuple[list[str], int]:
        """«xã, phường, thị trấn»: the kinds named, and where they end."""
        kinds: list[str] = []
        end = at
        while kind := self._phrase(_KINDS, at):
            kinds.append(" ".join(kind))
            at = end = at + len(kind)
            if at < len(self.tokens) and self.tokens[at].word in {",", "va"}:
                at += 1
        return kinds, end

    def _commune_names(self, at: int, kind: str) -> tuple[tuple[str, ...], int]:
        """«Chiềng An, Tô Hiệu và phường Mộc Châu»: the communes named one after the other, and where they end."""
        names: list[str] = []
        end = at
        at += self._word(at) == ":"
        while True:
            if own := self._phrase(_KINDS, at):
                at, kind = at + len(own), " ".join(own)
            place = next((w for n in (4, 3, 2, 1) if (w := self._words(at, n)) in self.book.communes), ())
            if not place:
                return tuple(names), end
            size = len(place)
            written = self._written(at, at + size)
            names.append(f"{_COMMUNE_KINDS[kind]} {written}" if kind else written)
            at = end = at + size
            if self._word(at) not in {",", "va"}:
                return tuple(names), end
            at += 1

    # -- open groups

    def _open(self, in_office: bool) -> Part | None:
        start = at = self.at
        plural = self._word(at) == "cac"
        at += plural
        found: list[tuple[str, ...]] = []
        end = at
        while phrase := self._phrase(_GROUPS, at):
            joined = at > end
            if found and not joined and not {found[-1], phrase} <= _RUN_TOGETHER:
                break
            found.append(phrase)
            at = end = at + len(phrase)
            while self._word(at) in {",", "va", "cac"}:
                at += 1
        related = bool(self._phrase((("co", "lien", "quan"), ("lien", "quan")), end))
        if not found or (
            len(found) == 1 and not (plural or related) and " ".join(found[0]) in _BEGINS_A_NAME
        ):
            return None
        self.at = end
        self._trailing()
        # «các đơn vị thuộc Sở Y tế»: whoever they are, they are not the agencies of the province.
        members = frozenset() if self._qualifier() else frozenset(_GROUP_WORDS[" ".join(p)] for p in found)
        return Part(Kind.OPEN, self._written(start, self.at), members=members, in_office=in_office)

    def _to_boundary(self) -> None:
        while self._word(self.at) not in {"", "va", *_MARKS}:
            self.at += 1

    def _qualifier(self) -> bool:
        """Pass over words that narrow the group («các cơ quan thành viên Ban điều hành …»); True for «thuộc …»."""
        under = False
        while self._word(self.at) not in {"", "va", "cung", *_MARKS}:
            under = under or self._word(self.at) in {"thuoc", "cua"}
            here = self.at
            if not under and self._part(in_office=False) is not None:
                self.at = here
                return under
            self.at = here + 1
        return under

    # -- small steps

    def _trailing(self) -> None:
        while phrase := self._phrase(_AFTER, self.at):
            self.at += len(phrase)

    def _phrase(self, phrases: tuple[tuple[str, ...], ...], at: int) -> tuple[str, ...]:
        """The longest of the phrases that stands at ``at`` without a mark inside."""
        for phrase in phrases:
            if self._words(at, len(phrase)) == phrase:
                return phrase
        return ()

    def _word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def _words(self, at: int, size: int) -> tuple[str, ...]:
        return tuple(token.word for token in self.tokens[at : at + size])

    def _words_over_commas(self, at: int, size: int) -> tuple[tuple[str, ...], int]:
        """``size`` words from ``at``, commas left out, and how many tokens that took."""
        words: list[str] = []
        for used, token in enumerate(self.tokens[at:], start=1):
            if token.word in _MARKS - {","}:
                break
            if token.word != ",":
                words.append(token.word)
            if len(words) == size:
                return tuple(words), used
        return tuple(words), 0

    def _written(self, start: int, end: int) -> str:
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]
