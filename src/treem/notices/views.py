"""«Thông báo của tôi»."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.kernel.time import today
from treem.notices import channels, digest, hooks, selectors, services
from treem.notices.forms import ChoiceForm
from treem.notices.models import Channel
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint(methods=("GET", "POST"))
def mine(request: HttpRequest) -> HttpResponse:
    """By which channels to be told, what today's letter says, and what was sent."""
    user: Any = request.user
    if request.method == "POST":
        form = ChoiceForm(request.POST)
        if form.is_valid():
            services.choose(user, **form.cleaned_data)
            messages.success(request, _("Đã lưu."))
            return redirect("notices:mine")
    choice = selectors.choice_of(user)
    form = ChoiceForm(initial={"email_on": choice.email_on, "message_on": choice.message_on})
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
            "further": [way for offer in hooks.ways if (way := offer(request)) is not None],
            "sent": selectors.last_of(user)[:10],
        },
    )
