"""Pairs of records that may be one child, what people said of them, and merges.

A merge moves nothing: the double keeps its row and everything that hangs on it, and points to the survivor. That is why
taking a merge back loses nothing, however late.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Judgement(models.TextChoices):
    """What was decided about a pair."""

    OPEN = "", _("Chờ xem")
    ASKED = "asked", _("Đã hỏi xã, phường")
    SAME = "same", _("Một trẻ, đã gộp")
    DIFFERENT = "different", _("Hai trẻ khác nhau")
    TWINS = "twins", _("Trẻ sinh đôi")


WAITING = (Judgement.OPEN, Judgement.ASKED)


class Word(models.TextChoices):
    """What a commune says of its own child in a pair."""

    SAME = "same", _("Là một trẻ, trẻ ở xã, phường kia")
    STAYS = "stays", _("Là một trẻ, trẻ ở xã, phường này")
    DIFFERENT = "different", _("Hai trẻ khác nhau")
    UNKNOWN = "unknown", _("Chưa xác minh được")


class AlikePair(models.Model):
    """Two records that may be of one child. Seen by whoever sees both.

    ``chance`` is in hundredths, as ``linkage`` saw it when the pair was found; empty for a pair that a person put
    together. Why they are alike is said anew whenever the pair is looked at: records change. The communes stand beside
    the children for the row policy; a trigger follows a child that moves.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    first = models.ForeignKey("registry.Child", models.PROTECT, related_name="+")
    second = models.ForeignKey("registry.Child", models.PROTECT, related_name="+")
    first_commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", db_index=False)
    second_commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", db_index=False)
    chance = models.PositiveSmallIntegerField(null=True)
    judgement = models.CharField(_("quyết định"), max_length=9, choices=Judgement, blank=True, default="")
    note = models.CharField(_("ghi chú"), max_length=250, blank=True)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("cặp hồ sơ giống nhau")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="registry_alikepair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="registry_alikepair_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["-chance", "id"], name="registry_alikepair_waiting",
                condition=Q(judgement__in=["", "asked"]),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def across(self) -> bool:
        """Whether the records lie in two communes."""
        return self.first_commune_id != self.second_commune_id


class AlikeWord(models.Model):
    """What one commune says of a pair across its border."""

    id = models.BigAutoField(primary_key=True)
    pair = models.ForeignKey(AlikePair, models.PROTECT, related_name="words")
    commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+")
    word = models.CharField(max_length=9, choices=Word)
    note = models.CharField(_("ghi chú"), max_length=250, blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("ý kiến của xã, phường")
        constraints = [models.UniqueConstraint(fields=["pair", "commune"], name="registry_alikeword_once")]

    def __str__(self) -> str:
        return str(self.get_word_display())


class Merge(models.Model):
    """A record was found to be the double of another.

    ``taken``: columns of the survivor that got a value of the double, each with the value before and after.
    ``carried``: special circumstances written anew for the survivor because the double's lie in another commune.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    pair = models.ForeignKey(AlikePair, models.PROTECT, null=True, related_name="merges")
    survivor = models.ForeignKey("registry.Child", models.PROTECT, related_name="+")
    duplicate = models.ForeignKey("registry.Child", models.PROTECT, related_name="+")
    survivor_commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", db_index=False)
    duplicate_commune = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", db_index=False)
    taken = models.JSONField(default=dict)
    carried = models.JSONField(default=list)
    former_status = models.CharField(max_length=10)
    at = models.DateTimeField(_("gộp lúc"))
    by_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(_("tách lúc"), null=True)
    undone_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("lần gộp hồ sơ")
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate"], condition=Q(undone_at__isnull=True), name="registry_merge_standing_once"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("duplicate")), name="registry_merge_of_two"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
