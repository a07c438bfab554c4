"""Checking the chain: every sealed entry is still there, unchanged, in its place, and no tail is cut off.

The hashes are computed here, not in the database, so that a changed function there does not vouch for itself.
The last seals are also written outside the database (``anchors``); without them a cut-off tail is invisible.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from django.db import connection

# The text of an entry must be what audit_seal_entries hashes (migration 0001).
ENTRIES = (
    "SELECT id, jsonb_build_array(id, extract(epoch FROM at), actor_id, appointment_id, action, subject_type,"
    " subject_ids, detail, request_id)::text FROM audit_entry WHERE seal_id = %s ORDER BY id"
)


class Anchor(TypedDict):
    """A seal noted outside the database: when, which, its root in hex."""

    at: str
    seal: int
    root: str


@dataclass
class Verdict:
    """What a check found; no findings: the trail is whole."""

    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.findings


def verify(anchors: Path | None = None) -> Verdict:
    """Recompute the chain. Needs the owner's connection (the application cannot read entries)."""
    verdict = Verdict()
    previous = b""
    roots: dict[int, str] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, prev, root, first, last, n FROM audit_seal ORDER BY id")
        seals = cursor.fetchall()
        for number, prev, root, first, last, n in seals:
            cursor.execute(ENTRIES, [number])
            rows = cursor.fetchall()
            chain = hashlib.sha256(previous)
            for _id, text in rows:
                chain.update(hashlib.sha256(text.encode()).digest())
            if bytes(prev) != previous:
                verdict.findings.append(f"seal {number}: the seal before it was removed or changed")
            if len(rows) != n:
                verdict.findings.append(f"seal {number}: holds {len(rows)} entries, {n} were sealed")
            elif rows and (rows[0][0], rows[-1][0]) != (first, last):
                verdict.findings.append(f"seal {number}: entries were renumbered or moved")
            elif chain.digest() != bytes(root):
                verdict.findings.append(
                    f"seal {number}: an entry between {first} and {last} was changed or reordered"
                )
            previous = bytes(root)
            roots[number] = bytes(root).hex()
            verdict.entries += len(rows)
            verdict.seals += 1
        cursor.execute("SELECT count(*) FROM audit_entry WHERE seal_id IS NULL")
        (verdict.unsealed,) = cursor.fetchone()
    for anchor in read_anchors(anchors):
        if roots.get(anchor["seal"]) != anchor["root"]:
            verdict.findings.append(
                f"anchor of {anchor['at']}: seal {anchor['seal']} is missing or another one"
            )
    return verdict


def read_anchors(path: Path | None) -> list[Anchor]:
    """The seals noted outside the database, oldest first."""
    if path is None or not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def write_anchor(path: Path) -> Anchor | None:
    """Note the last seal outside the database; None when nothing new is sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, root FROM audit_seal ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    if row is None:
        return None
    known = read_anchors(path)
    if known and known[-1]["seal"] == row[0]:
        return None
    anchor: Anchor = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "seal": row[0], "root": bytes(row[1]).hex(),
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as out:
        out.write(json.dumps(anchor) + "\n")
    return anchor
