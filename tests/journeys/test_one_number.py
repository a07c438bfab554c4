"""One number from the ministry's wish to the province's report, as the people do it, on a phone and at a desk."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest

from tests.journeys.hands import press
from treem.kernel.vietnamese import fold, parse_number

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LETTER = """ỦY BAN NHÂN DÂN
TỈNH SƠN LA

Số: {number}/UBND-KGVX

Sơn La, ngày 16 tháng 11 năm 2026

V/v rà soát trẻ em trước mùa rét

Kính gửi:
- Sở Y tế;
- UBND các xã, phường.

Chủ tịch UBND tỉnh yêu cầu:

1. Sở Y tế

- Chủ trì hướng dẫn các trạm y tế chuẩn bị thuốc, chăn ấm; hoàn thành trước ngày 11/12/2026.

2. UBND các xã, phường

- Rà soát số trẻ em trên địa bàn, bổ sung trẻ chưa có trong danh sách, xong trước ngày {day}/12/2026.

3. Chế độ báo cáo: UBND các xã, phường báo cáo kết quả năm 2026 gửi Sở Y tế trước ngày {report}/12/2026 để báo cáo UBND tỉnh.

Yêu cầu các đơn vị triển khai thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT, KGVX.

KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Lường Thị Hoa Mai
"""
FACTS = {
    "phone": {"number": 891, "day": "08", "report": "26"},
    "desktop": {"number": 892, "day": "09", "report": "27"},
}
SignIn = Callable[[str], Any]


def test_one_number_from_a_letter_to_the_report(sign_in: SignIn, size: str) -> None:
    facts = FACTS[size]
    letter = LETTER.format(**facts)

    # The specialist takes the letter in, looks at text and findings, confirms, issues.
    hung = sign_in("hung")
    hung.goto("/directives/new/")
    hung.set_input_files(
        "input[type=file]",
        {"name": f"cong-van-{facts['number']}.txt", "mimeType": "text/plain", "buffer": letter.encode()},
    )
    hung.click("main form button[type=submit]")
    hung.wait_for_url(re.compile("/directives/[0-9a-f-]{36}/"))
    assert "Rà soát số trẻ em trên địa bàn" in hung.inner_text(".review-source")
    assert hung.locator(".review-source mark").count() >= 3
    review = hung.url
    if hung.get_by_role("button", name="Chấp nhận mọi nội dung rõ ràng").count():
        hung.get_by_role("button", name="Chấp nhận mọi nội dung rõ ràng").click()
        hung.wait_for_load_state()
    while True:
        hung.goto(review)
        waiting = hung.locator(".finding-card:not(.finding-card--decided)").get_by_role(
            "button", name="Chấp nhận", exact=True
        )
        if not waiting.count():
            break
        with hung.expect_response(lambda answer: answer.request.method == "POST"):
            waiting.first.click()
    # It binds others, so she presents it, and the director issues it: the second pair of eyes.
    hung.get_by_role("link", name="Trình ban hành").first.click()
    hung.wait_for_load_state()
    press(hung, "Trình ban hành")
    assert "Chờ ban hành" in hung.inner_text("main")
    director = sign_in("giam.doc")
    director.goto("/directives/?state=presented")
    director.locator("#presented a").last.click()
    director.wait_for_load_state()
    press(director, "Ban hành nhiệm vụ")
    hung.goto(review)
    assert "Đã ban hành nhiệm vụ" in hung.inner_text("main")

    # The commune sees what is due, with the day the letter set.
    lan = sign_in("lan")
    lan.goto("/duties/list/")
    assert "Rà soát số trẻ em trên địa bàn" in lan.inner_text("main")
    assert f"{facts['day']}/12/2026" in lan.inner_text("main")

    # She finds a child by a name typed without marks; the name never enters the address.
    lan.goto("/children/")
    name = (
        lan.locator("main table tbody tr").first.locator("th, td").first.inner_text().split("\n")[0].strip()
    )
    lan.fill("main input[type=search], main input[name=q]", fold(name))
    lan.locator("main form[method=post] button[type=submit]").first.click()
    lan.wait_for_load_state()
    assert name in lan.inner_text("main")
    assert fold(name).split()[0] not in lan.url

    # The province opens the round that the letter asks for.
    hung.goto("/reports/?state=draft")
    draft = (
        hung.locator("main tr, main li")
        .filter(has_text=f"{facts['report']}/12/2026")
        .get_by_role("link")
        .first
    )
    draft.click()
    hung.wait_for_load_state()
    round_draft = hung.url
    assert "draft" in round_draft
    # The letter names no period: treem proposes its duties as rows; the specialist wants the figures this time.
    hung.get_by_label("Trẻ em và đăng ký khai sinh").check()
    press(hung, "Mở vòng báo cáo")
    round_url = round_draft.replace("/draft/", "/")

    # The commune's return is filled from its records, and sent.
    lan.goto("/reports/returns/")
    lan.locator("main tr, main li").filter(has_text=f"{facts['report']}/12/2026").get_by_role(
        "link"
    ).first.click()
    lan.wait_for_load_state()
    press(lan, "Lấy số từ hồ sơ trẻ em")
    counted = re.search(
        r"Tổng số trẻ em dưới 16 tuổi.*?Đếm từ hồ sơ:\s*([\d.]+)", lan.inner_text("main"), re.S
    )
    assert counted, lan.inner_text("main")
    number = parse_number(counted[1])
    press(lan, "Trình")
    return_url = lan.url

    # The head of the division checks it, the chair approves it: internal steps, no signatures. Then it is sent.
    head = sign_in("truong.phong")
    head.goto(return_url)
    press(head, "Đã kiểm tra, chuyển lãnh đạo duyệt")
    chair = sign_in("chu.tich")
    chair.goto(return_url)
    chair.get_by_label("Chủ tịch", exact=True).check()
    press(chair, "Duyệt nội bộ")
    assert "Đã duyệt, chờ gửi" in chair.inner_text("main")
    lan.goto(return_url)
    press(lan, "Gửi báo cáo")
    assert "đang chờ tiếp nhận" in lan.inner_text("main")

    # It equals the list behind it: the same children, counted by another page.
    lan.goto("/children/")
    listed = re.search(r"(?:\d[\d.]* trong|Tất cả:) (\d[\d.]*)", lan.inner_text("main"))
    assert listed
    assert parse_number(listed[1]) == number

    # The province accepts; the total of the round is the sum of what came in; the report is a draft paper.
    hung.goto(return_url)
    press(hung, "Tiếp nhận báo cáo")
    assert "Đã tiếp nhận báo cáo của" in hung.inner_text("main")
    hung.goto(round_url)
    hung.get_by_role("link", name="Lập báo cáo").first.click()
    hung.get_by_role("button", name=re.compile("^Lập dự thảo")).click()
    hung.wait_for_url(re.compile("/consolidated/"))
    with hung.expect_download() as waiting_for:
        hung.get_by_role("link", name=re.compile("^DOCX")).first.click()
    paper = docx.Document(io.BytesIO(waiting_for.value.path().read_bytes()))
    words = "\n".join(p.text for p in paper.paragraphs)
    cells = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    everything = words + "\n" + "\n".join("\t".join(row) for row in cells)
    headers = "\n".join(
        p.text for s in paper.sections for part in (s.header, s.first_page_header) for p in part.paragraphs
    )
    assert "DỰ THẢO" in everything + headers
    assert re.search(r"Số:\s+/BC", everything), "the number must be blank"
    assert "Chiềng Sung" in everything
    total = next(row for row in cells if row[1].startswith("Cộng"))
    assert f"{int(number)}" in [cell.replace(".", "") for cell in total], (number, total)

    # Her duty counts as done, in time.
    lan.goto("/duties/list/")
    lan.get_by_role("link", name=re.compile("^Hoàn thành")).click()
    lan.wait_for_load_state()
    done = lan.locator("main tr, main li").filter(has_text=f"{facts['report']}/12/2026")
    assert "Hoàn thành đúng hạn" in done.first.inner_text()


def test_a_neighbour_sees_nothing_of_it(sign_in: SignIn) -> None:
    lan = sign_in("lan")
    lan.goto("/children/")
    link = lan.locator("main table a").first
    name, address = link.inner_text(), link.get_attribute("href")
    neighbour = sign_in("lang.gieng")
    assert neighbour.goto(address).status == 404
    neighbour.goto("/children/")
    assert "Xã Mường Chanh" in neighbour.inner_text("main")
    neighbour.fill("main input[name=q]", name)
    neighbour.locator("main form[method=post] button[type=submit]").first.click()
    neighbour.wait_for_load_state()
    assert neighbour.locator(f"main a[href='{address}']").count() == 0
