"""What upper rooms hang into this one when they start."""

from __future__ import annotations

from treem.kernel.trail import Trail

recorders = Trail()
"""``audit.services.record``; audit stands on this floor, so it is handed in from above."""

record = recorders.record
