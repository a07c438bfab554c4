"""How the walk over all addresses calls those of this room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from tests.walk_world import Example, World

from treem.documents import services
from treem.documents.models import OutgoingPaper
from treem.files.tests import samples
from treem.kernel.time import VIETNAM
from treem.organisations.roles import LEAD_ROLES, Role

AT = datetime(2026, 11, 2, 9, 0, tzinfo=VIETNAM)
PNG = samples.png()
_COMMUNE = {Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.COMMUNE_LEADER}
WRITES = frozenset(role.value for role in _COMMUNE | LEAD_ROLES)
READS = WRITES | {Role.PROVINCE_LEADER.value, Role.INSPECTOR.value}


def _document(world: World) -> Example:
    document, _new = services.register_document(
        sha256="1" * 64, file_name="thu.txt", text="Văn bản thử.", metadata={"type": "Công văn", "number": "1"},
        actor=world.hung, at=datetime(2026, 11, 2, 9, 0, tzinfo=VIETNAM),
    )  # fmt: skip
    return Example({"uuid": document.uuid})


def _citation(world: World) -> Example:
    document, _new = services.register_document(
        sha256="2" * 64, file_name="thu.txt", text="Văn bản thử.", metadata={"type": "Công văn", "number": "2"},
        actor=world.hung, at=AT,
    )  # fmt: skip
    (edge,) = services.record_citations(
        document,
        [
            {
                "kind": "full",
                "raw": "1/QĐ",
                "start": 1,
                "end": 5,
                "number_symbol": "1/QĐ",
                "date": "2026-01-05",
            }
        ],
    )
    return Example({"pk": edge.pk}, {"to": "none", "relation": "basis", "version": edge.version})


def _paper(world: World) -> OutgoingPaper:
    return services.prepare_paper(
        body=world.bodies[f"ubnd-{world.own.code}"], type="Báo cáo", symbol="BC-UBND", subject="Thử",
        origin_kind="test.walk", origin_uuid=uuid4(), sha256="", actor=world.lan, at=AT,
    )  # fmt: skip


def _draft(reachable: frozenset[str]) -> Callable[[World], Example]:
    return lambda world: Example({"uuid": _paper(world).uuid}, protected=True, reachable_by=reachable)


def _issued(world: World) -> Example:
    paper = services.record_issue(
        _paper(world), version=1, number="5", symbol="BC-UBND", issued_on=AT.date(), signer="Lò Thị Mẫu", position="",
        upload=ContentFile(PNG, name="a.png"), actor=world.lan, at=AT,
    )  # fmt: skip
    return Example({"uuid": paper.uuid}, {"why": "Sai số liệu"}, protected=True, reachable_by=WRITES)


EXAMPLES: dict[str, Callable[[World], Example]] = {
    "documents:document": _document,
    "documents:relations": _document,
    "documents:cited": _citation,
    "documents:settle": _citation,
    "documents:paper": _draft(READS),
    "documents:issue_paper": _draft(WRITES),
    "documents:check_paper": _issued,
    "documents:replace_paper": _issued,
}
