"""Invented registers of children with the truth beside them: who is who, and what happened to each copy.

Two habits, written apart on purpose, so that what is tuned on one can be measured on the other:

* ``province``: a province like the one of the demo; every field of a copy goes wrong by its own chance.
* ``highland``: villages that share few names, twins one tone apart, a dead sibling's name used again, officers who
  are careful or careless as a whole, imports that lose the same thing in every row.

Nothing here is taken from a person.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from treem.simulation.names import NamePools, name_pools

COLUMNS = (
    "record_id", "full_name", "sex", "date_of_birth", "personal_id",
    "mother_name", "father_name", "commune", "village", "ethnicity",
)  # fmt: skip
Row = dict[str, str]
FIRST_DAY, DAYS = date(2010, 6, 1), 16 * 365


@dataclass(slots=True)
class Child:
    entity: int
    family: int
    row: Row
    born: date
    twin: bool = False


@dataclass(slots=True)
class Register:
    """Rows in the order of the file, and for each its entity, family, true birthday and what was done to it."""

    rows: list[Row] = field(default_factory=list)
    entity: list[int] = field(default_factory=list)
    family: list[int] = field(default_factory=list)
    born: list[date] = field(default_factory=list)
    done: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, child: Child, row: Row, done: tuple[str, ...]) -> None:
        self.rows.append(row)
        self.entity.append(child.entity)
        self.family.append(child.family)
        self.born.append(child.born)
        self.done.append(done)

    def shuffled(self, rng: Random) -> Register:
        order = list(range(len(self.rows)))
        rng.shuffle(order)
        mixed = Register()
        for place, n in enumerate(order):
            mixed.rows.append({**self.rows[n], "record_id": f"r{place:07d}"})
            for name in ("entity", "family", "born", "done"):
                getattr(mixed, name).append(getattr(self, name)[n])
        return mixed

    def true_pairs(self) -> set[tuple[int, int]]:
        """Places of the two records of each true pair, the smaller first."""
        of: dict[int, list[int]] = {}
        for place, entity in enumerate(self.entity):
            of.setdefault(entity, []).append(place)
        return {(a, b) for same in of.values() for n, a in enumerate(same) for b in same[n + 1 :]}

    def write(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(self.rows)


# --- what happens to a text ---------------------------------------------------------------------------------


def unmarked(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def old_tone(text: str) -> str:
    for new, old in (
        ("oà", "òa"),
        ("oá", "óa"),
        ("oả", "ỏa"),
        ("uỷ", "ủy"),
        ("uý", "úy"),
        ("uỳ", "ùy"),
        ("oè", "òe"),
    ):
        text = text.replace(new, old)
    return text


def new_tone(text: str) -> str:
    for old, new in (
        ("òa", "oà"),
        ("óa", "oá"),
        ("ỏa", "oả"),
        ("ủy", "uỷ"),
        ("úy", "uý"),
        ("ùy", "uỳ"),
        ("òe", "oè"),
    ):
        text = text.replace(old, new)
    return text


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def other_tone(word: str, rng: Random) -> str:
    """The word with another tone: Hà -> Hạ, Hoa -> Hóa."""
    parts = unicodedata.normalize("NFD", word)
    bare = "".join(sign for sign in parts if sign not in _TONES)
    had = "".join(sign for sign in parts if sign in _TONES)
    vowels = [n for n, sign in enumerate(bare) if unmarked(sign).lower() in "aeiouy"]
    if not vowels:
        return word
    at = vowels[len(vowels) // 2 if len(vowels) > 2 else 0] + 1
    while at < len(bare) and unicodedata.combining(bare[at]):
        at += 1
    tone = rng.choice([t for t in ["", *_TONES] if t != had])
    return unicodedata.normalize("NFC", bare[:at] + tone + bare[at:])


def typo(word: str, rng: Random) -> str:
    """One slip of the finger."""
    if len(word) < 2:
        return word
    at, letter = rng.randrange(len(word)), rng.choice("abcdeghiklmnopqrstuvxy")
    if len(word) == 2:
        return word[0] + letter
    return rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + letter + word[at:],
            word[: max(at - 1, 0)] + word[at : at + 1] + word[max(at - 1, 0) : at] + word[at + 1 :]
            if at
            else word[::-1],
        ]
    )


_SOUNDS = (
    ("s", "x"), ("x", "s"), ("ch", "tr"), ("tr", "ch"), ("d", "gi"), ("gi", "d"), ("l", "n"), ("n", "l"),
    ("i", "y"), ("y", "i"), ("ng", "n"), ("k", "c"), ("r", "d"),
)  # fmt: skip


def misheard(word: str, rng: Random) -> str:
    small = word.lower()
    fits = [(a, b) for a, b in _SOUNDS if small.startswith(a) or (a in "iy" and a in small)]
    if not fits:
        return typo(word, rng)
    a, b = rng.choice(fits)
    return small.replace(a, b, 1).capitalize()


def change_word(name: str, which: int, how: Callable[[str], str]) -> str:
    words = name.split()
    if not words:
        return name
    words[which] = how(words[which])
    return " ".join(words)


def without_middle(name: str) -> str:
    words = name.split()
    return name if len(words) < 3 else " ".join([words[0], words[-1]])


def initials(name: str) -> str:
    words = name.split()
    return " ".join([*(word[0] + "." for word in words[:-1]), words[-1]]) if words else name


def digit_slip(digits: str, rng: Random) -> str:
    at = rng.randrange(len(digits))
    if rng.random() < 0.3 and at + 1 < len(digits):
        return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    return digits[:at] + rng.choice([d for d in "0123456789" if d != digits[at]]) + digits[at + 1 :]


def number_of(born: date, girl: bool, rng: Random, province: str = "014") -> str:
    return f"{province}{2 + girl}{born.year % 100:02d}{rng.randrange(1_000_000):06d}"


# --- the first habit ----------------------------------------------------------------------------------------

_GROUPS = {
    "Thái": 53,
    "Mông": 22,
    "Kinh": 11,
    "Mường": 6.5,
    "Xinh Mun": 2.5,
    "Dao": 1.8,
    "Khơ Mú": 1.4,
    "La Ha": 0.8,
}


def province(records: int, seed: int = 0, *, copies: float = 0.062, rough: float = 1.0) -> Register:
    """A register of about ``records`` rows, of which ``copies`` are other rows of a child that is there already."""
    rng = Random(f"province:{seed}:{records}")
    communes = [f"{'Phường' if n < 8 else 'Xã'} {_place(rng)}" for n in range(75)]
    villages = [
        [f"{rng.choice(('Bản', 'Bản', 'Tiểu khu'))} {_place(rng)}" for _ in range(30)] for _ in communes
    ]
    children: list[Child] = []
    family = 0
    wanted = round(records * (1 - copies))
    while len(children) < wanted:
        family += 1
        children.extend(_family(rng, family, len(children), communes, villages))
    register = Register()
    for child in children[:wanted]:
        register.add(child, _first_entry(child.row, rng), ())
    while len(register.rows) < records:
        child = rng.choice(children[:wanted])
        row, done = _copy(child, rng, communes, villages, rough)
        register.add(child, row, done)
    return register.shuffled(rng)


_HEADS = [
    "Chiềng",
    "Mường",
    "Nà",
    "Pá",
    "Phiêng",
    "Tà",
    "Co",
    "Huổi",
    "Nậm",
    "Bó",
    "Xím",
    "Hua",
    "Lóng",
    "Mai",
    "Tân",
]
_TAILS = [
    "Khoa", "Sại", "Hung", "Ban", "Lầm", "Muôn", "Cang", "Chanh", "Nưa", "Hặc", "Sơn", "Pằn", "Ngần", "Hin", "Bon", "Xa",
    "Kheo", "Lay", "Mòn", "Đông", "Tòng", "Sáng", "Hạ", "Phong", "Lập", "Yên", "Mạ", "Cọ", "Vàng", "Luông", "Én", "Ít",
]  # fmt: skip


def _place(rng: Random) -> str:
    return f"{rng.choice(_HEADS)} {rng.choice(_TAILS)}"


def _given(pools: NamePools, girl: bool, rng: Random) -> str:
    return rng.choice(pools.girls if girl else pools.boys)


def _family(
    rng: Random, family: int, first: int, communes: list[str], villages: list[list[str]]
) -> list[Child]:
    group = rng.choices(list(_GROUPS), list(_GROUPS.values()))[0]
    pools = name_pools(group)
    commune = rng.randrange(len(communes))
    father_family = rng.choice(pools.family)
    father = f"{father_family} {rng.choice(pools.men)}"
    mother = f"{rng.choice(pools.family)} {rng.choice(pools.women)}"
    where = {
        "mother_name": mother, "father_name": father, "ethnicity": group,
        "commune": communes[commune], "village": rng.choice(villages[commune]),
    }  # fmt: skip
    born = FIRST_DAY + timedelta(days=rng.randrange(DAYS - 900))
    found: list[Child] = []
    for _ in range(rng.choices((1, 2, 3, 4), (25, 50, 18, 7))[0]):
        twins = rng.random() < 0.012
        girl = rng.random() < 0.485
        for n in range(2 if twins else 1):
            girl = girl if n == 0 or rng.random() < 0.65 else not girl
            name = _given(pools, girl, rng)
            while any(name == child.row["full_name"].split(" ", 1)[1] for child in found):
                name = _given(pools, girl, rng)
            row = {
                "full_name": f"{father_family} {name}", "sex": "Nữ" if girl else "Nam",
                "date_of_birth": f"{born:%d/%m/%Y}", "personal_id": number_of(born, girl, rng), **where,
            }  # fmt: skip
            found.append(Child(first + len(found), family, row, born, twins))
        born += timedelta(days=rng.randint(400, 1900))
        if born > FIRST_DAY + timedelta(days=DAYS):
            break
    return found


def _first_entry(row: Row, rng: Random) -> Row:
    row = dict(row)
    chance = rng.random
    if chance() < 0.30:
        row["personal_id"] = ""
    if chance() < 0.06:
        row["mother_name"] = ""
    if chance() < 0.15:
        row["father_name"] = ""
    if chance() < 0.02:
        row["date_of_birth"] = row["date_of_birth"][-4:]
    if chance() < 0.10:
        row["full_name"] = row["full_name"].upper()
    if chance() < 0.05:
        row = {key: unicodedata.normalize("NFD", value) for key, value in row.items()}
    if chance() < 0.03:
        row["ethnicity"] = ""
    return row


_NICKNAMES = ["Tí", "Tèo", "Bống", "Cún", "Bi", "Na", "Sóc", "Bin", "Su", "Tôm", "Ken", "Gấu"]


def _copy(
    child: Child, rng: Random, communes: list[str], villages: list[list[str]], rough: float
) -> tuple[Row, tuple[str, ...]]:
    row, done = dict(child.row), []

    def happens(name: str, chance: float) -> bool:
        if rng.random() < chance * rough:
            done.append(name)
            return True
        return False

    if happens("lost_number", 0.40):
        row["personal_id"] = ""
    elif happens("number_slip", 0.04):
        row["personal_id"] = digit_slip(row["personal_id"], rng)
    if happens("name_slip", 0.10):
        row["full_name"] = change_word(
            row["full_name"], rng.choice((0, -1, -1)), lambda word: typo(word, rng)
        )
    if happens("other_tone", 0.04):
        row["full_name"] = change_word(row["full_name"], -1, lambda word: other_tone(word, rng))
    if happens("no_middle", 0.07):
        row["full_name"] = without_middle(row["full_name"])
    if happens("nickname", 0.03):
        nick = rng.choice(_NICKNAMES)
        row["full_name"] = rng.choice(
            (
                f"{row['full_name'].split()[0]} {nick}",
                f"{row['full_name']} ({nick})",
                change_word(row["full_name"], -1, lambda _: nick),
            )
        )
    if happens("other_day", 0.08):
        row["date_of_birth"] = _other_day(child.born, rng)
    elif happens("year_only", 0.05):
        row["date_of_birth"] = rng.choice((f"{child.born.year}", f"01/01/{child.born.year}"))
    if happens("no_mother", 0.10):
        row["mother_name"] = ""
    elif happens("mother_slip", 0.12):
        row["mother_name"] = rng.choice(
            (initials(row["mother_name"]), without_middle(row["mother_name"]),
             change_word(row["mother_name"], -1, lambda word: typo(word, rng)))
        )  # fmt: skip
    if happens("no_father", 0.20):
        row["father_name"] = ""
    if happens("moved", 0.09):
        commune = rng.randrange(len(communes))
        row |= {"commune": communes[commune], "village": rng.choice(villages[commune])}
    elif happens("no_village", 0.12):
        row["village"] = ""
    if happens("other_sex", 0.01):
        row["sex"] = "Nam" if row["sex"] == "Nữ" else "Nữ"
    elif happens("no_sex", 0.03):
        row["sex"] = ""
    if happens("no_marks", 0.22):
        row = {key: unmarked(value) for key, value in row.items()}
    if happens("tone_style", 0.25):
        row = {key: old_tone(value) if rng.random() < 0.5 else new_tone(value) for key, value in row.items()}
    if happens("upper", 0.12):
        row["full_name"] = row["full_name"].upper()
    if happens("nfd", 0.10):
        row = {key: unicodedata.normalize("NFD", value) for key, value in row.items()}
    if rng.random() < 0.2:
        row["date_of_birth"] = _iso(row["date_of_birth"])
    return row, tuple(done)


def _iso(text: str) -> str:
    parts = text.split("/")
    return "-".join(reversed(parts)) if len(parts) == 3 else text


def _other_day(born: date, rng: Random) -> str:
    way = rng.randrange(5)
    if way == 0 and born.day <= 12 and born.day != born.month:
        return f"{born.month:02d}/{born.day:02d}/{born.year}"
    if way == 1:
        return f"{born.day:02d}/{rng.choice([m for m in range(1, 13) if m != born.month]):02d}/{born.year}"
    if way == 2:
        return f"{born.day:02d}/{born.month:02d}/{born.year + rng.choice((-1, 1))}"
    return f"{rng.choice([d for d in range(1, 29) if d != born.day]):02d}/{born.month:02d}/{born.year}"


# --- the second habit ---------------------------------------------------------------------------------------

_HIGHLAND: dict[str, tuple[str, str, str, str]] = {
    "Mông": (
        "Giàng Vàng Sùng Thào Mùa Sồng Hờ Lầu Vừ Hạng Tráng Phàng Cứ Lý Tếnh Ly Chá Khang",
        "A:70 Minh:4 Đức:3 :20",
        "Thị:70 Mai:3 :20 Y:4",
        "Páo Chống Dế Tủa Sìa Lử Dơ Chu Nhà Vàng Sếnh Lềnh Tú Phong Khua Lâu Hồng Sà Nếnh Cở Dua Mỷ Pla Chư Mai Dở Mị Say"
        " Sông Dếnh Ca Xia Chia Vang Dông Máy Sú Xống Bầu Cha",
    ),
    "Thái": (
        "Lò Quàng Lường Cà Tòng Hoàng Vì Cầm Hà Lừ Lèo Bạc Điêu Đèo Mè Ngần Sa Lù",
        "Văn:60 Minh:8 Đức:6 Gia:4 Bảo:4 Anh:3",
        "Thị:62 Thu:6 Ngọc:8 Khánh:5 Phương:4 Bảo:4",
        "Tuấn Cường Dũng Hải Thương Huy Đạt Nam Quân Long Hiếu Khánh Linh Hương Xuân Hoan Biên Thủy Trang Huyền Hiền Vân"
        " Nhung Yến Ngọc Anh Thảo Chi Lan Hà Mai Hoa Lả Ón Pâng Hặc Thoan Inh Muôn",
    ),
    "Kinh": (
        "Nguyễn Nguyễn Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Ngô Dương",
        "Văn:12 Gia:15 Minh:16 Đức:12 Bảo:12 Quang:8 Hải:6 Tuấn:5",
        "Thị:14 Ngọc:18 Bảo:12 Khánh:12 Phương:12 Thu:8 Thanh:8",
        "Huy Minh Bảo Khang Anh Phúc Nam Long Khôi Quân Đạt Phong Hưng Khoa Duy Kiên Linh Chi Ngọc Trang Hân Vy Nhi Mai Thảo"
        " Hà My Hương Diệp Ngân Châu",
    ),
}


@dataclass(slots=True)
class _Village:
    name: str
    group: str
    families: list[str]
    given: list[str]


def highland(records: int, seed: int = 0, *, copies: float = 0.08, rough: float = 1.0) -> Register:
    """A harder register; see the module. ``rough`` scales every chance of a fault."""
    rng = Random(f"highland:{seed}:{records}")
    communes: list[tuple[str, list[_Village], float]] = []
    for n in range(75):
        group = rng.choices(list(_HIGHLAND), (40, 45, 15))[0]
        families, _m, _f, given = _HIGHLAND[group]
        places = [
            _Village(
                f"{_place(rng)} {rng.choice(('', '', '1', '2', 'A', 'B'))}".strip(), group,
                rng.choices(families.split(), k=rng.randint(2, 4)), rng.sample(given.split(), rng.randint(10, 18)),
            )
            for _ in range(rng.randint(12, 30))
        ]  # fmt: skip
        # How careless this commune's officer is, as a whole.
        communes.append(
            (
                f"{_HEADS[n % len(_HEADS)]} {_TAILS[(n * 7) % len(_TAILS)]}",
                places,
                rng.choice((0.4, 0.8, 1.0, 1.8)),
            )
        )
    children: list[tuple[Child, int]] = []
    wanted, family = round(records / (1 + copies)), 0
    while len(children) < wanted:
        family += 1
        at = rng.randrange(75)
        children.extend((child, at) for child in _highland_family(rng, family, len(children), communes[at]))
    del children[wanted:]
    register = Register()
    for child, at in children:
        register.add(child, _highland_entry(child.row, rng, communes[at][2] * rough), ())
    while len(register.rows) < records:
        child, at = rng.choice(children)
        imports = rng.choice(("school", "health", "ministry", "officer"))
        for _ in range(rng.choices((1, 2), (88, 12))[0]):
            row, done = _highland_copy(child, at, rng, communes, rough, imports, children)
            register.add(child, row, done)
    for name in ("rows", "entity", "family", "born", "done"):
        del getattr(register, name)[records:]
    return register.shuffled(rng)


def _weighted(text: str, rng: Random) -> str:
    parts = [part.partition(":") for part in text.split()]
    return rng.choices([p[0] for p in parts], [float(p[2]) for p in parts])[0]


def _highland_family(
    rng: Random, family: int, first: int, commune: tuple[str, list[_Village], float]
) -> list[Child]:
    name, villages, _careless = commune
    village = rng.choice(villages)
    _families, boys, girls, _given = _HIGHLAND[village.group]
    surname = rng.choice(village.families)
    mother_middle = "Thị" if rng.random() < 0.9 else _weighted(girls, rng)
    parents = {
        "mother_name": " ".join(f"{rng.choice(village.families)} {mother_middle} {rng.choice(village.given)}".split()),
        "father_name": " ".join(f"{surname} {_weighted(boys, rng)} {rng.choice(village.given)}".split()),
        "commune": name, "village": village.name, "ethnicity": village.group,
    }  # fmt: skip
    born = FIRST_DAY + timedelta(days=rng.randrange(DAYS - 500))
    found: list[Child] = []

    def bear(full_name: str, girl: bool, twin: bool) -> None:
        row = {
            "full_name": " ".join(full_name.split()), "sex": "nữ" if girl else "nam",
            "date_of_birth": f"{born.day}/{born.month}/{born.year}", "personal_id": number_of(born, girl, rng), **parents,
        }  # fmt: skip
        found.append(Child(first + len(found), family, row, born, twin))

    for _ in range(rng.choices((1, 2, 3, 4, 5), (20, 35, 25, 13, 7))[0]):
        girl = rng.random() < 0.49
        middle, given = _weighted(girls if girl else boys, rng), rng.choice(village.given)
        taken = {child.row["full_name"].split()[-1] for child in found}
        while given in taken and len(taken) < len(village.given):
            given = rng.choice(village.given)
            taken.discard("")
            if rng.random() < 0.1:
                break
        full = f"{surname} {middle} {given}"
        twin = rng.random() < 0.02
        bear(full, girl, twin)
        if twin:
            near = rng.random() < 0.6
            second = girl if near or rng.random() < 0.5 else not girl
            other = other_tone(given, rng) if near else rng.choice([g for g in village.given if g != given])
            bear(
                f"{surname} {middle if second == girl else _weighted(girls if second else boys, rng)} {other}",
                second,
                True,
            )
        if rng.random() < 0.012:  # the child died; the next one bears its name
            born += timedelta(days=rng.randint(330, 900))
            bear(full, girl, False)
        born += timedelta(days=rng.randint(330, 1700))
        if born > FIRST_DAY + timedelta(days=DAYS):
            break
    return found


def _highland_entry(row: Row, rng: Random, careless: float) -> Row:
    row = dict(row)
    chance = rng.random
    if chance() < 0.38:
        row["personal_id"] = ""
    elif chance() < 0.03:
        row["personal_id"] = row["personal_id"].lstrip("0")
    if chance() < 0.08 * careless:
        row["mother_name"] = ""
    if chance() < 0.25 * careless:
        row["father_name"] = ""
    if chance() < 0.03 * careless:
        row["date_of_birth"] = f"1/1/{row['date_of_birth'].rsplit('/', 1)[1]}"
    if chance() < 0.03 * careless:
        row["full_name"] = without_middle(row["full_name"])
    if chance() < 0.05 * careless:
        row = {key: unmarked(value) for key, value in row.items()}
    if chance() < 0.05 * careless:
        row["village"] = ""
    return row


def _telex(word: str) -> str:
    """Keys of the telex keyboard that nobody turned into letters: Hoà -> Hoaf."""
    keys = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
    parts = unicodedata.normalize("NFD", word)
    tail = "".join(keys.get(sign, "") for sign in parts)
    return unmarked(word) + tail


def _highland_copy(
    child: Child, at: int, rng: Random, communes: list[tuple[str, list[_Village], float]], rough: float, source: str,
    children: list[tuple[Child, int]],
) -> tuple[Row, tuple[str, ...]]:  # fmt: skip
    row, done = dict(child.row), []
    level = communes[at][2] * rough

    def happens(name: str, chance: float) -> bool:
        if rng.random() < chance * level:
            done.append(name)
            return True
        return False

    if source in ("school", "health"):
        done.append("lost_number") if rng.random() < 0.55 else None
        row["personal_id"] = "" if "lost_number" in done else row["personal_id"]
        row["father_name"] = "" if source == "health" else row["father_name"]
        row["ethnicity"] = "" if source == "school" else row["ethnicity"]
    elif happens("lost_number", 0.3):
        row["personal_id"] = ""
    if row["personal_id"] and happens("number_slip", 0.03):
        row["personal_id"] = digit_slip(row["personal_id"], rng)
    if row["personal_id"] and happens("other_number", 0.008):
        kin = children[max(0, child.entity - 1)][0]
        row["personal_id"] = kin.row["personal_id"] if kin.family == child.family else "014123456789"
    if happens("misheard", 0.07):
        row["full_name"] = change_word(
            row["full_name"], rng.choice((0, 1, -1, -1)), lambda word: misheard(word, rng)
        )
    if happens("name_slip", 0.03):
        row["full_name"] = change_word(row["full_name"], -1, lambda word: typo(word, rng))
    if happens("telex", 0.02):
        row["full_name"] = " ".join(_telex(word) for word in row["full_name"].split())
    if happens("no_middle", 0.08):
        row["full_name"] = without_middle(row["full_name"])
    elif happens("other_middle", 0.02):
        row["full_name"] = change_word(row["full_name"], 1, lambda _: rng.choice(("Văn", "Thị", "A", "Minh")))
    if happens("nickname", 0.015):
        row["full_name"] = f"{row['full_name'].split()[0]} {rng.choice(_NICKNAMES)}"
    if source == "health" and happens("year_only", 0.12):
        row["date_of_birth"] = f"{child.born.year}"
    elif happens("other_day", 0.06):
        row["date_of_birth"] = _other_day(child.born, rng)
    if happens("no_mother", 0.07):
        row["mother_name"] = ""
    elif source == "school" and happens("mother_slip", 0.2):
        row["mother_name"] = initials(row["mother_name"])
    elif happens("mother_slip", 0.06):
        row["mother_name"] = rng.choice(
            (without_middle(row["mother_name"]), row["mother_name"].split()[-1],
             change_word(row["mother_name"], -1, lambda word: misheard(word, rng)))
        )  # fmt: skip
    if happens("parents_swapped", 0.01):
        row["mother_name"], row["father_name"] = row["father_name"], row["mother_name"]
    if happens("moved", 0.08):
        name, villages, _ = communes[rng.randrange(75)]
        row |= {"commune": name, "village": rng.choice(villages).name}
    elif source == "school" or happens("no_village", 0.06):
        row["village"] = ""
    if happens("other_sex", 0.012):
        row["sex"] = "nam" if row["sex"] == "nữ" else "nữ"
    if source == "school" and rng.random() < 0.3:
        done.append("no_marks")
        row = {key: unmarked(value) for key, value in row.items()}
    elif source == "ministry":
        row["full_name"] = row["full_name"].upper()
        row["commune"] = f"Xã {row['commune']}"
        row["sex"] = (
            {"nam": "1", "nữ": "0"}.get(row["sex"], row["sex"]) if rng.random() < 0 else row["sex"].title()
        )
    elif source == "health" and rng.random() < 0.4:
        row = {key: unicodedata.normalize("NFD", value) for key, value in row.items()}
    if source == "ministry" and "/" in row["date_of_birth"]:
        day, month, year = row["date_of_birth"].split("/")
        row["date_of_birth"] = f"{year}-{int(month):02d}-{int(day):02d}"
    return row, tuple(done)
