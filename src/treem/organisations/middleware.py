"""In which role a person acts: chosen per session, in force for the request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from treem.db.scope import Scope
from treem.kernel.time import local_date
from treem.organisations import selectors
from treem.organisations.models import Appointment, User
from treem.web.problems import for_machines, problem

SESSION_KEY = "appointment"


class RoleInForceMiddleware:
    """Sets ``request.appointment``, ``request.appointments`` and ``request.scope``.

    The role is the one the person switched to, while it is in force; else the one held longest; of a program, the
    one its token gives (``request.appointment_given``). Without any role a person signs in but reaches nothing. Whoever
    must change the password goes there first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        appointment: Appointment | None = None
        appointments: list[Appointment] = []
        scope: Scope | None = None
        user = request.user
        if isinstance(user, User):
            today = local_date(timezone.now())
            given: Appointment | None = getattr(request, "appointment_given", None)
            appointments = [given] if given else selectors.appointments_in_force(user, today)
            appointment = given or _chosen(request, appointments)
            user.appointment_in_force = appointment
            scope = selectors.scope_for(appointment, today) if appointment else Scope(user_id=user.pk)
            if for_machines(request):
                # Programs work on duties, whose rows belong to bodies. Rows of children belong to communes.
                scope = replace(scope, communes=())
        request.appointment = appointment  # type: ignore[attr-defined]
        request.appointments = appointments  # type: ignore[attr-defined]
        request.scope = scope  # type: ignore[attr-defined]
        if isinstance(user, User) and user.must_change_password and not _may_pass(request.path):
            if for_machines(request):
                return problem(403, "password_must_change", _("Hãy đổi mật khẩu trên trang web trước."))
            return redirect("account_change_password")
        return self.get_response(request)


def _chosen(request: HttpRequest, appointments: list[Appointment]) -> Appointment | None:
    wanted = request.session.get(SESSION_KEY)
    for appointment in appointments:
        if appointment.pk == wanted:
            return appointment
    if wanted is not None:
        del request.session[SESSION_KEY]
    return appointments[0] if appointments else None


def _may_pass(path: str) -> bool:
    """Changing the password, signing out, choosing the language; files of the shell."""
    allowed = (reverse("account_change_password"), reverse("account_logout"), reverse("web:language"))
    return path in allowed or path.startswith("/static/")
