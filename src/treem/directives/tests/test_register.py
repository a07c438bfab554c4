"""What a review says reaches the register of documents at once: letterhead, citations, what is replaced."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.directives import rules, selectors, services
from treem.directives.models import Item, ItemState, Reading
from treem.directives.tests.factories import AT, BACKEND, TEXT, make_reading, result, use_fake_reader
from treem.documents.models import Citation, Document, Match
from treem.documents.tests.factories import cite, held

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def reading(world: World, monkeypatch: pytest.MonkeyPatch) -> Reading:
    return make_reading(world, monkeypatch)


@pytest.fixture
def hung(world: World, client: Any) -> Any:
    client.force_login(world.hung, backend=BACKEND)
    return client


def decide(found: Item, world: World, to: ItemState, **more: Any) -> Item:
    return services.decide(found, to=to, actor=world.hung, at=AT, version=found.version, **more)


def send(client: Any, data: bytes, **query: Any) -> Any:
    url = reverse("directives:take_in", query=query)
    return client.post(url, {"file": SimpleUploadedFile("thu.txt", data)})


def test_what_was_read_is_an_edge_at_once_and_a_person_confirms_corrects_or_rejects_it(
    world: World, reading: Reading
) -> None:
    edge = Citation.objects.get()
    assert (edge.number_symbol, edge.relation_kind, edge.confirmed) == ("12/KH-UBND", "basis", False)
    plan = held("21/KH-UBND", "2026-01-05")
    found = reading.items.get(kind="citation")
    found = decide(found, world, ItemState.CORRECTED, edited={**found.payload, "number_symbol": "21/KH-UBND"})
    edge.refresh_from_db()
    assert (edge.to_document, edge.match, edge.confirmed) == (plan, Match.MACHINE, True)
    found = decide(found, world, ItemState.REJECTED)
    edge.refresh_from_db()
    assert (edge.rejected, edge.confirmed) == (True, False)
    decide(found, world, ItemState.PROPOSED)
    edge.refresh_from_db()
    assert (edge.number_symbol, edge.rejected, edge.confirmed) == ("12/KH-UBND", False, False)
    assert Citation.objects.count() == 1


def test_the_letterhead_is_confirmed_when_a_person_accepts_it_and_open_again_when_reopened(
    world: World, reading: Reading
) -> None:
    head = reading.items.get(kind="metadata")
    head = decide(head, world, ItemState.ACCEPTED)
    assert Document.objects.get().state == "confirmed"
    decide(head, world, ItemState.PROPOSED)
    assert Document.objects.get().state == "draft"


def test_a_letterhead_of_a_document_that_is_held_already_is_refused_in_its_card(
    hung: Any, reading: Reading
) -> None:
    held("12/KH-UBND", "2026-01-05")
    head = reading.items.get(kind="metadata")
    answer = hung.post(
        reverse("directives:edit", args=[head.uuid]),
        {
            **head.content, "number": "12", "symbol": "KH-UBND", "date": "5/1/2026", "type": "Kế hoạch",
            "version": head.version,
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Sổ văn bản đã có Kế hoạch số 12/KH-UBND" in answer.content.decode()
    head.refresh_from_db()
    assert head.state == ItemState.PROPOSED


def test_another_file_of_a_document_that_is_held_opens_the_one_that_is_held(
    hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake_reader(monkeypatch)
    first, second = send(hung, TEXT.encode()), send(hung, b"the same letter, as a scan")
    assert first["Location"] == second["Location"]
    page = hung.get(second["Location"]).content.decode()
    assert "Sổ đã có văn bản này từ tệp khác: Công văn số 77/UBND-KGVX ngày 03/10/2026" in page
    assert (Document.objects.count(), Reading.objects.count()) == (1, 1)


def test_a_document_that_was_registered_and_never_read_is_opened_as_a_document(
    hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = held("77/UBND-KGVX", "2026-10-03", type="Công văn")
    use_fake_reader(monkeypatch)
    answer = send(hung, TEXT.encode())
    assert answer["Location"] == reverse("documents:document", args=[known.uuid])
    assert not Reading.objects.exists()


def test_a_slow_file_of_a_document_that_is_held_says_so_in_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    held("77/UBND-KGVX", "2026-10-03", type="Công văn")
    use_fake_reader(monkeypatch)
    upload = services.keep(TEXT.encode(), "quet.pdf", world.hung, at=AT)
    services.read_upload(upload.pk, clock=lambda: AT)
    upload.refresh_from_db()
    assert upload.state == "refused"
    assert "đã có văn bản này từ tệp khác: Công văn số 77/UBND-KGVX" in upload.why


def test_a_missing_document_is_uploaded_from_where_it_is_missed(
    hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = cite(held("5/KH-UBND", "2026-10-20"), "77/UBND-KGVX", "2026-10-03")
    asked = hung.get(reverse("directives:take_in"), {"cited": edge.pk}).content.decode()
    assert "77/UBND-KGVX" in asked
    use_fake_reader(monkeypatch)
    answer = send(hung, TEXT.encode(), cited=edge.pk)
    edge.refresh_from_db()
    assert edge.to_document == Document.objects.get(number="77")
    assert "chưa khớp hẳn" not in hung.get(answer["Location"]).content.decode()


def test_another_document_than_the_missing_one_is_taken_in_and_says_so(
    hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = cite(held("5/KH-UBND", "2026-10-20"), "78/UBND-KGVX", "2026-10-03")
    use_fake_reader(monkeypatch)
    answer = send(hung, TEXT.encode(), cited=edge.pk)
    assert answer.status_code == 302
    assert "chưa khớp hẳn với Quyết định 78/UBND-KGVX" in hung.get(answer["Location"]).content.decode()
    for nonsense in ("x", "99999", "9" * 30):
        assert hung.get(reverse("directives:take_in"), {"cited": nonsense}).status_code == 200


def test_nobody_accepts_a_replacement_unseen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    old = held("12/KH-UBND", "2026-01-05")
    found = result()
    found["citations"][0]["relation"] = "thay thế"
    reading = make_reading(world, monkeypatch, found)
    services.accept_all_confident(reading, actor=world.hung, at=AT)
    item = reading.items.get(kind="citation")
    assert item.state == ItemState.PROPOSED
    assert rules.ENDS_ANOTHER in rules.doubts(item.kind, item.content, item.confidence)
    edge = Citation.objects.get()
    assert (edge.to_document, edge.relation_kind, edge.confirmed) == (old, "replaces", False)
    decide(item, world, ItemState.ACCEPTED)
    edge.refresh_from_db()
    assert edge.confirmed
    assert selectors.reading_of_document(old.pk) is None


def test_what_a_person_settled_on_the_page_of_relations_survives_the_issue(
    world: World, reading: Reading
) -> None:
    from treem.documents import services as documents

    edge = Citation.objects.get()
    documents.settle_citation(edge, to=None, relation="other", version=edge.version, actor=world.hung, at=AT)
    for found in list(reading.items.all()):
        if not found.decided and found.kind != "citation":
            bodies = [world.bodies["so-y-te"]] if found.kind in ("obligation", "reporting") else None
            decide(found, world, ItemState.ACCEPTED, bodies=bodies)
    services.issue(reading, world.hung, at=AT)
    edge.refresh_from_db()
    assert (edge.relation_kind, edge.match, edge.confirmed) == ("other", Match.ABSENT, True)
    assert Document.objects.get().state == "issued"
