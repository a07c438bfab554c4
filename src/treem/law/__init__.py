"""Dated legal values and lists with their articles, the working-day calendar, the indicator sets.

    from treem import law
    limit = law.value("cases.emergency_measures", on=local_date(received_at))
    groups = law.listed("children.special_groups", on=today)

Numbers and lists that a ministry may change live here as data, never in Python.
"""

from treem.kernel.sources import Source
from treem.law.errors import NotInForce, UnknownList, UnknownParameter
from treem.law.lists import Listing, listed
from treem.law.values import LegalValue, Parameter, Resolver, parameters, resolvers, value

__all__ = [
    "LegalValue",
    "Listing",
    "NotInForce",
    "Parameter",
    "Resolver",
    "Source",
    "UnknownList",
    "UnknownParameter",
    "listed",
    "parameters",
    "resolvers",
    "value",
]
