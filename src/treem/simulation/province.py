"""The invented province, part by part; each part once, begun again when it was cut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from treem.kernel.vietnamese import fold
from treem.organisations.loading import load_bodies
from treem.simulation.children import load_children
from treem.simulation.logins import DEMO_PASSWORD
from treem.simulation.models import Stage
from treem.simulation.names import officers
from treem.simulation.places import Commune, allocate, read_communes
from treem.simulation.villages import villages_of
from treem.territory.loading import load_reference
from treem.territory.selectors import communes_of, province_as_of

WHOLE_PROVINCE = 382_000
SMALL = 1_000
"""Children; with fewer only ``FEW`` communes act in the year's story, which then takes seconds."""
FEW = 14
SEED = 2026
REFORM = date(2025, 7, 1)
Say = Callable[[str], None]


def load_province(*, children: int | None, say: Say, peopled: Callable[[], None] = lambda: None) -> None:
    """Make what is missing of the invented province (``children``: how many, the whole province by default), as far as the
    desks need it. ``peopled`` is called when places, people and children are there, and work has not begun."""
    _refuse_real_data()
    today = timezone.localdate()
    total = children or _made_before() or WHOLE_PROVINCE
    _once("reference", say, "danh mục hành chính, cơ quan", _reference)
    province = province_as_of(settings.TREEM_PROVINCE, today)
    if province is None:
        raise RuntimeError(f"The reference data hold no province {settings.TREEM_PROVINCE}.")
    units = {unit.code: unit for unit in communes_of(province, today)}
    communes = [c for c in _communes() if c.code in units]
    _once(
        "villages", say, "tổ, bản, tiểu khu", lambda: _villages(communes, {c: u.pk for c, u in units.items()})
    )
    _once("people", say, "cán bộ", lambda: _people(communes))
    if not Stage.objects.filter(name="children", done_at__isnull=False).exists():
        say(f"{total:,} trẻ em mô phỏng…".replace(",", "."))
    load_children(
        total, communes=communes, unit_ids={c: u.pk for c, u in units.items()}, villages=_village_ids(),
        seed=SEED, as_of=today, say=say,
    )  # fmt: skip
    peopled()
    from treem.simulation.story import begin_story

    begin_story(once=lambda name, what, make: _once(name, say, what, make))


def tell_the_rest(*, say: Say) -> None:
    """Make what is missing of the year's story; pages may be read meanwhile."""
    from treem.simulation.story import tell_story

    children = _made_before()
    busy = FEW if children is not None and children < SMALL else None
    tell_story(once=lambda name, what, make: _once(name, say, what, make), busy=busy)


class RealData(Exception):
    """The database holds real people or children; invented ones must never be mixed in."""


def _refuse_real_data() -> None:
    if Stage.objects.exists():
        return
    for app, model in (("organisations", "User"), ("registry", "Child"), ("documents", "Document")):
        if apps.get_model(app, model).objects.exists():
            raise RealData(
                "Cơ sở dữ liệu này đã có dữ liệu thật: không đưa dữ liệu mô phỏng vào. "
                "Bỏ DATABASE_URL, hoặc đặt TREEM_VAR vào một thư mục khác."
            )


def counts() -> dict[str, int]:
    """How many of each there are, counted as the owner."""
    tables = {
        "children": "registry_child", "directives": "documents_document", "obligations": "duties_obligation",
        "executions": "duties_execution", "returns": "reporting_return",
    }  # fmt: skip
    answer = {}
    with connection.cursor() as cursor:
        for name, table in tables.items():
            cursor.execute(f"SELECT count(*) FROM {table}")
            answer[name] = int(cursor.fetchone()[0])
        cursor.execute("SELECT count(*) FROM organisations_body WHERE level = 'province'")
        answer["agencies"] = int(cursor.fetchone()[0])
    today = timezone.localdate()
    province = province_as_of(settings.TREEM_PROVINCE, today)
    answer["communes"] = communes_of(province, today).count() if province else 0
    return answer


def _once(name: str, say: Say, what: str, make: Callable[[], dict[str, Any] | None]) -> None:
    """Make one part in one transaction together with its mark."""
    if Stage.objects.filter(name=name, done_at__isnull=False).exists():
        return
    say(f"{what}…")
    with transaction.atomic():
        detail = make() or {}
        Stage.objects.update_or_create(name=name, defaults={"done_at": timezone.now(), "detail": detail})


def _made_before() -> int | None:
    stage = Stage.objects.filter(name="children", done_at__isnull=False).first()
    return stage.detail.get("children") if stage else None


def _communes() -> list[Commune]:
    return read_communes(Path(__file__).parents[1] / "territory" / "data" / "mergers-14.csv")


def _reference() -> dict[str, Any]:
    today = timezone.localdate()
    loaded = load_reference()
    province = province_as_of(settings.TREEM_PROVINCE, today)
    assert province is not None
    load_bodies(province, today)
    return {"units": loaded.units}


def _villages(communes: list[Commune], unit_ids: dict[str, int]) -> dict[str, Any]:
    model = apps.get_model("territory", "Village")
    rows = [
        model(
            unit_id=unit_ids[spec.code], kind=village.kind, name=village.name, number=village.number,
            folded=fold(f"{village.kind} {village.name or village.number}")[:140], valid_from=REFORM,
        )
        for spec in allocate(communes, len(communes) * 100)
        for village in villages_of(spec, SEED)
    ]  # fmt: skip
    model.objects.bulk_create(rows)
    return {"villages": len(rows)}


def _village_ids() -> dict[str, tuple[int, ...]]:
    """The villages of each commune in the order in which they were made: number 1 first."""
    ids: dict[str, list[int]] = {}
    for pk, code in (
        apps.get_model("territory", "Village").objects.order_by("id").values_list("pk", "unit__code")
    ):  # fmt: skip
        ids.setdefault(code, []).append(pk)
    return {code: tuple(numbers) for code, numbers in ids.items()}


def _people(communes: list[Commune]) -> dict[str, Any]:
    user_model, body_model = apps.get_model("organisations", "User"), apps.get_model("organisations", "Body")
    appointment_model = apps.get_model("organisations", "Appointment")
    bodies = dict(body_model.objects.values_list("code", "pk"))
    password = make_password(DEMO_PASSWORD)  # one hash for all: hashing 180 times would take a minute
    people = officers(communes, SEED)
    users = user_model.objects.bulk_create(
        [user_model(username=p.username, full_name=p.full_name, password=password) for p in people]
    )
    appointment_model.objects.bulk_create(
        [
            appointment_model(
                user=user, role=p.role, body_id=bodies[p.body], from_on=REFORM, decision="Mô phỏng"
            )
            for user, p in zip(users, people, strict=True)
        ]
    )
    return {"people": len(users)}
