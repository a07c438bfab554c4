"""Protection cases and their statutory clocks.

An empty room on its floor.
"""
