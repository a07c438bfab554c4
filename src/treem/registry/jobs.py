"""Background work of the register."""

from __future__ import annotations

from django.db import transaction

from treem.jobs.work import daily, enqueue, job
from treem.kernel.time import now, today
from treem.registry.alike import seeking
from treem.registry.imports import services
from treem.registry.models import ChildImport, ImportState
from treem.registry.quality import evaluation
from treem.registry.selectors import my_communes


@job("registry.read_list", steps=True)
def read_list(*, import_id: int) -> None:
    """Read a kept list of children and compare it with the register."""
    services.read_list(import_id, clock=now)


@job("registry.write_list", steps=True)
def write_list(*, import_id: int) -> None:
    """Write a confirmed list, piece by piece."""
    services.write_list(import_id, clock=now)
    _check_communes_of(import_id)


@job("registry.take_list_back", steps=True)
def take_list_back(*, import_id: int) -> None:
    """Take a written list back, piece by piece."""
    services.take_list_back(import_id, clock=now)
    _check_communes_of(import_id)


def _check_communes_of(import_id: int) -> None:
    """A list changes thousands of children at once: the rules are asked of their communes when it is done."""
    with transaction.atomic():
        taken = ChildImport.objects.filter(pk=import_id, state__in=[ImportState.APPLIED, ImportState.UNDONE])
        communes = list(taken.values_list("events__commune_id", flat=True).distinct())
    evaluation.check([pk for pk in communes if pk], today())


_WORK = {
    ImportState.READING: read_list,
    ImportState.APPLYING: write_list,
    ImportState.UNDOING: take_list_back,
}


def have_done(taken: ChildImport) -> None:
    """Queue the work that the list waits for. It acts for the person's role, and sees what that role may see then."""
    work = _WORK.get(ImportState(taken.state))
    if work is not None and taken.appointment_id is not None:
        enqueue(work, acting_for=taken.appointment_id, import_id=taken.pk)


@job("registry.seek_alike", steps=True, lock="registry.seek_alike")
def find_alike() -> None:
    """Look through the register of the scope for records that may be one child."""
    seeking.seek(at=now())


@daily(cron="20 19 * * *", purpose="registry.seek_alike")
@job("registry.seek_alike_each_night", steps=True, lock="registry.seek_alike")
def find_alike_each_night(*, timestamp: int) -> None:  # noqa: ARG001 - the register as it is now
    """Each night the whole register: only then are pairs across borders found."""
    seeking.seek(at=now())


def seek_alike(appointment_id: int) -> None:
    """Queue the looking-through for what a role may see."""
    enqueue(find_alike, acting_for=appointment_id)


@job("registry.check_quality", steps=True, lock="registry.check_quality")
def check_register() -> None:
    """Ask every rule of every child of the scope."""
    evaluation.check(my_communes(), today())


@daily(cron="40 18 * * *", purpose="registry.check_quality")
@job("registry.check_quality_each_night", steps=True, lock="registry.check_quality")
def check_register_each_night(*, timestamp: int) -> None:  # noqa: ARG001 - the register as it is now
    """Each night the whole register: days pass, and rules with them."""
    evaluation.check(my_communes(), today())


def check_quality(appointment_id: int) -> None:
    """Queue the check for what a role may see."""
    enqueue(check_register, acting_for=appointment_id)
