"""The sealer: covers new audit entries every two seconds, and notes the last seal outside the database."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connection
from django.db.utils import DatabaseError, InterfaceError

from treem.audit import services, verify

PAUSE_S = 2.0
ANCHOR_EVERY_S = 3600.0


class Command(BaseCommand):
    help = "Seal audit entries until stopped (or once, with --once)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = Event()
        signal.signal(signal.SIGTERM, lambda *_: stopping.set())
        anchors = Path(settings.VAR) / "audit" / "anchors.jsonl"
        noted = 0.0
        while True:
            try:
                services.seal()
                if time.monotonic() - noted > ANCHOR_EVERY_S:
                    verify.write_anchor(anchors)
                    noted = time.monotonic()
            except (DatabaseError, InterfaceError) as error:
                # The database may be restarting: say so and try again, a sealer must not die of it.
                self.stderr.write(f"seal: {type(error).__name__}")
                connection.close()
            if options["once"] or stopping.wait(PAUSE_S):
                verify.write_anchor(anchors) if options["once"] else None
                return
            close_old_connections()
