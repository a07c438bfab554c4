"""Who is spoken to: names of bodies and persons in office, and how they are listed.

A name is recognised by its head ("Sở", "UBND", "Chủ tịch", "các cơ quan") and ends before the first verb of
the official style, so that bodies never seen before are read too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from treem.directives.reader import letters
from treem.directives.reader.document import Modality
from treem.directives.reader.lexicon import words

_GROUP = (
    r"(?:[Cc]ác|[Nn]hững|[Tt]oàn bộ các|[Tt]ất cả các|[Mm]ột số|[Tt]ừng|[Mm]ọi|[Mm]ỗi)\s+(?:đồng chí\s+)?"
    r"(?:[Ss]ở|[Bb]ộ\b(?! luật)|[Bb]an\b|[Nn]gành|[Cc]ơ quan|[Đđ]ơn vị|[Đđ]ịa phương|[Xx]ã\b|[Pp]hường|[Hh]uyện|[Tt]ỉnh|[Tt]hị xã|[Qq]uận|"
    r"[Tt]hành phố|[Tt]hành viên|[Tt]ổ chức|[Dd]oanh nghiệp|[Tt]rường|[Cc]ơ sở(?! (?:dữ liệu|vật chất|pháp lý))|[Bb]ệnh viện|[Pp]hòng\b(?!,? (?:chống|ngừa|tránh))|"
    r"[Tt]rung tâm|[Nn]gân hàng|[Hh]ội\b(?! nghị| thảo| thi)|[Đđ]oàn\b|[Cc]ấp|[Cc]hi cục|[Cc]ục\b|[Vv]ụ\b(?! việc| án| xâm)|[Cc]ông ty|[Tt]ập đoàn|"
    r"[Tt]ổng công ty|[Cc]hủ đầu tư|[Cc]hủ rừng|[Cc]hủ cơ sở|[Bb]ộ phận|[Bb]ản\b(?! đồ| án| tin| chất| chính| cam)|[Tt]hôn|[Kk]hu phố|[Ấấ]p\b|[Kk]hóm|[Bb]uôn|[Tt]ổ dân phố|[Kk]hu dân cư|[Tt]rạm|[Hh]ộ|[Vv]iện\b|[Bb]áo\b(?! cáo)|[Đđ]ài|[Tt]òa\b(?! nhà)|[Ll]ực lượng|[Đđ]ội|[Tt]ổ\b(?! chức)|"
    r"[Kk]hu vực|[Đđ]ồn|[Nn]hà trường|[Kk]hối|[Ll]iên đoàn|[Hh]iệp hội|[Đđ]ảng ủy|[Cc]hi bộ|[Ll]ãnh đạo|[Tt]hủ trưởng|[Pp]hó [Cc]hủ tịch|[Ôô]ng|[Bb]à|"
    r"UBND|Ủy ban|Uỷ ban|[Cc]hủ tịch|Giám đốc|Học viện|[Hh]ọc viện|[Cc]ụm|[Hh]ợp tác xã|[Qq]uỹ)"
)
_PROPER = (
    r"(?:Liên )?(?:Sở\b|UBND|Ủy ban|Uỷ ban|ỦY BAN|UB(?:MT)?TQ|HĐND|Hội đồng\b|Bộ\b(?! luật| Luật| tiêu chí| chỉ số| câu hỏi| phận)|Công an|Phòng\b(?!,| chống| ngừa| cháy| bệnh| trừ| tránh)|"
    r"Trung tâm|Chi cục|Cục\b|Tổng cục|Vụ\b(?! việc| án)|Viện\b|Văn phòng|Thanh tra (?=tỉnh|Chính phủ|Bộ|Sở|[Nn]hà nước|huyện|thành phố|các)|"
    r"Thanh tra(?= ?(?:[;.:]|$))|Kiểm toán|Ngân hàng|Bảo hiểm [Xx]ã hội|Bảo hiểm y tế|BHXH|Kho bạc|Tòa án|Toà án|Tòa (?=[A-ZĐÀ-Ỹ])|Công đoàn\b(?! phí)|Nhà hát\b|Viện kiểm sát|Thuế\b|Hải quan|Thống kê tỉnh|"
    r"Mặt trận|MTTQ|Liên đoàn|Liên minh|Liên hiệp|Hội\b(?! nghị| thảo| thi| chợ| diễn)|Hiệp hội|Tỉnh [Đđ]oàn|Thành [Đđ]oàn|Huyện [Đđ]oàn|Xã đoàn|"
    r"Đoàn\b(?! kết)|Trung ương|Tập đoàn|Tổng [Cc]ông ty|Công ty|Doanh nghiệp|Báo\b(?! cáo)|Đài\b|Cổng [Tt]hông tin|Thông tấn xã|Bưu điện|Điện lực|Viễn thông|"
    r"Lãnh đạo|Giám đốc|Phó Giám đốc|Thủ trưởng|Chủ tịch|Phó Chủ tịch|Phó Thủ tướng|Thủ tướng|Bộ trưởng|Thứ trưởng|Trưởng\b|Phó Trưởng|Hiệu trưởng|"
    r"Tổng Giám đốc|Thống đốc|Chánh\b|Cục trưởng|Người đứng đầu|[Đđ]ồng chí|Đ/c|Bí thư|Cấp ủy|Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy|Ban\b(?! hành)|"
    r"Bộ đội|Bộ Chỉ huy|Ban Chỉ huy|Quân khu|Quân đội|Cảnh sát|Đồn\b|Lực lượng|Học viện|Đại học|Trường\b(?! hợp| học an)|Nhà trường|Bệnh viện|Trạm\b|"
    r"Cơ quan\b|Đơn vị\b(?! tính)|Địa phương|Thành viên|Chi nhánh|Nhóm\b(?! nhiệm vụ| giải pháp| nội dung| chỉ tiêu| mục tiêu)|Tiểu ban|Thường trực|Chính quyền|Chính phủ|Quốc hội|Hạt\b|Quỹ\b|Tổ công tác|Tổ đại biểu|Tổ (?=trưởng|giúp việc|chuyên)|"
    r"Liên ngành\b|Các bên\b|(?:Hai|Ba|Bốn) (?:ngành|cơ quan|đơn vị|bên)\b|Ngành\b|[Nn]gành (?=[A-ZĐÀ-Ỹ])|cơ quan (?=[A-ZĐÀ-Ỹ])|Chủ đầu tư|Chủ cơ sở|Chủ hộ|Chủ nhiệm|Cộng tác viên|Nhà máy|Khu bảo tồn|Vườn quốc gia|Ông\b|Bà\b|VP\b|Văn thư|Cơ sở (?=giáo dục|khám|y tế|trợ giúp|đào tạo|sản xuất|kinh doanh)|Hợp tác xã|"
    r"Người (?=làm công tác|quản lý|tiếp nhận|đứng đầu|phụ trách|trực)|Cơ sở (?=cung cấp|bảo trợ|nuôi dưỡng|dịch vụ|chăm sóc|điều trị)|Tổng đài|Đại diện (?=lãnh đạo|[A-ZĐ])|Công chức\b|Thư viện (?=tỉnh|thành phố|xã|[A-ZĐÀ-Ỹ])|Bảo tàng\b|Nhà (?=thiếu nhi|văn hóa|Thiếu nhi|Văn hóa)|Mẹ đỡ đầu|Gia đình\b|Cha mẹ\b|Tổ dân phố|Già làng|Trưởng (?=thôn|bản)|Thôn\b|Bản\b(?! đồ| án| tin| chất| chính))"
)
HEAD = letters.compile(rf"(?:{_GROUP}|{_PROPER})")
# Bare lower-case partners, only inside "phối hợp với …".
_PARTNER = letters.compile(
    r"(?:gia đình|địa phương|nhà trường|chính quyền|cơ quan|đơn vị|cấp ủy|công an|ngành|đoàn thể|lực lượng|doanh nghiệp|phòng|cha mẹ|sở|hội)\b"
)

# Bodies in lower case that follow others in a list.
_LOWER = letters.compile(
    r"(?:đảng ủy|đại biểu|người có uy tín|công chức|cán bộ|già làng|trưởng bản|trưởng thôn)\b"
)
_SPLIT = letters.compile(
    r"\s*;\s*(?:và\s+)?|\s*,\s+(?:và\s+)?|\s+(?:và|cùng với|cùng)\s+|\s*,\s*(?=[A-ZĐÀ-Ỹ])"
)
# One office for two bodies: «Văn phòng HĐND và UBND xã».
_OFFICE_OF = letters.compile(r"Văn phòng (?:HĐND|Hội đồng nhân dân|Đoàn ĐBQH|Đoàn đại biểu Quốc hội)$")
_KEEP = letters.compile(r"các đơn vị (?:trực thuộc|thành viên)")
# One committee of the Party: «Đảng ủy Mặt trận Tổ quốc và các đoàn thể tỉnh».
_COMMITTEE_OF = letters.compile(r"Đảng ủy (?:Mặt trận Tổ quốc|MTTQ)(?: Việt Nam)?(?: tỉnh)?$")
# One office before its body: «Bí thư, Chủ tịch UBND các xã».
_OFFICE = letters.compile(r"(?:Bí thư|Chủ tịch|Phó Chủ tịch|Giám đốc|Thủ trưởng|Hiệu trưởng|Trưởng ban)$")
_TOKEN = letters.compile(r"[\w&/]+|[;:.()\[\]“”\"|]|(?<=\s)-(?=\s)")
_PARENTHESIS = letters.compile(r"\s*\([^()]*\)?")
_INTRO = letters.compile(
    r"(?P<verb>(?:Giao|Yêu cầu|Đề nghị|Phân công|Trân trọng đề nghị|Kính đề nghị|Kiến nghị|GIAO|YÊU CẦU|ĐỀ NGHỊ))(?: trách nhiệm| nhiệm vụ)?(?: cho)?\s*:?\s+"
)
_ISSUER_INTRO = letters.compile(
    r"(?P<verb>\b(?:yêu cầu|giao|đề nghị|phân công|chỉ thị|chỉ đạo))(?: trách nhiệm| nhiệm vụ)?(?: cho)?\s*:?\s+"
)
_OF = letters.compile(
    r"(?:Trách nhiệm|Nhiệm vụ|Phân công nhiệm vụ)(?: cụ thể)?(?: của)?\s+(?=[A-ZĐÀ-Ỹa-z])|Đối với\s+|Về phía\s+|Tại\s+(?=các|UBND)"
)
_FOR = re.compile(r"(?:Đối với|Về phía)\s+")
_ELLIPSIS = letters.compile(
    r"(?P<before>(?:(?:Giám đốc|Bộ trưởng|Thủ trưởng|Lãnh đạo)\s+)?)[Cc]ác\s+(?P<head>Bộ|Sở|sở|bộ|Phòng|phòng)\s*:?\s+(?=[A-ZĐ])"
)
_AUTHORITY = letters.compile(
    r"(?:(?:Phó )?Chủ tịch |Thường trực |Lãnh đạo )?(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|HĐND) (?:tỉnh|thành phố|huyện|thị xã|quận|[Tt]hành phố)|(?:Phó )?Thủ tướng|Chính phủ|"
    r"Tỉnh ủy|Thành ủy|Ban Thường vụ|[Đđ]ồng chí|Bộ trưởng|Chủ tịch"
)
_AUTHORITY_END = letters.compile(rf"(?:{_AUTHORITY.pattern})[^,;.:]{{0,40}}\s$")
_LIMIT = 520

_VERBS = frozenset(words("verbs"))
_STOPS = frozenset(words("stops"))
_DESCRIBING = frozenset(words("describing"))
_DESCRIBED = frozenset(words("described"))
_ORGANISATION_TAIL = frozenset(
    [
        "chính",
        "đoàn",
        "thành",
        "xã",
        "kinh",
        "liên",
        "cá",
        "tín",
        "phi",
        "quốc",
        "có",
        "nghề",
        "hội",
        "tôn",
        "khác",
        "chính",
        "đảng",
        "quần",
        "trong",
        "sự",
    ]
)
_MEETINGS = ("nghị", "thảo", "thi", "trại", "chợ", "diễn", "họp", "khỏe", "xuân", "thao")
_FIELDS = words("fields")
_FIELD = letters.compile("|".join(re.escape(name) for name in _FIELDS))


@dataclass(slots=True)
class Lead:
    """The bodies a text begins with. ``end`` is where the rest of the text starts."""

    assignees: list[str] = field(default_factory=list)
    end: int = 0
    modality: Modality | None = None
    colon: bool = False
    given: bool = False


def expression_end(text: str, start: int, limit: int = _LIMIT) -> tuple[int, str]:
    """Where a list of bodies beginning at ``start`` ends, and the word or mark that ended it ("" at the end)."""
    tokens = list(_TOKEN.finditer(text, start, min(len(text), start + limit)))
    inside = _name_spans(text, start, limit)
    depth = 0
    before = ""
    for index, token in enumerate(tokens):
        word = token.group()
        if word in "([":
            depth += 1
        elif word in ")]":
            if depth == 0:
                return token.start(), ")"
            depth -= 1
        elif depth == 0:
            if word == ";":
                rest = text[token.end() :].lstrip()
                if not HEAD.match(rest.removeprefix("và ")):
                    return token.start(), ";"
            elif word in ':."“|':
                if word == "." and token.end() < len(text) and not text[token.end()].isspace():
                    continue
                return token.start(), word
            elif (
                word[0].islower()
                and index > 0
                and not (inside and any(a <= token.start() < b for a, b in inside))
            ):
                following = tokens[index + 1].group() if index + 1 < len(tokens) else ""
                if _is_verb(word, following, before, text, token):
                    return token.start(), word
        before = word
    stop = len(text) if start + limit >= len(text) else start + limit
    return stop, "" if stop == len(text) else "?"


def _name_spans(text: str, start: int, limit: int) -> list[tuple[int, int]]:
    """Where names of fields stand ("Giáo dục và Đào tạo"): their syllables are never verbs."""
    return [match.span() for match in _FIELD.finditer(text, start, min(len(text), start + limit))]


def _is_verb(word: str, following: str, before: str, text: str, token: re.Match[str]) -> bool:
    if word in _STOPS:
        if word == "trong" and following in ("và", "tỉnh"):
            return False
        if word == "trước" and following in ("đây", "sinh"):
            return False
        if (word, following) in _NAMED_PAIRS or (word, before.lower()) in _ENDS_OF_PAIRS:
            return False
        if word == "nhận" and before == "tiếp":
            return False  # «nơi tiếp nhận»
        if word == "thông" and before.lower() in ("giao", "viễn", "truyền", "nghệ", "phổ"):
            return False
        return not (
            word in ("quy", "tổng", "nghiên", "thông", "giao")
            and following in ("mô", "thông", "dịch", "công")
        )
    pair = f"{word} {following}"
    if word == "không" and not _DOES_NOT.match(text, token.end()):
        return False
    if word == "không":
        return " ".join(text[token.end() :].split()[:2]).strip(",.;:") in _VERBS
    if pair == "phụ trách" and _DEPUTY.search(text, 0, token.start()) and _ACTS.match(text, token.end()):
        return False  # «Phó Chủ tịch UBND xã phụ trách văn hóa chỉ đạo …»
    if before == "chưa" or (pair, before) in (("tham gia", "người"), ("trực tiếp", "trên")):
        return False  # «UBND các xã chưa phân bổ phải …», «Phòng Thu và Phát triển người tham gia»
    if pair == "đăng ký" and before == "vị":
        return True
    if before in _BARE_HEADS and pair in _DESCRIBING_HEADS:
        return False  # «Ban quản lý các thôn»
    if pair == "thông tin" and before.lower() in ("nghệ", "tâm"):
        return False  # «Trung tâm Công nghệ thông tin»
    if (
        pair not in _VERBS
        or (before.lower() == "ngành" and word in ("giáo", "thông", "công"))
        or (pair == "lãnh đạo" and before == "diện")
    ):
        return False
    if pair == "tổ chức":
        if before in ("các", "những", "quan", "và", "của", "cá", "nhân"):
            return False
        after = text[token.end() :].split(None, 3)
        third = after[1].strip(",.;:") if len(after) > 1 else ""
        if third == "hội" and len(after) > 2 and after[2].strip(",.;:") in _MEETINGS:
            return True  # «tổ chức hội nghị»; «các tổ chức hội» are bodies
        comma = text[: token.start()].rstrip().endswith(",")
        return not (
            third in _ORGANISATION_TAIL or third == "" or (comma and after and after[0].endswith((",", ";")))
        )
    if pair == "thực hiện" and _DOES.match(text, token.end()):
        return True
    if pair == "hỗ trợ" and _INDUSTRIAL.search(text, 0, token.start()):
        return True  # «Ban Quản lý các khu công nghiệp hỗ trợ …»
    if pair in _DESCRIBING and _SCHOOL_LEVEL.search(text, 0, token.start()):
        return True  # «các trường trung học cơ sở cung cấp …»
    if before == "nơi" or (before == "được" and pair in ("thanh tra", "kiểm tra", "kiểm toán")):
        return False  # «Ủy ban nhân dân cấp xã nơi tiếp nhận», «các đơn vị được thanh tra»
    if (
        pair in _DESCRIBING
        and before in _DESCRIBED
        and not text[: token.start()].rstrip().endswith("liên quan")
    ):
        return False
    return not (pair == "thống kê" and before in ("Cục", "Chi"))


_INDUSTRIAL = re.compile(r"khu (?:công nghiệp|chế xuất và công nghiệp|kinh tế)\s+$")
_SCHOOL_LEVEL = re.compile(r"trung học cơ sở\s+$")
_DEPUTY = re.compile(r"(?:Phó|Lãnh đạo|Ủy viên)\s[^,;.:]{3,60}$")
_ACTS = re.compile(
    r"[^,;.:]{3,60}\s(?:trực tiếp|chỉ đạo|chủ trì|theo dõi|tổ chức|báo cáo|kiểm tra|chịu trách nhiệm)\b"
)
_DOES_NOT = re.compile(r"\s+[a-zà-ỹ]+\s+[a-zà-ỹ]+")
_BARE_HEADS = ("Ban", "ban", "Tổ", "Hội", "Đội")
_DESCRIBING_HEADS = (
    "quản lý",
    "điều hành",
    "chỉ đạo",
    "tổ chức",
    "giám sát",
    "bảo vệ",
    "tư vấn",
    "vận động",
    "phụ trách",
)
_ENDS_OF_PAIRS = (("làm", "việc"), ("tự", "trật"), ("ký", "thư"), ("ký", "đăng"))
_NAMED_PAIRS = (
    ("đưa", "đón"),
    ("xét", "xử"),
    ("xét", "nghiệm"),
    ("giảm", "nghèo"),
    ("tăng", "động"),
    ("mở", "rộng"),
)
_DOES = re.compile(r"\s+hiện\s+(?:tốt|nghiêm|đầy đủ|ngay|các|một số|những|đồng bộ|có hiệu quả|việc)\b")


def divide(text: str, partners: bool = False) -> list[str]:
    """The single bodies of a list. A comma inside a name or a group is no separator."""
    text = " ".join(_PARENTHESIS.sub("", text).split()).strip(" ,;.:")
    text = re.sub(r"^(?:và|cùng)\s+", "", text)
    if not text:
        return []
    elliptic = _ELLIPSIS.match(text)
    if elliptic:
        names, rest = _expand(text, elliptic)
        if names:
            return names + (divide(rest, partners) if rest else [])
    pieces: list[str] = []
    begin = 0
    for separator in _SPLIT.finditer(text):
        after = text[separator.end() :]
        mark = separator.group().strip()
        piece = text[begin : separator.start()]
        if (
            _KEEP.match(after)
            or _OFFICE_OF.search(piece)
            or _COMMITTEE_OF.match(piece)
            or (_OFFICE.fullmatch(piece.strip()) and mark != ";")
        ):
            continue
        if (
            mark.startswith(";")
            or HEAD.match(after)
            or _LOWER.match(after)
            or (partners and _bare_partner(text[begin : separator.start()], after))
        ):
            piece = text[begin : separator.start()].strip(" ,")
            if piece:
                pieces.append(piece)
            begin = separator.end()
    last = text[begin:].strip(" ,")
    if last:
        pieces.append(last)
    result: list[str] = []
    for piece in pieces:
        inner = _ELLIPSIS.match(piece)
        names, rest = _expand(piece, inner) if inner else ([], "")
        result.extend([*names, rest] if names and rest else names or [piece])
    return result


def _bare_partner(piece: str, after: str) -> bool:
    """ "gia đình, địa phương": yes; "các cơ quan, đơn vị": no, except a place after a group."""
    if not _PARTNER.match(after):
        return False
    return after.startswith("địa phương") or HEAD.match(piece) is None


def _expand(text: str, match: re.Match[str]) -> tuple[list[str], str]:
    """ "các Bộ: Y tế, Tài chính" as single bodies, and what follows them."""
    head = match.group("head")[0].upper() + match.group("head")[1:]
    names: list[str] = []
    rest = text[match.end() :]
    while True:
        name = next((item for item in _FIELDS if rest.startswith(item)), None)
        if name is None:
            return (names, rest) if names else ([], text)
        names.append(f"{match.group('before')}{head} {name}")
        rest = rest[len(name) :]
        separator = re.match(r"\s*(?:,|;|\s+và\b)\s*(?:và\s+)?", rest)
        if separator is None:
            rest = rest.strip(" .,;:")
            if rest and not HEAD.match(rest):  # "các Sở Y tế tỉnh": not a list after all
                return (names, "") if len(names) > 1 else ([], text)
            return names, rest
        rest = rest[separator.end() :]


_LEVEL = letters.compile(
    r"(?:(?:Chủ tịch|Thường trực|Lãnh đạo|lãnh đạo|Phó Chủ tịch)\s+)?(?:UBND|HĐND|Ủy ban nhân dân|Uỷ ban nhân dân|Hội đồng nhân dân)\s+(?:các\s+)?(?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|cấp xã)(?=\s+[a-zđà-ỹ])|"
    r"(?:Thủ tướng Chính phủ|Chính phủ|Quốc hội|Tỉnh ủy|Thành ủy|Ban Thường vụ Tỉnh ủy)(?=\s+[a-zđà-ỹ])"
)


def trim(name: str) -> str:
    """Cut words off that follow the name of a well-known body ("UBND tỉnh kịch bản …" is "UBND tỉnh")."""
    match = _LEVEL.match(name)
    if match is None or name[match.end() :].split()[0] in ("các", "và", "thuộc", "trực", "có", "liên"):
        return name
    return match.group()


def are_bodies(names: list[str]) -> bool:
    """Whether every item begins as the name of a body does."""
    return bool(names) and all((HEAD.match(name) or _LOWER.match(name)) and len(name) < 260 for name in names)


_OFFICER = letters.compile(
    r"[Nn]gười (?:làm công tác (?:bảo vệ )?(?:trẻ em|xã hội)(?: (?:ở )?cấp xã)?|quản lý trường hợp|tiếp nhận (?:thông tin|tin báo)|trực (?:đường dây nóng|tổng đài)|phụ trách [^,;.:]{3,30}?(?= (?:phải|có|chịu|thực|báo|lập|tổng)))(?= \S)|Chủ cơ sở(?= (?:kiểm|phải|có|lập|bố|niêm|báo|chịu|thông))|Đơn vị tổ chức(?= (?:phải|có|chịu|không))"
)
_ADVERBIAL = letters.compile(
    r"(?:Trong (?:thời hạn|vòng)|Khi|Trường hợp|Đối với|Sau|Trước|Chậm nhất|Định kỳ|Hằng|Hàng|Căn cứ|Trên cơ sở|Riêng|Vụ việc)\b[^.;:]{2,170}?,\s+(?=\S)"
)


_TOPIC = letters.compile(r"[A-ZĐÀ-Ỹ][^:.;,]{3,60}:\s+(?=\S)")


def after_adverbial(text: str) -> Lead | None:
    """The body of «Trong thời hạn 12 giờ …, người làm công tác trẻ em cấp xã phối hợp …», «Hằng năm, …, Sở Tài chính …»,
    «Về báo cáo: Sở Nội vụ tổng hợp …»."""
    if topic := _TOPIC.match(text):
        after = text[topic.end() :]
        comma = after.find(", ")
        for at in (0, comma + 2 if 0 < comma < 120 else 0):
            if HEAD.match(after, at) and (named := lead(after[at:])) and not named.colon:
                return Lead(named.assignees, topic.end() + at + named.end, named.modality, False, named.given)
        return None
    at = 0
    while (match := _ADVERBIAL.match(text, 0)) and (comma := text.find(", ", max(at, 4), 230)) > 0:
        at = comma + 2
        found = (
            _OFFICER.match(text, at) or HEAD.match(text, at) or HEAD.match(text[at].upper() + text[at + 1 :])
        )
        if found and (named := lead(text[at].upper() + text[at + 1 :])) and not named.colon:
            return Lead(named.assignees, at + named.end, named.modality, False, named.given)
        if at > match.end() + 120:
            return None
    return None


_LEVELS = r"(?:tỉnh|thành phố|cấp xã|xã)"
_ENOUGH = letters.compile(
    rf"(?:(?:Đại diện lãnh đạo )?(?:Sở|Bộ)\s+(?:{'|'.join(re.escape(name) for name in sorted(_FIELDS, key=len, reverse=True))})|"
    rf"(?:Công an|Thư viện|Bảo tàng|Trung tâm|Hội|Ban|Báo và|Đài|Liên đoàn|Tỉnh đoàn)(?:\s+[^,;.:()]{{3,60}}?)??\s{_LEVELS}|"
    rf"Báo và Phát thanh, Truyền hình(?:\s+[A-ZĐÀ-Ỹ]\w*){{1,3}})"
    r"(?=\s+(?!(?:và|cùng|với|các|tỉnh|thành|về|thuộc|là|ở|trực|khu|có|để|tại)\b)[a-zđà-ỹ])"
)
"""Names whose end is known, so that any word may follow: «Sở Y tế mở 12 lớp»."""
_IN_CHARGE = letters.compile(
    r"[Cc]ác (?:cơ quan|đơn vị|sở, ngành)(?: được giao)? chủ trì (?:nhiệm vụ|thực hiện|chỉ tiêu)(?= \S)|[Tt]hành viên thuộc [A-ZĐ][^;.:]{3,80}?(?= (?:phụ trách|tham gia|theo d|chỉ đạo|chủ trì))|Các cấp ủy, tổ chức đảng(?: các cấp)?(?= [a-zđà-ỹ])"
)


def lead(text: str) -> Lead | None:
    """The bodies at the very beginning of a duty ("Sở Y tế chủ trì …", "Giao Sở Y tế …"), or None.

    A text that is nothing but bodies is no duty: see ``heading``.
    """
    modality: Modality | None = None
    start = 0
    given = False
    if officer := _OFFICER.match(text) or _IN_CHARGE.match(text):
        return Lead([officer.group()], officer.end(), None, False, False)
    intro = _INTRO.match(text)
    if intro:
        start, modality, given = intro.end(), _modality(intro.group("verb")), True
    elif HEAD.match(text):
        found = _issuer_intro(text)
        if found:
            start, modality, given = found.end(), _modality(found.group("verb")), True
    about = _FOR.match(text) if not start else None
    if about:
        start = about.end()
    if not HEAD.match(text, start):
        return None
    end, ender = list_end(text, start)
    if about and ender != ":":
        return None
    names = divide(text[start:end])
    enough = _ENOUGH.match(text, start)
    if enough and enough.end() < end and len(names) == 1:
        return Lead([enough.group()], enough.end(), modality, False, given)
    if ender in ("?", "", ".", ";", "|", "“", '"'):
        return None
    if not are_bodies(names):
        return None
    colon = ender == ":"
    if colon:
        end += 1
    return Lead([_each(name) for name in names], end, modality, colon, given)


def _each(name: str) -> str:
    """«Mỗi xã, phường» is every commune: «xã, phường»."""
    name = re.sub(r"^[Đđ]ồng chí\s+(?=Phó|Chủ tịch|Bí thư|Giám đốc|Trưởng|Chánh)", "", name)
    return re.sub(r"^[Mm]ỗi\s+(?=xã|phường|sở|trường)", "", name)


_CAPITALS = letters.compile(r"(?P<who>[^:a-zà-ỹ]{6,200}):\s+(?=\S)")


def in_capitals(text: str) -> Lead | None:
    """The bodies of «SỞ Y TẾ; CÔNG AN TỈNH: Rà soát …»."""
    match = _CAPITALS.match(text)
    if match is None:
        return None
    names = divide(_capitalised(match.group("who")))
    return Lead(names, match.end(), None, True, False) if are_bodies(names) else None


def list_end(text: str, start: int) -> tuple[int, str]:
    """Like expression_end, but "các Bộ: A, B" does not end at its colon."""
    end, ender = expression_end(text, start)
    if ender == ":":
        begin = max(text.rfind(";", start, end), text.rfind(",", start, end), start - 1) + 1
        inner = _ELLIPSIS.match(text[begin:].lstrip())
        if inner and any(text[end + 1 :].lstrip().startswith(name) for name in _FIELDS):
            return expression_end(text, end + 1)
    return end, ender


def _issuer_intro(text: str) -> re.Match[str] | None:
    """ "UBND tỉnh yêu cầu Sở …": the order after its giver, when nothing else stands between."""
    match = _ISSUER_INTRO.search(text, 0, 220)
    if match is None or not HEAD.match(text, match.end()):
        return None
    before = text[: match.start()]
    if match.group("verb") not in ("yêu cầu", "đề nghị") and not _AUTHORITY.match(before):
        return None
    end, _ = expression_end(before, 0)
    return (
        match
        if end >= len(before.rstrip()) or before[end:].strip().startswith(("đề nghị", "yêu cầu"))
        else None
    )


def ordered(text: str) -> Lead | None:
    """The bodies a sentence gives an order to, wherever the order stands in it; the last order counts."""
    for match in reversed(list(_ISSUER_INTRO.finditer(text))):
        strong = match.group("verb") in ("yêu cầu", "đề nghị", "chỉ thị", "giao")
        if HEAD.match(text, match.end()) and (strong or _AUTHORITY_END.search(text, 0, match.start())):
            end, ender = list_end(text, match.end())
            names = divide(text[match.end() : end])
            if are_bodies(names) and ender not in ("?",):
                return Lead(names, end, _modality(match.group("verb")), ender == ":", True)
    intro = _INTRO.match(text)
    if intro and HEAD.match(text, intro.end()):
        end, ender = list_end(text, intro.end())
        names = divide(text[intro.end() : end])
        if are_bodies(names):
            return Lead(names, end, _modality(intro.group("verb")), ender == ":", True)
    return None


_HAS_DUTIES = letters.compile(
    r"\s+(?:có|thực hiện)\s+(?:các\s+|những\s+)?(?:trách nhiệm|nhiệm vụ)(?:\s+(?:sau|sau đây|như sau|cụ thể))?\s*:?\s*$"
)


_CHOSEN = letters.compile(r"\s+(?:được (?:thanh tra|kiểm tra|giao|phân công)|(?:nêu|có tên) trên)$")
"""«Chủ tịch UBND các xã, phường được thanh tra»."""


def heading(text: str) -> Lead | None:
    """A heading that only names bodies ("2. Sở Y tế", "7. Đề nghị … tỉnh"), or None."""
    text = text.strip()
    if len(text) > 420:
        return None
    modality: Modality | None = None
    start = 0
    capitals = text.isupper()
    if capitals:
        text = _capitalised(text)
    intro = _INTRO.match(text)
    if intro:
        start, modality = intro.end(), _modality(intro.group("verb"))
    of = _OF.match(text, start)
    if of:
        start = of.end()
    if capitals and start:
        text = text[:start] + text[start].upper() + text[start + 1 :] if start < len(text) else text
    text = _HAS_DUTIES.sub("", text)
    if not HEAD.match(text, start):
        return None
    stop = len(text.rstrip(" .:;,"))
    named = len(_CHOSEN.sub("", text[:stop]))
    end, _ = list_end(text[:named], start)
    if end < named and not (capitals and ";" in text):
        return None
    names = divide(text[start:stop])
    return Lead(names, len(text), modality, True, bool(intro)) if are_bodies(names) else None


_IN_CAPITALS = re.compile(
    r"([;,]\s+|\bvà\s+)(sở|ban|hội|tỉnh đoàn|thành đoàn|công an|liên đoàn|trung tâm|bộ chỉ huy|mặt trận|viện|tòa án|chi cục|ngân hàng|bảo hiểm|kho bạc|báo|đài|ủy ban|ubnd)\b"
)


def _capitalised(text: str) -> str:
    """ "SỞ Y TẾ" as "Sở Y tế": only the first letter of a heading in capitals can be known."""
    lowered = _IN_CAPITALS.sub(lambda match: match[1] + match[2].capitalize(), text.lower())
    for name in _FIELDS:
        lowered = lowered.replace(name.lower(), name)
    for name in ("Ubnd", "Hđnd", "Mttq", "Bhxh"):
        lowered = lowered.replace(name.lower(), name.upper())
    return lowered[0].upper() + lowered[1:]


def _modality(verb: str) -> Modality:
    lowered = verb.lower()
    if "nghị" in lowered:
        return "request"
    return "assign" if lowered in ("giao", "phân công") else "order"
