"""What two records say about each other, field by field, as small numbers: the levels of ``FIELDS``."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from treem.kernel.personal_number import prefixes
from treem.linkage.blocking import mixed
from treem.linkage.records import Flags, Ints, Longs, Names, Records

Levels = NDArray[np.uint8]


class Field(NamedTuple):
    name: str
    levels: tuple[str, ...]


_WORD = (
    "same", "same_unmarked", "other_marks", "near", "near_short", "initial", "different", "missing",
    "turned", "other_name_by_marks", "other_name_near",
)  # fmt: skip
SAME, UNMARKED, MARKS, NEAR, NEAR_SHORT, INITIAL, DIFFERENT, MISSING, TURNED, MARKS_KNOWN, NEAR_KNOWN = range(
    11
)
_PARENT = (
    "same", "same_unmarked", "other_marks", "part_same", "given_same", "near", "swapped", "different", "one_missing", "both_missing",
)  # fmt: skip
RATES = tuple(f"rate_{n}" for n in range(8))
FIELDS = (
    Field("number", ("missing", "same", "one_slip", "two_digits", "different", "contradicted")),
    Field("given", _WORD),
    Field("middle", (*_WORD[:7], "one_missing", "both_missing")),
    Field("family", _WORD[:8]),
    Field(
        "born",
        (
            "same",
            "year_known",
            "swapped",
            "day_digit",
            "day",
            "month",
            "year_near",
            "year",
            "close",
            "apart",
            "missing",
        ),
    ),
    Field("mother", _PARENT),
    Field("father", _PARENT),
    Field("sex", ("same", "different", "missing")),
    Field("place", ("village", "commune", "other_village", "village_only", "different", "missing")),
    Field("ethnicity", ("same", "different", "missing")),
    Field("name_rate", ("none", *RATES)),
    Field("mother_rate", ("none", *RATES)),
    Field("father_rate", ("none", *RATES)),
)
PLACE_OF = {field.name: n for n, field in enumerate(FIELDS)}


class Frequencies(NamedTuple):
    """How often names are borne: the binary logarithm of a rate, for each record."""

    name_here: NDArray[np.float32]
    name: NDArray[np.float32]
    mother_here: NDArray[np.float32]
    mother: NDArray[np.float32]
    father_here: NDArray[np.float32]
    father: NDArray[np.float32]
    common_word: Flags
    """For each word whether many children bear it as given name; then one slip away is another name, not a slip."""
    common_key: Flags
    """The same for each folded word."""


def frequencies(records: Records) -> Frequencies:
    """Rates of family and given name together, in the commune (smoothed by the whole file) and in the whole file."""

    def rates(names: Names) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        family, given = records.words.key[names.family], records.words.key[names.given]
        known = given >= 0
        if not known.any():
            none = np.zeros(len(records), np.float32)
            return none, none
        whole = [family.astype(np.int64), given.astype(np.int64)]
        both, total = _counts(mixed(whole), known), max(int(known.sum()), 1)
        # A duplicate and its original are not two namesakes; and what nobody else bears is not impossible.
        rate = np.maximum(both - 1.5, 0.3) / total
        here = _counts(mixed([*whole, records.commune.astype(np.int64)]), known)
        of_commune = _counts(mixed([records.commune.astype(np.int64)]), known)
        local = (np.maximum(here - 1.5, 0.0) + 100 * rate) / (of_commune + 100)
        return np.log2(local, dtype=np.float32), np.log2(rate, dtype=np.float32)

    return Frequencies(
        *rates(records.name), *rates(records.mother), *rates(records.father), *_common(records)
    )


FEWEST_COMMON, SHARE_COMMON = 3, 1e-4


def _common(records: Records) -> tuple[Flags, Flags]:
    words, given = records.words, records.name.given[records.name.given >= 0]
    least = FEWEST_COMMON + SHARE_COMMON * len(given)
    by_word = np.bincount(given, minlength=len(words.spelled) + 1)
    by_key = np.bincount(words.key[given], minlength=len(words.keys) + 1)
    # The number -1 (no word) finds the last entry, which is nobody's.
    return by_word > least, by_key > least


def _counts(keys: NDArray[np.uint64], known: Flags) -> NDArray[np.float32]:
    _, inverse, count = np.unique(keys[known], return_inverse=True, return_counts=True)
    found = np.zeros(len(keys), np.float32)
    found[known] = count[inverse]
    return found


def compare(records: Records, often: Frequencies, left: Ints, right: Ints) -> Levels:
    """The levels of every field for pairs of records; one row a pair."""
    levels = np.zeros((len(left), len(FIELDS)), np.uint8)

    def put(field: str, found: NDArray[np.generic]) -> None:
        levels[:, PLACE_OF[field]] = found

    given, middle, family = _name(records, often, left, right)
    put("given", given)
    put("middle", middle)
    put("family", family)
    put("number", _number(records, left, right))
    put("born", _born(records, left, right))
    mother = _parent(records, records.mother, records.father, left, right)
    father = _parent(records, records.father, records.mother, left, right)
    put("mother", mother)
    put("father", father)
    sex_a, sex_b = records.sex[left], records.sex[right]
    put("sex", np.where((sex_a == 0) | (sex_b == 0), 2, sex_a != sex_b))
    same_commune = (records.commune[left] == records.commune[right]) & (records.commune[left] >= 0)
    put("place", _place(records, left, right, same_commune))
    people_a, people_b = records.ethnicity[left], records.ethnicity[right]
    put("ethnicity", np.where((people_a < 0) | (people_b < 0), 2, people_a != people_b))

    def rate(here: NDArray[np.float32], whole: NDArray[np.float32], said: Flags) -> NDArray[np.uint8]:
        low = np.where(
            same_commune, np.maximum(here[left], here[right]), np.maximum(whole[left], whole[right])
        )
        return np.where(said, 1 + np.clip((low + 19) // 2, 0, 7), 0).astype(np.uint8)

    put("name_rate", rate(often.name_here, often.name, _named(given) & (family <= MARKS)))
    put("mother_rate", rate(often.mother_here, often.mother, mother <= 3))
    put("father_rate", rate(often.father_here, often.father, father <= 3))
    return levels


def _named(given: Levels) -> Flags:
    named: Flags = (given <= MARKS) | (given == MARKS_KNOWN)
    return named


def _word(records: Records, a: Ints, b: Ints, marked: Flags) -> Levels:
    """Levels of ``_WORD`` for two words; ``marked``: both names carry marks, so what differs in them differs."""
    words = records.words
    key_a, key_b = words.key[a], words.key[b]
    found = np.full(len(a), DIFFERENT, np.uint8)
    same = key_a == key_b
    found[same] = np.where(marked[same], np.where(a[same] == b[same], SAME, MARKS), UNMARKED)
    missing = (key_a < 0) | (key_b < 0)
    found[missing] = MISSING
    at = np.flatnonzero(found == DIFFERENT)
    near = words.near(key_a[at], key_b[at])
    found[at[near == 1]] = NEAR
    found[at[near == 2]] = NEAR_SHORT
    one = np.minimum(words.length[key_a[at]], words.length[key_b[at]]) == 1
    letter = one & (words.first[key_a[at]] == words.first[key_b[at]])
    found[at[letter]] = INITIAL
    return found


def _name(records: Records, often: Frequencies, left: Ints, right: Ints) -> tuple[Levels, Levels, Levels]:
    names, words = records.name, records.words
    marked = names.marked[left] & names.marked[right]
    given = _word(records, names.given[left], names.given[right], marked)
    family = _word(records, names.family[left], names.family[right], marked)
    a, b = names.given[left], names.given[right]
    given[(given == MARKS) & often.common_word[a] & often.common_word[b]] = MARKS_KNOWN
    near = (given == NEAR) | (given == NEAR_SHORT)
    given[near & often.common_key[words.key[a]] & often.common_key[words.key[b]]] = NEAR_KNOWN
    # Names written given name first.
    far = np.flatnonzero(given == DIFFERENT)
    a, b = left[far], right[far]
    turned = (words.key[names.given[a]] == words.key[names.family[b]]) & (
        words.key[names.given[b]] == words.key[names.family[a]]
    )
    given[far[turned]] = TURNED
    family[far[turned]] = UNMARKED
    return given, _middle(records, left, right, marked), family


def _middle(records: Records, left: Ints, right: Ints, marked: Flags) -> Levels:
    names, key = records.name, records.words.key
    first_a, first_b = names.middle[left], names.middle[right]
    last_a = np.where(names.second[left] >= 0, names.second[left], first_a)
    last_b = np.where(names.second[right] >= 0, names.second[right], first_b)
    found = np.maximum(_word(records, first_a, first_b, marked), _word(records, last_a, last_b, marked))
    none_a, none_b = first_a < 0, first_b < 0
    # One of several middle names left out.
    part = (
        (key[first_a] == key[first_b])
        | (key[last_a] == key[last_b])
        | (key[first_a] == key[last_b])
        | (key[last_a] == key[first_b])
    )
    found[part & (found == DIFFERENT)] = NEAR
    found[none_a | none_b] = MISSING
    found[none_a & none_b] = 8
    return found


def _number(records: Records, left: Ints, right: Ints) -> Levels:
    a, b = records.number[left], records.number[right]
    found = np.zeros(len(left), np.uint8)
    both = (a >= 0) & (b >= 0)
    found[both & (a == b)] = 1
    at = np.flatnonzero(both & (a != b))
    digits_a, digits_b = _digits(a[at]), _digits(b[at])
    off = digits_a != digits_b
    wrong = off.sum(axis=1)
    first = off.argmax(axis=1)
    rows, after = np.arange(len(at)), np.minimum(first + 1, 11)
    turned = (
        (wrong == 2)
        & (digits_a[rows, first] == digits_b[rows, after])
        & (digits_a[rows, after] == digits_b[rows, first])
    )
    level = np.where((wrong == 1) | turned, 2, np.where(wrong == 2, 3, 4))
    # A number that contradicts its own record's year of birth or sex, or of no province, may be somebody else's.
    odd = _odd(records, left[at]) | _odd(records, right[at])
    found[at] = np.where((level == 4) & odd, 5, level)
    return found


def in_conflict(levels: Levels) -> Flags:
    """Whether the numbers are the same and the given names or the birthdays are not even near, for each row."""
    given, born = levels[:, PLACE_OF["given"]], levels[:, PLACE_OF["born"]]
    other = ((given == DIFFERENT) | (born == _CLOSE) | (born == _APART)) & (
        levels[:, PLACE_OF["number"]] == 1
    )
    conflict: Flags = other
    return conflict


def like_twins(levels: Levels) -> Flags:
    """Whether birthday and mother are the same, the numbers do not speak, and the given names are two near names that
    both exist: two children, or one of them written twice; for a person to see."""
    given, born, mother, number = (
        levels[:, PLACE_OF[field]] for field in ("given", "born", "mother", "number")
    )
    near = (given == MARKS_KNOWN) | (given == NEAR_KNOWN)
    twins: Flags = near & (born == 0) & (mother <= _PART_SAME) & (number == 0)
    return twins


def are_sure(levels: Levels) -> Flags:
    """Whether number, year of birth and name say it all: the name is the same, or one slip away in its given name."""
    given, middle, family, born = (
        levels[:, PLACE_OF[field]] for field in ("given", "middle", "family", "born")
    )
    slip = (
        ((given == NEAR) | (given == MARKS) | (given == MARKS_KNOWN))
        & (middle <= UNMARKED)
        & (family <= UNMARKED)
    )
    named = (given <= UNMARKED) & ((family <= NEAR) | (family == MISSING)) | slip
    sure: Flags = named & (born <= _MONTH) & (levels[:, PLACE_OF["number"]] == 1)
    return sure


_MONTH, _CLOSE, _APART = 5, 8, 9
_PART_SAME = 3


def _digits(numbers: Longs) -> NDArray[np.int8]:
    found = np.empty((len(numbers), 12), np.int8)
    rest = numbers.copy()
    for place in range(11, -1, -1):
        found[:, place] = rest % 10
        rest //= 10
    return found


_PREFIXES = np.array([int(code) for code in prefixes()])


def _odd(records: Records, which: Ints) -> Flags:
    number = records.number[which]
    century_and_sex = number // 10**8 % 10
    year = 1900 + 100 * (century_and_sex // 2) + number // 10**6 % 100
    girl = np.where(century_and_sex % 2 == 1, 2, 1)
    known = records.year[which] > 0
    wrong = ~np.isin(number // 10**9, _PREFIXES) & (number // 10**9 <= 96)
    odd: Flags = (
        wrong
        | (known & (records.year[which] != year))
        | ((records.sex[which] > 0) & (records.sex[which] != girl))
    )
    return odd


def _born(records: Records, left: Ints, right: Ints) -> Levels:
    year_a, month_a, day_a = records.year[left], records.month[left], records.day[left]
    year_b, month_b, day_b = records.year[right], records.month[right], records.day[right]
    same_year, same_month, same_day = year_a == year_b, month_a == month_b, day_a == day_b
    # "01/01/2015" is mostly a year in disguise.
    vague = (
        (month_a == 0) | (month_b == 0) | ((month_a == 1) & (day_a == 1)) | ((month_b == 1) & (day_b == 1))
    )
    vague |= ((day_a == 0) | (day_b == 0)) & same_month
    swapped = same_year & (month_a == day_b) & (day_a == month_b)
    digit = (
        (day_a // 10 == day_b // 10) | (day_a % 10 == day_b % 10) | (day_a // 10 + day_a % 10 * 10 == day_b)
    )
    apart = np.abs((year_a - year_b) * 365.25 + (month_a - month_b) * 30.4 + (day_a - day_b))
    year_step = np.abs(year_a - year_b) == 1
    found = np.select(
        [
            (year_a == 0) | (year_b == 0),
            same_year & same_month & same_day & (month_a > 0) & (day_a > 0),
            same_year & vague,
            swapped,
            same_year & same_month & digit,
            same_year & same_month,
            same_year & same_day,
            same_month & same_day & year_step & (month_a > 0),
            same_month & same_day & (month_a > 0) & (day_a > 0),
            apart < 270,
        ],
        [10, 0, 1, 2, 3, 4, 5, 6, 7, 8],
        9,
    )
    return found.astype(np.uint8)


def _parent(records: Records, names: Names, others: Names, left: Ints, right: Ints) -> Levels:
    key = records.words.key
    marked = names.marked[left] & names.marked[right]
    none_a, none_b = names.given[left] < 0, names.given[right] < 0
    given = _word(records, names.given[left], names.given[right], marked)
    family = _word(records, names.family[left], names.family[right], marked)
    middle = _word(records, names.middle[left], names.middle[right], marked)
    whole = names.key[left] == names.key[right]
    fits = (family <= MARKS) | (family >= INITIAL) & (family != DIFFERENT)
    found = np.full(len(left), 7, np.uint8)
    turned = (key[names.given[left]] == key[others.given[right]]) & (
        key[names.family[left]] == key[others.family[right]]
    )
    turned |= (key[names.given[right]] == key[others.given[left]]) & (
        key[names.family[right]] == key[others.family[left]]
    )
    found[turned] = 6
    close = (given == NEAR) | (given == NEAR_SHORT)
    found[close & fits | (given <= MARKS) & ((family == NEAR) | (family == NEAR_SHORT))] = 5
    found[given <= MARKS] = np.where(fits[given <= MARKS], 3, 4)
    found[(given <= MARKS) & fits & (middle == DIFFERENT)] = 4
    marks = (given == MARKS) | (family == MARKS) | (middle == MARKS)
    found[whole] = np.where(marks[whole], 2, np.where(marked[whole], 0, 1))
    found[none_a | none_b] = 8
    found[none_a & none_b] = 9
    return found


def _place(records: Records, left: Ints, right: Ints, same_commune: Flags) -> Levels:
    a, b = records.village[left], records.village[right]
    unknown = (a < 0) | (b < 0)
    commune = np.where(unknown, 1, np.where(a == b, 0, 2))
    elsewhere = np.where(~unknown & (a == b), 3, 4)
    found = np.where(same_commune, commune, elsewhere)
    found[(records.commune[left] < 0) | (records.commune[right] < 0)] = 5
    return found.astype(np.uint8)
