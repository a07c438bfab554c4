"""The reader's grammar, rule by rule, on invented sentences."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from treem.directives.reader import Reading, deadlines, people, read_text, roles

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())


def letter(*lines: str, date: str = "ngày 10 tháng 3 năm 2025") -> Reading:
    head = [
        "ỦY BAN NHÂN DÂN",
        "TỈNH AN SƠN",
        "Số: 7/UBND-TH",
        f"An Sơn, {date}",
        "Kính gửi:",
        "- Sở Y tế;",
        "- Sở Nội vụ.",
        "",
    ]
    return read_text("\n".join([*head, "Chủ tịch UBND tỉnh yêu cầu như sau:", *lines]), "thu")


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Sở Văn hóa, Thể thao và Du lịch chủ trì tổ chức hội thi.", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Bộ Lao động - Thương binh và Xã hội rà soát.", ["Bộ Lao động - Thương binh và Xã hội"]),
        ("Sở Giáo dục và Đào tạo tạo điều kiện cho học sinh.", ["Sở Giáo dục và Đào tạo"]),
        ("Các Bộ: Công an, Quốc phòng, Y tế theo chức năng thực hiện.", ["Bộ Công an", "Bộ Quốc phòng", "Bộ Y tế"]),
        ("Các cơ quan, đơn vị, UBND các xã, phường căn cứ tình hình.", ["Các cơ quan, đơn vị", "UBND các xã, phường"]),
        ("Thủ trưởng các cơ quan, đơn vị, Chủ tịch UBND các xã nghiêm túc thực hiện.", ["Thủ trưởng các cơ quan, đơn vị", "Chủ tịch UBND các xã"]),
        ("Các tổ chức chính trị - xã hội tham gia giám sát.", ["Các tổ chức chính trị - xã hội"]),
        ("Sở Y tế (cơ quan thường trực) đôn đốc.", ["Sở Y tế"]),
        ("UBND tỉnh giao Công an tỉnh chủ trì điều tra.", ["Công an tỉnh"]),
        ("Phòng Văn hóa - Xã hội tổ chức hội nghị cuối tháng 6.", ["Phòng Văn hóa - Xã hội"]),
        ("Các tổ chức hội tuyên truyền tới hội viên.", ["Các tổ chức hội"]),
    ],
)  # fmt: skip
def test_bodies_at_the_beginning_are_read_up_to_the_verb(text: str, bodies: list[str]) -> None:
    found = people.lead(text)
    assert found is not None
    assert found.assignees == bodies


@pytest.mark.parametrize(
    "text", ["Các chủ trương của Đảng được phổ biến.", "Phòng, chống đuối nước cho trẻ em.", "Báo cáo kết quả.", "Trường học an toàn phải xây dựng.", "Tổ chức hội thi."]
)  # fmt: skip
def test_what_is_no_body_is_not_taken_for_one(text: str) -> None:
    assert people.lead(text) is None


def test_partners_are_divided_without_cutting_groups() -> None:
    assert people.divide("gia đình, địa phương và các cơ quan liên quan", partners=True) == [
        "gia đình",
        "địa phương",
        "các cơ quan liên quan",
    ]
    assert people.divide("các Sở, ngành, Ủy ban nhân dân xã, phường") == [
        "các Sở, ngành",
        "Ủy ban nhân dân xã, phường",
    ]


@pytest.mark.parametrize(
    ("text", "value", "op"),
    [
        ("xong trước ngày 30/6/2026", "2026-06-30", "before"),
        ("trước ngày 15 tháng 7 năm 2026", "2026-07-15", "before"),
        ("chậm nhất ngày 01/9/2026", "2026-09-01", "by"),
        ("trong quý I/2019", "2019-03-31", "by"),
        ("hoàn thành trong năm 2012", "2012-12-31", "by"),
        ("hoàn thành trong hai năm 2012-2013", "2013-12-31", "by"),
        ("trong thời hạn 03 tháng kể từ ngày ban hành", "P3M", "by"),
        ("hoàn thành trong tháng 2/2024", "2024-02-29", "by"),
        ("từ ngày 01/6/2026 đến hết ngày 30/6/2026", ["2026-06-01", "2026-06-30"], "window"),
        ("báo cáo trước ngày 15/5", "2024-05-15", "before"),
    ],
)
def test_deadlines_are_read_as_the_rules_say(text: str, value: str | list[str], op: str) -> None:
    found = deadlines.find(text, "2024")
    assert [(item.value, item.op) for item in found] == [(value, op)]


@pytest.mark.parametrize(
    "text",
    ["giai đoạn 2021-2025, định hướng đến năm 2030", "Nghị định ban hành ngày 30/12/2021", "hoạt động 24/7", "nhân ngày 01/6", "trước ngày 31/02/2026", "số liệu tính đến ngày 30/6/2026"],
)  # fmt: skip
def test_dates_that_bind_nobody_are_no_deadlines(text: str) -> None:
    assert deadlines.find(text, "2024") == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Chủ trì, phối hợp với Sở Y tế rà soát.", "lead"),
        ("Tiếp tục phối hợp với Sở Y tế.", "cooperate"),
        ("Tham mưu UBND tỉnh ban hành quy chế.", "advise"),
        ("Chỉ đạo các trường ký cam kết.", "direct"),
        ("Tăng cường kiểm tra, giám sát cơ sở.", "supervise"),
        ("Tổng hợp, báo cáo UBND tỉnh.", "report"),
        ("Tiếp tục tăng cường công tác lãnh đạo, chỉ đạo.", "implement"),
        ("Hướng dẫn kỹ năng bơi cho học sinh.", "implement"),
        ("Trong phạm vi chức năng của mình phối hợp vận động.", "cooperate"),
    ],
)
def test_the_first_verb_gives_the_role(text: str, role: str) -> None:
    assert roles.read(text).primary == role


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("theo Quyết định số 06/QĐ-TTg ngày 03/01/2019 của Thủ tướng Chính phủ.", ("06/QĐ-TTg", "2019-01-03")),
        ("theo Chỉ thị số 28-CT/TW của Bộ Chính trị ngày 25/12/2023.", ("28-CT/TW", "2023-12-25")),
        ("theo Nghị định 80/2017/NĐ-\nCP ngày 17 tháng 7 năm 2017.", ("80/2017/NĐ-CP", "2017-07-17")),
        ("Ngày 09/4/2013, Chính phủ đã ban hành Nghị định số 31/2013/NĐ-CP về người có công.", ("31/2013/NĐ-CP", "2013-04-09")),
        ("theo Luật Trẻ em số 102/2016/QH13 ngày 05/4/2016.", ("102/2016/QH13", "2016-04-05")),
        ("theo Văn bản số 301/SYT-BMTE.", ("301/SYT-BMTE", "")),
        ("theo Nghị quyết số 42/NQ–CP (ngày 01-02-2024).", ("42/NQ-CP", "2024-02-01")),
    ],
)  # fmt: skip
def test_citations_in_many_spellings(text: str, pair: tuple[str, str]) -> None:
    found = [
        c
        for c in letter(f"1. Thực hiện {text}" if not text.startswith("Ngày") else text).citations
        if c.kind != "self"
    ]
    assert [(c.number_symbol, c.date) for c in found] == [pair]


def test_numbers_that_are_no_documents_are_left_alone() -> None:
    found = letter(
        "1. Tỷ suất 440/100.000 trẻ, trực 24/7, đường dây (số 111), biểu mẫu số 01/BC-TE, giảm 0,5%/năm."
    ).citations
    assert [c.kind for c in found] == ["self"]


def test_an_impossible_date_is_kept_flagged_and_guessed() -> None:
    found = next(
        c
        for c in letter("1. Thực hiện Công văn số 99/BYT-KH ngày 12/02/20245 của Bộ Y tế.").citations
        if c.kind == "full"
    )
    assert found.date == "20245-02-12"
    assert "impossible_date" in found.flags
    assert found.suggested == {"date": "2024-02-12"}


def test_laws_by_name_keep_their_commas_and_years() -> None:
    found = letter(
        "1. Phổ biến Luật Phòng, chống bạo lực gia đình; Luật Trẻ em năm 2016 và các văn bản hướng dẫn Luật Trẻ em."
    ).citations
    assert [(c.title, c.date) for c in found if c.kind == "name"] == [
        ("Luật Phòng, chống bạo lực gia đình", ""),
        ("Luật Trẻ em", "2016"),
    ]


def test_tasks_of_a_letter_without_bodies_go_to_its_addressees() -> None:
    duty = letter("1. Rà soát hồ sơ trẻ em đang được trợ cấp.").obligations[0]
    assert duty.assignees == ["Sở Y tế", "Sở Nội vụ"]
    assert "ambiguous_assignee" in duty.flags
    assert duty.confidence < 0.9


def test_a_plea_in_case_of_trouble_is_no_duty() -> None:
    reading = letter(
        "1. Sở Y tế chủ trì tổ chức khám sàng lọc.",
        "Trong quá trình thực hiện, nếu có vướng mắc, báo cáo Sở Y tế.",
    )
    assert [item.path for item in reading.obligations] == ["1"]


def test_articles_of_a_decision_bind_only_where_they_name_somebody() -> None:
    reading = read_text(
        "Số: 5/QĐ-UBND\nAn Sơn, ngày 02 tháng 02 năm 2025\nQUYẾT ĐỊNH\nVề việc phê duyệt Đề án sân chơi\nQUYẾT ĐỊNH:\n"
        "Điều 1. Phê duyệt Đề án sân chơi cho trẻ em.\nĐiều 2. Giao Sở Nội vụ chủ trì tổ chức thực hiện.\n"
        "Điều 3. Quyết định này có hiệu lực kể từ ngày ký.\n"
        "Điều 4. Chánh Văn phòng UBND tỉnh, Giám đốc Sở Nội vụ chịu trách nhiệm thi hành Quyết định này./.\n",
        "qd",
    )
    assert [(i.path, i.unit_type) for i in reading.obligations] == [
        ("Điều 2", "task"),
        ("closing", "closing"),
    ]


def test_a_table_of_tasks_is_read_by_its_columns() -> None:
    reading = letter(
        "Phân công như sau:",
        "TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian hoàn thành",
        "1 | Lập bản đồ điểm nguy hiểm | Sở Y tế | Công an tỉnh; UBND các xã | 30/4/2025",
        "2 | Sửa sân chơi tại trường học | Sở Xây dựng | | Quý III/2025",
    )
    found = [(i.path, i.text, i.assignees, i.cooperators, i.deadline) for i in reading.obligations]
    assert found == [
        ("1", "Lập bản đồ điểm nguy hiểm", ["Sở Y tế"], ["Công an tỉnh", "UBND các xã"], "2025-04-30"),
        ("2", "Sửa sân chơi tại trường học", ["Sở Xây dựng"], [], "2025-09-30"),
    ]


def test_figures_outside_the_numbered_list_are_marked() -> None:
    reading = letter(
        "1. Sở Y tế giảm tỷ lệ thấp còi xuống 12,5%; phấn đấu tối thiểu 95% trẻ em được tiêm chủng."
    )
    found = [(t.number, t.comparator, t.value, t.flags) for t in reading.targets]
    assert found == [("", "eq", "12.5", ["in_text"]), ("", "ge", "95", ["in_text"])]


def test_what_is_not_written_stays_empty() -> None:
    meta = letter("1. Sở Y tế rà soát.", date="ngày    tháng    năm 2025").metadata
    assert (meta.date, meta.subject, meta.signer, meta.capacity, meta.directed_by) == ("2025", "", "", "", "")


def test_a_body_named_after_a_topic_gets_the_task() -> None:
    duty = letter(
        "1. Về công tác cán bộ: Giao Sở Xây dựng bố trí biên chế, hoàn thành trước ngày 30/6/2025."
    ).obligations[0]
    assert (duty.assignees, duty.modality, duty.deadline) == (["Sở Xây dựng"], "assign", "2025-06-30")


def test_a_telegram_names_its_addressees() -> None:
    reading = read_text(
        "Số: 9/CĐ-UBND\nAn Sơn, ngày 01 tháng 9 năm 2025\nCÔNG ĐIỆN\nVề việc ứng phó mưa lũ\nCHỦ TỊCH UBND TỈNH điện:\n"
        "- Giám đốc các sở;\n- Chủ tịch UBND các xã, phường.\nChủ tịch UBND tỉnh yêu cầu:\n1. Trực ban 24/24 giờ.\n",
        "cd",
    )
    assert reading.metadata.type == "Công điện"
    assert reading.metadata.addressees == ["Giám đốc các sở", "Chủ tịch UBND các xã, phường"]
    assert reading.obligations[0].assignees == reading.metadata.addressees


def test_an_amending_law_keeps_its_date_to_itself() -> None:
    found = letter(
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22/11/2019;"
    ).citations
    dates = [c.date for c in found if c.kind == "name"]
    assert dates == ["2019-11-22", "", ""]


def test_the_reader_needs_no_django() -> None:
    program = "import sys, treem.directives.reader.command; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def duties(*lines: str) -> list[tuple[str, list[str], str]]:
    return [(item.path, item.assignees, str(item.deadline)) for item in letter(*lines).obligations]


def test_later_clauses_of_a_sentence_name_bodies_of_their_own() -> None:
    assert duties("1. Sở Y tế theo dõi tiến độ; Sở Nội vụ tham mưu khen thưởng.") == [
        ("1", ["Sở Y tế", "Sở Nội vụ"], "")
    ]
    assert duties("1. Sở Tài chính bố trí kinh phí; Sở Nội vụ lập danh sách trước ngày 15/6/2025.") == [
        ("1a", ["Sở Tài chính"], ""),
        ("1b", ["Sở Nội vụ"], "2025-06-15"),
    ]


def test_what_follows_a_consent_binds() -> None:
    assert duties(
        "1. Đồng ý mở thêm 02 lớp; giao Sở Y tế bố trí địa điểm trước ngày 01/7/2025.",
        "2. Thống nhất chủ trương mua thiết bị.",
    ) == [("1", ["Sở Y tế"], "2025-07-01")]


def test_steps_are_cut_off_before_the_body_is_read() -> None:
    assert duties(
        "1. Quy trình như sau:",
        "- Bước 1. Khảo sát: Sở Y tế lập danh sách trẻ em cần hỗ trợ, xong trước ngày 20/5/2025.",
        "- Bước 2. Hỗ trợ: Sở Nội vụ vận động nguồn lực tại chỗ.",
    ) == [("1.a", ["Sở Y tế"], "2025-05-20"), ("1.b", ["Sở Nội vụ"], "")]


def test_units_in_general_are_the_addressees() -> None:
    reading = letter("1. Rà soát hồ sơ trẻ em đang được trợ cấp.")
    text = reading.text.replace(
        "Chủ tịch UBND tỉnh yêu cầu như sau:",
        "UBND tỉnh đề nghị các đơn vị thực hiện tốt một số nội dung sau:",
    )
    assert read_text(text, "thu").obligations[0].assignees == ["Sở Y tế", "Sở Nội vụ"]


def test_a_programme_of_the_party_numbers_its_parts_with_a_dash() -> None:
    reading = read_text(
        "TỈNH ỦY AN SƠN\nSố 4-CTr/TU\nAn Sơn, ngày 10 tháng 3 năm 2026\nCHƯƠNG TRÌNH HÀNH ĐỘNG\nthực hiện Chỉ thị về trẻ em\n"
        "I- CHỈ TIÊU ĐẾN NĂM 2030\n1- Trẻ em được khai sinh đúng hạn đạt 98%.\nII- NHIỆM VỤ\n1- Đảng ủy UBND tỉnh lãnh đạo xây dựng kế hoạch, xong trước 30-6-2026.\n"
        "T/M BAN THƯỜNG VỤ\n",
        "ctr",
    )
    assert [(t.value, t.horizon) for t in reading.targets] == [("98", "2030")]
    assert [(o.path, o.assignees, o.deadline) for o in reading.obligations] == [
        ("II.1", ["Đảng ủy UBND tỉnh"], "2026-06-30")
    ]


def test_an_amending_decision_quotes_articles_that_bind() -> None:
    reading = read_text(
        "Số: 5/2026/QĐ-UBND\nAn Sơn, ngày 02 tháng 02 năm 2026\nQUYẾT ĐỊNH\nSửa đổi Quy định về trợ giúp trẻ em\nQUYẾT ĐỊNH:\n"
        "Điều 1. Sửa đổi Quy định về trợ giúp trẻ em\n1. Sửa đổi, bổ sung Điều 9 như sau:\n“Điều 9. Trách nhiệm của Sở Nội vụ\n"
        "1. Kiểm tra việc chi trả trợ cấp tại các xã.”\n2. Thay thế cụm từ “cấp huyện” bằng cụm từ “cấp xã”.\n"
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.\n",
        "qd",
    )
    assert [(o.path, o.assignees) for o in reading.obligations] == [("Điều 9.1", ["Sở Nội vụ"])]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Đảng ủy Mặt trận Tổ quốc và các đoàn thể tỉnh vận động nhân dân.", ["Đảng ủy Mặt trận Tổ quốc và các đoàn thể tỉnh"]),
        ("Bí thư, Chủ tịch UBND các xã kiểm điểm trách nhiệm.", ["Bí thư, Chủ tịch UBND các xã"]),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức thành viên giám sát.", ["Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "các tổ chức thành viên"]),
        ("Ủy ban nhân dân cấp xã nơi tiếp nhận có trách nhiệm chuyển tin.", ["Ủy ban nhân dân cấp xã nơi tiếp nhận"]),
        ("Các khu phố gửi danh sách trẻ em.", ["Các khu phố"]),
        ("Mỗi xã, phường bố trí 01 cán bộ.", ["xã, phường"]),
    ],
)  # fmt: skip
def test_bodies_that_are_one_or_several(text: str, bodies: list[str]) -> None:
    found = people.lead(text)
    assert found is not None
    assert found.assignees == bodies


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Hằng tháng, trước ngày 12, gửi số liệu về Sở Y tế.", "report"),
        ("Trình UBND tỉnh ban hành kế hoạch năm 2027.", "advise"),
        ("Giúp UBND tỉnh chuẩn bị báo cáo về quyền trẻ em.", "advise"),
        ("Thu thập, cung cấp số liệu cho Sở Y tế.", "report"),
        ("Yêu cầu các cơ sở giữ trẻ lắp camera.", "direct"),
    ],
)
def test_more_verbs_give_roles(text: str, role: str) -> None:
    assert roles.read(text).primary == role


def test_letters_inside_a_paragraph_are_units() -> None:
    assert duties(
        "1. Sở Y tế: a) rà soát hồ sơ trẻ em, xong trước ngày 30/5/2025; b) tổ chức tập huấn cho cộng tác viên; c) báo cáo kết quả theo quy định."
    ) == [("1.a", ["Sở Y tế"], "2025-05-30"), ("1.b", ["Sở Y tế"], ""), ("1.c", ["Sở Y tế"], "")]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Cục Truyền thông đổi mới nội dung phát sóng.", ["Cục Truyền thông"]),
        ("Cục An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao chủ trì.", ["Cục An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao"]),
        ("Phòng Cảnh sát quản lý hành chính về trật tự xã hội tập huấn 40 đội.", ["Phòng Cảnh sát quản lý hành chính về trật tự xã hội"]),
        ("Trung tâm Giới thiệu việc làm tỉnh tổ chức phiên giao dịch.", ["Trung tâm Giới thiệu việc làm tỉnh"]),
        ("Trung tâm Công nghệ thông tin công bố kết quả.", ["Trung tâm Công nghệ thông tin"]),
        ("Nhà hát Múa rối An Sơn đưa 12 suất diễn về trường.", ["Nhà hát Múa rối An Sơn"]),
        ("Thư viện Thiếu nhi luân chuyển 500 bản sách.", ["Thư viện Thiếu nhi"]),
        ("Tòa Gia đình và Người chưa thành niên tổ chức bồi dưỡng.", ["Tòa Gia đình và Người chưa thành niên"]),
        ("Công đoàn các khu công nghiệp vận động doanh nghiệp.", ["Công đoàn các khu công nghiệp"]),
        ("Các cấp Công đoàn không tổ chức tràn lan.", ["Các cấp Công đoàn"]),
        ("Ban quản lý các thôn vận động nhân dân.", ["Ban quản lý các thôn"]),
        ("Ban điều hành khu dân cư vận động nhân dân.", ["Ban điều hành khu dân cư"]),
        ("Ban Quản lý các khu công nghiệp hỗ trợ lắp thiết bị.", ["Ban Quản lý các khu công nghiệp"]),
        ("UBND các xã chưa phân bổ phải phân bổ xong.", ["UBND các xã chưa phân bổ"]),
        ("Đồng chí Phó Chủ tịch UBND xã phụ trách kinh tế chỉ đạo việc này.", ["Phó Chủ tịch UBND xã phụ trách kinh tế"]),
        ("các trường trung học cơ sở cung cấp danh sách.", ["các trường trung học cơ sở"]),
        ("Các phòng, đơn vị thuộc Sở gửi báo cáo.", ["Các phòng, đơn vị thuộc Sở"]),
    ],
)  # fmt: skip
def test_names_of_offices_hold_verbs(text: str, bodies: list[str]) -> None:
    found = people.lead(text) or people.heading(text)
    assert found is not None
    assert found.assignees == bodies


def test_a_group_of_tasks_is_no_body() -> None:
    assert people.heading("Nhóm nhiệm vụ quản lý chất lượng") is None


def test_the_first_verb_is_the_sense_of_a_unit_that_also_sends() -> None:
    duties = letter("1. Sở Y tế rà soát trẻ em có nguy cơ; gửi danh sách về UBND tỉnh trước ngày 20/5/2025.")
    assert [(duty.unit_type, duty.role) for duty in duties.obligations] == [("task", "implement")]


def test_the_year_money_is_for_is_not_the_year_of_the_work() -> None:
    head = [
        "ỦY BAN NHÂN DÂN", "TỈNH AN SƠN", "Số: 7/UBND-TH", "V/v lập dự toán năm 2028", "An Sơn, ngày 02 tháng 6 năm 2027",
        "Kính gửi: Sở Y tế.", "", "Chủ tịch UBND tỉnh yêu cầu như sau:", "1. Sở Y tế gửi dự toán trước ngày 25/6.",
    ]  # fmt: skip
    assert [duty.deadline for duty in read_text("\n".join(head), "thu").obligations] == ["2027-06-25"]


def test_parts_of_a_lettered_item_inherit_who_leads() -> None:
    duties = letter(
        "1. Sở Y tế", "a) Chủ trì, phối hợp với Công an tỉnh:", "a1) Lắp đặt 09 trạm quan trắc cạnh trường học.",
        "a2) Xây dựng quy định về khoảng cách an toàn, trình UBND tỉnh trong quý II/2025.",
    ).obligations  # fmt: skip
    assert [(duty.path, duty.role, duty.assignees) for duty in duties] == [
        ("1.a.1", "lead", ["Sở Y tế"]),
        ("1.a.2", "lead", ["Sở Y tế"]),
    ]


def test_a_table_of_reports_comes_again_by_their_names() -> None:
    duties = letter(
        "1. Kỳ báo cáo", "Loại báo cáo | Đơn vị gửi | Hạn gửi | Nơi nhận",
        "Báo cáo quý | UBND cấp xã | Trước ngày 05 của tháng đầu quý sau | Sở Y tế",
        "Báo cáo năm | Sở Y tế | Trước ngày 20/12 | Bộ Y tế",
    ).obligations  # fmt: skip
    assert [(duty.assignees, duty.recurrence, duty.deadline) for duty in duties] == [
        (["UBND cấp xã"], "quarterly", ""),
        (["Sở Y tế"], "yearly", ""),
    ]


def test_who_prepares_for_a_meeting_has_a_duty_and_who_comes_has_none() -> None:
    text = (
        "UBND TỈNH AN SƠN\nVĂN PHÒNG\nSố: 12/GM-VPUBND\nAn Sơn, ngày 10 tháng 3 năm 2027\nGIẤY MỜI\n"
        "Họp Ban Chỉ đạo công tác trẻ em\nVăn phòng UBND tỉnh kính mời dự họp như sau:\n1. Thời gian: 08 giờ ngày 19/3/2027.\n"
        "2. Chuẩn bị:\n- Sở Y tế hoàn thiện dự thảo báo cáo, gửi Văn phòng trước ngày 17/3/2027.\n"
        "3. Đề nghị các đồng chí dự họp đúng thành phần, đăng ký trước ngày 18/3/2027."
    )
    assert [duty.assignees for duty in read_text(text, "moi").obligations] == [["Sở Y tế"]]


def test_number_and_day_below_the_body_are_those_of_the_paper() -> None:
    text = (
        "THÔNG BÁO\nKết luận của Chủ tịch UBND tỉnh về trẻ em mồ côi\n1. Giao Sở Y tế rà soát danh sách.\n"
        "An Sơn, ngày 25 tháng 9 năm 2026\nSố: 73/TB-VPUBND\nNơi nhận:\n- Sở Y tế;\n- Lưu: VT."
    )
    meta = read_text(text, "bao").metadata
    assert (meta.number, meta.symbol, meta.date, meta.place) == ("73", "TB-VPUBND", "2026-09-25", "An Sơn")


def test_letters_below_a_bullet_belong_to_its_body() -> None:
    duties = letter(
        "1. Phối hợp", "- Đề nghị Sở Giáo dục và Đào tạo: a) chỉ đạo các trường đăng ký lịch; b) đưa kết quả vào đánh giá."
    ).obligations  # fmt: skip
    assert [duty.assignees for duty in duties] == [["Sở Giáo dục và Đào tạo"]] * 2


def test_general_closings_and_what_replaces_a_paper_are_no_duties() -> None:
    duties = letter(
        "1. Sở Y tế rà soát danh sách trẻ em mồ côi.",
        "2. Chương trình này thay thế Chương trình số 01/CTr-UBND ngày 20/9/2021.",
        "Giám đốc Sở Y tế, Trưởng các phòng nghiệp vụ tổ chức thực hiện nghiêm túc./.",
    ).obligations
    assert [(duty.path, duty.unit_type) for duty in duties] == [("1", "task"), ("closing", "closing")]
