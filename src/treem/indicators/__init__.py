"""Indicators: the facts registry, formulas by date, the targets of plans."""
