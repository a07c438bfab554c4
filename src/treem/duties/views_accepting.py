"""A result is confirmed or sent back: by the lead agency, or by the heads of a body that gave the duty inside."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from treem.duties import rules, services
from treem.duties.forms import ReturnForm
from treem.duties.models import Execution
from treem.duties.views_execution import execution_page, own_execution, seen_execution, step
from treem.web.endpoints import endpoint


def _from_above(request: HttpRequest, uuid: UUID) -> Execution:
    """The execution of a duty that was given from above: the lead agency confirms it. Raises Http404."""
    found = seen_execution(request, uuid)
    if found.obligation.inside_id is not None:
        raise Http404
    return found


def _inside(request: HttpRequest, uuid: UUID) -> Execution:
    """The execution of a duty that the body gave inside its own house: its heads confirm it. Raises Http404."""
    found = own_execution(request, uuid)
    if found.obligation.inside_id is None:
        raise Http404
    return found


@endpoint("duties.accept", methods=("POST",))
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The lead agency confirms a result."""
    return _accept(request, _from_above(request, uuid))


@endpoint("duties.assign_inside", methods=("POST",))
def accept_inside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A head of the body confirms what it gave inside."""
    return _accept(request, _inside(request, uuid))


def _accept(request: HttpRequest, found: Execution) -> HttpResponse:
    done = _("Đã xác nhận hoàn thành.")
    return step(request, found, services.accept_execution, done, rules.ACCEPTED)


@endpoint("duties.accept", methods=("POST",))
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The lead agency sends a result back with a reason."""
    return _send_back(request, _from_above(request, uuid))


@endpoint("duties.assign_inside", methods=("POST",))
def return_inside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A head of the body sends back what it gave inside."""
    return _send_back(request, _inside(request, uuid))


def _send_back(request: HttpRequest, found: Execution) -> HttpResponse:
    form = ReturnForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return execution_page(request, found, return_form=form, status=422)
    return step(
        request, found, services.return_execution, _("Đã trả lại."), rules.IN_PROGRESS, refused=form,
        reason=form.cleaned_data["note"],
    )  # fmt: skip
