"""Pages about agencies and persons: who answers for which commune, who may act in which role."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from treem.kernel.errors import DomainError
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text
from treem.organisations import selectors, services
from treem.organisations.forms import AppointmentForm, EndForm, HandOverForm, PersonForm
from treem.organisations.middleware import SESSION_KEY
from treem.organisations.models import Appointment, Body, BodyLevel, User
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from treem.territory.models import Unit

    class OfficerRequest(HttpRequest):
        """A request of somebody who is signed in."""

        user: User
        appointment: Appointment | None


VIEW, MANAGE = "organisations.view_people", "organisations.manage_people"


def _today() -> date:
    return local_date(timezone.now())


def province_of_request(request: OfficerRequest) -> Unit:
    """The province of the role in force."""
    province = selectors.province_of(request.appointment.body, _today()) if request.appointment else None
    if province is None:
        raise Http404
    return province


def _bodies(request: OfficerRequest) -> QuerySet[Body]:
    return selectors.province_bodies(province_of_request(request), _today()).order_by("-level", "code")


def _body(request: OfficerRequest, code: str) -> Body:
    return get_object_or_404(selectors.province_bodies(province_of_request(request), _today()), code=code)


def _appointment(request: OfficerRequest, pk: int) -> Appointment:
    there = Appointment.objects.select_related("user", "body").filter(body__in=_bodies(request))
    return get_object_or_404(there, pk=pk)


@endpoint(VIEW)
def bodies(request: OfficerRequest) -> HttpResponse:
    """Agencies of the province, or (``?level=commune``) who answers for which commune."""
    today, province = _today(), province_of_request(request)
    level = BodyLevel.COMMUNE if request.GET.get("level") == "commune" else BodyLevel.PROVINCE
    found = selectors.province_bodies(province, today).filter(level=level).order_by("code")
    people = selectors.appointments_of(found.values_list("pk", flat=True), today).filter(user__is_active=True)
    context: dict[str, Any] = {"province": province, "level": level, "on": today}
    if level == BodyLevel.COMMUNE:
        context["communes"] = selectors.who_answers(province, today)
    else:
        acting: dict[int, int] = {}
        for appointment in people:
            acting[appointment.body_id] = acting.get(appointment.body_id, 0) + 1
        context["rows"] = [(body, acting.get(body.pk, 0)) for body in found]
    return page(request, "organisations/bodies.html", context)


@endpoint(VIEW)
def body(request: OfficerRequest, code: str) -> HttpResponse:
    """One agency with its people; a commune with the people of all its agencies."""
    today, shown = _today(), _body(request, code)
    group = [shown]
    if shown.level == BodyLevel.COMMUNE:
        group = list(selectors.bodies_in_force(today).filter(unit=shown.unit).order_by("pk"))
    every = Appointment.objects.filter(body__in=group).select_related("user", "body")
    context = {
        "body": shown,
        "group": group,
        "acting": [
            a for a in every.order_by("body", "role", "from_on") if a.to_on is None or a.to_on >= today
        ],
        "ended": [a for a in every.order_by("-to_on") if a.to_on is not None and a.to_on < today],
        "aliases": shown.aliases.order_by("name"),
        "on": today,
    }
    return page(request, "organisations/body.html", context)


@endpoint(VIEW)
def person(request: OfficerRequest, pk: int) -> HttpResponse:
    """A person with all roles, past ones too."""
    shown = _person(request, pk)
    context = {
        "person": shown,
        "roles": shown.appointments.select_related("body").order_by("-from_on"),
        "on": _today(),
    }
    return page(request, "organisations/person.html", context)


def _person(request: OfficerRequest, pk: int) -> User:
    """A person of the province, or one without any role yet; others, and programs, are not found."""
    shown = get_object_or_404(User, pk=pk, is_service=False)
    if shown.appointments.exists() and not shown.appointments.filter(body__in=_bodies(request)).exists():
        raise Http404
    return shown


@endpoint(MANAGE, methods=("GET", "POST"))
def add_person(request: OfficerRequest) -> HttpResponse:
    """A new person with the first appointment; the made-up password is shown once."""
    initial = {"body": request.GET.get("body", ""), "from_on": _today()}
    form = PersonForm(request.POST or None, initial=initial, bodies=_bodies(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            new = services.create_user_with_role(
                actor=request.user,
                username=data["username"],
                full_name=data["full_name"],
                email=data["email"],
                phone=data["phone"],
                role=data["role"],
                body=data["body"],
                from_on=data["from_on"],
                to_on=data["to_on"],
                decision=data["decision"],
                position=data["position"],
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return page(
                request, "organisations/password.html", {"person": new.user, "password": new.password}
            )
    return _form(request, "organisations/person_form.html", form)


@endpoint(MANAGE, methods=("GET", "POST"))
def add_appointment(request: OfficerRequest, pk: int) -> HttpResponse:
    """One more role for a person."""
    shown = _person(request, pk)
    form = AppointmentForm(request.POST or None, initial={"from_on": _today()}, bodies=_bodies(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.appoint(user=shown, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã phân công."))
            return redirect("organisations:person", shown.pk)
    return _form(request, "organisations/appointment_form.html", form, person=shown)


@endpoint(MANAGE, methods=("GET", "POST"))
def end_appointment(request: OfficerRequest, pk: int) -> HttpResponse:
    """End a role; it stays on record."""
    standing = _appointment(request, pk)
    form = EndForm(request.POST or None, initial={"to_on": _today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_appointment(
                appointment=standing, last_on=form.cleaned_data["to_on"], actor=request.user
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã kết thúc phân công."))
            return redirect("organisations:person", standing.user_id)
    return _form(request, "organisations/end_form.html", form, standing=standing)


@endpoint(MANAGE, methods=("GET", "POST"))
def hand_over(request: OfficerRequest, pk: int) -> HttpResponse:
    """Another person takes the place. The first step says how much open work moves; the second moves it."""
    standing = _appointment(request, pk)
    receivers = selectors.receivers_of(standing, province_of_request(request), _today())
    by_agency = {str(body) if body else _("Chưa có vai trò nào"): found for body, found in receivers}
    form = HandOverForm(request.POST or None, receivers=by_agency, today=_today())
    moving: int | None = None
    if request.method == "POST" and form.is_valid():
        to_user: User = form.cleaned_data["to_user"]
        if "confirm" not in request.POST:
            moving = services.open_work(from_user=standing.user, to_user=to_user, body=standing.body)
        else:
            try:
                done = services.hand_over(
                    from_user=standing.user,
                    to_user=to_user,
                    role=standing.role,
                    body=standing.body,
                    on=form.cleaned_data["on"],
                    decision=form.cleaned_data["decision"],
                    actor=request.user,
                )
            except DomainError as error:
                form.refuse(error)
            else:
                text = _("Đã bàn giao cho {person} từ {on}; không có việc nào đang mở.")
                if done.moved:
                    text = _("Đã bàn giao cho {person} từ {on}; {count} việc đang mở chuyển theo.")
                on = date_text(form.cleaned_data["on"])
                messages.success(request, text.format(person=to_user, on=on, count=done.moved))
                return redirect("organisations:person", to_user.pk)
    return _form(request, "organisations/hand_over_form.html", form, standing=standing, moving=moving)


def _form(request: HttpRequest, template: str, form: Any, **more: Any) -> HttpResponse:
    return page(request, template, {"form": form, **more}, status=422 if form.errors else 200)


def _ask(request: OfficerRequest, shown: User, **context: Any) -> HttpResponse:
    cancel = reverse("organisations:person", args=[shown.pk])
    return page(request, "web/confirm.html", {"cancel_url": cancel, **context})


@endpoint(MANAGE, methods=("GET", "POST"))
def reset_password(request: OfficerRequest, pk: int) -> HttpResponse:
    """A new password to hand over, shown once. Asked first: the old one stops working."""
    shown = _person(request, pk)
    if request.method == "GET":
        return _ask(
            request, shown,
            question=_("Cấp mật khẩu mới cho {person}?").format(person=shown),
            action_label=_("Cấp mật khẩu mới"),
            consequences=[
                _("Mật khẩu cũ không dùng được nữa; nơi nào đang đăng nhập thì phải đăng nhập lại."),
                _("Mật khẩu mới chỉ hiện một lần, để đồng chí trao tận tay."),
                _("Người nhận phải tự đặt mật khẩu khác ở lần đăng nhập đầu."),
            ],
        )  # fmt: skip
    password = services.set_password_required(user=shown, actor=request.user)
    return page(request, "organisations/password.html", {"person": shown, "password": password})


@endpoint(MANAGE, methods=("GET", "POST"))
def set_active(request: OfficerRequest, pk: int) -> HttpResponse:
    """Switch an account off, or on again. To switch it off is asked first."""
    shown = _person(request, pk)
    if request.method == "GET":
        return _ask(
            request, shown,
            question=_("Ngừng tài khoản của {person}?").format(person=shown),
            action_label=_("Ngừng tài khoản"), danger=True, hidden={"active": "0"},
            consequences=[
                _("Người này bị đăng xuất ngay và không đăng nhập được nữa."),
                _("Việc đang giao cho người này vẫn mang tên người này; hãy bàn giao trước nếu có người nhận."),
                _("Lịch sử giữ nguyên; tài khoản mở lại được."),
            ],
        )  # fmt: skip
    services.set_active(user=shown, active=request.POST.get("active") == "1", actor=request.user)
    return redirect("organisations:person", shown.pk)


@endpoint(methods=("POST",))
def switch(request: OfficerRequest) -> HttpResponse:
    """Act in another of one's own roles from the next page on."""
    wanted = request.POST.get("appointment", "")
    mine = {str(a.pk): a for a in selectors.appointments_in_force(request.user, _today())}
    if wanted in mine:
        request.session[SESSION_KEY] = mine[wanted].pk
    else:
        messages.warning(request, _("Vai trò đó không còn hiệu lực; bạn vẫn làm việc với vai trò cũ."))
    # What one role sees another may not: go back only where that leads to no refusal.
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    return HttpResponseRedirect(target if target.startswith("/") and target.count("/") <= 2 else "/")
