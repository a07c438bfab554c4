"""What is no duty of its own: closing orders, notices, contingent pleas, the issuer's own acts."""

from __future__ import annotations

import re

from treem.directives.reader import deadlines, people, roles

_CLOSING_WORK = re.compile(
    r"(?:triển khai|tổ chức|nghiêm túc|chủ động|phối hợp|căn cứ|khẩn trương|quan tâm|chịu trách nhiệm|quán triệt|thực hiện|thi hành|chỉ đạo|tập trung)"
)
_ENFORCE = re.compile(
    r"chịu trách nhiệm\s+(?:thi hành|thực hiện|tổ chức thực hiện|triển khai|đôn đốc)[^.;]{0,60}(?:Quyết định|Nghị quyết|Chỉ thị|Kế hoạch|Công điện|Quy chế|Thông báo)?[^.;]{0,20}(?:này)?\s*[./]*\s*$"
)
_GENERAL_ORDER = re.compile(
    r"(?:triển khai|tổ chức|nghiêm túc|khẩn trương|quan tâm|phối hợp|chỉ đạo|chủ động|kịp thời)[^.;:]{0,90}thực hiện|thực hiện (?:nghiêm|tốt|đúng|đầy đủ|các nội dung)|thi hành|triển khai thực hiện"
)
_TOLD = re.compile(r"\bthông báo\s+(?:để|đến|tới|cho)\s+(?=[^.;]{3,160}\bbiết\b)")
_PURPOSEFUL = re.compile(r"theo dõi|đôn đốc|kiểm tra|tổng hợp|thanh tra|giám sát|hướng dẫn|xây dựng|bố trí")
_CONTINGENT = re.compile(
    r"(?:(?:Trong )?[Qq]uá trình\b[^.]{0,110}?(?:nếu|có (?:khó khăn|vướng mắc|phát sinh|vấn đề)|phát sinh)|(?:Trường hợp|Nếu) (?:có |gặp |phát sinh )?(?:khó khăn|vướng mắc|có vấn đề|vượt thẩm quyền|cần thiết)|Khi có vướng mắc|Mọi vướng mắc)"
)
_ENCOURAGED = re.compile(r"[Kk]huyến khích\b")
_OWN_ACT = re.compile(
    r"(?:Phê duyệt|Ban hành|Công nhận|Thành lập|Bãi bỏ|Sửa đổi|Bổ sung|Kiện toàn|Quyết định này|Nghị quyết này|Thông tư này|Quy định này|Hiệu lực|Công bố)\b"
)

_APPROVAL = re.compile(
    r"(?:Đồng ý|(?:Cơ bản )?(?:[Tt]hống nhất|[Đđ]ồng ý)(?: về)?(?: với)?(?: chủ trương| đề xuất| nội dung| ý kiến| kiến nghị| phương án| báo cáo)|"
    r"Biểu dương|Đánh giá cao|Hoan nghênh|Ghi nhận(?:,| và) (?:biểu dương|đánh giá))\b"
)


def approves(text: str) -> bool:
    """ "Đồng ý với đề xuất của …", "Đánh giá cao …": what a meeting concluded, nothing anybody must do."""
    return _APPROVAL.match(text) is not None


def contingent(text: str) -> bool:
    """ "Trong quá trình thực hiện, nếu có vướng mắc …" and "Khuyến khích …": nothing anybody must do."""
    return _CONTINGENT.match(text) is not None or _ENCOURAGED.match(text) is not None


def enforces(text: str) -> bool:
    """ "… chịu trách nhiệm thi hành Quyết định này"."""
    return _ENFORCE.search(text.rstrip()) is not None


def own_act(text: str) -> bool:
    """What the issuer itself decides in an article ("Phê duyệt …", "Quyết định này có hiệu lực …")."""
    return _OWN_ACT.match(text) is not None


_GENERAL = re.compile(
    r"(?:nghiêm túc |khẩn trương )?(?:tổ chức|triển khai)(?:,? triển khai)? thực hiện(?: nghiêm túc| tốt| có hiệu quả)?\s*\./?\.?\s*$"
)
_ASKED_TO_HELP = re.compile(
    r"\b(?:kính |trân trọng )?đề nghị (?P<who>[^.;:]{3,80}?) quan tâm,? phối hợp\s*\./?\.?\s*$"
)


def _general(text: str) -> people.Lead | None:
    """«Giám đốc …, Trưởng các phòng … tổ chức thực hiện nghiêm túc./.», «… kính đề nghị các đơn vị quan tâm phối hợp./.»"""
    if asked := _ASKED_TO_HELP.search(text):
        return people.Lead(people.divide(asked["who"]), len(text), "request")
    found = people.lead(text)
    if found and not found.colon and _GENERAL.match(text[found.end :].strip()):
        return found
    return None


def closing(text: str, year: str) -> people.Lead | None:
    """A general order at the end ("Yêu cầu … triển khai thực hiện./."), or None."""
    if _ENFORCE.search(text.rstrip()):
        end, _ = people.list_end(text, 0)
        return people.Lead(people.divide(text[:end]), end)
    told = _TOLD.search(text)
    if told and people.HEAD.match(text, told.end()):
        end, _ = people.expression_end(text, told.end())
        names = [re.split(r"\s+biết\b", name)[0] for name in people.divide(text[told.end() : end])]
        return people.Lead(names, end, "notify")
    if general := _general(text):
        return general
    given = people.ordered(text)
    if given is None or deadlines.find(text[given.end :], year):
        return None
    rest = text[given.end :].strip()
    if len(rest) > 260 or (
        not _CLOSING_WORK.match(roles.strip(rest) or rest) and not _GENERAL_ORDER.search(rest)
    ):
        return None
    if not _GENERAL_ORDER.search(rest) or _PURPOSEFUL.search(
        re.sub(r"tổ chức|triển khai", "", rest.split("thực hiện")[0])
    ):
        return None
    return given
