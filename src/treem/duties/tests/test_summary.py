"""The summary of a directive: its figures are the board's, they add up, and leave as report and workbook."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.walk_world import World, make_world

from treem.audit.models import Entry
from treem.documents.models import Document
from treem.duties import selectors, services
from treem.duties.models import Execution, NoteKind, RequestKind
from treem.duties.summary import summary_of
from treem.duties.summary_files import HEADS, figures
from treem.duties.tests.factories import AT, committee, make_obligation, more_communes
from treem.kernel.time import now, today
from treem.organisations.models import Role

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def document(world: World) -> Document:
    """Two duties for two communes and an agency: done, late with a reason, waived, received, not received."""
    made = Document.objects.create(type="Kế hoạch", subject="Thử", sha256="b" * 64, received_at=AT)
    late = make_obligation(
        world.hung, document=made, path="1", deadline=today() - timedelta(days=4), deadline_op="by"
    )
    open_ = make_obligation(world.hung, document=made, path="2", deadline=None, deadline_op="")
    bodies = [committee(world), committee(world, world.neighbouring), world.bodies["so-gddt"]]
    services.issue_obligations([late, open_], {late: bodies, open_: bodies}, world.hung, at=AT)
    mine = Execution.objects.get(obligation=late, body=bodies[0])
    services.write_progress(mine, kind=NoteKind.EXPLANATION, text="=Mưa lũ.", actor=world.lan, at=now())
    services.report_execution(
        Execution.objects.get(obligation=open_, body=bodies[0]), actor=world.lan, note="Xong.", at=now()
    )
    services.grant_unasked(
        Execution.objects.get(obligation=late, body=bodies[2]), kind=RequestKind.WAIVER, text="Không có.", until=None,
        actor=world.users[Role.LEAD_DIRECTOR], at=now(), version=1,
    )  # fmt: skip
    services.receive(
        [Execution.objects.get(obligation=open_, body=bodies[2])],
        actor=world.users[Role.SECTOR_OFFICER],
        at=now(),
    )
    return made


def test_its_figures_are_the_boards_and_add_up(document: Document) -> None:
    found = summary_of(document.pk, at=now())
    assert found is not None
    assert figures(found.total) == (6, 1, 0, 0, 1, 1, 2, 1)
    assert found.total == selectors.count_executions(selectors.all_executions(document.pk), today())
    for lines in (found.bodies, found.duties):
        columns = [figures(line.tally) for line in lines]
        assert tuple(map(sum, zip(*columns, strict=True))) == figures(found.total)
        assert all(row[0] == sum(row[1:]) for row in columns)
    assert [(line.days, line.reason) for line in found.late] == [(4, "=Mưa lũ."), (4, "")]
    assert (found.explained, found.late_bodies, found.evidence) == (1, 2, 0)
    assert summary_of(999_999, at=now()) is None


def test_a_province_takes_no_more_queries_than_one_commune(
    world: World, document: Document, django_assert_max_num_queries: Any
) -> None:
    bodies = more_communes(world)
    for n in range(6):
        duty = make_obligation(world.hung, document=document, path=f"9.{n}")
        services.issue_obligations([duty], {duty: bodies}, world.hung, at=AT)
    with django_assert_max_num_queries(10):
        found = summary_of(document.pk, at=now())
    assert found is not None
    assert found.total.total == 6 + 6 * 75


def test_the_report_and_the_workbook_say_the_same(world: World, document: Document, client: Any) -> None:
    client.force_login(world.hung, backend=BACKEND)
    shown = client.get(reverse("duties:summary", args=[document.pk])).content.decode()
    assert "=Mưa lũ." in shown
    made = client.get(reverse("duties:summary_docx", args=[document.pk]))
    paper = docx.Document(io.BytesIO(made.content))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "Quá hạn chưa xong 2 việc của 2 đơn vị, trong đó 1 việc đã nêu lý do" in text
    cells = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert ["", "Cộng", "6", "1", "0", "0", "1", "1", "2", "1", "0"] in cells
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(reverse("duties:summary_xlsx", args=[document.pk])).content)
    )
    assert book.sheet_names == ["Theo đơn vị", "Theo nhiệm vụ", "Quá hạn"]
    rows = book.get_sheet_by_name("Theo đơn vị").to_python()
    assert tuple(rows[3][2 : 2 + len(HEADS)]) == HEADS
    assert rows[-1][1:11] == ["Cộng", 6, 1, 0, 0, 1, 1, 2, 1, 0]
    late = book.get_sheet_by_name("Quá hạn").to_python()
    assert not str(late[4][6]).startswith("="), "what somebody typed must not run in the workbook"
    assert Entry.objects.filter(action="duties.export_summary").count() == 2


def test_what_is_late_stands_once_folded_under_its_body(
    world: World, document: Document, client: Any
) -> None:
    found = summary_of(document.pk, at=now())
    assert found is not None
    groups = found.late_groups
    assert sorted(line.execution.pk for group in groups for line in group.lines) == sorted(
        line.execution.pk for line in found.late
    )
    assert [(len(group.lines), group.longest) for group in groups] == [(1, 4), (1, 4)]
    client.force_login(world.hung, backend=BACKEND)
    page = client.get(reverse("duties:summary", args=[document.pk])).content.decode()
    late = page[page.index('id="late"') :]
    assert late.count('<details class="disclosure">') == 2
    assert "Xã Chiềng Sung: 1 việc, lâu nhất 4 ngày" in late


def test_who_does_not_oversee_gets_none_of_it(world: World, document: Document, client: Any) -> None:
    for role in (Role.COMMUNE_OFFICER, Role.SECTOR_OFFICER):
        client.force_login(world.users[role], backend=BACKEND)
        for name in ("duties:summary", "duties:summary_docx", "duties:summary_xlsx"):
            assert client.get(reverse(name, args=[document.pk])).status_code == 403
