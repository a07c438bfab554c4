"""The one table of this floor: data keys, each wrapped by a master key that lives outside the database."""

from __future__ import annotations

import uuid

from django.db import models


class DataKey(models.Model):
    """A random key of 32 bytes, encrypted under the master key ``master_id``.

    Fields and files name their data key, so a new master key means wrapping these rows anew and nothing else:
    no ciphertext and no history changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField()
    master_id = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "db_datakey"
        indexes = (models.Index(fields=["master_id"], name="db_datakey_master"),)

    def __str__(self) -> str:
        return str(self.id)
