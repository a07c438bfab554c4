"""A year of work as people do it in the browser: communes on a phone, the province at a desk; and what others see of it.

Each page that they come by is looked at in both sizes of window.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import docx
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from tests.journeys.hands import follow, press
from tests.journeys.looking import Eyes
from treem.documents.tests.signing import SIGNER, signed
from treem.kernel.time import today
from treem.kernel.vietnamese import number, parse_number

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Enter = Callable[[str, str], Any]
UUID = "[0-9a-f-]{36}"
OWN, NEXT = "xã Chiềng Sung", "xã Mường Chanh"
RESULT = "Đã tập huấn 40 cộng tác viên; còn 2 bản chưa có tài liệu tiếng Mông."
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001"
    "f61738550000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def met() -> dict[str, str]:
    """Addresses that the stories came by, for the people who may not see them."""
    return {}


@pytest.fixture
def eyes() -> Iterator[Eyes]:
    """Looks at the pages on the way; what it found fails the test at its end."""
    found = Eyes()
    yield found
    assert found.problems == []


def type_day(page: Any, name: str, day: Any) -> None:
    for part in ("day", "month", "year"):
        page.fill(f"[name={name}_{part}]", str(getattr(day, part)))


def download(page: Any, link: Any) -> bytes:
    with page.expect_download() as waiting:
        link.click()
    return bytes(waiting.value.path().read_bytes())


def words_of_pdf(content: bytes) -> list[str]:
    """The text of each page."""
    pdf = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in pdf]


# -- duties ------------------------------------------------------------------------------------------------


def test_the_late_are_urged_and_one_duty_is_done(enter: Enter, eyes: Eyes, met: dict[str, str]) -> None:
    hung, lan = enter("hung", "desktop"), enter("lan", "phone")

    # From the desk to the matrix of the document that has late work, and only the late.
    hung.locator("#duties .line").filter(has_text="quá hạn").get_by_role("link").first.click()
    hung.wait_for_url(re.compile("/duties/matrix/"))
    matrix = hung.url
    follow(hung, "Quá hạn", within="nav[aria-label='Lọc theo tình trạng']")
    late = hung.locator("main td.cell-state--overdue")
    assert late.count() > 0
    assert hung.locator("main tbody tr").filter(has=hung.locator("td.cell-state--overdue")).count() == (
        hung.locator("main tbody tr").count()
    ), "the filter leaves bodies that are late, no others"
    late_commune = (
        hung.locator("main tbody th").filter(has_text=re.compile("^(xã|phường) ", re.I)).first.inner_text()
    )
    eyes.look(hung, "matrix, the late")

    # One press drafts the letter that urges; treem sends nothing.
    hung.goto(f"{matrix}&who=communes")
    press(hung, "Soạn công văn đôn đốc")
    assert "Hệ thống không gửi" in hung.inner_text("main")
    eyes.look(hung, "reminder")
    met["reminder"] = hung.url
    letter = docx.Document(io.BytesIO(download(hung, hung.get_by_role("link", name="Tải dự thảo (DOCX)"))))
    rows = [[cell.text for cell in row.cells] for table in letter.tables for row in table.rows]
    assert any(late_commune.lower() in " ".join(row).lower() for row in rows), (late_commune, rows[:5])

    # The commune takes note of everything new at once.
    lan.goto("/duties/list/?state=new")
    eyes.look(lan, "duties of the commune")
    new = (
        lan.locator("main tbody tr")
        .filter(has=lan.locator("input[type=checkbox]"))
        .filter(has_text="không có hạn")
    )
    asked = new.first.get_by_role("link").first
    execution = asked.get_attribute("href")
    for box in lan.locator("main tbody input[type=checkbox]").all():
        box.check()
    press(lan, "Đã nhận")
    assert re.search(r"Đã nhận \d+ việc", lan.inner_text("body"))

    hung.goto(matrix)
    chips = hung.locator("nav[aria-label='Lọc theo văn bản'] a").all()
    documents = [chip.get_attribute("href") for chip in chips]

    def cell() -> str:
        for document in documents:
            hung.goto(f"/duties/matrix/{document}")
            found = hung.locator(f"main td a[href='{execution}']")
            if found.count():
                documents[:] = [document]
                return str(found.inner_text())
        raise AssertionError(f"{execution} stands in no matrix of {documents}")

    assert cell() == "Đã nhận"

    # Progress, with a picture as evidence; then the result.
    lan.goto(execution)
    eyes.look(lan, "a duty of the commune")
    lan.fill("#progress textarea", "Đã họp các bản; chờ tài liệu.")
    lan.set_input_files(
        "#progress input[type=file]", {"name": "anh.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    press(lan, "Ghi tiến độ")
    assert "anh.png" in lan.inner_text("#proof")
    assert cell() == "Đang thực hiện"
    lan.goto(execution)
    press(lan, "Báo cáo kết quả")  # nothing written: refused beside the field
    assert "Hãy ghi kết quả thực hiện" in lan.inner_text("#report .field--wrong, #report .field-error")
    lan.fill("#report textarea", RESULT)
    press(lan, "Báo cáo kết quả")
    eyes.look(lan, "a duty reported")

    # The lead agency reads it, opens the evidence, confirms; the matrix shows it.
    hung.goto(execution)
    assert RESULT in hung.inner_text("#result")
    assert download(hung, hung.locator("#proof a[download]").first).startswith(b"\x89PNG")
    eyes.look(hung, "a result to confirm")
    press(hung, "Xác nhận hoàn thành")
    met |= {
        "matrix": matrix,
        "execution": execution,
        "evidence": hung.locator("#proof a[download]").first.get_attribute("href"),
    }
    assert cell().startswith("Hoàn thành")


# -- the round of the year ----------------------------------------------------------------------------------


def test_a_round_from_the_first_number_to_the_signed_report(
    enter: Enter, eyes: Eyes, met: dict[str, str]
) -> None:
    hung, lan = enter("hung", "desktop"), enter("lan", "phone")
    title = "Kết quả công tác trẻ em cả năm"
    round_url = _open_round(hung, title)

    # The commune fills the return; what can be read two ways is refused beside its field, and nothing typed is lost.
    lan.goto("/reports/returns/?state=draft")
    follow(lan, re.compile(title))
    lan_return = lan.url
    press(lan, "Lấy số từ hồ sơ trẻ em")
    lan.fill("#row-notices", "1.234,5")
    lan.fill("#row-money_budget", "12.5")
    lan.fill("#row-sessions", "6")
    press(lan, "Lưu")
    eyes.look(lan, "a return with refused numbers")
    assert "không phải là số nguyên" in lan.inner_text("#line-notices .field-error")
    assert "có thể hiểu hai cách" in lan.inner_text("#line-money_budget .field-error")
    assert [lan.input_value(f"#row-{key}") for key in ("notices", "money_budget", "sessions")] == [
        "1.234,5", "12.5", "6",
    ]  # fmt: skip
    assert lan.locator("#line-sessions .field-error p").count() == 0
    lan.fill("#row-notices", "4")
    lan.fill("#row-money_budget", "12,5")
    lan.fill("#est-sessions", "8")
    lan.check("#none-injured")
    press(lan, "Cả biểu không phát sinh")
    assert lan.is_checked("#none-injured")
    assert lan.is_checked("#none-abused")
    assert lan.input_value("#row-notices") == "4", "what has a number keeps it"
    eyes.look(lan, "a return filled in")
    press(lan, "Trình")
    _explain(lan)
    assert "Chờ" in lan.inner_text("main .record-header, main header")

    # Checked by the head of the division, approved by the vice-chair for the chair; sent; none of it a signature.
    head, leader = enter("truong.phong", "phone"), enter("chu.tich", "phone")
    head.goto(lan_return)
    press(head, "Đã kiểm tra, chuyển lãnh đạo duyệt")
    leader.goto(lan_return)
    eyes.look(leader, "a return to approve")
    leader.get_by_label("KT.").check()
    press(leader, "Duyệt nội bộ")
    assert "Đã duyệt, chờ gửi" in leader.inner_text("main")
    lan.goto(lan_return)
    assert re.search(r"Hoàng Văn Thịnh \(.*KT\.", lan.inner_text("main"))
    press(lan, "Gửi báo cáo")

    # The neighbour sent paper; the lead agency types it in, with the scan.
    hung.goto(round_url)
    follow(hung, re.compile(NEXT))
    _type_paper(hung, eyes)
    assert "không tự tiếp nhận" in hung.inner_text("main"), "who typed a paper in does not take it in as well"
    hung.goto(lan_return)
    eyes.look(hung, "a return to accept")
    press(hung, "Tiếp nhận báo cáo")

    # The report: three files of one content, a draft; its totals are the sums of the returns.
    follow(hung, "Xem bảng tổng hợp")
    follow(hung, "Lập báo cáo")
    hung.get_by_label("Họ và tên người ký").fill(SIGNER)
    hung.get_by_role("button", name=re.compile("^Lập dự thảo")).click()
    hung.wait_for_url(re.compile("/consolidated/"))
    assert "Bản 1" in hung.inner_text("#reports")
    eyes.look(hung, "the report made")
    pdf = _three_files(hung)

    # Issued by the agency's own system; recorded here with the signed file, and what the signature proves.
    press(hung, "Ghi nhận đã ban hành", within="#reports")
    hung.fill("[name=number]", "128")
    type_day(hung, "issued_on", today())
    hung.fill("[name=signer]", SIGNER)
    eyes.look(hung, "recording the issue")
    hung.set_input_files(
        "input[type=file]", {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": _signed(pdf)}
    )
    press(hung, "Ghi nhận đã ban hành")
    assert f"Chữ ký số của {SIGNER}" in hung.inner_text("#signature")
    assert "Nội dung nguyên vẹn từ khi ký" in hung.inner_text("#signature")
    assert "Chưa kiểm chứng chuỗi tin cậy" in hung.inner_text("#signature")
    eyes.look(hung, "the issued paper")
    met |= {"round": round_url, "return": lan_return, "paper": hung.url}
    met["signed file"] = hung.locator("#head a[href^='/files/']").first.get_attribute("href")


def _signed(pdf: bytes) -> bytes:
    """Signed outside this thread: both the browser and the signing program run an event loop."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(signed, pdf).result()


def _open_round(hung: Any, title: str) -> str:
    """A round of the year for two communes, on the template with typed rows."""
    hung.goto("/reports/rounds/new/")
    hung.fill("[name=title]", title)
    hung.get_by_label("báo cáo năm", exact=True).check()
    hung.fill("[name=period]", str(today().year))
    hung.get_by_label(re.compile("Kết quả công tác trẻ em")).check()
    type_day(hung, "deadline", today() + timedelta(days=14))
    press(hung, "Lưu vòng nháp")
    hung.get_by_text("Xem và chọn lại từng đơn vị").click()
    hung.locator("[name=bodies]:checked").evaluate_all("boxes => boxes.forEach(box => box.click())")
    for commune in (OWN, NEXT):
        hung.get_by_label(f"Ủy ban nhân dân {commune}", exact=True).check()
    press(hung, "Mở vòng báo cáo")
    assert "Đã mở vòng báo cáo cho 2 đơn vị" in hung.inner_text("body")
    return str(hung.url)


def _explain(page: Any) -> None:
    """Where the checks ask why, answer and present again."""
    for note in page.locator("details[open] input[name^=note_]").all():
        note.fill("Đã đối chiếu với sổ theo dõi của xã.")
    if page.get_by_role("button", name="Trình", exact=True).count():
        press(page, "Trình")


def _type_paper(hung: Any, eyes: Eyes) -> None:
    hung.get_by_text("Đơn vị gửi báo cáo giấy: nhập thay").click()
    type_day(hung, "paper_on", today())
    hung.fill("[name=paper_label]", "45/BC-UBND")
    press(hung, "Nhập thay, theo bản giấy")
    type_day(hung, "as_of", today())
    for key, text in {
        "children": "31",
        "special": "2",
        "special_assisted": "2",
        "notices": "3",
        "sessions": "5",
    }.items():
        hung.fill(f"#row-{key}", text)
    hung.fill("#row-money_budget", "7,5")
    press(hung, "Cả biểu không phát sinh")
    press(hung, "Lưu và đính kèm bản chụp")
    hung.set_input_files(
        "input[type=file]", {"name": "ban-giay.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    eyes.look(hung, "attaching the scan")
    press(hung, "Đính kèm")
    press(hung, "Ghi nhận báo cáo giấy")
    assert "Đã ghi nhận báo cáo giấy" in hung.inner_text("body")


def _three_files(hung: Any) -> bytes:
    """DOCX, PDF and XLSX of the version just made. Returns the PDF."""
    files = {kind: download(hung, hung.locator("#reports").get_by_role("link", name=re.compile(f"^{kind}")).first)
             for kind in ("DOCX", "PDF", "XLSX")}  # fmt: skip
    assert "DỰ THẢO" in "\n".join(words_of_pdf(files["PDF"]))
    paper = docx.Document(io.BytesIO(files["DOCX"]))
    lines = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    sums: dict[str, int | Decimal] = {
        "Thông tin, tố giác": 4 + 3,
        "Buổi truyền thông": 6 + 5,
        "Kinh phí từ ngân sách": Decimal("12.5") + Decimal("7.5"),
    }
    for label, total in sums.items():
        line = next(line for line in lines if any(cell.startswith(label) for cell in line))
        assert number(total) in line, (label, line)
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(files["XLSX"]))
    cells = [row for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python()]
    row = next(row for row in cells if any(str(cell).startswith("Thông tin, tố giác") for cell in row))
    assert 7 in [cell for cell in row if isinstance(cell, int | float)] or "7" in row, row
    return files["PDF"]


# -- the board and the leader -------------------------------------------------------------------------------


def test_a_figure_stands_on_the_board_once_a_second_person_has_confirmed_it(
    enter: Enter, eyes: Eyes, met: dict[str, str]
) -> None:
    chau = enter("giao.duc", "desktop")
    chau.goto("/indicators/targets/?work=enter")
    line = chau.locator("main tbody tr").first
    name = line.get_by_role("link").first.inner_text()
    chau.goto(line.get_by_role("link").first.get_attribute("href"))
    target = chau.url
    follow(chau, "Nhập số liệu")
    type_day(chau, "as_of", today() - timedelta(days=1))
    chau.fill("[name=numerator]", "5.310")
    chau.fill("[name=denominator]", "5,31x")
    chau.fill("[name=source_text]", "Báo cáo thống kê đầu năm học")
    press(chau, "Lưu, chờ xác nhận")
    eyes.look(chau, "a figure refused")
    assert chau.locator(".field--wrong [name=denominator]").input_value() == "5,31x"
    chau.fill("[name=denominator]", "5.400")
    press(chau, "Lưu, chờ xác nhận")
    eyes.look(chau, "a figure that waits")
    value = chau.url
    assert chau.get_by_role("button", name="Xác nhận số liệu").count() == 0, "nobody confirms the own figure"
    chau.goto(target)
    assert "98,33" not in chau.inner_text("main .figures")

    lam = enter("giam.doc", "desktop")
    lam.goto(value)
    eyes.look(lam, "a figure to confirm")
    press(lam, "Xác nhận số liệu")
    lam.goto("/indicators/targets/")
    row = lam.locator("main tbody tr").filter(has_text=name)
    assert "98,33" in row.inner_text()
    chau.goto(target)
    assert "98,33" in chau.inner_text("main .figures")
    eyes.look(chau, "the target")
    met |= {"target": target, "value": value}


def test_the_vice_chair_reads_six_figures_and_takes_one_sheet(enter: Enter, eyes: Eyes) -> None:
    loc = enter("pho.chu.tich", "phone")
    assert loc.locator("main .figures .figure").count() == 6
    eyes.look(loc, "the desk of the vice-chair")
    sheet = words_of_pdf(download(loc, loc.get_by_role("link", name="Bản A4 (PDF)")))
    assert len(sheet) == 1
    figures = [text.split("\n")[0].strip() for text in loc.locator("main .figures .figure").all_inner_texts()]
    assert all(figure in sheet[0] for figure in figures), (figures, sheet[0])
    assert parse_number(figures[1]) >= 0


# -- who may not see it -------------------------------------------------------------------------------------

WHO = ("lang.gieng", "giao.duc", "thanh.tra", "bo.y.te", "cong.tac.vien", "quan.tri", "pho.chu.tich")
OPENS = {
    # Of the neighbour, a sector's officer, the inspector, the ministry, a collaborator, the administrator, the leader.
    "matrix": "403 403 200 403 403 403 200",
    "reminder": "403 403 200 403 403 403 200",
    "execution": "404 404 200 403 403 403 200",
    "evidence": "404 404 200 404 404 404 200",
    "round": "403 403 200 403 403 403 200",
    "return": "404 404 403 403 403 403 403",
    "totals": "403 403 403 403 403 403 403",
    "making a report": "403 403 403 403 403 403 403",
    "paper": "404 404 200 403 403 403 200",
    "signed file": "404 404 200 404 404 404 200",
    "target": "200 200 200 200 403 403 200",
    "value": "200 200 200 200 403 403 200",
    "typing a value": "404 200 403 403 403 403 403",
    "child": "404 403 403 403 403 403 403",
    "intake": "404 403 403 403 403 403 403",
    "leader": "403 403 403 403 403 403 200",
    "imports": "403 403 403 403 403 200 403",
    "directives": "403 403 403 403 403 403 403",
}
"""How each address of the stories answers each of ``WHO``."""
DESK, CHILDREN, CASES, DUTIES, FIGURES, ADMIN = (
    "Bàn làm việc", "Trẻ em", "Bảo vệ trẻ em", "Văn bản và nhiệm vụ", "Số liệu và báo cáo", "Quản trị",
)  # fmt: skip
MENUS = {
    "lang.gieng": [DESK, CHILDREN, CASES, DUTIES, FIGURES],
    "giao.duc": [DESK, DUTIES, FIGURES],
    "thanh.tra": [DESK, DUTIES, FIGURES],
    "bo.y.te": [DESK, DUTIES, FIGURES],
    "cong.tac.vien": [DESK],
    "quan.tri": [DESK, DUTIES, ADMIN],
    "pho.chu.tich": [DESK, CASES, DUTIES, FIGURES],
}
READ_RESULTS = ("thanh.tra", "pho.chu.tich")
"""They may read what a commune reported on a duty."""


def test_each_role_opens_what_it_may_and_reads_of_no_child_next_door(
    enter: Enter, met: dict[str, str]
) -> None:
    if not {"matrix", "paper", "target"} <= set(met):
        pytest.skip("needs the addresses of the stories before it")
    secrets = _of_the_commune(enter("lan", "phone"), met)
    met |= {
        "totals": f"{met['round']}consolidated/",
        "making a report": f"{met['round']}reports/new/",
        "typing a value": f"{met['target']}enter/",
        "leader": "/leader/",
        "imports": "/admin/lists/people/",
        "directives": "/directives/",
    }
    answers: dict[str, list[str]] = {name: [] for name in OPENS}
    for who in WHO:
        page = enter(who, "desktop")
        told = []
        for name in OPENS:
            answer = page.request.get(met[name])
            answers[name].append(str(answer.status))
            if "html" in answer.headers["content-type"]:
                told.append((name, answer.text()))
        menu = page.locator("nav.rail a").all()
        links = {entry.inner_text().split("\n")[0].strip(): entry.get_attribute("href") for entry in menu}
        assert list(links) == MENUS[who], who
        for address in links.values():
            here = page.request.get(address).text()
            tabs = set(re.findall(r'class="tab" href="([^"]+)"', here)) - {"/duties/matrix/"}  # read above
            told += [(address, here), *((tab, _opened(page, who, tab)) for tab in sorted(tabs))]
        own = _own_children(page) if who == "lang.gieng" else set()
        hidden = (secrets - own) | (set() if who in READ_RESULTS else {RESULT})
        assert [(who, where, word) for where, text in told for word in hidden if word in text] == []
    assert {name: " ".join(row) for name, row in answers.items()} == OPENS


def _opened(page: Any, who: str, address: str) -> str:
    answer = page.request.get(address)
    assert answer.status == 200, (who, address)
    return str(answer.text())


def _own_children(page: Any) -> set[str]:
    page.goto("/children/")
    return {text.split("\n")[0].strip() for text in page.locator("main table tbody a").all_inner_texts()}


def _of_the_commune(lan: Any, met: dict[str, str]) -> set[str]:
    """Names of children and words of the reports of lan's commune, which nobody else may read."""
    names = _own_children(lan)
    met["child"] = lan.locator("main table tbody a").first.get_attribute("href")
    lan.goto("/cases/intakes/")
    reports = [a.get_attribute("href") for a in lan.locator("main a[href*='/cases/intakes/']").all()]
    met["intake"] = next(address for address in reports if re.fullmatch(f"/cases/intakes/{UUID}/", address))
    assert len(names) > 5
    return names | {"Lò Văn Tuấn", "Quàng Thị Ngân", "người cha say rượu", "Cà Thị Hương"}
