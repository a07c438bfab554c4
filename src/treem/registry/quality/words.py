"""What a finding points at and what is proposed, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from treem.kernel.personal_number import mask
from treem.registry.models import Carer, Child
from treem.registry.presenting import birth_words, number_words
from treem.registry.quality import rules, selectors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from treem.registry.models import QualityFinding
    from treem.registry.quality.proposing import Change


BADGES = {rules.ERROR: "overdue", rules.WARNING: "soon", rules.NOTE: "neutral"}
"""The mark of a severity."""


def lines_of(child: Child) -> list[tuple[QualityFinding, rules.Rule, str, str]]:
    """What is open or accepted of one child: the finding, its rule, the mark and the words of its severity."""
    return [
        (one, rule, BADGES[rule.severity], _(rules.SEVERITIES[rule.severity])) for one, rule in selectors.of_child(child)
    ]  # fmt: skip


def value_of(field: str, child: Child, *, whole: bool) -> str:
    """What stands in the field of the rule; empty where that is nothing or several things on the child's page."""
    if field == "birth":
        return birth_words(child.birth)
    if field == "personal_id":
        return number_words(child.personal_id, whole=whole)
    if field == "parents":
        return " · ".join(name for name in (child.mother_name, child.father_name) if name)
    if field == "residence":
        return child.present_residence or child.permanent_residence
    if field == "village":
        return child.village.full_name if child.village else child.permanent_residence
    if field == "household":
        return child.household.head_name if child.household else ""
    return child.ethnicity if field == "ethnicity" else ""


def change_words(change: Change, villages: Mapping[int, str], *, whole: bool) -> tuple[str, str, str]:
    """Which field, before, after."""
    model = Carer if change.table == "carer" else Child
    field = model._meta.get_field(change.column.replace("village_id", "village"))
    label = str(getattr(field, "verbose_name", ""))
    if change.table == "carer":
        label = _("%(field)s của người chăm sóc") % {"field": label}

    def say(value: object) -> str:
        if change.column == "village_id":
            return villages.get(value, "") if isinstance(value, int) else ""
        if change.column == "personal_id" and not whole:
            return mask(str(value))
        if isinstance(value, bool):
            return _("có") if value else _("chưa")
        return str(value)

    return label[:1].upper() + label[1:], say(change.before), say(change.after)
