"""A commune passes a plan of the province on: drafted, approved, issued elsewhere, recorded; the chain holds both ways."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from docx import Document as read_docx
from tests.walk_world import World, make_world

from treem.directives import cascade_following as following
from treem.directives import cascade_selectors as selectors
from treem.directives import services
from treem.directives.models import CascadeState
from treem.directives.tests.cascading import (
    DAYS,
    approved,
    begun,
    committee,
    given_to,
    inside,
    issued,
    order,
    upstream,
)
from treem.documents.models import Citation, DocumentState
from treem.duties import selectors as duties
from treem.files import services as files
from treem.kernel.time import now, today

pytestmark = pytest.mark.database


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_a_plan_goes_from_the_province_to_the_people_of_the_commune(world: World) -> None:
    document = upstream(world.hung)
    above = order(world, document, [committee(world)])
    cascade = begun(world, document)
    (line,) = selectors.duties_of(cascade)
    assert line.limit_on == today() + timedelta(DAYS)
    assert line.due_on == today() + timedelta(DAYS - 5)

    given_to(world, cascade, world.bodies[f"tyt-{world.own.code}"], person=world.lan)
    draft = services.make_version(cascade, actor=world.lan, at=now())
    text = "\n".join(_words(files.read_whole(draft.docx)))
    assert "DỰ THẢO" in text
    assert "KẾ HOẠCH" in text
    assert "Căn cứ Kế hoạch số 12/KH-UBND ngày 25/3/2026 của UBND tỉnh Sơn La" in text
    assert "Trạm Y tế xã Chiềng Sung; Người thử commune_officer mot" in text
    assert draft.pdf is not None
    assert files.read_whole(draft.pdf).startswith(b"%PDF")

    paper = issued(world, approved(world, cascade))
    cascade.refresh_from_db()
    assert cascade.state == CascadeState.ISSUED
    own = cascade.issued_document
    assert own is not None
    assert (own.number_symbol, own.state) == ("07/KH-UBND", DocumentState.CONFIRMED)
    edge = Citation.objects.get(from_document=own)
    assert (edge.to_document, edge.relation, edge.confirmed) == (document, "căn cứ", True)
    assert paper.body == committee(world)

    mine, station = sorted(inside(cascade), key=lambda each: each.body.code != committee(world).code)
    assert (mine.assigned_to, mine.due_on) == (world.lan, today() + timedelta(DAYS - 5))
    assert station.body.code.startswith("tyt-")
    assert mine.obligation.inside == committee(world)

    (step,) = following.chain_above(mine.obligation)
    assert step.above == above
    (down,) = following.carried_on(above)
    assert down.own == mine.obligation


def test_what_a_commune_gives_inside_is_not_counted_by_the_province(world: World) -> None:
    document = upstream(world.hung)
    order(world, document, [committee(world)])
    before = duties.counts_by_body(today())[committee(world).pk].total
    cascade = begun(world, document)
    given_to(world, cascade, person=world.lan)
    issued(world, approved(world, cascade))
    assert duties.counts_by_body(today())[committee(world).pk].total == before
    assert duties.executions_of([committee(world).pk]).count() == before + 1


def _words(content: bytes) -> list[str]:
    found = read_docx(io.BytesIO(content))
    tables = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    heads = [
        p.text
        for section in found.sections
        for p in (*section.header.paragraphs, *section.first_page_header.paragraphs)
    ]
    return [*(p.text for p in found.paragraphs), *tables, *heads]
