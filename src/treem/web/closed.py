"""Pages of the sign-in package that this system does without: there is no mail to send a link by."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.web.endpoints import endpoint


@endpoint(public=True, methods=("GET", "POST"))
def closed(request: HttpRequest) -> HttpResponse:
    """Say who helps instead, and go back to where one can go on."""
    messages.info(request, _("Quên mật khẩu hoặc đổi thư điện tử: báo người quản trị của đơn vị."))
    return redirect("desk:home" if request.user.is_authenticated else "account_login")
