"""The logins that ``./treem demo`` prints. They work in a simulated database only."""

from __future__ import annotations

DEMO_PASSWORD = "treem-mo-phong-2026"  # noqa: S105 - of invented people in an invented province

DEMO_LOGINS = (
    ("lan", "người làm công tác bảo vệ trẻ em xã Chiềng Sung"),
    ("truong.phong", "trưởng phòng Văn hóa - Xã hội xã Chiềng Sung"),
    ("chu.tich", "lãnh đạo UBND xã Chiềng Sung"),
    ("lang.gieng", "người làm công tác bảo vệ trẻ em xã Mường Chanh (xã bên cạnh)"),
    ("hung", "chuyên viên Sở Y tế"),
    ("truong.phong.so", "trưởng phòng Sở Y tế"),
    ("giam.doc", "lãnh đạo Sở Y tế"),
    ("giao.duc", "cán bộ Sở Giáo dục và Đào tạo"),
    ("pho.chu.tich", "Phó Chủ tịch UBND tỉnh"),
    ("thanh.tra", "thanh tra"),
    ("quan.tri", "quản trị hệ thống"),
)
