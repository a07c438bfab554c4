"""Reminders, digests, channels.

An empty room on its floor.
"""
