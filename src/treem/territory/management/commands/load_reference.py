"""Loads provinces, communes and their mergers: ``./treem manage load_reference``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from treem.territory.loading import load_reference


class Command(BaseCommand):
    help = "Load the reference table of places; a second run changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = load_reference()
        self.stdout.write(f"{done.units} units, {done.changes} changes; {done.written} rows written")
