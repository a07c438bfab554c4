"""What is answered when a step of a return cannot be done: done already, changed since, or refused. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.reporting import selectors
from treem.reporting.models import Act, Return
from treem.reporting.return_page import answer_with, changed_words, found_return
from treem.web.conflicts import StaleVersion


def refused(
    request: HttpRequest,
    report: Return,
    error: DomainError,
    *,
    act: Act,
    done: str,
    typed: Sequence[tuple[str, str]] = (),
    to_round: bool = False,
) -> HttpResponse:
    """The answer to a step that ``error`` stopped.

    A second press of the same button finds the step done and is told so, as the first one. ``typed``: the words that
    were sent with it, shown again to be kept.
    """
    fresh = found_return(report.uuid)
    if selectors.just_done(fresh, act, by=request.user, at=now()):  # type: ignore[arg-type]
        messages.success(request, done)
        return _to(fresh, to_round=to_round)
    fault = changed_words() if isinstance(error, StaleVersion) else str(error)
    kept = [(label, text) for label, text in typed if text.strip()]
    return answer_with(request, fresh, fault=fault, unsaved=kept, status=409)


def finished(request: HttpRequest, report: Return, done: str, *, to_round: bool = False) -> HttpResponse:
    """The answer to a step that was done."""
    messages.success(request, done)
    return _to(report, to_round=to_round)


def _to(report: Return, *, to_round: bool) -> HttpResponse:
    return (
        redirect("reporting:round", report.round.uuid)
        if to_round
        else redirect("reporting:return", report.uuid)
    )
