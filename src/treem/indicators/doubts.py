"""What looks odd about a proposed figure: said to whoever confirms it, never refused."""

from __future__ import annotations

from django.utils.translation import gettext as _

from treem import law
from treem.indicators import selectors
from treem.indicators.catalogue import definition_of
from treem.indicators.models import TargetValue, ValueState
from treem.indicators.words import value_words
from treem.law.indicators import catalogue


def doubts_about(value: TargetValue) -> list[str]:
    """Sentences to think about: a jump against the last figure, an order of rates that cannot be."""
    return [*_jump(value), *_order(value)]


def _jump(value: TargetValue) -> list[str]:
    """A change against the last confirmed figure greater than what asks for an explanation in returns
    (parameter ``reporting.jump_to_explain``)."""
    earlier = value.target.values.filter(state=ValueState.CONFIRMED, source=value.source).exclude(pk=value.pk)
    before = earlier.filter(as_of__lte=value.as_of).order_by("-as_of", "-pk").first()
    if before is None or not before.rate or value.rate is None:
        return []
    limit = law.value("reporting.jump_to_explain", on=value.as_of).whole
    before.target = value.target
    if abs(value.rate - before.rate) * 100 <= before.rate * limit:
        return []
    return [
        _("Khác hơn %(limit)s %% so với số trước đó, %(before)s (%(day)s). Hãy kiểm tra lại nguồn.")
        % {
            "limit": limit,
            "before": value_words(value.target, before.rate),
            "day": f"{before.as_of:%d/%m/%Y}",
        }
    ]


def _order(value: TargetValue) -> list[str]:
    """One rate cannot exceed another of the same period (neonatal deaths are among infant deaths)."""
    meaning = definition_of(value.target.indicator_key, value.as_of)
    if meaning is None or value.rate is None:
        return []
    above = {meaning.at_most} - {""}
    below = {each.key for each in catalogue(meaning.set_name) if each.at_most == meaning.key}
    found = []
    for each in selectors.targets_in_force(value.as_period.year):
        if each.indicator_key not in above | below or each.document_id != value.target.document_id:
            continue
        other = each.values.filter(state=ValueState.CONFIRMED, period=value.period).order_by("-as_of").first()
        if other is None or other.rate is None:
            continue
        said = {"number": each.label, "value": value_words(each, other.rate)}
        if each.indicator_key in above and value.rate > other.rate:
            found.append(_("Cao hơn chỉ tiêu kế hoạch số %(number)s (%(value)s), không thể như vậy.") % said)
        if each.indicator_key in below and value.rate < other.rate:
            found.append(_("Thấp hơn chỉ tiêu kế hoạch số %(number)s (%(value)s), không thể như vậy.") % said)
    return found
