"""What a long form asks before it is sent, so that nothing typed is lost to a session that ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from treem.web.endpoints import endpoint


@endpoint()
def alive(request: HttpRequest) -> HttpResponse:
    """Who is signed in here now, and a fresh token: signing in again makes the token of an open page worthless."""
    return JsonResponse({"token": get_token(request), "who": str(request.user.pk)})
