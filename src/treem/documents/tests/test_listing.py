from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.walk_world import World, make_world

from treem.documents import listing, services
from treem.documents.errors import AlreadyHeld
from treem.documents.models import Direction, Document
from treem.documents.tests.factories import AT, BACKEND, cite, held

pytestmark = pytest.mark.database
TODAY = date(2026, 11, 2)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def lan(world: World, client: Any) -> Any:
    client.force_login(world.lan, backend=BACKEND)
    return client


def numbers(answer: Any) -> list[str]:
    return [row.document.number for row in answer.context["rows"]]


def shown(client: Any, **query: Any) -> list[str]:
    return numbers(client.get(reverse("documents:register"), query))


def found(client: Any, words: str, **query: Any) -> list[str]:
    return numbers(client.post(reverse("documents:register", query=query), {"q": words}))


@pytest.fixture
def three(world: World) -> None:
    held("12/KH-UBND", "2026-01-05", subject="Phòng, chống đuối nước trẻ em")
    held("06/QĐ-TTg", "2019-01-03", "Thủ tướng Chính phủ", type="Quyết định", subject="Xã phù hợp với trẻ em")
    held("88/SYT-NVY", "2026-10-05", "Sở Y tế tỉnh Sơn La", type="Công văn", subject="Tập huấn sơ cấp cứu")


@pytest.mark.parametrize(
    ("words", "found_numbers"),
    [
        ("duoi nuoc", ["12"]),
        ("ĐUỐI NƯỚC", ["12"]),
        ("06/QĐ-TTg", ["06"]),
        ("6/qd ttg", ["06"]),
        ("88/syt", ["88"]),
        ("thu tuong", ["06"]),
        ("uy ban", []),
        ("tre em", ["06", "12"]),
        ("trẻ em phù hợp", ["06"]),
        ("%_", []),
    ],
)
def test_words_find_number_subject_and_issuer_with_or_without_diacritics(
    lan: Any, three: None, words: str, found_numbers: list[str]
) -> None:
    assert found(lan, words) == found_numbers


def test_what_is_searched_for_stands_in_no_address(lan: Any, three: None) -> None:
    answer = lan.post(reverse("documents:register", query={"type": "Kế hoạch"}), {"q": "duoi nuoc"})
    page = answer.content.decode()
    assert 'value="duoi nuoc"' in page
    assert "q=" not in page
    assert "duoi+nuoc" not in page
    assert numbers(answer) == ["12"]
    nothing = lan.post(reverse("documents:register"), {"q": "không có gì như vậy"})
    assert "Không tìm thấy văn bản nào" in nothing.content.decode()


@pytest.mark.parametrize(
    "query",
    [{"state": "nonsense"}, {"year": "MMXXVI"}, {"direction": "up"}, {"after": "x"}],
)
def test_a_filter_that_nobody_offers_is_told_so(lan: Any, three: None, query: dict[str, str]) -> None:
    answer = lan.get(reverse("documents:register"), query)
    assert answer.status_code == 404
    assert "là điều mà trang không có" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found_numbers"),
    [
        ({"type": "Quyết định"}, ["06"]),
        ({"issuer": "uy ban nhan dan tinh son la"}, ["12"]),
        ({"year": "2026"}, ["88", "12"]),
        ({"direction": "out"}, ["88"]),
        ({"direction": "in"}, ["06", "12"]),
        ({"state": "confirmed"}, []),
        ({"state": "draft", "year": "2019"}, ["06"]),
        ({"sort": "colour"}, ["88", "06", "12"]),
        ({"sort": "issued"}, ["06", "12", "88"]),
        ({"sort": "-issued"}, ["88", "12", "06"]),
        ({"sort": "type"}, ["88", "12", "06"]),
        ({"sort": "issuer"}, ["88", "06", "12"]),
    ],
)
def test_filters_and_order_stand_in_the_address(
    lan: Any, three: None, query: dict[str, str], found_numbers: list[str]
) -> None:
    assert shown(lan, **query) == found_numbers


@pytest.mark.parametrize("sort", ["issued", "-issued", "type", "-issuer", "received", "-received"])
def test_pages_in_any_order_show_each_document_once(
    lan: Any, three: None, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    held("9/KH-UBND", "", subject="Không ghi ngày")
    held("10/KH-UBND", "2026-01-05", subject="Cùng ngày")
    monkeypatch.setattr(listing, "PAGE", 2)
    seen, after = [], ""
    while True:
        answer = lan.get(reverse("documents:register"), {"sort": sort, **({"after": after} if after else {})})
        seen += numbers(answer)
        after = answer.context["after"]
        if not after:
            break
    assert sorted(seen) == ["06", "10", "12", "88", "9"]


def test_an_empty_register_and_an_empty_filter_say_different_things(lan: Any) -> None:
    assert "Chưa có văn bản nào" in lan.get(reverse("documents:register")).content.decode()
    held("12/KH-UBND", "2026-01-05")
    empty = lan.get(reverse("documents:register"), {"year": "1999"}).content.decode()
    assert "Không có văn bản nào khớp bộ lọc này" in empty


def test_what_is_replaced_says_so_in_the_list_on_its_page_and_by_filter(lan: Any, three: None) -> None:
    newer = held("40/KH-UBND", "2026-09-05")
    cite(newer, "12/KH-UBND", "2026-01-05", relation="thay thế", sure=True)
    held("71/2011/NĐ-CP", "2011-08-22", "Chính phủ", type="Nghị định")
    page = lan.get(reverse("documents:register")).content.decode()
    assert page.count("Đã được thay thế</span>") == 2
    assert shown(lan, ended="1") == ["71", "12"]
    old = Document.objects.get(number="12")
    opened = lan.get(reverse("documents:document", args=[old.uuid])).content.decode()
    assert "Đã được thay thế bởi" in opened
    assert reverse("documents:document", args=[newer.uuid]) in opened


def test_the_list_as_it_is_filtered_is_a_spreadsheet(lan: Any, three: None) -> None:
    answer = lan.get(reverse("documents:export"), {"year": "2026", "sort": "issued"})
    assert "so-van-ban-" in answer["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows] == ["Số, ký hiệu", "12/KH-UBND", "88/SYT-NVY"]
    assert rows[1][2] == date(2026, 1, 5)
    lan.force_login(make_collaborator(), backend=BACKEND)
    assert lan.get(reverse("documents:export")).status_code == 403


def make_collaborator() -> Any:
    from treem.organisations.models import User

    return User.objects.get(appointments__role="collaborator", username__endswith=".mot")


def test_a_document_is_held_once_by_number_day_and_issuer(db: None) -> None:
    first = held("12/KH-UBND", "2026-01-05")
    again, new = services.register_document(
        sha256="f" * 64, file_name="ban-quet.pdf", text="khác", actor=None, at=AT,
        metadata={"number": "012", "symbol": "KH - UBND", "date": "5/1/2026", "issuer": "Uỷ ban nhân dân tỉnh Sơn La"},
    )  # fmt: skip
    assert (again, new) == (first, False)
    held("12/KH-UBND", "2025-01-05")
    held("12/KH-UBND", "2026-01-05", "UBND xã Chiềng Sung")
    held("/KH-UBND", "2026-01-05")
    held("/KH-UBND", "2026-01-05")  # drafts without number are not the same by that
    assert Document.objects.count() == 5


def test_a_letterhead_is_not_corrected_into_another_documents(world: World) -> None:
    held("12/KH-UBND", "2026-01-05")
    other = held("13/KH-UBND", "2026-01-05")
    head = {
        "type": "Kế hoạch",
        "number": "12",
        "symbol": "KH-UBND",
        "date": "2026-01-05",
        "issuer": "UBND tỉnh Sơn La",
    }
    with pytest.raises(AlreadyHeld, match="12/KH-UBND"):
        services.confirm_document(other, metadata=head, actor=world.hung)


def test_what_the_lead_agency_itself_issued_goes_out(world: World) -> None:
    assert held("1/SYT-NVY", "2026-01-05", "SỞ Y TẾ").direction == Direction.OUT
    assert held("2/SYT-NVY", "2026-01-05", "Sở Y tế tỉnh Tuyên Quang").direction == Direction.IN
    assert held("3/BYT-BMTE", "2026-01-05", "Bộ Y tế").direction == Direction.IN


def test_five_thousand_documents_cost_two_queries_a_page(lan: Any, django_assert_num_queries: Any) -> None:
    rows = []
    for n in range(5000):
        day = date(2016, 1, 1) + timedelta(days=n % 3600)
        row = Document(
            type=("Kế hoạch", "Công văn", "Quyết định")[n % 3], number=str(n), symbol="UBND-VX",
            number_symbol=f"{n}/UBND-VX", issued_on=day, issued_text=day.isoformat(),
            issuer=f"UBND xã Mẫu {n % 75}", subject=f"Việc thứ {n} về trẻ em", sha256=f"{n:064d}",
            received_at=AT - timedelta(hours=n),
        )  # fmt: skip
        row.set_keys()
        rows.append(row)
    Document.objects.bulk_create(rows, batch_size=1000)
    asked = listing.asked_of(QueryDict("type=Công văn&sort=-issued"), "tre em")
    with django_assert_num_queries(2):
        facets = listing.facets(asked)
        page, after = listing.documents(asked, TODAY)
    assert (facets.total, facets.held, len(page), bool(after)) == (1667, 5000, 50, True)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        started = datetime.now(tz=AT.tzinfo)
        assert lan.get(reverse("documents:register")).status_code == 200
        took = datetime.now(tz=AT.tzinfo) - started
    about = [
        each["sql"]
        for each in caught
        if "documents_document" in each["sql"] or "documents_citation" in each["sql"]
    ]
    assert len(about) == 2, about
    print(f"register of 5000: {took.total_seconds():.3f} s")
