"""Which children a list shows and a figure counts: one definition for both, so that they cannot disagree.

A filter holds codes and ids only and travels in the address; names never do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from treem import law
from treem.law import lists
from treem.registry import rules
from treem.registry.models import HIDDEN, Child, SpecialCircumstance

ETHNICITY = ("kinh", "other", "unknown")
REGISTERED = ("yes", "no", "late")
ANY_GROUP = "any"


def age_choices(as_of: date) -> list[tuple[str, str]]:
    """Ages a list can be narrowed to on the day: code and words. Empty before the lists."""
    return [(item.code, item.short) for key in rules.AGE_LISTS for item in _items(key, as_of)]


def ages_verified(as_of: date) -> bool:
    """Whether somebody has seen the ages of ``age_choices`` in a text."""
    return all(law.listed(key, on=as_of).verified for key in rules.AGE_LISTS if _items(key, as_of))


def special_choices(as_of: date) -> list[tuple[str, str]]:
    """Groups in special circumstances on the day: code and short words."""
    return [(item.code, item.short) for item in _items(rules.SPECIAL_GROUPS, as_of)]


def _items(key: str, as_of: date) -> tuple[lists.Item, ...]:
    try:
        return law.listed(key, on=as_of).items
    except law.NotInForce:
        return ()


def age_limit(as_of: date) -> int:
    """A child is under this age (parameter ``children.age_limit``). Raises NotInForce before the law."""
    return law.value("children.age_limit", on=as_of).whole


def in_register(as_of: date) -> Q:
    """Children on the day: born by then, under the age of the law, not gone, no duplicates.

    A birth known to the year alone counts from the first possible day and ends with the last one
    (domain rule: 31/12 of the year).
    """
    return (
        ~Q(status__in=HIDDEN)
        & (Q(exit_on__isnull=True) | Q(exit_on__gt=as_of))
        & Q(date_of_birth__lte=as_of)
        & Q(birth_latest__gt=rules.born_after(as_of, age_limit(as_of)))
    )


def _of_age(code: str, as_of: date) -> Q:
    ages = rules.ages_of(code, as_of)
    found = Q(birth_latest__gt=rules.born_after(as_of, ages.oldest + 1))
    return found & Q(birth_latest__lte=rules.born_after(as_of, ages.youngest)) if ages.youngest else found


def _of_ethnicity(code: str, as_of: date) -> Q:
    majority = rules.majority(as_of)
    return {
        "kinh": Q(ethnicity__in=majority),
        "unknown": Q(ethnicity=""),
        "other": ~Q(ethnicity__in=["", *majority]),
    }[code]


def _of_registration(code: str, as_of: date) -> Q:
    if code == "yes":
        return Q(birth_registered=True)
    if code == "no":
        return Q(birth_registered=False)
    limit = law.value("children.birth_registration", on=as_of).whole
    return Q(birth_registered=False, birth_latest__lt=as_of - timedelta(days=limit))


def in_special_circumstances(as_of: date, group: str = ANY_GROUP) -> Exists:
    """Children for whom a group (or any) is in force on the day: of those the law of that day lists."""
    groups = [code for code in rules.special_groups(as_of) if group in (ANY_GROUP, code)]
    return Exists(
        # What hangs on a double of the commune hangs on the child.
        SpecialCircumstance.objects.alias(stands_for=Coalesce("child__survivor", "child")).filter(
            Q(to_on__isnull=True) | Q(to_on__gte=as_of),
            stands_for=OuterRef("pk"),
            commune_id=OuterRef("commune_id"),
            from_on__lte=as_of,
            withdrawn=False,
            group__in=groups,
        )
    )


def age_group(as_of: date) -> Case:
    """The age group of each child as a column, by the list in force on the day. Raises NotInForce before it."""
    codes = law.listed(rules.AGE_GROUPS, on=as_of).codes
    cases = [When(_of_age(code, as_of), then=Value(code)) for code in codes]
    return Case(*cases, default=Value(""), output_field=CharField())


def ethnicity_group(as_of: date) -> Case:
    """Kinh, another people, or unknown, as a column."""
    cases = [When(_of_ethnicity(code, as_of), then=Value(code)) for code in ETHNICITY]
    return Case(*cases, default=Value(""), output_field=CharField())


@dataclass(frozen=True, slots=True)
class ChildFilter:
    """What narrows a list of children. Empty values narrow nothing; ``communes`` are ids of units."""

    as_of: date
    communes: tuple[int, ...] = ()
    commune: int | None = None
    village: int | None = None
    sex: str = ""
    age: str = ""
    ethnic: str = ""
    registered: str = ""
    special: str = ""

    def of(self, communes: Iterable[int]) -> ChildFilter:
        """The same for the communes of a scope."""
        return replace(self, communes=tuple(communes))

    def children(self) -> QuerySet[Child]:
        """The children, unordered. Named communes let the database choose the right index."""
        found = Child.objects.filter(in_register(self.as_of))
        communes = (self.commune,) if self.commune is not None else self.communes
        found = (
            found.filter(commune_id=communes[0])
            if len(communes) == 1
            else found.filter(commune_id__in=communes)
        )
        if self.village is not None:
            found = found.filter(village_id=self.village)
        if self.sex:
            found = found.filter(sex=self.sex)
        if self.age:
            found = found.filter(_of_age(self.age, self.as_of))
        if self.ethnic:
            found = found.filter(_of_ethnicity(self.ethnic, self.as_of))
        if self.registered:
            found = found.filter(_of_registration(self.registered, self.as_of))
        if self.special:
            found = found.filter(in_special_circumstances(self.as_of, self.special))
        return found

    def query(self) -> str:
        """As the query of an address."""
        pairs = {
            "commune": self.commune, "village": self.village, "sex": self.sex, "age": self.age,
            "ethnic": self.ethnic, "registered": self.registered, "special": self.special,
            "as_of": self.as_of.isoformat(),
        }  # fmt: skip
        return urlencode({name: value for name, value in pairs.items() if value not in (None, "")})
