"""Dated legal values with their articles, the working-day calendar, the indicator sets.

    from treem import law
    limit = law.value("cases.emergency_measures", on=local_date(received_at))

Numbers that a ministry may change live here as data, never in Python.
"""

from treem.kernel.sources import Source
from treem.law.errors import NotInForce, UnknownParameter
from treem.law.values import LegalValue, Parameter, Resolver, parameters, resolvers, value

__all__ = [
    "LegalValue",
    "NotInForce",
    "Parameter",
    "Resolver",
    "Source",
    "UnknownParameter",
    "parameters",
    "resolvers",
    "value",
]
