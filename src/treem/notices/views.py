"""«Thông báo của tôi»."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.notices import channels, digest, hooks, selectors, services
from treem.notices.forms import ChoiceForm, SubscribeForm
from treem.notices.models import Channel
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint(methods=("GET", "POST"))
def mine(request: HttpRequest) -> HttpResponse:
    """By which channels to be told, what today's letter says, and what was sent."""
    user: Any = request.user
    pushes = channels.is_on(Channel.PUSH)
    if request.method == "POST":
        form = ChoiceForm(request.POST, pushes=pushes)
        if form.is_valid():
            services.choose(user, **form.cleaned_data)
            messages.success(request, _("Đã lưu."))
            return redirect("notices:mine")
    choice = selectors.choice_of(user)
    initial = {"email_on": choice.email_on, "message_on": choice.message_on, "push_on": choice.push_on}
    form = ChoiceForm(initial=initial, pushes=pushes)
    acting = user.appointment_in_force
    found = digest.digest_of(user, today())
    user.appointment_in_force = acting
    return page(
        request,
        "notices/mine.html",
        {
            "form": form,
            "email": user.email,
            "phone": user.phone,
            "email_works": channels.is_on(Channel.EMAIL),
            "message_works": channels.is_on(Channel.MESSAGE),
            "subject": digest.subject(found) if found.lines else "",
            "letter": digest.letter(found, address="") if found.lines else "",
            "push_key": channels.public_push_key(),
            "browsers": selectors.subscriptions_of(user),
            "further": [way for offer in hooks.ways if (way := offer(request)) is not None],
            "sent": selectors.last_of(user)[:10],
        },
    )


@endpoint(public=True)
def push_worker(request: HttpRequest) -> HttpResponse:
    """What a browser runs when a push comes; at one address, because a browser remembers it."""
    response = render(request, "notices/push-worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@endpoint(methods=("POST",))
def subscribe(request: HttpRequest) -> HttpResponse:
    """This browser takes pushes. Called by script, which shows the page again."""
    user: Any = request.user
    form = SubscribeForm(request.POST)
    if not channels.is_on(Channel.PUSH) or not form.is_valid():
        return HttpResponse(_("Không bật được thông báo đẩy trên trình duyệt này."), status=422)
    agent = request.headers.get("User-Agent", "")
    try:
        services.subscribe(user, **form.cleaned_data, device=_device(agent), at=now())
    except DomainError as refused:
        return HttpResponse(str(refused), status=422)
    messages.success(request, _("Đã bật thông báo đẩy trên trình duyệt này."))
    return HttpResponse(status=204)


def _device(agent: str) -> str:
    """Enough for a person to know it again: «Chrome, Android»."""
    browsers, systems = (
        ("Edg", "Firefox", "Chrome", "Safari"),
        ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"),
    )
    found = (next((name for name in names if name in agent), "") for names in (browsers, systems))
    return ", ".join(filter(None, found)).replace("Edg", "Edge")


@endpoint(methods=("POST",))
def unsubscribe(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One of the person's browsers takes no pushes any more."""
    user: Any = request.user
    found = selectors.subscriptions_of(user).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    services.unsubscribe(found, actor=user, at=now())
    messages.success(request, _("Đã tắt thông báo đẩy trên trình duyệt đó."))
    return redirect("notices:mine")
