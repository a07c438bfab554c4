"""From the verbs of a duty to the role of the body that bears it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from treem.directives.reader import letters, people
from treem.directives.reader.document import Role
from treem.directives.reader.lexicon import words

_STRIP = letters.compile(
    r"(?:(?:định kỳ,?\s+)?(?:(?:hằng|hàng)\s+)?(?:0?[369]|sáu)\s+tháng(?:\s+(?:đầu năm|một lần))?[\s,:]*|(?:và\s+)?(?:cả\s+)?năm\s+(?=báo cáo)|(?:hằng|hàng) quý[\s,:]*|(?:và|đồng thời|tiếp tục|thường xuyên|chủ động|kịp thời|khẩn trương|tích cực|nghiêm túc|tập trung|quyết liệt|định kỳ|có trách nhiệm|chịu trách nhiệm(?!(?: chính)?(?: thực hiện)? (?:chỉ tiêu|mục tiêu))|cần|phải|[Kk]hi (?:xảy ra|có|phát hiện|nhận)[^,;.]{3,80}|(?:0?6 tháng|sáu tháng), (?:một|hằng|cả) năm|ngày \d{1,2} (?:hằng|hàng) tháng,?|[Tt]rước ngày \d{1,2}(?=,)|trong (?:thời hạn |vòng )?\d{1,3} (?:ngày|giờ)(?: làm việc)?(?: kể từ [^,;.]{3,60})?,|[Tt]rước ngày \d{1,2}/\d{1,2}(?: và (?:ngày )?\d{1,2}/\d{1,2})?(?:/20\d\d)?|"
    r"trực tiếp|ưu tiên|nhanh chóng|trước mắt|sớm|cùng với|(?:hằng|hàng) (?:tuần|ngày)(?: \([^()]{2,30}\))?|trước ngày \d{1,2}(?:/\d{1,2}| tháng \d{1,2})? (?:hằng|hàng) (?:năm|tháng|quý)|hằng năm|hàng năm|hằng tháng|hàng tháng|hằng quý|hàng quý|thực hiện tốt việc|thực hiện tốt công tác|theo dõi và|"
    r"đặc biệt|trong đó|cụ thể|ngoài ra|bên cạnh đó|giao|yêu cầu|đề nghị)\b[\s,:]*)+",
    re.IGNORECASE,
)
_PREAMBLE = letters.compile(
    r"(?:căn cứ|trên cơ sở|trong phạm vi|khi|trong quý|định kỳ|theo chức năng|theo thẩm quyền|theo nhiệm vụ|để|nhằm|từ nay|trong thời gian)\b",
    re.IGNORECASE,
)
_LEADING: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("lead", letters.compile(r"(?:chủ trì|làm cơ quan thường trực|chịu trách nhiệm(?: chính)?(?: thực hiện)? (?:chỉ tiêu|mục tiêu)|(?:làm |là )?(?:cơ quan |đơn vị )?đầu mối|chịu trách nhiệm chính|là (?:cơ quan|bộ phận) (?:thường trực|chủ trì))\b")),
    ("cooperate", letters.compile(r"(?:phối hợp|tham gia|(?:tăng cường|đẩy mạnh|thực hiện)(?: tốt)?(?: công tác)? (?:sự )?phối hợp)\b(?! giữa gia đình)")),
    ("advise", letters.compile(r"(?:tham mưu|(?:hoàn chỉnh, |xây dựng, |hoàn thiện, )?trình (?:UBND|Ủy ban|Chủ tịch|(?:HĐND|Hội đồng nhân dân)(?! cùng cấp)|Thủ tướng|Chính phủ|cấp có thẩm quyền)[^;.]{0,60}(?:ban hành|phê duyệt|quyết định|xem xét)|giúp (?:UBND|Chủ tịch|Ủy ban)(?! [^,;.]{0,40} chỉ đạo))\b")),
    ("direct", letters.compile(r"(?:lãnh đạo, chỉ đạo|lãnh đạo(?! tỉnh| xã| Sở| UBND)|chỉ đạo|giúp (?:UBND|Chủ tịch|Ủy ban)[^,;.]{0,40} chỉ đạo|giao (?!lưu|thông|dịch)|phân công|quán triệt(?:[^,;.]*)? (?:đến|tới)|hướng dẫn(?!\s+(?:kỹ năng|trẻ em|người dân|nhân dân|học sinh|cha mẹ|,)))")),
    ("supervise", letters.compile(
        r"(?:(?:tăng cường|đẩy mạnh|thực hiện|tổ chức|tiến hành)(?: tốt)?(?: công tác| việc| hoạt động)? ?)?(?:theo dõi, |tự )?(?:đôn đốc|kiểm tra|giám sát|thanh tra|theo dõi(?!\s+(?:sức khỏe|trẻ em|chặt chẽ diễn biến|sát diễn biến|diễn biến)))\b")),
    ("report", letters.compile(
        r"(?:(?:gửi |nộp |thực hiện (?:nghiêm |tốt )?(?:việc |chế độ |công tác )?(?:thông tin,? )?)?báo cáo|tổng hợp(?:,| và)? (?:kết quả,? )?(?:báo cáo|gửi)|thống kê(?=[^;.]*báo cáo)|gửi (?:báo cáo|kết quả|kế hoạch|văn bản|ý kiến|danh sách|số liệu|về)|(?:hoàn chỉnh|hoàn thiện|lập) (?:các )?báo cáo\b(?=[^;.]*\b(?:gửi|nộp)\b)|(?:triển khai )?thu thập[^;.]{0,60}báo cáo|phản ánh, kiến nghị|thông báo ngay|thu thập, cung cấp (?:số liệu|thông tin)|tổng hợp[^;.]{0,90}?báo cáo)\b")),
)  # fmt: skip
_ADVISE = letters.compile(
    r"\b[Tt]ham mưu(?:,? (?:đề xuất|trình|kịp thời|xây dựng|báo cáo))*,?(?:\s+(?:cho|giúp|với|để))?\s+(?=(?:UBND|Ủy ban|Uỷ ban|Chủ tịch|HĐND|Hội đồng|Tỉnh ủy|Thành ủy|Ban|Chính phủ|Thủ tướng|cấp ủy|cấp có thẩm quyền|lãnh đạo|Lãnh đạo|Thường trực|Bộ |Sở |Đảng ủy))"
)
_WITH = letters.compile(
    r"\b[Pp]hối hợp(?:\s+(?:chặt chẽ|tốt|hiệu quả|đồng bộ|thường xuyên|có hiệu quả))?(?:\s+(?:với|cùng với|cùng))\s+"
)
_PARTNER_END = letters.compile(r"\s+(?:trong|để|nhằm|về|theo|khi|tại|qua|đối với|có hiệu quả)\s")
_CLAUSE = letters.compile(r";\s*|(?<=[a-zà-ỹ\d)”])[.]\s+(?=[A-ZĐÀ-Ỹ])")
_LATE_REPORT = letters.compile(
    r"(?:[,;]|\bvà)\s+(?:(?:định kỳ|kịp thời|tổng hợp,?)\s+)*(?:báo cáo|gửi báo cáo|tổng hợp(?:,|) báo cáo)\b|\btổng hợp[^;.]{0,60}báo cáo\b"
)
_ASIDE = letters.compile(r"\s*\([^()]{0,200}\)")
_VERBS = frozenset(words("verbs"))
_SINGLE = frozenset(
    [
        "lập",
        "cử",
        "gửi",
        "mở",
        "nộp",
        "giao",
        "đưa",
        "tạo",
        "trình",
        "tránh",
        "giữ",
        "giảm",
        "tăng",
        "làm",
        "xóa",
        "gắn",
        "coi",
        "dành",
        "đề",
        "biên",
        "lòng",
        "xã",
    ]
)


@dataclass(slots=True)
class Roles:
    """All roles in the order of the text, the primary one, and the bodies the verbs name."""

    primary: Role = "implement"
    every: list[Role] = field(default_factory=list)
    cooperators: list[str] = field(default_factory=list)
    advise_to: str = ""
    known_verb: bool = True


def strip(text: str) -> str:
    """The text from its first meaning verb on: adverbs and "căn cứ …," are left out."""
    for _ in range(3):
        match = _STRIP.match(text)
        if match and match.end() < len(text):
            text = text[match.end() :]
        if _PREAMBLE.match(text):
            at = _first_verb(text, 1)
            if at:
                text = text[at:]
                continue
        break
    return text


def _first_verb(text: str, skip: int) -> int:
    tokens = [m for m in re.finditer(r"\w+|[;.]", text[:320])]
    depth = 0
    for index in range(skip + 1, len(tokens) - 1):
        word = tokens[index].group()
        if word in ";.":
            return 0
        before = text[: tokens[index].start()].rstrip()
        pair = f"{word} {tokens[index + 1].group()}".lower()
        starts = before.endswith(
            (
                ",",
                "của mình",
                "được giao",
                "có trách nhiệm",
                "quản lý",
                "thực tế",
                "hiện hành",
                "nhiệm vụ",
                "đơn vị",
            )
        )
        if starts and pair in _VERBS and depth == 0:
            return tokens[index].start()
    return 0


def begins_with_verb(text: str) -> bool:
    """Whether a unit says what to do, rather than naming a thing."""
    rest = strip(text[:400])
    parts = re.findall(r"\w+", rest[:60].lower())
    if len(parts) < 2:
        return False
    return f"{parts[0]} {parts[1]}" in _VERBS or parts[0] in _SINGLE


_ORDERS = letters.compile(
    r"\s*[Yy]êu cầu (?:\d+% )?(?:các |toàn bộ )?(?:hiệu trưởng|doanh nghiệp|chủ (?:cơ sở|hộ|công trình|nhà|đầu tư)|nhà thầu|đơn vị trực thuộc|nền tảng|cơ sở|nhà trường|trường|gia đình|hộ )"
)
"""Who is told to make others do something directs them."""


def without_asides(text: str) -> str:
    """The text without what stands in brackets."""
    return _ASIDE.sub("", text)


def of_clause(clause: str) -> Role | None:
    """The role the first verb of a clause gives; None where the clause begins with no verb known to the style."""
    if _ORDERS.match(clause):
        return "direct"
    rest = strip(clause)
    rest = rest[:1].lower() + rest[1:160]
    if re.match(r"tăng cường (?:công tác )?lãnh đạo, chỉ đạo", rest):
        return "implement"
    for role, pattern in _LEADING:
        if pattern.match(rest):
            return role
    parts = re.findall(r"\w+", rest[:40])
    if len(parts) >= 2 and (f"{parts[0]} {parts[1]}" in _VERBS or parts[0] in _SINGLE):
        return "implement"
    return None


def read(text: str) -> Roles:
    """Roles of a duty whose bodies at the beginning have been cut off."""
    result = Roles()
    text = without_asides(text)
    clauses = [clause for clause in _CLAUSE.split(text) if clause and clause.strip()]
    for index, clause in enumerate(clauses):
        role = of_clause(clause)
        if role is None:
            if index == 0:
                result.known_verb = False
                role = "implement"
            else:
                continue
        _add(result, role)
        if index == 0 and role in ("lead", "cooperate"):
            following = clause
            if role == "lead" and re.match(r"\s*[Cc]hủ trì,?\s*(?:và\s+)?phối hợp", strip(clause)):
                _add(result, "cooperate")
            after = _after_partners(following)
            inner = of_clause(after) if after else None
            if inner and inner != role:
                _add(result, inner)
        if role not in ("report", "cooperate") and _LATE_REPORT.search(clause):
            _add(result, "report")
    head = text[:700]
    advise = _ADVISE.search(head)
    if advise:
        if "advise" not in result.every:
            _add(result, "advise")
        stop, _ = people.expression_end(head, advise.end(), 120)
        names = people.divide(head[advise.end() : stop])
        result.advise_to = people.trim(names[0]) if names else ""
    with_whom = _WITH.search(text[:900])
    if with_whom and (with_whom.start() < 160 or "lead" in result.every or "cooperate" in result.every):
        result.cooperators = partners(text, with_whom.end())
    if re.search(r"\b[Cc]hủ trì\b(?!,? (?:hội nghị|cuộc họp))", text[:110]) and "lead" not in result.every:
        result.every.insert(0, "lead")
    result.primary = "lead" if "lead" in result.every else result.every[0] if result.every else "implement"
    if not result.every:
        result.every = ["implement"]
    return result


def partners(text: str, start: int) -> list[str]:
    """The bodies after "phối hợp với"."""
    stop, _ = people.expression_end(text, start, 420)
    cut = _PARTNER_END.search(text, start, stop)
    if cut:
        stop = cut.start()
    names = people.divide(text[start:stop], partners=True)
    return [name for name in names if len(name) < 200]


def _after_partners(clause: str) -> str:
    match = _WITH.search(clause[:400])
    if match is None:
        bare = re.search(r"\bphối hợp\s+", clause[:200], re.IGNORECASE)
        return clause[bare.end() :] if bare else ""
    stop, _ = people.expression_end(clause, match.end(), 420)
    return clause[stop:].lstrip(" ,")


def _add(result: Roles, role: Role) -> None:
    if role not in result.every:
        result.every.append(role)
