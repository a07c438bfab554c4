"""The roles in which persons act. What each may do is in ``permissions``; what each sees, in ``scope_for``."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in treem. What each may do is in ``permissions``; what each sees, in ``scope_for``."""

    COMMUNE_OFFICER = "commune_officer", _("Người làm công tác bảo vệ trẻ em cấp xã")
    HOTLINE_OFFICER = "hotline_officer", _("Trực đường dây nóng bảo vệ trẻ em 24/7")
    COMMUNE_DIVISION_HEAD = "commune_division_head", _("Lãnh đạo Phòng Văn hóa - Xã hội")
    COMMUNE_LEADER = "commune_leader", _("Lãnh đạo UBND cấp xã")
    COMMUNE_PARTNER = "commune_partner", _("Cơ quan phối hợp tại xã (công an, trạm y tế, trường học)")
    COLLABORATOR = "collaborator", _("Cộng tác viên tổ, bản, tiểu khu")
    SECTOR_OFFICER = "sector_officer", _("Cán bộ sở, ngành phối hợp")
    LEAD_SPECIALIST = "lead_specialist", _("Chuyên viên cơ quan chủ trì")
    LEAD_DIVISION_HEAD = "lead_division_head", _("Lãnh đạo phòng của cơ quan chủ trì")
    LEAD_DIRECTOR = "lead_director", _("Lãnh đạo cơ quan chủ trì")
    PROVINCE_LEADER = "province_leader", _("Lãnh đạo UBND tỉnh")
    INSPECTOR = "inspector", _("Thanh tra, kiểm tra")
    MINISTRY_ANALYST = "ministry_analyst", _("Chuyên viên phân tích của Bộ")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


COMMUNE_ROLES = frozenset(
    {Role.COMMUNE_OFFICER, Role.HOTLINE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER}
)
COMMUNE_SIDE_ROLES = frozenset({Role.COMMUNE_PARTNER, Role.COLLABORATOR})
LEAD_ROLES = frozenset({Role.LEAD_SPECIALIST, Role.LEAD_DIVISION_HEAD, Role.LEAD_DIRECTOR})
