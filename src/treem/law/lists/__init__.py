"""Closed lists that a text defines, as dated data: groups of children, ages of the figures, peoples.

    from treem.law import lists
    groups = lists.listed("children.special_groups", on=day)

A code is what records keep; its label is read for the day of the record, so that an old record keeps its words.
"""

from treem.law.lists.catalogue import Ages, Edition, Item, LegalList, Listing, label, legal_lists, listed

__all__ = ["Ages", "Edition", "Item", "LegalList", "Listing", "label", "legal_lists", "listed"]
