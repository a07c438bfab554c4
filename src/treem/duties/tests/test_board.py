"""The matrix, by deadline, by body, and the spreadsheet."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.walk_world import World, make_world

from treem.documents.models import Document
from treem.duties import board, selectors, services
from treem.duties.board import Asked
from treem.duties.models import Execution
from treem.duties.tests.factories import AT, committee, make_obligation, more_communes
from treem.kernel.time import today
from treem.organisations.models import Body, Role
from treem.web.address import NotOffered

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
LATE = date(2026, 12, 20)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def plan(number: str = "12") -> Document:
    return Document.objects.create(subject="Kế hoạch", sha256=number.zfill(64), received_at=AT)


def give(
    world: World, document: Document, bodies: list[Body], duties: int = 1, **more: Any
) -> list[Execution]:
    made = [
        make_obligation(world.hung, document=document, path=f"IV.{n}", **more) for n in range(1, duties + 1)
    ]
    return services.issue_obligations(made, dict.fromkeys(made, bodies), world.hung, at=AT)


def test_a_cell_is_how_that_body_stands_with_that_duty(world: World) -> None:
    document = plan()
    own, other, agency = committee(world), committee(world, world.neighbouring), world.bodies["so-gddt"]
    first, second, third = give(world, document, [own, other, agency])
    services.receive([first], actor=world.lan, at=AT)
    services.report_execution(second, actor=world.neighbour, note="Xong.", at=AT)
    found = board.board(Asked(document=document.pk), AT.date())
    assert [line.name for line in found.lines] == [
        "Xã Chiềng Sung",
        "Xã Mường Chanh",
        "Sở Giáo dục và Đào tạo",
    ]
    assert [line.cells[0].state for line in found.lines if line.cells[0]] == ["received", "done", "issued"]
    assert (found.totals[0]["done"], found.totals[0]["total"], found.counts["issued"]) == (1, 3, 1)
    late = board.board(Asked(document=document.pk), LATE)
    assert [line.cells[0].state for line in late.lines if line.cells[0]] == ["overdue", "done", "overdue"]
    assert third.body == agency


def test_of_several_occurrences_the_overdue_one_shows_then_the_next_open_then_the_last_done(
    world: World,
) -> None:
    document = plan()
    early, later = give(
        world, document, [committee(world)], deadline=date(2026, 11, 10), further_deadlines=["2026-12-10"]
    )

    def shown(day: date) -> Any:
        (cell,) = board.cells(Asked(document=document.pk), day).values()
        return cell.uuid, cell.state

    assert shown(date(2026, 11, 5)) == (early.uuid, "issued")
    assert shown(date(2026, 11, 20)) == (early.uuid, "overdue")
    services.report_execution(early, actor=world.lan, note="Xong.", at=AT)
    assert shown(date(2026, 11, 20)) == (later.uuid, "issued")
    services.report_execution(later, actor=world.lan, note="Xong.", at=AT)
    assert shown(date(2026, 11, 20)) == (later.uuid, "done")


def test_filters_of_the_address_choose_document_state_bodies_and_deadline(world: World) -> None:
    document, other = plan(), plan("13")
    bodies = [committee(world), world.bodies["so-gddt"]]
    give(world, document, bodies)
    give(world, other, bodies, deadline=date(2026, 11, 8))

    def size(query: str, day: date = date(2026, 11, 5)) -> tuple[int, int]:
        found = board.board(Asked.of(QueryDict(query)), day)
        return len(found.lines), len(found.columns)

    assert size("") == (2, 2)
    assert size(f"document={document.pk}&who=communes") == (1, 1)
    assert size("who=agencies&state=issued") == (1, 2)
    assert size("state=done") == (0, 0)
    assert size("due=2026-12-15") == (2, 1)
    assert size("within=7") == (2, 1)
    for wrong in ("due=2026-13-45", "who=x", "state=y", "document=-1", "document=abc", "within=9"):
        with pytest.raises(NotOffered):
            size(wrong)


def test_the_matrix_of_a_province_takes_no_more_queries_than_that_of_one_commune(
    world: World, client: Any
) -> None:
    small, large = plan(), plan("13")
    give(world, small, [committee(world)])
    give(world, large, more_communes(world), duties=60)
    client.force_login(world.hung, backend=BACKEND)
    url = reverse("duties:matrix")
    client.get(url, {"document": small.pk})  # the first page of all reads the catalogues
    counts = []
    for document in (small, large):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(url, {"document": document.pk})
        assert answer.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert answer.content.decode().count("cell-state--") == 75 * 60


def test_a_click_opens_the_execution_and_the_province_leader_may_look(world: World, client: Any) -> None:
    document = plan()
    (execution,) = give(world, document, [committee(world)])
    client.force_login(world.users[Role.PROVINCE_LEADER], backend=BACKEND)
    page = client.get(reverse("duties:matrix")).content.decode()
    assert reverse("duties:execution", args=[execution.uuid]) in page
    assert "Đã giao" in page
    client.force_login(world.lan, backend=BACKEND)
    for name in ("matrix", "matrix_xlsx", "by_deadline", "by_body"):
        assert client.get(reverse(f"duties:{name}")).status_code == 403


def test_without_any_duty_the_board_says_so(world: World, client: Any) -> None:
    client.force_login(world.hung, backend=BACKEND)
    for name in ("matrix", "by_deadline"):
        assert "Chưa có nhiệm vụ nào được giao" in client.get(reverse(f"duties:{name}")).content.decode()
    assert client.get(reverse("duties:by_body")).status_code == 200


def test_by_deadline_counts_what_falls_due_each_day_and_leads_to_the_matrix(
    world: World, client: Any
) -> None:
    document = plan()
    soon = today() + timedelta(days=20)
    give(world, document, [committee(world), world.bodies["so-gddt"]], deadline=soon)
    give(world, document, [committee(world)], deadline=None, deadline_op="")
    tallies = selectors.counts_by_due_day(today(), document.pk)
    assert {day: tally.total for day, tally in tallies.items()} == {soon: 2, None: 1}
    client.force_login(world.hung, backend=BACKEND)
    page = client.get(reverse("duties:by_deadline")).content.decode()
    assert f"due={soon.isoformat()}" in page
    assert "không có hạn" in page


def test_by_body_gives_counts_the_share_in_time_and_the_workload(world: World, client: Any) -> None:
    document = plan()
    own, other = committee(world), committee(world, world.neighbouring)
    given = give(world, document, [own, other], duties=2, deadline=date(2026, 11, 10))
    services.report_execution(given[0], actor=world.lan, note="Xong.", at=AT)
    tallies = selectors.counts_by_body(date(2026, 11, 20), document.pk)
    mine, theirs = tallies[given[0].body_id], tallies[other.pk if given[0].body_id == own.pk else own.pk]
    assert (mine.in_time.numerator, mine.in_time.denominator, mine.open, mine.overdue) == (1, 2, 1, 1)
    assert (theirs.in_time.numerator, theirs.in_time.denominator, theirs.open) == (0, 2, 2)
    client.force_login(world.hung, backend=BACKEND)
    for sort in ("", "name", "-name", "in_time", "-open", "rm -rf"):
        page = client.get(reverse("duties:by_body"), {"sort": sort, "who": "communes"})
        assert page.status_code == 200
        assert "Xã Mường Chanh" in page.content.decode()
    shown = client.get(reverse("duties:body", args=[own.pk]), {"state": "all"}).content.decode()
    assert "Xây dựng kế hoạch" in shown
    assert client.get(reverse("duties:body", args=[own.pk + 99_999])).status_code == 404


def test_the_spreadsheet_says_the_same_and_runs_no_formula(world: World, client: Any) -> None:
    document = plan()
    given = give(world, document, [committee(world), world.bodies["so-gddt"]], text='=HYPERLINK("x")')
    services.report_execution(given[0], actor=world.lan, note="Xong.", at=AT)
    Body.objects.filter(code="so-gddt").update(short_name="=1+1")
    client.force_login(world.hung, backend=BACKEND)
    answer = client.get(reverse("duties:matrix_xlsx"), {"document": document.pk})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[4][1:3] == ["Xã Chiềng Sung", "Hoàn thành đúng hạn"]
    assert rows[5][1] == "'=1+1"
    assert rows[6][2] == "1/2"


def test_long_boards_fold_behind_a_count_and_every_body_is_there_once(world: World, client: Any) -> None:
    document = plan()
    bodies = more_communes(world)
    give(world, document, bodies, deadline=date(2026, 11, 10))
    client.force_login(world.hung, backend=BACKEND)
    for name, folded in (("by_body", 60), ("matrix", 60)):
        page = client.get(reverse(f"duties:{name}"), {"document": document.pk, "who": ""}).content.decode()
        first, more = page.split(f"Còn {folded} đơn vị")
        cards = first[first.index("matrix-cards") :] if name == "matrix" else first
        links = [page_of.count('href="/duties/bodies/') for page_of in (cards, more)]
        assert links == [15 + (name == "by_body"), folded], name  # one more: the tab of this very view


def test_the_late_stand_under_their_duty_and_the_count_is_of_all_pages(world: World, client: Any) -> None:
    document = plan()
    give(world, document, more_communes(world), deadline=date(2026, 11, 10))
    give(world, document, [committee(world)], deadline=date(2026, 11, 12), text="Rà soát danh sách trẻ em")
    client.force_login(world.hung, backend=BACKEND)
    page = client.get(reverse("duties:late")).content.decode()
    assert page.count("75 đơn vị</span>") == 1
    assert "Rà soát danh sách trẻ em" not in page, "it is late for a shorter time: on the second page"
    assert "Các đơn vị khác ở trang khác" in page
    (after,) = set(re.findall(r"after=([0-9.%-]+)", page))
    second = client.get(f"{reverse('duties:late')}?after={after}").content.decode()
    assert second.count("75 đơn vị</span>") == 1
    assert "Rà soát danh sách trẻ em: 1 đơn vị" in second
    executions = (
        set(re.findall(r"/duties/executions/([0-9a-f-]{36})/", page)),
        set(re.findall(r"/duties/executions/([0-9a-f-]{36})/", second)),
    )
    assert [len(each) for each in executions] == [50, 26]
    assert not executions[0] & executions[1]
