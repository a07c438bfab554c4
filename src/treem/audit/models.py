"""Who did what to which record: appended in the request, sealed into a chain afterwards.

Hashing inside the request would make everybody wait for everybody (86 requests/s against 1,378, measured), so
an entry only carries its transaction's number; the sealer takes entries of finished transactions.
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act: one page seen is one entry with the ids it showed.

    ``actor_id`` is a plain number, not a foreign key: an entry outlives everything it names.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    appointment_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_ids = models.JSONField(default=list)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    seal = models.ForeignKey("audit.Seal", null=True, on_delete=models.PROTECT, related_name="entries")
    # Column ``xid xid8 DEFAULT pg_current_xact_id()`` is added by the migration; only SQL reads it.

    class Meta:
        indexes = (
            models.Index(fields=["subject_type", "at"], name="audit_subject"),
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(seal__isnull=True)),
        )


class Seal(models.Model):
    """A link of the chain: ``root`` = sha256(``prev`` root, then the sha256 of each entry in id order)."""

    at = models.DateTimeField()
    prev = models.BinaryField()
    root = models.BinaryField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    n = models.IntegerField()
