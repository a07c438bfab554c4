"""The description of the API, and the page where tokens are given and taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.api import description, selectors, services
from treem.api.forms import REACH, RenewForm, TokenForm
from treem.api.models import Token
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.organisations import selectors as organisations
from treem.organisations.roles import Role
from treem.web.endpoints import endpoint
from treem.web.pages import page
from treem.web.problems import SAID

MANAGE = "api.manage_tokens"
BADGES = {"running": "done", "expired": "neutral", "revoked": "blocked"}


@endpoint(public=True)
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """For programs and their tools. It names no record, so whoever writes a program may read it."""
    response = JsonResponse(description.described(), json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-cache"
    return response


@endpoint(public=True)
def reference(request: HttpRequest) -> HttpResponse:
    """The same for people, without a script."""
    statuses = [(status, title, detail) for status, (title, detail) in SAID.items()]
    context = {"groups": description.groups(), "types": description.types(), "statuses": statuses}
    return page(request, "api/reference.html", context)


def _bodies(request: Any) -> Any:
    """The agencies of the administrator's province."""
    province = organisations.province_of(request.appointment.body, today()) if request.appointment else None
    if province is None:
        raise Http404
    return organisations.province_bodies(province, today()).order_by("-level", "name")


@endpoint(MANAGE)
def tokens(request: HttpRequest) -> HttpResponse:
    """Every token of the province's agencies, with whether it still opens anything and when it last did."""
    reach = dict(REACH)
    states = {"running": _("Đang dùng được"), "expired": _("Hết hạn"), "revoked": _("Đã thu hồi")}
    day = today()
    rows = [
        {
            "token": each,
            "badge": BADGES[each.state(day)],
            "state": states[each.state(day)],
            "running": each.state(day) == "running",
            "reach": reach.get(each.account.role, each.account.role),
        }
        for each in selectors.tokens_of_bodies(_bodies(request).values_list("pk", flat=True))
    ]
    return page(request, "api/tokens.html", {"rows": rows})


@endpoint(MANAGE, methods=("GET", "POST"))
def give(request: Any) -> HttpResponse:
    """A new program; its token is shown once."""
    form = TokenForm(request.POST or None, bodies=_bodies(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            given = services.give_token(
                name=data["name"], body=data["body"], role=Role(data["role"]), may_write=data["may_write"],
                expires_on=data["expires_on"], actor=request.user, at=now(),
            )  # fmt: skip
        except DomainError as error:
            form.refuse(error)
        else:
            return _shown_once(request, given)
    return page(request, "api/token_form.html", {"form": form}, status=422 if form.errors else 200)


def _token(request: Any, uuid: UUID) -> Token:
    found = selectors.token_of_bodies(uuid, _bodies(request).values_list("pk", flat=True))
    if found is None:
        raise Http404
    return found


@endpoint(MANAGE, methods=("GET", "POST"))
def renew(request: Any, uuid: UUID) -> HttpResponse:
    """One more token for the same program."""
    former = _token(request, uuid)
    form = RenewForm(request.POST or None, initial={"may_write": former.may_write})
    if request.method == "POST" and form.is_valid():
        try:
            given = services.renew_token(former.account, **form.cleaned_data, actor=request.user, at=now())
        except DomainError as error:
            form.refuse(error)
        else:
            return _shown_once(request, given)
    context = {"form": form, "former": former}
    return page(request, "api/token_form.html", context, status=422 if form.errors else 200)


def _shown_once(request: HttpRequest, given: services.NewToken) -> HttpResponse:
    response = page(request, "api/token_once.html", {"given": given})
    response["Cache-Control"] = "no-store, private"
    return response


@endpoint(MANAGE, methods=("GET", "POST"))
def revoke(request: Any, uuid: UUID) -> HttpResponse:
    """Take a token back, asked first."""
    found = _token(request, uuid)
    if request.method == "GET":
        return page(
            request,
            "web/confirm.html",
            {
                "question": _("Thu hồi mã truy cập của {name}?").format(name=found.account.user),
                "action_label": _("Thu hồi mã truy cập"),
                "danger": True,
                "cancel_url": reverse("api:tokens"),
                "consequences": [
                    _("Phần mềm đang dùng mã này bị từ chối ngay từ lần gọi sau."),
                    _("Không mở lại được; khi cần thì cấp mã mới."),
                    _("Những gì phần mềm đã ghi vẫn giữ nguyên."),
                ],
            },
        )
    try:
        services.revoke_token(found, actor=request.user, at=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã thu hồi mã truy cập."))
    return redirect("api:tokens")
