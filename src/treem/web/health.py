"""``/healthz`` (the process lives), ``/readyz`` (it can work), ``/metrics`` (numbers, for this machine only)."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from treem.web import registry

STARTED = time.time()
LOCAL = {"127.0.0.1", "::1", ""}


class HealthMiddleware:
    """Answers before sessions, roles and transactions: ``/healthz`` never touches the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.requests = 0
        self.failures = 0
        self.seconds = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == "/readyz":
            return _ready()
        if request.path == "/metrics":
            return self._metrics(request)
        begin = time.perf_counter()
        response = self.get_response(request)
        self.requests += 1
        self.failures += response.status_code >= 500
        self.seconds += time.perf_counter() - begin
        return response

    def _metrics(self, request: HttpRequest) -> HttpResponse:
        forwarded = "X-Forwarded-For" in request.headers
        if request.META.get("REMOTE_ADDR", "") not in LOCAL or forwarded:
            return HttpResponse(status=404)
        numbers = {
            "treem_requests_total": float(self.requests),
            "treem_request_failures_total": float(self.failures),
            "treem_request_seconds_total": self.seconds,
            "treem_uptime_seconds": time.time() - STARTED,
        }
        for name, gauge in registry.gauges.items():
            numbers[f"treem_{name}"] = gauge()
        text = "".join(f"{name} {value:.6g}\n" for name, value in sorted(numbers.items()))
        return HttpResponse(text, content_type="text/plain; version=0.0.4")


def _ready() -> JsonResponse:
    answers = {}
    for name, check in registry.readiness.items():
        try:
            answer = check()
        except Exception as error:  # one broken check must not hide the others
            answer = registry.Check(False, type(error).__name__)
        answers[name] = {"ok": answer.ok, "note": answer.note}
    ready = all(answer["ok"] for answer in answers.values())
    return JsonResponse({"ready": ready, "checks": answers}, status=200 if ready else 503)
