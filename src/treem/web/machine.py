"""Whether the database, the disk and the clock allow work."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from treem.web.registry import Check

FREE_LIMIT = 2 * 1024**3
"""Bytes that must be free where files are kept."""
CLOCK_LIMIT_S = 30.0
"""Between this machine and the database; the law's 12-hour clocks depend on both."""


def migrations_check() -> Check:
    """Ready when no migration is missing."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Check(not missing, f"{len(missing)} missing")


def disk_check() -> Check:
    """Ready while there is room for files."""
    place = Path(settings.TREEM_FILES_DIR)
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    return Check(free > FREE_LIMIT, f"{free / 1024**3:.1f} GiB free")


def clock_check() -> Check:
    """Ready when this machine and the database agree on the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (there,) = cursor.fetchone()
    apart = abs(float(there) - time.time())
    return Check(apart < CLOCK_LIMIT_S, f"{apart:.1f} s apart")
