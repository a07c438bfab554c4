"""Agencies, persons, and who acts for which agency in which role, by date.

``valid_to`` and ``to_on`` are the **last day** of a period. Nothing here is deleted: an agency is closed, an
appointment ends, a person's account is switched off.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from treem.organisations.roles import COMMUNE_ROLES as COMMUNE_ROLES
from treem.organisations.roles import COMMUNE_SIDE_ROLES as COMMUNE_SIDE_ROLES
from treem.organisations.roles import LEAD_ROLES as LEAD_ROLES
from treem.organisations.roles import Role as Role
from treem.territory.rules import UNKNOWN_START

if TYPE_CHECKING:
    from collections.abc import Iterable


class UserManager(BaseUserManager["User"]):
    """Makes accounts; ``services.create_user`` is the way in for people (checks and audit)."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Names of accounts are kept in small letters; people type them as they like."""
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser):
    """One person. Shared accounts ("xa-chieng-sung") are refused: the law wants to know who did what. A program of an
    agency is an account of its own kind (``is_service``), never a person's.

    There are no superusers: every right comes from an appointment in force.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(_("tên đăng nhập"), max_length=60, unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    must_change_password = models.BooleanField(_("phải đổi mật khẩu"), default=False)
    times_switched_off = models.PositiveIntegerField(default=0, editable=False)
    """Sessions carry this number with them: one begun before the account was switched off never comes back."""
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    is_service = models.BooleanField(_("tài khoản phần mềm"), default=False, db_default=False, editable=False)
    """A program of an agency, not a person: it has no password and no appointment, and acts by tokens only."""
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    # Set for a request by RoleInForceMiddleware; None says "no role", absence says "nobody looked yet".
    appointment_in_force: Appointment | None
    # Django's own ModelBackend, below allauth, looks here before it asks for groups, which we do not have.
    _perm_cache: frozenset[str] = frozenset()

    class Meta:
        verbose_name = _("tài khoản")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """The given name, by which Vietnamese people address each other: the last word."""
        return self.full_name.split()[-1] if self.full_name.split() else self.username

    @property
    def is_superuser(self) -> bool:
        """Nobody is."""
        return False

    @property
    def is_staff(self) -> bool:
        """Nobody is: there is no Django admin here."""
        return False

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        kept: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        # An account that was never switched off keeps the hash it had: nobody is signed out for nothing.
        return f"{kept}:{self.times_switched_off}" if self.times_switched_off else kept

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Whether the role in force carries the permission."""
        for backend in get_backends():
            if not hasattr(backend, "has_perm"):
                continue  # some backends only sign in, or only throttle
            try:
                if backend.has_perm(self, perm, obj):
                    return True
            except PermissionDenied:
                return False
        return False

    def has_perms(self, perms: Iterable[str], obj: models.Model | None = None) -> bool:
        """Whether the role in force carries all of them."""
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        """Never asked for: menus name permissions."""
        return False


class BodyKind(models.TextChoices):
    MINISTRY = "ministry", _("bộ, cơ quan trung ương")
    PEOPLES_COMMITTEE = "peoples_committee", _("Ủy ban nhân dân")
    OFFICE = "office", _("văn phòng")
    DEPARTMENT = "department", _("sở")
    INSPECTORATE = "inspectorate", _("thanh tra")
    POLICE = "police", _("công an")
    INSURANCE = "insurance", _("bảo hiểm xã hội")
    FRONT = "front", _("Mặt trận Tổ quốc")
    UNION = "union", _("tổ chức chính trị - xã hội, đoàn thể")
    CENTRE = "centre", _("trung tâm, đơn vị sự nghiệp")
    DIVISION = "division", _("phòng chuyên môn cấp xã")
    HEALTH_STATION = "health_station", _("trạm y tế")
    SCHOOL = "school", _("cơ sở giáo dục")
    BOARD = "board", _("ban chỉ đạo, tổ chức phối hợp liên ngành")
    OTHER = "other", _("khác")


class BodyLevel(models.TextChoices):
    CENTRAL = "central", _("trung ương")
    PROVINCE = "province", _("cấp tỉnh")
    COMMUNE = "commune", _("cấp xã")


class Body(models.Model):
    """An agency or organisation that receives duties, sends returns and employs the persons of treem."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("mã"), max_length=60, unique=True)
    name = models.CharField(_("tên đầy đủ"), max_length=200)
    short_name = models.CharField(_("tên gọi tắt"), max_length=120)
    kind = models.CharField(_("loại"), max_length=20, choices=BodyKind)
    level = models.CharField(_("cấp"), max_length=10, choices=BodyLevel)
    unit = models.ForeignKey(
        "territory.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("địa bàn")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("trực thuộc")
    )
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True, db_default="", default="")
    lead_for_children = models.BooleanField(_("cơ quan chủ trì về trẻ em"), default=False)
    valid_from = models.DateField(_("từ ngày"), default=UNKNOWN_START)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    verified = models.BooleanField(_("đã đối chiếu"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("cơ quan, tổ chức")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="organisations_body_period",
            ),
            models.CheckConstraint(
                condition=Q(level=BodyLevel.CENTRAL, unit__isnull=True)
                | (~Q(level=BodyLevel.CENTRAL) & Q(unit__isnull=False)),
                name="organisations_body_has_place",
            ),
        ]
        indexes = [models.Index(fields=["level", "kind"], name="organisations_body_kind")]

    def __str__(self) -> str:
        return self.short_name or self.name

    def in_force(self, on: date) -> bool:
        """Whether the body existed on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class BodyAlias(models.Model):
    """A way letters write the name of a body, with the time in which they did."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="aliases")
    name = models.CharField(_("cách viết"), max_length=200)
    folded = models.CharField(max_length=200, editable=False)
    valid_from = models.DateField(_("từ ngày"), default=UNKNOWN_START)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    source = models.CharField(_("nguồn"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cách viết tên cơ quan")
        constraints = [
            models.UniqueConstraint(fields=["body", "name", "valid_from"], name="organisations_alias_once")
        ]
        indexes = [models.Index(fields=["folded"], name="organisations_alias_folded")]

    def __str__(self) -> str:
        return self.name


class BodySuccession(models.Model):
    """From the day ``on``, what was named as ``from_name`` is done by ``to_body`` for one field of work."""

    from_name = models.CharField(_("tên cũ"), max_length=200)
    from_body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="successions_out")
    to_body = models.ForeignKey(Body, models.PROTECT, related_name="successions_in")
    field_of_work = models.CharField(_("lĩnh vực"), max_length=120, blank=True)
    on = models.DateField(_("từ ngày"))
    act = models.CharField(_("văn bản"), max_length=120, blank=True)
    verified = models.BooleanField(_("đã đối chiếu"), default=False)

    class Meta:
        verbose_name = _("cơ quan kế thừa")
        constraints = [
            models.UniqueConstraint(
                fields=["from_name", "to_body", "on"], name="organisations_succession_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_name} → {self.to_body}"


class Appointment(models.Model):
    """A person acts in a role for a body from one day to another (both included). Ended, never deleted."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name=_("người"))
    role = models.CharField(_("vai trò"), max_length=32, choices=Role)
    body = models.ForeignKey(Body, models.PROTECT, related_name="appointments", verbose_name=_("cơ quan"))
    position = models.CharField(_("chức vụ"), max_length=120, blank=True, db_default="", default="")
    from_on = models.DateField(_("từ ngày"))
    to_on = models.DateField(_("đến hết ngày"), null=True, blank=True)
    decision = models.CharField(_("văn bản phân công"), max_length=120, blank=True)
    created_by_id = models.BigIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("phân công")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="organisations_appointment_period",
            ),
            ExclusionConstraint(
                name="organisations_appointment_no_overlap",
                expressions=[
                    (F("user"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (F("body"), RangeOperators.EQUAL),
                    (
                        # Both days belong to the range; an empty end is open.
                        Func(
                            F("from_on"),
                            F("to_on"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["body", "role"], name="organisations_appointment_body")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.body}"

    def in_force(self, on: date) -> bool:
        """Whether the person acts in this role on that day."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


class ImportKind(models.TextChoices):
    """What a list that was taken in is a list of."""

    BODIES = "bodies", _("Cơ quan, đơn vị")
    PEOPLE = "people", _("Cán bộ")
    VILLAGES = "villages", _("Tổ, bản, tiểu khu")


class ImportState(models.TextChoices):
    WAITING = "waiting", _("Đang xem trước")
    DROPPED = "dropped", _("Đã bỏ")
    APPLIED = "applied", _("Đã nhập")
    UNDONE = "undone", _("Đã hoàn tác")


class Import(models.Model):
    """A list that was taken in: who, when, from which file, what it changed, so that it can be undone as one.

    ``steps`` holds what was made and what was changed, with the values before and after; never a password.
    ``columns`` is what a person said about the columns where the machine read them wrong.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(_("danh sách"), max_length=10, choices=ImportKind)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name=_("tệp")
    )
    sha256 = models.CharField(_("dấu vân tay"), max_length=64)
    columns = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    created_by_id = models.BigIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("đưa vào lúc"), auto_now_add=True)
    applied_at = models.DateTimeField(_("nhập lúc"), null=True, blank=True)
    undone_by_id = models.BigIntegerField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần nhập danh sách")
        indexes = [models.Index(fields=["kind", "state"], name="organisations_import_kind")]

    def __str__(self) -> str:
        return str(self.uuid)
