"""What a heading is about: aims, money, tasks, who does what, reporting."""

from __future__ import annotations

import re
from typing import Literal

Section = Literal["", "skip", "aims", "money", "tasks", "organisation", "reporting"]

_TASKS = re.compile(r"nhiệm vụ|giải pháp|nội dung|hoạt động|biện pháp|triển khai", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"tổ chức thực hiện|phân công|trách nhiệm (?:thực hiện|của)|tổ chức triển khai|nhiệm vụ của các",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"(?:chế độ|công tác|thông tin|định kỳ|về)?[ ,]*(?:thông tin,? ?(?:và )?)?báo cáo\b|thông tin,? báo cáo",
    re.IGNORECASE,
)
_AIMS = re.compile(
    r"(?:mục đích|mục tiêu|các mục tiêu|chỉ tiêu|các chỉ tiêu|giao (?:các )?chỉ tiêu|một số chỉ tiêu|quan điểm|yêu cầu|phương châm|định hướng)",
    re.IGNORECASE,
)
_SKIP = re.compile(
    r"(?:thực trạng|đặc điểm|tình hình|khái quát|kết quả|đánh giá (?:chung|tình hình|kết quả)|những kết quả|ưu điểm|tồn tại|hạn chế|khó khăn|nguyên nhân|bài học|"
    r"sự cần thiết|căn cứ|cơ sở pháp lý|phạm vi|đối tượng|thời gian|địa điểm|giải thích|khái niệm|thành phần|chủ đề|bối cảnh|dự báo|hiệu quả|các tài liệu|tiêu chí|nguyên tắc)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?:nguồn )?(?:kinh phí|dự toán|ngân sách|nguồn lực thực hiện|nguồn vốn|vốn)", re.IGNORECASE
)


def of(heading: str, parent: Section) -> Section:
    """The section a heading opens; below aims and background everything stays there unless tasks begin."""
    text = heading.strip()
    if len(text) > 260:
        return parent
    if _ORGANISATION.search(text[:90]):
        return "organisation"
    if _AIMS.match(text) and not re.search(r"nhiệm vụ|giải pháp", text, re.IGNORECASE):
        return "aims"
    if _MONEY.match(text):
        return "money"
    if _SKIP.match(text) and not re.search(r"nhiệm vụ|giải pháp", text, re.IGNORECASE):
        return "skip"
    if parent in ("", "organisation", "tasks", "reporting") and _REPORTING.match(text) and len(text) < 90:
        return "reporting"
    if parent in ("aims", "skip", "money"):
        return (
            parent
            if not re.search(r"nhiệm vụ|giải pháp", text, re.IGNORECASE) or parent == "aims"
            else "tasks"
        )
    if _TASKS.search(text):
        return "tasks"
    return parent if parent != "reporting" else "reporting"
