"""An address with a filter that a page does not offer is told so, and never answered with something else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.walk_world import World, make_world
from treem.documents.models import Document
from treem.duties.tests.factories import committee, make_execution
from treem.kernel.time import today
from treem.organisations.roles import Role

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"
SAID = "là điều mà trang không có"

WRONG = [
    ("duties:matrix", "document=abc"), ("duties:matrix", "document=999999"), ("duties:matrix", "due=31-12-2026"),
    ("duties:matrix", "who=x"), ("duties:matrix", "state=x"), ("duties:matrix", "within=8"),
    ("duties:matrix_xlsx", "document=abc"), ("duties:overview", "document=²"), ("duties:overview", "document=999999"),
    ("duties:overview", "state=x"), ("duties:overview", "after=x"), ("duties:overview", "after=2026-02-31.5"),
    ("duties:list", "state=x"), ("duties:list", "who=x"), ("duties:list", "after=9"),
    ("duties:by_deadline", "document=abc"), ("duties:by_deadline", "state=x"), ("duties:by_body", "document=999999"),
    ("duties:by_body", "who=x"), ("duties:late", "days=x"), ("duties:late", "after=x"), ("duties:requests", "state=x"),
    ("duties:calendar", "month=2026-13"), ("duties:workload", "body=abc"), ("duties:workload_list", "after=x"),
    ("documents:register", "year=abc"), ("documents:register", "direction=x"), ("documents:register", "state=x"),
    ("documents:register", "after=x"), ("documents:export", "year=abc"), ("documents:missing", "match=x"),
    ("documents:missing", "after=99"), ("documents:papers", "state=x"), ("documents:papers", "after=x"),
    ("reporting:rounds", "state=x"), ("reporting:missing", "state=x"), ("reporting:returns", "state=x"),
    ("reporting:returns", "after=x"), ("indicators:targets", "status=x"), ("indicators:targets", "lead=abc"),
    ("indicators:targets", "source=x"), ("indicators:export", "status=x"), ("indicators:adoption_matrix", "document=999999"),
    ("indicators:adoption_matrix", "which=x"), ("directives:cascades", "which=x"), ("directives:cascade_missing", "document=abc"),
]  # fmt: skip


@pytest.fixture
def hung(db: None, client: Any) -> tuple[World, Any]:
    world = make_world()
    client.force_login(world.users[Role.LEAD_DIRECTOR], backend=BACKEND)
    return world, client


@pytest.fixture
def duty(hung: tuple[World, Any]) -> Document:
    world, _client = hung
    document = Document.objects.create(
        type="Kế hoạch", subject="Thử", sha256="b" * 64, received_at=timezone.now()
    )
    make_execution(world, document=document, deadline=today() + timedelta(days=20), deadline_op="by")
    return document


@pytest.mark.parametrize(("name", "query"), WRONG)
def test_what_a_page_does_not_offer_is_said_to_be_wrong(
    hung: tuple[World, Any], duty: Document, name: str, query: str
) -> None:
    _world, client = hung
    url = reverse(name)
    assert client.get(url).status_code == 200
    answer = client.get(f"{url}?{query}")
    assert answer.status_code == 404
    assert SAID in answer.content.decode()


def test_what_a_page_offers_is_answered(hung: tuple[World, Any], duty: Document) -> None:
    world, client = hung
    offered: list[tuple[str, str]] = [
        ("duties:matrix", f"document={duty.pk}"), ("duties:matrix", f"due={today() + timedelta(days=20)}&within=&who=&state="),
        ("duties:overview", f"document={duty.pk}&state=open"), ("duties:list", "state=new&who=me"),
        ("duties:by_deadline", f"document={duty.pk}&state=all"), ("duties:by_body", "who=silent"), ("duties:late", "days=5"),
        ("duties:calendar", "month=2026-12"), ("duties:workload", f"body={committee(world).pk}"), ("documents:register", "year=2026"),
        ("reporting:rounds", "state=open"), ("indicators:targets", "status=missed"),
    ]  # fmt: skip
    for name, query in offered:
        answer = client.get(f"{reverse(name)}?{query}")
        assert answer.status_code == 200, (name, query)


def test_a_page_of_one_thing_does_not_show_another_part_of_it(
    hung: tuple[World, Any], duty: Document
) -> None:
    _world, client = hung
    url = reverse("documents:document", args=[duty.uuid])
    assert client.get(f"{url}?edition=1").status_code == 200
    for wrong in ("edition=2", "edition=0", "edition=x"):
        assert client.get(f"{url}?{wrong}").status_code == 404
