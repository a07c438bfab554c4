"""Which parts of the invented province stand already. A database with a row here bears the banner of simulation."""

from __future__ import annotations

from django.db import models


class Stage(models.Model):
    """One part of the load. ``done_at`` empty: begun and not finished, to be begun again.

    ``detail`` holds what a new start needs (the indexes to put back) and what was made.
    """

    name = models.CharField(max_length=40, primary_key=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    detail = models.JSONField(default=dict)
