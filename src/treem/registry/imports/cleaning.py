"""What a row of a list says about a child: names, days, numbers, places as people type them. Knows no Django.

Everything here is remembered by the word or the cell (``Cleaner`` keeps dictionaries): a province has few different
words in many rows. What cannot be taken refuses the row; what may be wrong is noted. Both are codes with one word of
the file; ``words`` has the sentences.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from treem.kernel import personal_number
from treem.kernel.vietnamese import fold, legacy, nfc, sort_key, title_name, tone_style
from treem.kernel.vietnamese.syllables import is_syllable
from treem.registry.imports.births import PARTS, Birth, Refused, read_birth, shown
from treem.registry.imports.layout import lists, plain
from treem.registry.imports.places import village_forms

NAME_LENGTH, PLACE_LENGTH, CODE_LENGTH = 120, 250, 30
MEMORY = 300_000
"""Entries that a dictionary may hold: memory stays flat whatever comes."""
_PLACES = ("permanent_residence", "present_residence", "residence_note")
OLDEST = 18
"""Years: a child list holds nobody older (domain rule)."""
_SIGNS = re.compile(r"[^\w\s'’ʼ`.\-]", re.UNICODE)
_HIGH = re.compile("[\u00a1-\u00ff]")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
"""Zero-width and direction marks. The soft hyphen stays: in TCVN3 it is a letter."""
_NEVER_OLD = re.compile("[^\u0000-\u00ff\uf021-\uf0ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
"""Neither Latin-1 nor Windows-1252, nor where Word puts the letters of a font that it takes for symbols."""
_COMMUNE_KINDS = ("xa ", "phuong ", "dac khu ", "thi tran ", "p ", "x ", "tt ")
_FOOT = (
    "tong cong", "tong so", "cong:", "cong ", "nguoi lap", "thu truong", "noi nhan", "ky ten", "xac nhan", "danh sach nay",
    "ghi chu:", "luu y", "tm. ", "kt. ", "nguoi ky", "uy ban nhan dan", "an dinh danh sach",
)  # fmt: skip
_FOOT_DAY = re.compile(r"ngay\s*[\d.…]*\s*thang\s*[\d.…]*\s*nam\s*[\d.…]*$")


@dataclass(frozen=True)
class Setting:
    """What a row is read against; plain values, so that it can be handed to another process as JSON.

    ``communes``: id by five-digit code and by folded name, 0 for a name that several bear; ``mine``: ids that may be
    written; ``villages``: id by «commune id|folded name», 0 where two villages answer to it; ``home``: the commune of
    rows that name none.
    """

    today: date
    communes: Mapping[str, int]
    mine: frozenset[int]
    villages: Mapping[str, int]
    peoples: tuple[str, ...]
    home: int | None = None
    age_limit: int = 16

    def as_json(self) -> dict[str, Any]:
        return {
            "today": self.today.isoformat(), "communes": dict(self.communes), "mine": sorted(self.mine),
            "villages": dict(self.villages), "peoples": list(self.peoples), "home": self.home,
            "age_limit": self.age_limit,
        }  # fmt: skip

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Setting:
        return cls(
            date.fromisoformat(given["today"]), given["communes"], frozenset(given["mine"]), given["villages"],
            tuple(given["peoples"]), given["home"], given["age_limit"],
        )  # fmt: skip


ChildName = tuple[str, str, str, str, str, str, list[tuple[str, str]]]
"""Name, both tone styles in small letters, folded, sort key, what is wrong, what is to be said."""


@dataclass(slots=True)
class Cleaned:
    """A row as it would be stored. ``exact`` and ``exact_old``: the name in small letters in both tone styles.

    ``findings``: (code, word) pairs; of a refused row the first is the reason. Empty texts say nothing.
    """

    number: int
    refused: bool = False
    commune_id: int | None = None
    full_name: str = ""
    exact: str = ""
    exact_old: str = ""
    folded: str = ""
    sort_key: str = ""
    sex: str = ""
    born: str = ""
    precision: str = ""
    ethnicity: str = ""
    personal_id: str = ""
    mother_name: str = ""
    folded_mother: str = ""
    father_name: str = ""
    village_id: int | None = None
    household_code: str = ""
    head_name: str = ""
    poverty: str = ""
    permanent_residence: str = ""
    present_residence: str = ""
    residence_note: str = ""
    birth_registered: bool | None = None
    findings: list[tuple[str, str]] = field(default_factory=list)


FIELDS = (
    "number", "refused", "commune_id", "full_name", "exact", "exact_old", "folded", "sort_key", "sex", "born", "precision",
    "ethnicity", "personal_id", "mother_name", "folded_mother", "father_name", "village_id", "household_code", "head_name",
    "poverty", "permanent_residence", "present_residence", "residence_note", "birth_registered",
)  # fmt: skip
"""In the order of the table that they are copied into; ``findings`` comes last, as JSON."""


_OLD_OA = re.compile("([oO])([aAeE])([\u0300\u0301\u0303\u0309\u0323])(?![\u0300-\u036f\\w])")
_OLD_UY = re.compile("([uU])([yY])([\u0300\u0301\u0303\u0309\u0323])(?![\u0300-\u036f\\w])")


def old_style(text: str) -> str:
    """The text in the older tone style: hoà -> hòa, Thuỷ -> Thủy; quý stays (the u belongs to the q)."""
    parts = unicodedata.normalize("NFD", text)
    parts = _OLD_OA.sub(r"\1\3\2", parts)
    parts = re.sub(r"(?<![qQ])" + _OLD_UY.pattern, r"\1\3\2", parts)
    return unicodedata.normalize("NFC", parts)


class Cleaner:
    """Reads the rows of one list. ``mapping``: column key to the number of its column."""

    def __init__(self, setting: Setting, mapping: Mapping[str, int]) -> None:
        self.setting = setting
        self.at = dict(mapping)
        self.words = lists().words
        self.encoding: legacy.Encoding | None = None
        self.mixed = False
        self.swapped = False
        self._names: dict[str, tuple[str, str, str, str]] = {}
        self._word: dict[str, tuple[str, str, str, str]] = {}
        self._births: dict[Any, tuple[Birth, str, str, list[tuple[str, str]]] | Refused] = {}
        self._children: dict[str, ChildName] = {}
        self._memory: dict[str, dict[Any, Any]] = {}
        self._lines: dict[str, str] = {}
        self._peoples = {plain(name): name for name in setting.peoples} | {
            plain(other): name for other, name in lists().peoples.items() if name in setting.peoples
        }
        self._youngest = setting.today
        self._oldest = _years_before(setting.today, OLDEST)
        self._of_age = _years_before(setting.today, setting.age_limit)

    # -- the file as a whole

    def look_at(self, rows: Sequence[Sequence[Any]]) -> None:
        """Learn from a sample how the file was typed: an old code table, days and months the wrong way round."""
        names = [
            cell
            for row in rows
            for key in ("full_name", "family_name", "given_name", "mother_name", "father_name")
            if (place := self.at.get(key)) is not None
            and place < len(row)
            and isinstance(cell := row[place], str)
        ]
        votes: Counter[legacy.Encoding] = Counter()
        unicode_names = 0
        for name in names:
            if legacy.is_unicode(unicodedata.normalize("NFC", name)):
                unicode_names += 1
            elif (found := _of_old_table(name)) is not None:
                votes[found] += 1
        if votes and votes.most_common(1)[0][1] >= legacy.FEWEST:
            self.encoding = votes.most_common(1)[0][0]
            self.mixed = unicode_names > 0
        self.swapped = self._looks_swapped(rows)

    def _looks_swapped(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Texts with days above 12, and true days of the spreadsheet that never are: a program read dd/mm as mm/dd."""
        place = self.at.get("birth")
        if place is None:
            return False
        cells = [row[place] for row in rows if place < len(row)]
        days = [cell.day for cell in cells if isinstance(cell, date)]
        texts = [found for cell in cells if isinstance(cell, str) and (found := PARTS.fullmatch(fold(cell)))]
        return (
            len(days) >= 5 and all(day <= 12 for day in days) and sum(int(t[1]) > 12 for t in texts) >= 3
            and all(int(t[1]) > 12 or int(t[2]) > 12 for t in texts)
        )  # fmt: skip

    # -- one row

    def row(self, number: int, cells: Sequence[Any]) -> Cleaned | None:
        """What the row says; None for what is no entry (blank, a total, a signature, the heading of a group)."""
        at, width = self.at, len(cells)
        got: dict[str, Any] = {}
        for key, place in at.items():
            if place < width:
                cell = cells[place]
                if cell != "" and cell is not None:
                    got[key] = cell
        named = "full_name" in got or "given_name" in got or "family_name" in got
        born = "birth" in got or "birth_year" in got or "male" in got or "female" in got
        if not (named and born) and not self._is_entry(cells, named, born):
            return None
        found = Cleaned(number)
        try:
            self._fill(found, got)
        except Refused as why:
            found.refused = True
            found.findings.insert(0, (why.code, why.word))
        return found

    def _is_entry(self, cells: Sequence[Any], named: bool, born: bool) -> bool:
        filled = [text for cell in cells if (text := shown(cell).strip())]
        if len(filled) <= 1:
            return False
        first = next((fold(text) for text in filled if not text.isdigit()), "")
        if first.startswith(_FOOT) or first in ("cong", "tong") or _FOOT_DAY.search(first):
            return False
        if not named and not born:
            # A foot may have words in two corners; an entry without name and birth has at least a number or a mother.
            return any(key in self.at and self.at[key] < len(cells) and shown(cells[self.at[key]]).strip()
                       for key in ("personal_id", "mother_name", "father_name"))  # fmt: skip
        return True

    def _fill(self, found: Cleaned, got: Mapping[str, Any]) -> None:
        notes = found.findings
        raw = self._full_name(got)
        child = self._children.get(raw)
        if child is None:
            child = self._child_name(raw)
            if len(self._children) < MEMORY:
                self._children[raw] = child
        found.full_name, found.exact, found.exact_old, found.folded, found.sort_key, wrong, said = child
        if wrong:
            raise Refused(wrong, found.full_name)
        if said:
            notes += said
        found.commune_id = self._commune(got)
        birth, found.born, wrong, said = self._birth(got)
        found.precision = birth.precision
        if said:
            notes += said
        if wrong:
            raise Refused(wrong, f"{birth.on:%d/%m/%Y}")
        number = found.personal_id = self._number(got, notes) if "personal_id" in got else ""
        found.sex = self._sex(got, number, notes)
        if number:
            self._check_number(found, birth)
        if "ethnicity" in got:
            found.ethnicity = self._people(got, notes)
        if "mother_name" in got:
            found.mother_name, _exact, _old, found.folded_mother = self._name(self._text("mother_name", got))
        if "father_name" in got:
            found.father_name = self._name(self._text("father_name", got))[0]
        if "household_code" in got:
            found.household_code = self._line("household_code", got, CODE_LENGTH)
        if "head_name" in got:
            found.head_name = self._name(self._text("head_name", got))[0]
        if "poverty" in got:
            found.poverty = self._poverty(got, notes)
        for key in _PLACES:
            if key in got:
                setattr(found, key, self._line(key, got, PLACE_LENGTH))
        if "village" in got:
            self._village(found, got)
        if "birth_registered" in got or "birth_certificate" in got:
            found.birth_registered = self._registered(got, notes)
        if (
            len(found.mother_name) > NAME_LENGTH
            or len(found.father_name) > NAME_LENGTH
            or len(found.head_name) > NAME_LENGTH
        ):
            raise Refused("too_long", max(found.mother_name, found.father_name, found.head_name, key=len))

    def _child_name(self, raw: str) -> ChildName:
        """The name in all its forms, and what is wrong with it; a name comes up again in few other rows."""
        name, exact, exact_old, folded = self._name(raw)
        wrong, said = "", []
        if not name:
            wrong = "no_name"
        elif not folded or not any(sign.isalpha() for sign in name):
            wrong = "not_a_name"
        elif any(sign.isdigit() for sign in name):
            wrong = "digits_in_name"
        elif len(name) > NAME_LENGTH:
            wrong = "too_long"
        if " " not in name:
            said.append(("one_word", name))
        if strange := "".join(sign for sign in self._unicode(raw) if _is_strange(sign)):
            said.append(("strange_signs", strange))
        if self.mixed and _HIGH.search(raw) and not legacy.is_unicode(raw):
            said.append(("old_letters", raw))
        return name, exact, exact_old, folded, "" if wrong else sort_key(name)[:250], wrong, said

    # -- texts and names

    def _text(self, key: str, got: Mapping[str, Any]) -> str:
        cell = got.get(key)
        if cell is None:
            return ""
        text = cell if isinstance(cell, str) else shown(cell)
        if text[:1] in "=@＝＠" and len(text) > 1:
            raise Refused("formula", text)
        return text

    def _line(self, key: str, got: Mapping[str, Any], limit: int) -> str:
        memory = self._lines
        text = self._text(key, got)
        line: str | None = memory.get(text)
        if line is None:
            line = _plain_line(self._unicode(text))
            if len(memory) < MEMORY:
                memory[text] = line
        if len(line) > limit:
            raise Refused("too_long", line)
        return line

    def _full_name(self, got: Mapping[str, Any]) -> str:
        if "full_name" in self.at:
            return self._text("full_name", got)
        parts = [self._text(key, got).strip() for key in ("family_name", "middle_name", "given_name")]
        return " ".join(part for part in parts if part)

    def _unicode(self, text: str) -> str:
        """Text of an old code table in Unicode; every other text as it is."""
        if text.isascii():
            return text
        text = _HIDDEN.sub("", text)
        if legacy.is_unicode(text) or not _may_be_old(text):
            return text
        table = _of_old_table(text)
        if table is not None and (self.encoding is None or self.encoding != table):
            other = legacy.decode(text, self.encoding) if self.encoding else ""
            if other and all(is_syllable(word) for word in _letters(other)):
                table = self.encoding
        elif table is None and self.encoding is not None and not self.mixed and _HIGH.search(text):
            decoded = legacy.decode(text, self.encoding)
            if decoded != text and all(is_syllable(word) for word in _letters(decoded)):
                table = self.encoding
        return legacy.decode(text, table) if table else text

    def _name(self, raw: str) -> tuple[str, str, str, str]:
        """Display form, both tone styles in small letters, folded; the cells of a name in capitals become ordinary."""
        known = self._names.get(raw)
        if known is not None:
            return known
        text = self._unicode(raw)
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        level = text.isupper() or text.islower()
        parts = []
        for word in text.split():
            key = f"^{word}" if level else word
            part = self._word.get(key)
            if part is None:
                clean = _plain_line(_SIGNS.sub(" ", word)) if _SIGNS.search(word) else _plain_line(word)
                display = title_name(clean) if level else clean
                small = display.lower()
                part = (display, tone_style(small), old_style(tone_style(small)), fold(display))
                self._word[key] = part
            if part[0]:
                parts.append(part)
        if len(parts) == 1:
            made = parts[0]
        else:
            made = (
                " ".join([p[0] for p in parts]), " ".join([p[1] for p in parts]),
                " ".join([p[2] for p in parts]), " ".join([p[3] for p in parts]),
            )  # fmt: skip
        if len(self._names) < MEMORY:
            self._names[raw] = made
        return made

    # -- days

    def _birth(self, got: Mapping[str, Any]) -> tuple[Birth, str, str, list[tuple[str, str]]]:
        """The birth, as text, the reason to refuse it, and what is to be said of it."""
        if "birth" in got:
            return self._read_birth(got["birth"])
        if "birth_year" in got:
            parts = tuple(shown(got.get(key)).strip() for key in ("birth_day", "birth_month", "birth_year"))
            day, month, year = (part.removesuffix(".0") for part in parts)
            text = "/".join(part for part in (day if month else "", month, year) if part)
            return self._read_birth(text)
        for key in ("male", "female"):
            cell = got.get(key)
            if cell is not None and plain(shown(cell)) not in self.words["mark"]:
                return self._read_birth(cell)
        raise Refused("no_birth")

    def _read_birth(self, cell: Any) -> tuple[Birth, str, str, list[tuple[str, str]]]:
        known = self._births.get(cell)
        if known is None:
            try:
                known = self._judged(read_birth(cell, swapped=self.swapped))
            except Refused as why:
                known = why
            if len(self._births) < MEMORY:
                self._births[cell] = known
        if isinstance(known, Refused):
            raise known
        return known

    def _judged(self, birth: Birth) -> tuple[Birth, str, str, list[tuple[str, str]]]:
        written = f"{birth.on:%d/%m/%Y}"
        said = [(birth.note, written)] if birth.note else []
        sure = birth.precision == "day"
        wrong = ""
        if birth.on > self._youngest:
            wrong = "born_later"
        elif birth.on < self._oldest and (sure or birth.on.year < self._oldest.year):
            wrong = "too_old"
        elif birth.on <= self._of_age and (sure or birth.on.year < self._of_age.year):
            said.append(("of_age", written))
        return birth, birth.on.isoformat(), wrong, said

    # -- sex, people, number

    def _sex(self, got: Mapping[str, Any], number: str, notes: list[tuple[str, str]]) -> str:
        if "sex" in got:
            memory = self._memory.setdefault("sex", {})
            cell = got["sex"]
            found = memory.get(cell)
            if found is None:
                word = plain(shown(cell).removesuffix(".0"))
                found = (
                    "male" if word in self.words["male"] else "female" if word in self.words["female"] else ""
                )
                memory[cell] = found
            if found:
                return str(found)
            if "male" not in self.at and "female" not in self.at:
                raise Refused("sex_unknown", shown(cell))
        male, female = "male" in got, "female" in got
        if male and female:
            raise Refused("both_sexes")
        if male or female:
            return "male" if male else "female"
        if "female" in self.at and "male" not in self.at:
            return "male"  # one column «Nữ» with a mark for girls
        if len(number) == 12:
            notes.append(("sex_from_number", ""))
            return personal_number.sex_of(number)
        raise Refused("no_sex")

    def _number(self, got: Mapping[str, Any], notes: list[tuple[str, str]]) -> str:
        cell = got["personal_id"]
        if isinstance(cell, float):
            if not cell.is_integer() or cell >= 1e12:
                raise Refused("number_wrong", shown(cell))
            text = str(int(cell))
        elif isinstance(cell, str):
            text = cell.strip().lstrip("'’")
        else:
            text = shown(cell)
        if len(text) == 12 and text.isascii() and text.isdigit():
            return text
        if re.fullmatch(r"[\d.,]+[eE]\+?\d+", text):
            raise Refused("number_lost", text)
        digits = personal_number.clean(text)
        if not digits or plain(text) in ("", "khong", "chua co", "chua", "khong co", "0"):
            return ""
        if len(digits) == 9 and digits.isascii() and digits.isdigit():
            notes.append(("old_number", digits))
            return ""
        if (restored := personal_number.restore_leading_zero(digits)) is not None:
            notes.append(("zero_restored", restored))
            return restored
        if len(digits) == 12 and digits.isascii() and digits.isdigit():
            return digits
        raise Refused("number_wrong", text)

    def _check_number(self, found: Cleaned, birth: Birth) -> None:
        number = found.personal_id
        if number[:3] in personal_number.prefixes() and number[4:6] == f"{birth.on.year % 100:02d}" and (
            number[3] == ("3" if found.sex == "female" else "2") and birth.on.year >= 2000
        ) and len(set(number[6:])) > 1:  # fmt: skip
            return  # the quick way for what is right
        sex: personal_number.Sex = "female" if found.sex == "female" else "male"
        for finding in personal_number.check(number, birth_year=birth.on.year, sex=sex):
            code = finding.code.removeprefix("personal_number.")
            if finding.level == "error":
                raise Refused(f"number_{code}", number)
            found.findings.append((f"number_{code}", number))

    def _people(self, got: Mapping[str, Any], notes: list[tuple[str, str]]) -> str:
        memory = self._memory.setdefault("people", {})
        raw = self._text("ethnicity", got)
        found: str | None = memory.get(raw)
        if found is None:
            text = plain(self._unicode(raw)).removeprefix("dan toc ")
            found = self._peoples.get(text) or self._peoples.get(text.replace(" ", ""), "")
            memory[raw] = found
        if not found:
            notes.append(("people_unknown", raw))
        return found

    def _poverty(self, got: Mapping[str, Any], notes: list[tuple[str, str]]) -> str:
        text = plain(self._unicode(self._text("poverty", got)))
        for meaning, words in (("poor", "poor"), ("near_poor", "near_poor"), ("none", "not_poor")):
            if text in self.words[words]:
                return meaning
        if text in self.words["mark"]:
            return "poor"
        if text:
            notes.append(("poverty_unknown", text))
        return ""

    def _registered(self, got: Mapping[str, Any], notes: list[tuple[str, str]]) -> bool | None:
        if "birth_certificate" in got and shown(got["birth_certificate"]).strip():
            return True
        if "birth_registered" not in got:
            return None
        text = plain(shown(got["birth_registered"]))
        if text in self.words["yes"]:
            return True
        if text in self.words["no"]:
            return False
        if text:
            notes.append(("registered_unknown", text))
        return None

    # -- places

    def _commune(self, got: Mapping[str, Any]) -> int:
        setting = self.setting
        given = got.get("commune_code", got.get("commune"))
        if given is None:
            if setting.home is None:
                raise Refused("no_commune")
            return setting.home
        memory = self._memory.setdefault("commune", {})
        key = (got.get("commune_code"), got.get("commune"))
        found = memory.get(key)
        if found is None:
            found = self._find_commune(*key)
            memory[key] = found
        if isinstance(found, tuple):
            raise Refused(*found)
        assert isinstance(found, int)
        return found

    def _find_commune(self, code: Any, name: Any) -> int | tuple[str, str]:
        communes = self.setting.communes
        text = ""
        for cell in (code, name):
            if cell is None:
                continue
            text = self._unicode(shown(cell).strip())
            digits = text.removesuffix(".0")
            if digits.isascii() and digits.isdigit():
                found = communes.get(digits.zfill(5))
            else:
                folded = plain(text)
                found = communes.get(folded)
                for kind in _COMMUNE_KINDS:
                    if found is None and folded.startswith(kind):
                        found = communes.get(folded[len(kind) :])
            if found == 0:
                return ("commune_twice", text)
            if found is not None:
                return found if found in self.setting.mine else ("not_yours", text)
        return ("commune_unknown", text)

    def _village(self, found: Cleaned, got: Mapping[str, Any]) -> None:
        raw = self._text("village", got)
        memory = self._memory.setdefault("village", {})
        key = (found.commune_id, raw)
        known = memory.get(key)
        if known is None:
            text = _plain_line(self._unicode(raw))
            known = (self._find_village(found.commune_id or 0, text), text[:PLACE_LENGTH])
            memory[key] = known
        found.village_id, text = known
        if found.village_id is None and text:
            found.findings.append(("village_unknown", text))
            found.permanent_residence = found.permanent_residence or text

    def _find_village(self, commune: int, text: str) -> int | None:
        for form in village_forms(text):
            if (village := self.setting.villages.get(f"{commune}|{form}")) is not None:
                return village or None
        return None


def _plain_line(text: str) -> str:
    if text.isascii():
        return (
            " ".join(text.split())
            if text.isprintable()
            else nfc("".join(s if s.isprintable() else " " for s in text))
        )
    return nfc("".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) != "Cc"))


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _may_be_old(text: str) -> bool:
    """Whether every sign could stand in a text of the old code tables."""
    return _NEVER_OLD.search(text) is None


def _is_strange(sign: str) -> bool:
    """No letter or sign of a Vietnamese name: a picture, a lost letter, a letter of another script."""
    if sign <= "\u00ff" or unicodedata.category(sign)[0] not in "LSC":
        return False
    return not unicodedata.name(sign, "").startswith(("LATIN ", "MODIFIER LETTER "))


def _of_old_table(text: str) -> legacy.Encoding | None:
    """The old code table in which every word of the text is Vietnamese, where it is not as it stands."""
    if text.isascii() or not _HIGH.search(text) or not _may_be_old(text):
        return None
    words = re.findall(r"[^\s\d.,;:()/'’ʼ`\-]+", text)
    if all(word.isascii() or is_syllable(word) for word in words):
        return None
    for encoding in ("tcvn3", "vni"):
        decoded = legacy.decode(text, encoding)
        if decoded != text and all(word.isascii() or is_syllable(word) for word in _letters(decoded)):
            return encoding
    return None


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
