"""Invented reports for tests, made with the services that people use, as the owner of the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.walk_world import World

from treem.cases import services
from treem.cases.models import Intake, IntakeChild
from treem.cases.services import InformantData, IntakeData, MeasuresData
from treem.db.scope import Scope, scoped
from treem.kernel.time import now
from treem.organisations.models import User

STORY = "Hàng xóm nghe tiếng cháu khóc, thấy tay cháu bầm tím."
CHILD = "Quàng Thị Hoàng Tiên"
INFORMANT = "Lường Văn Pó"
PHONE = "0912 000 345"


def scope_of(world: World, *, neighbour: bool = False) -> Scope:
    """The scope of the commune officer of Chiềng Sung, or of the one next door."""
    if neighbour:
        return Scope(world.neighbour.pk, (world.neighbouring.pk,))
    return Scope(world.lan.pk, (world.own.pk,))


def make_intake(
    world: World,
    *,
    actor: User | None = None,
    ago: timedelta = timedelta(hours=1),
    informant: InformantData | None = None,
    at: datetime | None = None,
    neighbour: bool = False,
    **given: Any,
) -> Intake:
    """A report of Chiềng Sung (or of the neighbour), received ``ago`` before now, taken in by its officer."""
    moment = at or now()
    data = IntakeData(
        **{
            "received_at": moment - ago, "what_happened": STORY, "urgency": "immediate", "child_name": CHILD,
            "channel": "commune_hotline", "incident_commune_id": world.own.pk, **given,
        }
    )  # fmt: skip
    person = actor or (world.neighbour if neighbour else world.lan)
    with scoped(scope_of(world, neighbour=neighbour)):
        return services.take_intake(actor=person, data=data, informant=informant, uuid=uuid4(), at=moment)


def known_informant() -> InformantData:
    return InformantData(consents=True, full_name=INFORMANT, phone=PHONE, address="bản Nà Cạn")


def measures(at: datetime, **given: Any) -> MeasuresData:
    return MeasuresData(
        **{
            "applied_at": at, "kinds": ("stop", "health"), "what": "Công an xã đến, đưa cháu ra trạm y tế.",
            "decided_by": "chair", "means": "phone", **given,
        }
    )  # fmt: skip


def make_measures(world: World, intake: Intake, at: datetime | None = None, **given: Any) -> Any:
    intake.refresh_from_db()
    moment = now()
    with scoped(scope_of(world)):
        return services.record_measures(
            actor=world.lan,
            intake=intake,
            version=intake.version,
            data=measures(at or moment, **given),
            at=moment,
        )


def make_link(intake: Intake, child: Any) -> IntakeChild:
    """The report is about this child of the register."""
    return IntakeChild.objects.create(
        intake=intake, commune_id=intake.commune_id, child=child, linked_at=intake.recorded_at, linked_by_id=1
    )
