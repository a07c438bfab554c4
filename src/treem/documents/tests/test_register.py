from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.documents import listing, relations, rules, services
from treem.documents.errors import ImpossibleDate
from treem.documents.models import Citation, Document
from treem.kernel.time import VIETNAM

AT = datetime(2026, 11, 2, 9, 0, tzinfo=VIETNAM)
HEAD = {"type": "Kế hoạch", "number": "12", "symbol": "KH-UBND", "date": "2026-01-05", "issuer": "UBND tỉnh Sơn La",
        "subject": "Công tác trẻ em năm 2026"}  # fmt: skip
BACKEND = "treem.organisations.backends.PasswordBackend"
database = pytest.mark.database


def register(sha: str = "a", **more: Any) -> Document:
    given: dict[str, Any] = {
        "sha256": sha * 64, "file_name": "ke-hoach.docx", "text": "Toàn văn.", "metadata": HEAD, "actor": None, "at": AT,
        **more,
    }  # fmt: skip
    return services.register_document(**given)[0]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-05-22", date(2026, 5, 22)),
        ("22/5/2026", date(2026, 5, 22)),
        ("ngày 22 tháng 5 năm 2026", date(2026, 5, 22)),
        ("2026", None),
        ("2026-05", None),
        ("", None),
    ],
)
def test_a_written_date_is_a_day_or_none(written: str, day: date | None) -> None:
    assert rules.written_day(written) == day


def test_a_day_that_does_not_exist_is_an_error_for_people_and_none_for_machines() -> None:
    for written in ("31/02/2026", "2026-02-31", "2026-13-01"):
        with pytest.raises(ValueError, match=r"day|month"):
            rules.written_day(written)
        assert rules.day_or_none(written) is None


def test_numbers_are_compared_without_spaces_case_and_leading_zeros() -> None:
    assert rules.number_key("06/QĐ-TTg") == rules.number_key("6/QĐ - TTG")
    assert rules.number_key("06/QĐ-TTg") != rules.number_key("16/QĐ-TTg")
    assert rules.number_symbol_of("", "KH-UBND") == "KH-UBND"


@database
def test_the_same_file_is_one_document(db: None) -> None:
    first, new = services.register_document(
        sha256="a" * 64, file_name="a.txt", text="x", metadata=HEAD, actor=None, at=AT
    )
    again, second = services.register_document(
        sha256="a" * 64, file_name="b.txt", text="x", metadata={}, actor=None, at=AT
    )
    assert (first.pk, new, second) == (again.pk, True, False)
    assert str(first) == "Kế hoạch số 12/KH-UBND ngày 05/01/2026"


@database
def test_an_impossible_date_stays_as_written_and_sets_no_day(db: None) -> None:
    document = register(metadata={**HEAD, "date": "2026-02-31"})
    assert (document.issued_text, document.issued_on) == ("2026-02-31", None)
    with pytest.raises(ImpossibleDate, match="2026-02-31"):
        services.confirm_document(document, metadata={**HEAD, "date": "2026-02-31"}, actor=None)  # type: ignore[arg-type]


@database
def test_a_citation_finds_the_document_we_hold_and_a_later_document_finds_its_citations(db: None) -> None:
    plan = register()
    letter = register("b", metadata={**HEAD, "number": "77", "symbol": "UBND-KGVX", "date": "2026-10-03"})
    row = {
        "kind": "full",
        "raw": "Kế hoạch 12",
        "start": 3,
        "end": 14,
        "number_symbol": "012/KH-UBND",
        "date": "2026-01-05",
    }
    other_year = {**row, "start": 20, "end": 31, "date": "2025-01-05"}
    unknown = {**row, "start": 40, "end": 51, "number_symbol": "9/QĐ-TTg", "date": "2026-03-01"}
    own = {**row, "kind": "self"}
    first = services.record_citations(
        letter, [row, other_year, unknown, own], confirmed=[True, False, False, True]
    )
    assert [edge.to_document for edge in first] == [plan, None, None]
    services.record_citations(letter, [row])
    assert Citation.objects.count() == 3
    decision = register("c", metadata={**HEAD, "number": "09", "symbol": "QĐ-TTg", "date": "2026-03-01"})
    assert [edge.from_document for edge in relations.resting_on(decision)] == [letter]


@database
def test_the_register_lists_filters_and_opens_documents(db: None, client: Any) -> None:
    world: World = make_world()
    plan = register()
    register("b", metadata={**HEAD, "type": "Công văn", "number": "77"})
    client.force_login(world.lan, backend=BACKEND)
    page = client.get(reverse("documents:register")).content.decode()
    assert "12/KH-UBND" in page
    assert "77/KH-UBND" in page
    only = client.get(reverse("documents:register"), {"type": "Công văn"}).content.decode()
    assert "12/KH-UBND" not in only
    opened = client.get(reverse("documents:document", args=[plan.uuid])).content.decode()
    assert "Toàn văn." in opened
    client.force_login(world.users["collaborator"], backend=BACKEND)
    assert client.get(reverse("documents:register")).status_code == 403


@database
def test_a_passage_outside_the_text_is_simply_not_marked(db: None, client: Any) -> None:
    world = make_world()
    plan = register()
    client.force_login(world.lan, backend=BACKEND)
    url = reverse("documents:document", args=[plan.uuid])
    for query in ({"start": "5", "end": "2"}, {"start": "900", "end": "950"}, {"start": "x", "end": "-3"}):
        answer = client.get(url, query)
        assert answer.status_code == 200
        assert 'id="passage"' not in answer.content.decode()


@database
def test_one_page_of_the_register_leads_to_the_next(
    db: None, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    monkeypatch.setattr(listing, "PAGE", 2)
    for n, letter in enumerate("abc"):
        register(letter, metadata={**HEAD, "number": str(100 + n)})
    client.force_login(world.lan, backend=BACKEND)
    first = client.get(reverse("documents:register"))
    assert [row.document.number for row in first.context["rows"]] == ["102", "101"]
    second = client.get(reverse("documents:register"), {"after": first.context["after"]})
    assert [row.document.number for row in second.context["rows"]] == ["100"]


@pytest.mark.parametrize(
    ("known", "label"),
    [
        (
            {"type": "Công văn", "issuer": "UBND huyện Mẫu", "file_name": "004.txt"},
            "Công văn của UBND huyện Mẫu",
        ),
        ({"type": "Công văn", "subject": "phòng chống đuối nước"}, "Công văn phòng chống đuối nước"),
        ({"file_name": "scan-7.pdf"}, "Văn bản (scan-7.pdf)"),
    ],
)
def test_without_number_and_day_a_document_is_named_by_what_is_known_of_it(
    known: dict[str, str], label: str
) -> None:
    assert Document(**known).label == label
