"""Activities, training, campaigns, inspections, entitlements, money.

An empty room on its floor.
"""
