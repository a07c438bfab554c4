"""Writing reports about children in danger: one verb, one transaction, the actor named, the trace written."""

from treem.cases.services.intake import (
    InformantData,
    IntakeData,
    add_informant,
    change_intake,
    data_of,
    differences,
    moment_text,
    take_intake,
)
from treem.cases.services.measures import MeasuresData, record_measures, withdraw_measures
from treem.cases.services.steps import acknowledge, hand_over, link_child, set_aside, unlink_child

__all__ = [
    "InformantData",
    "IntakeData",
    "MeasuresData",
    "acknowledge",
    "add_informant",
    "change_intake",
    "data_of",
    "differences",
    "hand_over",
    "link_child",
    "moment_text",
    "record_measures",
    "set_aside",
    "take_intake",
    "unlink_child",
    "withdraw_measures",
]
