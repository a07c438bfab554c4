"""The children of the invented province into the register's tables: generated and copied by two processes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from treem.db.addresses import address
from treem.kernel.vietnamese import number
from treem.simulation import bulk
from treem.simulation.copying import Plan, copy_communes
from treem.simulation.models import Stage
from treem.simulation.places import Commune, allocate, first_numbers

TABLES = ("registry_specialcircumstance", "registry_child", "registry_carer", "registry_household")


def load_children(
    total: int, *, communes: list[Commune], unit_ids: dict[str, int], villages: dict[str, tuple[int, ...]], seed: int,
    as_of: date, say: Callable[[str], None],
) -> None:  # fmt: skip
    """Fill the register with ``total`` invented children. Begun again from nothing when an earlier try was cut off."""
    stage, made = Stage.objects.get_or_create(name="children")
    if stage.done_at:
        return
    if made or "restore" not in stage.detail:
        stage.detail = {"restore": bulk.definitions(TABLES)}
        stage.save()
    bulk.empty(TABLES)
    bulk.strip(TABLES)
    event_model = apps.get_model("registry", "ImportEvent")
    event = event_model.objects.create(kind="simulation", title=f"Dữ liệu mô phỏng, {number(total)} trẻ em")
    specs = allocate(communes, total)
    starts = first_numbers(specs)
    plans = [
        Plan(spec, seed, as_of, unit_ids[spec.code], villages[spec.code], event.pk, start, start)
        for spec, start in zip(specs, starts, strict=True)
    ]
    url = address("owner", _var())
    database = connection.settings_dict["NAME"]
    plans.sort(key=lambda plan: -plan.spec.children)
    if total < 20_000:
        copy_communes((url, database, plans))
    else:
        connection.close()
        context = multiprocessing.get_context("spawn")
        with context.Pool(min(2, os.cpu_count() or 1)) as pool:
            done = 0
            for n in pool.imap_unordered(copy_communes, [(url, database, [plan]) for plan in plans]):
                done += n
                say(f"  trẻ em: {done:,}/{total:,}".replace(",", "."))
    say("  lập chỉ mục…")
    bulk.restore(TABLES, stage.detail["restore"], url)
    stage.done_at = timezone.now()
    stage.detail = {**stage.detail, "children": total, "seed": seed}
    stage.save()


def _var() -> Any:
    from django.conf import settings

    return settings.VAR
