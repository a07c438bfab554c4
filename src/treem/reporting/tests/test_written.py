"""The written report without a database: what the papers say follows from what was frozen, and from nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import docx
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from treem.documents.layout import render_docx, render_pdf, signing_forms
from treem.kernel.vietnamese import number
from treem.reporting import outline, written
from treem.reporting.consolidation import Part, add_up, thaw
from treem.reporting.paper import paper_of
from treem.reporting.tests.invented import consolidation, template
from treem.reporting.tests.invented import written as report
from treem.reporting.workbook import workbook_of


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def text_of(given: written.Written) -> str:
    return words(render_docx(paper_of(given)))


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


# -- sums and comparisons ------------------------------------------------------------------------------------


def part(n: int, now: dict[str, Any], before: dict[str, Any] | None = None, **more: Any) -> Part:
    return Part(
        n,
        f"UBND xã {n}",
        "commune",
        f"xã {n}",
        True,
        "submitted",
        "2026-11-01",
        now,
        previous=before or {},
        **more,
    )


def test_the_year_before_is_compared_over_the_bodies_that_have_both() -> None:
    found = add_up(template(), [part(1, {"children": 110}, {"children": 100}), part(2, {"children": 500})])
    compared = found.compared("children")
    assert (compared.before, compared.now, compared.bodies) == (100, 110, 1)
    assert compared.difference == 10
    assert compared.percent == Fraction(10)
    assert found.totals["children"] == 610
    assert found.compared("under5").bodies == 0
    zero = add_up(template(), [part(1, {"children": 5}, {"children": 0})]).compared("children")
    assert (zero.difference, zero.percent) == (5, None)


def test_an_estimate_adds_up_and_who_gave_none_enters_with_its_figure() -> None:
    found = add_up(
        template(), [part(1, {"children": 100}, estimates={"children": 130}), part(2, {"children": 50})]
    )
    assert found.estimated
    assert found.estimate("children") == 180
    assert found.without_estimate() == 1
    assert found.estimate("under5") is None
    assert not add_up(template(), [part(1, {"children": 100})]).estimated


def test_a_rate_is_never_added_nor_compared() -> None:
    given = {"sessions": 3, "consulted_share": Decimal("40.5")}
    found = add_up(template("child-work"), [part(1, given, given), part(2, given, given)])
    assert found.totals["sessions"] == 6
    assert found.totals["consulted_share"] is None
    assert found.compared("consulted_share").bodies == 0


def test_a_round_of_some_communes_does_not_speak_for_the_province() -> None:
    parts = [part(n, {"children": 10}, commune_id=n) for n in (1, 2)]
    some = add_up(template(), parts, communes=75)
    assert some.complete
    assert not some.provincial
    assert some.total_words == "Cộng 2 đơn vị đã gửi"
    assert thaw(json.loads(json.dumps(some.as_json()))) == some
    assert add_up(template(), parts, communes=2).total_words == "Toàn tỉnh"


def test_decimals_are_exact_and_survive_freezing() -> None:
    found = add_up(template(), [part(1, {"children": Decimal("0.1")}), part(2, {"children": Decimal("0.2")})])
    assert found.totals["children"] == Decimal("0.3")
    assert thaw(json.loads(json.dumps(found.as_json()))) == found


def test_a_snapshot_of_an_older_version_still_opens() -> None:
    data = consolidation().as_json()
    for each in data["parts"]:
        for name in ("commune_id", "estimates", "not_occurred", "counted", "counted_as_of", "previous"):
            del each[name]
    assert thaw(data).totals == consolidation().totals


def test_taking_a_return_in_does_not_change_the_fingerprint_but_another_figure_does() -> None:
    one = part(1, {"children": 100})
    before = add_up(template(), [one]).fingerprint()
    assert add_up(template(), [replace(one, state="accepted")]).fingerprint() == before
    assert add_up(template(), [replace(one, figures={"children": 101})]).fingerprint() != before
    assert add_up(template(), [replace(one, narrative="Thêm.")]).fingerprint() != before
    assert add_up(template(), [replace(one, sent=False)]).fingerprint() != before


def test_a_report_is_frozen_and_thawed_without_loss() -> None:
    given = report(consolidation(4, 1, before=True, estimates=True))
    again = written.from_json(json.loads(json.dumps(given.as_json())))
    assert again == given
    assert again.fingerprint() == given.fingerprint()
    assert replace(given, number=7).fingerprint() == given.fingerprint()
    assert replace(given, words={}).fingerprint() != given.fingerprint()


# -- the paper -----------------------------------------------------------------------------------------------


def test_the_paper_has_the_outline_with_typed_words_and_asks_for_what_is_not_written() -> None:
    text = text_of(report())
    for section in outline.outline_on(date(2026, 12, 14)).sections:
        assert (section.title.upper() if section.level == 1 else section.title) in text
    assert "Ban hành 03 văn bản." in text
    assert "(Bổ sung: văn bản đã ban hành" not in text
    assert "(Bổ sung: kết quả nổi bật; tồn tại, hạn chế; nguyên nhân.)" in text
    assert "Đề cương của dự án, chưa phải đề cương chính thức." in text


def test_a_part_without_content_leaves_no_heading() -> None:
    text = text_of(report(targets=()))
    assert "Chỉ tiêu kế hoạch" not in text
    assert "IV. KẾT QUẢ THỰC HIỆN" in text


def test_missing_units_are_named_in_words_table_and_annex() -> None:
    text = text_of(report(consolidation(5, 2)))
    assert (
        "Chưa gửi báo cáo (2 đơn vị): Ủy ban nhân dân xã Suối Mẫu 4; Ủy ban nhân dân xã Suối Mẫu 5." in text
    )
    assert "chưa tính 2 đơn vị" in text
    assert "Tổng hợp từ 3 xã, phường đã gửi báo cáo, có:" in text
    assert "Cộng 3 đơn vị đã gửi" in text
    assert "Toàn tỉnh" not in text
    assert "Quá hạn chưa gửi" in text
    full = text_of(report(consolidation(5)))
    assert "Toàn tỉnh" in full
    assert "chưa tính" not in full.lower()


def test_many_missing_units_are_named_once_in_words_and_not_again_below_each_table() -> None:
    text = text_of(report(consolidation(20, 13)))
    # Once in words, once in the annex of who has sent; not below the two tables.
    assert text.count("Ủy ban nhân dân xã Suối Mẫu 20") == 2
    assert "Chưa tính 13 đơn vị chưa gửi báo cáo, nêu tên ở mục “Tình hình gửi báo cáo”." in text


def test_year_before_estimate_and_differences_have_columns_only_when_there_are_figures() -> None:
    plain = text_of(report())
    assert "Cùng kỳ năm trước" not in plain
    assert "Ước cả kỳ" not in plain
    given = report(consolidation(4, before=True, estimates=True, key="child-work"))
    text = text_of(given)
    for column in ("Cùng kỳ năm trước", "Thực hiện đến ngày chốt", "Ước cả kỳ", "Tăng, giảm so cùng kỳ"):
        assert column in text
    compared = given.found.compared("children")
    assert compared.difference is not None
    assert compared.percent is not None
    assert number(compared.difference) in text
    assert number(compared.percent, 1) in text


def test_the_target_shows_plan_level_per_cent_and_difference() -> None:
    text = text_of(report())
    assert "dưới 6,4" in text
    assert "78,1" in text  # 5 of 6,4
    assert "-1,40" in text
    nothing = replace(report().targets[0], wanted=None)
    assert (nothing.against_plan, nothing.difference) == (None, None)


def test_the_signature_is_the_one_that_was_chosen() -> None:
    text = text_of(report())
    assert "KT. GIÁM ĐỐC" in text
    assert "PHÓ GIÁM ĐỐC" in text
    assert "Lò Thị Mẫu" in text
    head = text_of(report(issuer=replace(report().issuer, lines=("Giám đốc",), signer="")))
    assert "KT. GIÁM ĐỐC" not in head
    forms = {form.key: form.words for form in signing_forms("department", date(2026, 12, 31))}
    assert forms == {"head": "GIÁM ĐỐC", "deputy": "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC", "acting": "Q. GIÁM ĐỐC"}
    committee = [form.words for form in signing_forms("peoples_committee", date(2026, 12, 31))]
    assert "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH" in committee
    assert signing_forms("board", date(2026, 12, 31))[0].words == "THỦ TRƯỞNG"


def test_pdf_and_docx_say_the_same() -> None:
    given = report(consolidation(75, 2, before=True))
    paper = paper_of(given)
    pages = "".join(
        "".join(page.get_textpage().get_text_bounded().split())
        for page in pypdfium2.PdfDocument(render_pdf(paper))
    )
    lost = [word for word in set(words(render_docx(paper)).split()) if word not in pages]
    assert lost == []


def test_a_template_of_many_rows_is_split_into_tables_that_fit() -> None:
    of = template()
    many = replace(
        of,
        rows=tuple(replace(of.rows[0], key=f"r{n}", short=f"Dòng thử số {n}") for n in range(20)),
        checks=(),
    )
    found = add_up(many, [part(n, {f"r{k}": k for k in range(20)}) for n in range(1, 4)])
    text = text_of(report(found))
    assert "(1/3)" in text
    assert "(3/3)" in text
    assert render_pdf(paper_of(report(found)))


# -- the spreadsheet -----------------------------------------------------------------------------------------


def test_the_spreadsheet_has_four_sheets_with_numbers_as_numbers() -> None:
    given = report(consolidation(5, 2, before=True, estimates=True))
    found = sheets(workbook_of(given))
    assert list(found) == ["Tổng hợp", "Theo xã, phường", "Tình hình gửi", "Định nghĩa"]
    communes = [row for row in found["Theo xã, phường"] if isinstance(row[0], float)]
    assert len(communes) == 5
    assert communes[0][2] == given.found.asked[0].figures["children"]
    assert communes[4][2:] == ["…"] * 6  # silent: no zero
    total = next(row for row in found["Theo xã, phường"] if row[1] == "Cộng 3 đơn vị đã gửi")
    assert total[2] == given.found.totals["children"]
    sent = [row for row in found["Tình hình gửi"] if isinstance(row[0], float)]
    assert [row[3] for row in sent] == [date(2026, 11, 3)] * 3 + ["", ""] + [date(2026, 11, 3)]
    assert any("Chưa tính 2 đơn vị" in str(cell) for row in found["Tổng hợp"] for cell in row)
    assert any("Chưa kiểm chứng" in str(row[0]) for row in found["Định nghĩa"])
    assert any("không chuyển ra ngoài tỉnh" in str(row[0]) for row in found["Định nghĩa"])


def test_the_spreadsheet_prints_on_lying_a4_with_a_frozen_header() -> None:
    archive = zipfile.ZipFile(io.BytesIO(workbook_of(report())))
    for n in range(1, 5):
        sheet = archive.read(f"xl/worksheets/sheet{n}.xml").decode()
        assert 'paperSize="9"' in sheet
        assert 'orientation="landscape"' in sheet
        assert 'state="frozen"' in sheet
        assert 'fitToHeight="0"' in sheet
        assert "DỰ THẢO" in sheet
    assert "_xlnm.Print_Titles" in archive.read("xl/workbook.xml").decode()
    assert "#,##0" in archive.read("xl/styles.xml").decode()


def test_typed_text_never_becomes_a_formula() -> None:
    nasty = replace(consolidation().parts[0], commune="=cmd|' /C calc'!A0", name="+1+1")
    given = report(add_up(template(), [nasty]))
    content = workbook_of(given)
    cells = [cell for rows in sheets(content).values() for row in rows for cell in row]
    assert "'=cmd|' /C calc'!A0" in cells
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_the_same_report_gives_the_same_spreadsheet() -> None:
    assert workbook_of(report()) == workbook_of(report())


@pytest.mark.parametrize("simulated", [True, False])
def test_invented_figures_are_marked_everywhere(simulated: bool) -> None:
    given = report(simulated=simulated)
    assert ("MÔ PHỎNG" in text_of(given)) is simulated
    cells = [str(cell) for rows in sheets(workbook_of(given)).values() for row in rows for cell in row]
    assert any("MÔ PHỎNG" in cell for cell in cells) is simulated


def test_against_the_plan_is_exact() -> None:
    line = replace(report().targets[0], value=Fraction(1, 3), wanted=Fraction(1))
    assert line.against_plan == Fraction(100, 3)


# -- a round about the duties of a document -------------------------------------------------------------------


def duty(state: str, **more: str) -> dict[str, str]:
    return {"path": "II.3", "text": "Rà soát trẻ em có nguy cơ.", "state": state, "result": "", "link": "",
            "difficulties": "", "proposals": "", **more}  # fmt: skip


def of_duties() -> written.Written:
    agency = Part(
        9, "Sở Giáo dục và Đào tạo", "province", "", True, "submitted", "2026-12-10", {}, "Đã chỉ đạo các trường.",
        duties=(duty("done", path="II.5", text="Dạy bơi.", result="Mở 12 lớp."),),
    )  # fmt: skip
    parts = [
        part(1, {}, duties=(duty("done"),), on_behalf=True),
        part(2, {}, duties=(duty("doing", difficulties="=thiếu người"),)),
        replace(part(3, {}), sent=False),
        agency,
    ]
    return report(add_up(template("directive-results"), parts), targets=())


def test_duties_are_counted_over_the_bodies_and_told_by_agency() -> None:
    given = of_duties()
    first, second = given.found.duty_lines()
    assert (first.path, first.bodies, first.done, first.doing, first.not_yet) == ("II.3", 2, 1, 1, 0)
    assert (second.path, second.bodies) == ("II.5", 1)
    text = text_of(given)
    assert "3/4 đơn vị đã gửi báo cáo" in text
    assert "1 báo cáo nhập thay theo bản giấy" in text
    assert "III. KẾT QUẢ THỰC HIỆN NHIỆM VỤ" in text
    assert "TÌNH HÌNH TRẺ EM" not in text  # the headings of a report with figures
    assert "Truyền thông, tập huấn" not in text
    assert "Sở Giáo dục và Đào tạo: Đã chỉ đạo các trường." in text
    assert "chưa tính 1 đơn vị" in text
    assert render_pdf(paper_of(given))
    assert written.from_json(json.loads(json.dumps(given.as_json()))) == given


def test_each_answer_stands_in_the_spreadsheet() -> None:
    found = sheets(workbook_of(of_duties()))
    assert list(found) == ["Tổng hợp", "Theo đơn vị", "Tình hình gửi", "Định nghĩa"]
    cells = [cell for row in found["Theo đơn vị"] for cell in row]
    for text in ("Hoàn thành", "Mở 12 lớp.", "'=thiếu người", "Chưa gửi báo cáo"):
        assert text in cells


def test_a_long_duty_is_cut_in_the_table_only() -> None:
    long = replace(of_duties().found.parts[0], duties=(duty("done", text="Từ " * 400),))
    given = report(add_up(template("directive-results"), [long]), targets=())
    assert "…" in text_of(given)
    assert any(len(str(cell)) > 1000 for row in sheets(workbook_of(given))["Tổng hợp"] for cell in row)
