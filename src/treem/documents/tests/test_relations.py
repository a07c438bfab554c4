from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World, make_world

from treem.documents import endings, graph, relations, rules, selectors, services
from treem.documents.models import Citation, Document, Match
from treem.documents.rules import MAYBE, NO, SURE, Named
from treem.documents.tests.factories import AT, BACKEND, cite, held
from treem.duties.models import Obligation
from treem.law import documents as law

database = pytest.mark.database
TODAY = date(2026, 11, 2)
PM = "Thủ tướng Chính phủ"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def hung(world: World, client: Any) -> Any:
    client.force_login(world.hung, backend=BACKEND)
    return client


def seen(client: Any, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


# -- which document is meant -------------------------------------------------------------------------------

CHILD_FRIENDLY = Named("06/QĐ-TTg", date(2019, 1, 3), issuer=PM)


@pytest.mark.parametrize(
    ("cited", "held", "how"),
    [
        (Named("6/QĐ - TTG", date(2019, 1, 3)), CHILD_FRIENDLY, SURE),
        (Named("06/QD‑TTg", date(2019, 1, 3)), CHILD_FRIENDLY, SURE),
        (Named("06/QĐ-TTg", date(2022, 1, 6)), CHILD_FRIENDLY, NO),
        (Named("06/QĐ-TTg"), CHILD_FRIENDLY, MAYBE),
        (Named("06/QĐ-TTg", year=2019, issuer="Thủ tướng Chính phủ"), CHILD_FRIENDLY, SURE),
        (Named("06/QĐ-TTg", year=2019), CHILD_FRIENDLY, MAYBE),
        (Named("06/QĐ-TTg", year=2022), CHILD_FRIENDLY, NO),
        (Named("16/QĐ-TTg", date(2019, 1, 3)), CHILD_FRIENDLY, NO),
        (Named("06/QĐ-TTg", date(2019, 1, 3), issuer="Bộ Y tế"), CHILD_FRIENDLY, NO),
        (Named("56/2017/NĐ-CP"), Named("56/2017/NĐ-CP", date(2017, 5, 9)), SURE),
        (Named("56/2017/NĐ-CP", date(2017, 9, 5)), Named("56/2017/NĐ-CP", date(2017, 5, 9)), MAYBE),
        (Named("12/2024/QĐ-UBND"), Named("12/2024/QĐ-UBND", date(2024, 4, 1)), MAYBE),
        (Named("", date(2019, 1, 3)), Named("", date(2019, 1, 3)), NO),
    ],
)
def test_a_number_alone_is_a_question_and_number_with_day_an_answer(
    cited: Named, held: Named, how: str
) -> None:
    assert rules.fit(cited, held) == how


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("UBND tỉnh Sơn La", "Ủy ban nhân dân tỉnh Sơn La", True),
        ("Uỷ ban nhân dân tỉnh", "UBND tỉnh Sơn La", True),
        ("Chủ tịch UBND tỉnh", "ỦY BAN NHÂN DÂN TỈNH SƠN LA", True),
        ("Bộ trưởng Bộ Y tế", "Bộ Y tế", True),
        ("UBND huyện Mẫu", "UBND tỉnh Sơn La", False),
        ("Sở Y tế", "Bộ Y tế", False),
        ("", "Bộ Y tế", None),
    ],
)
def test_agencies_are_compared_by_what_they_are_called_in_full(
    one: str, other: str, same: bool | None
) -> None:
    assert rules.same_issuer(one, other) is same


@pytest.mark.parametrize(
    ("written", "kind"),
    [("Căn cứ", "basis"), ("triển khai thực hiện", "implements"), ("thay thế", "replaces"), ("bãi bỏ", "repeals"),
     ("sửa đổi", "amends"), ("", "other")],
)  # fmt: skip
def test_the_wording_before_a_citation_is_one_of_six_relations(written: str, kind: str) -> None:
    assert rules.relation_of(written) == kind


@database
def test_two_decisions_of_one_number_are_never_mixed_up(db: None) -> None:
    old, new = held("06/QĐ-TTg", "2019-01-03", PM), held("06/QĐ-TTg", "2022-01-06", PM)
    plan = held("12/KH-UBND", "2026-01-05")
    first, second, bare = (
        cite(plan, "06/QĐ-TTg", "2019-01-03"),
        cite(plan, "6/QĐ-TTg", "2022-01-06"),
        cite(plan, "06/QĐ-TTg"),
    )
    assert (first.to_document, second.to_document) == (old, new)
    assert (bare.to_document, bare.match) == (None, Match.OPEN)


@database
def test_a_document_that_comes_later_finds_its_citations_and_a_second_one_makes_them_a_question(
    db: None,
) -> None:
    plan = held("12/KH-UBND", "2026-01-05")
    edge = cite(plan, "77/KH-UBND", "2026-03-01")
    assert edge.match == Match.NONE
    province = held("77/KH-UBND", "2026-03-01")
    edge.refresh_from_db()
    assert (edge.to_document, edge.match) == (province, Match.MACHINE)
    held("77/KH-UBND", "2026-03-01", "UBND xã Chiềng Sung")
    edge.refresh_from_db()
    assert (edge.to_document, edge.match) == (None, Match.OPEN)


@database
def test_what_a_person_has_said_the_machine_leaves_alone(world: World) -> None:
    plan = held("12/KH-UBND", "2026-01-05")
    edge = cite(plan, "77/KH-UBND", "2026-03-01")
    services.settle_citation(edge, to=None, relation="basis", version=edge.version, actor=world.hung, at=AT)
    held("77/KH-UBND", "2026-03-01")
    edge.refresh_from_db()
    assert (edge.to_document, edge.match, edge.matched_by, edge.matched_at) == (
        None,
        Match.ABSENT,
        world.hung,
        AT,
    )


@database
def test_a_suspected_slip_offers_the_document_and_decides_nothing(db: None) -> None:
    right = held("23/CT-TTg", "2020-05-26", PM)
    plan = held("12/KH-UBND", "2026-01-05")
    edge = cite(plan, "23/CT-TTg", "2023-05-26", flags=["typo_suspected"], suggested={"date": "2020-05-26"})
    assert (edge.to_document, edge.match) == (None, Match.OPEN)
    assert [document for document, _how in selectors.candidates([edge])[0]] == [right]


# -- what became of a document -----------------------------------------------------------------------------


@database
def test_a_document_is_replaced_only_once_a_person_has_confirmed_the_citation(db: None) -> None:
    old, new = held("5/KH-UBND", "2024-01-05"), held("12/KH-UBND", "2026-01-05")
    cite(new, "5/KH-UBND", "2024-01-05", relation="thay thế")
    assert endings.endings_of([old.pk], on=TODAY).of(old) == []
    Citation.objects.update(confirmed=True)
    (ending,) = endings.endings_of([old.pk], on=TODAY).of(old)
    assert (ending.kind, ending.by, ending.ends) == ("replaces", new.label, True)
    assert ending.sentence == "Đã được thay thế bởi Kế hoạch số 12/KH-UBND ngày 05/01/2026"


@database
def test_what_is_not_held_can_be_known_to_be_repealed_too(db: None) -> None:
    plan, later = held("12/KH-UBND", "2026-01-05"), held("20/QĐ-UBND", "2026-02-05")
    edge = cite(plan, "9/QĐ-UBND", "2020-02-01")
    cite(later, "09/QĐ-UBND", "2020-02-01", relation="bãi bỏ", sure=True)
    (ending,) = endings.endings_of([], [edge], on=TODAY).of_cited(edge)
    assert (ending.kind, ending.by) == ("repeals", later.label)
    other = cite(plan, "9/QĐ-UBND", "2021-02-01")
    assert endings.endings_of([], [other], on=TODAY).of_cited(other) == []


def test_the_laws_own_replacements_hold_from_their_day_on_and_say_whether_anybody_has_seen_them() -> None:
    assert endings.by_law(Named("71/2011/NĐ-CP"), date(2017, 6, 30)) is None
    found = endings.by_law(Named("71/2011/NĐ-CP"), date(2017, 7, 1))
    assert found is not None
    assert (found.kind, found.verified) == ("replaces", True)
    assert "56/2017/NĐ-CP" in found.by
    unseen = endings.by_law(Named("80/2015/QH13"), TODAY)
    assert unseen is not None
    assert not unseen.verified
    assert endings.by_law(Named("56/2017/NĐ-CP"), TODAY) is None
    assert all(re.search(r"/\d{4}/", each.number_symbol) for each in law.endings())


# -- the page ----------------------------------------------------------------------------------------------


@database
def test_the_page_shows_both_tables_doubts_and_what_is_missing(hung: Any) -> None:
    base, plan = held("06/QĐ-TTg", "2019-01-03", PM), held("12/KH-UBND", "2026-01-05")
    below = held("3/KH-UBND", "2026-03-05", "UBND xã Chiềng Sung")
    cite(plan, "06/QĐ-TTg", "2019-01-03", sure=True)
    cite(plan, "23/CT-TTg", "2023-05-26", flags=["typo_suspected"], suggested={"date": "2020-05-26"})
    cite(plan, "71/2011/NĐ-CP", "2011-08-22")
    cite(below, "12/KH-UBND", "2026-01-05", relation="thực hiện")
    page = seen(hung, "documents:relations", plan.uuid)
    assert reverse("documents:relations", args=[base.uuid]) in page
    assert reverse("documents:relations", args=[below.uuid]) in page
    assert "Có thể viết nhầm" in page
    assert "23/CT-TTg ngày 26/5/2020" in page or "ngày 26/5/2020" in page
    assert "Đã được thay thế bởi" in page
    assert "Chưa có" in page
    assert "?cited=" in page
    above = [node for node in page.split('<div id="tables"')[0].split('<a class="node')[1:]]
    assert len(above) == 2 * 5  # two drawings, five documents each; every one is a link


@database
def test_the_picture_marks_by_shape_and_words(hung: Any) -> None:
    old, plan = held("5/KH-UBND", "2024-01-05"), held("12/KH-UBND", "2026-01-05")
    newer = held("6/KH-UBND", "2025-01-05")
    cite(plan, "5/KH-UBND", "2024-01-05")
    cite(plan, "9/QĐ-TTg", "2020-02-01")
    cite(newer, "5/KH-UBND", "2024-01-05", relation="thay thế", sure=True)
    drawn = graph.tree(around(plan))
    by_kind = {box.title: box for box in drawn.boxes}
    (ended,) = [box for title, box in by_kind.items() if "5/KH-UBND" in title]
    assert ended.ended
    assert "đã được thay thế" in ended.title
    (missing,) = [box for title, box in by_kind.items() if "9/QĐ-TTg" in title]
    assert (missing.kind, missing.ended) == ("missing", False)
    assert "chưa có trong sổ" in missing.title
    assert missing.url.startswith("#edge-")
    assert {line.sure for line in graph.columns(around(plan)).lines} == {False}
    assert old.label in seen(hung, "documents:relations", plan.uuid)


def around(document: Document) -> relations.Neighbourhood:
    above, below = relations.rests_on(document), relations.resting_on(document)
    return relations.neighbourhood(document, above, below, endings.endings_of([], above, on=TODAY))


@database
def test_the_picture_reaches_two_levels_up_and_down_and_each_document_stands_once(db: None) -> None:
    chain = [held(f"{n}/KH-UBND", f"2026-0{n}-05") for n in range(1, 8)]
    for one, two in pairwise(chain):
        cite(two, one.number_symbol, one.issued_text)
    cite(chain[3], chain[1].number_symbol, chain[1].issued_text)  # a shortcut to the second level
    cite(chain[2], chain[3].number_symbol, chain[3].issued_text)  # and a circle
    found = around(chain[3])
    levels = {node.document.number: node.level for node in found.nodes.values() if node.document}
    assert levels == {"4": 0, "3": -1, "2": -1, "1": -2, "5": 1, "6": 2}
    for drawing in (graph.columns(found), graph.tree(found)):
        assert len({(box.x, box.y) for box in drawing.boxes}) == 6
        assert all(
            box.x + box.width <= drawing.width and box.y + box.height <= drawing.height
            for box in drawing.boxes
        )
    assert graph.tree(found).width <= 300  # a phone of 360 px shows it at its own size


@database
def test_what_the_picture_leaves_out_it_counts(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "MOST", 3)
    plan = held("12/KH-UBND", "2026-01-05")
    for n in range(1, 6):
        cite(plan, f"{n}/QĐ-TTg", "2020-02-01")
    for drawing in (graph.columns(around(plan)), graph.tree(around(plan))):
        (more,) = [box for box in drawing.boxes if box.kind == "more"]
        assert (more.url, more.title) == ("#rests-on", "và 2 văn bản nữa")


@database
def test_a_document_without_relations_has_no_picture_and_says_so(hung: Any) -> None:
    page = seen(hung, "documents:relations", held("12/KH-UBND", "2026-01-05").uuid)
    assert '<svg class="graph' not in page
    assert "Chưa ghi văn bản nào được viện dẫn." in page
    assert "Chưa có văn bản nào trong sổ viện dẫn văn bản này." in page


@database
def test_a_thousand_citations_cost_a_page_no_more_queries(
    hung: Any, django_assert_max_num_queries: Any
) -> None:
    plan = held("12/KH-UBND", "2026-01-05")
    for n in range(1, 40):
        cite(plan, f"{n}/QĐ-TTg", "2020-02-01")
        cite(held(f"{n}/CV-UBND", "2026-05-05"), "12/KH-UBND", "2026-01-05")
    with django_assert_max_num_queries(7):
        above, below = relations.rests_on(plan), relations.resting_on(plan)
        known = endings.endings_of([plan.pk], above, on=TODAY)
        graph.columns(relations.neighbourhood(plan, above, below, known))


# -- what is missing ---------------------------------------------------------------------------------------


@database
def test_what_many_cite_and_nobody_holds_stands_first(hung: Any) -> None:
    one, two = held("12/KH-UBND", "2026-01-05"), held("13/KH-UBND", "2026-01-06")
    cite(one, "8/QĐ-TTg", "2020-02-01")
    for plan in (one, two):
        cite(plan, "06/QĐ-TTg", "2022-01-06")
    cite(two, "06/QĐ-TTg", "2019-01-03")
    rows = [(row["number_symbol"], row["issued_on"].year, row["citing"]) for row in relations.missing()]
    assert rows == [("06/QĐ-TTg", 2022, 2), ("06/QĐ-TTg", 2019, 1), ("8/QĐ-TTg", 2020, 1)]
    page = seen(hung, "documents:missing")
    assert page.index("06/01/2022") < page.index("03/01/2019")
    assert "Tải lên" in page
    first = next(iter(relations.missing()))["edge"]
    assert "13/KH-UBND" in seen(hung, "documents:cited", first)
    held("06/QĐ-TTg", "2022-01-06", PM)
    assert [row["issued_on"].year for row in relations.missing()] == [2019, 2020]
    assert hung.get(reverse("documents:cited", args=[first])).status_code == 302


@database
def test_only_questions_can_be_shown_and_nothing_missing_is_a_good_day(hung: Any) -> None:
    assert "Không thiếu văn bản nào" in seen(hung, "documents:missing")
    held("06/QĐ-TTg", "2019-01-03", PM)
    plan = held("12/KH-UBND", "2026-01-05")
    cite(plan, "8/QĐ-TTg", "2020-02-01")
    assert "Không có câu hỏi nào chờ người chọn" in seen(hung, "documents:missing", match="open")
    cite(plan, "06/QĐ-TTg")
    page = seen(hung, "documents:missing", match="open")
    assert "06/QĐ-TTg" in page
    assert "8/QĐ-TTg" not in page


@database
def test_others_read_and_do_not_settle(world: World, client: Any) -> None:
    edge = cite(held("12/KH-UBND", "2026-01-05"), "8/QĐ-TTg", "2020-02-01")
    client.force_login(world.lan, backend=BACKEND)
    page = seen(client, "documents:relations", edge.from_document.uuid)
    assert reverse("documents:settle", args=[edge.pk]) not in page
    assert "?cited=" not in page
    assert client.post(reverse("documents:settle", args=[edge.pk]), {}).status_code == 403
    client.force_login(world.users["collaborator"], backend=BACKEND)
    for name, at in (("documents:relations", edge.from_document.uuid), ("documents:cited", edge.pk)):
        assert client.get(reverse(name, args=[at])).status_code == 403
    assert client.get(reverse("documents:missing")).status_code == 403


# -- a person's word ---------------------------------------------------------------------------------------


def send(client: Any, edge: Citation, **changes: Any) -> Any:
    data = {"to": "none", "relation": "basis", "version": edge.version, "number": "", **changes}
    return client.post(reverse("documents:settle", args=[edge.pk]), data)


@database
def test_a_person_chooses_among_those_that_fit(world: World, hung: Any) -> None:
    old, new = held("06/QĐ-TTg", "2019-01-03", PM), held("06/QĐ-TTg", "2022-01-06", PM)
    edge = cite(held("12/KH-UBND", "2026-01-05"), "06/QĐ-TTg")
    page = seen(hung, "documents:settle", edge.pk)
    assert old.label in page
    assert new.label in page
    answer = send(hung, edge, to=str(new.pk), relation="implements")
    assert answer.status_code == 302
    edge.refresh_from_db()
    assert (edge.to_document, edge.match, edge.relation_kind, edge.confirmed) == (
        new,
        Match.PERSON,
        "implements",
        True,
    )
    assert edge.matched_by == world.hung
    assert "chọn" in seen(hung, "documents:relations", edge.from_document.uuid)


@database
def test_a_document_nobody_offered_is_found_by_its_number(hung: Any) -> None:
    other = held("77/KH-UBND", "2026-03-01")
    edge = cite(held("12/KH-UBND", "2026-01-05"), "8/QĐ-TTg", "2020-02-01")
    assert send(hung, edge, to="other", number="77/kh-ubnd").status_code == 302
    edge.refresh_from_db()
    assert edge.to_document == other


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": ""}, "Hãy chọn một văn bản"),
        ({"to": "other", "number": "999/KH-UBND"}, "Sổ không có văn bản nào mang số"),
        ({"to": "other"}, "Hãy ghi số, ký hiệu"),
        ({"to": "4711"}, "Hãy chọn một trong các văn bản"),
        ({"relation": "marries"}, "marries"),
    ],
)
@database
def test_a_wrong_word_comes_back_with_what_was_typed(hung: Any, changes: dict[str, str], words: str) -> None:
    edge = cite(held("12/KH-UBND", "2026-01-05"), "8/QĐ-TTg", "2020-02-01")
    answer = send(hung, edge, **changes)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page or changes.get("relation") == "marries"
    assert "field-error" in page
    if "number" in changes:
        assert changes["number"] in page
    assert Citation.objects.get().match == Match.NONE


@database
def test_a_number_that_several_have_becomes_a_choice(hung: Any) -> None:
    for issuer in ("UBND tỉnh Sơn La", "UBND xã Chiềng Sung"):
        held("77/KH-UBND", "2026-03-01", issuer)
    edge = cite(held("12/KH-UBND", "2026-01-05"), "8/QĐ-TTg", "2020-02-01")
    answer = send(hung, edge, to="other", number="77/KH-UBND")
    assert answer.status_code == 422
    assert "UBND xã Chiềng Sung" in answer.content.decode()
    chosen = Document.objects.get(issuer="UBND xã Chiềng Sung")
    assert send(hung, edge, to=str(chosen.pk), number="77/KH-UBND").status_code == 302


@database
def test_of_two_people_the_second_sees_what_the_first_said_and_may_say_it_again(
    world: World, hung: Any
) -> None:
    new = held("06/QĐ-TTg", "2022-01-06", PM)
    edge = cite(held("12/KH-UBND", "2026-01-05"), "06/QĐ-TTg")
    opened = edge.version
    services.settle_citation(edge, to=None, relation="basis", version=opened, actor=world.hung, at=AT)
    answer = send(hung, edge, to=str(new.pk), version=opened)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Người khác vừa xác nhận" in page
    kept = re.search(r'name="version" value="(\d+)"', page)
    assert kept is not None
    assert send(hung, edge, to=str(new.pk), version=kept[1]).status_code == 302
    edge.refresh_from_db()
    assert edge.to_document == new


# -- at a duty ---------------------------------------------------------------------------------------------


@database
def test_a_duty_says_that_its_basis_was_replaced(world: World, hung: Any) -> None:
    plan, newer = held("12/KH-UBND", "2026-01-05"), held("40/KH-UBND", "2026-09-05")
    duty = Obligation.objects.create(
        text="Rà soát ao, hồ.", document=plan, document_label=plan.label, state="draft"
    )
    url = reverse("duties:obligation", args=[duty.uuid])
    assert "Căn cứ đã được thay thế" not in hung.get(url).content.decode()
    cite(newer, "12/KH-UBND", "2026-01-05", relation="thay thế", sure=True)
    page = hung.get(url).content.decode()
    assert (
        f'Căn cứ đã được thay thế bởi <a href="{reverse("documents:document", args=[newer.uuid])}">' in page
    )
    assert newer.label in page


@database
def test_a_duty_says_too_when_what_its_document_rests_on_was_replaced_by_another(hung: Any) -> None:
    base, plan, newer = (
        held("1/QĐ-TTg", "2021-01-05", PM),
        held("12/KH-UBND", "2026-01-05"),
        held("9/QĐ-TTg", "2026-09-05", PM),
    )
    cite(plan, "1/QĐ-TTg", "2021-01-05", sure=True)
    cite(newer, "1/QĐ-TTg", "2021-01-05", relation="thay thế", sure=True)
    (found,) = relations.ended_bases(plan.pk, TODAY)
    assert (found.label, found.ending.by, found.own) == (base.label, newer.label, False)
    assert relations.ended_bases(newer.pk, TODAY) == []
