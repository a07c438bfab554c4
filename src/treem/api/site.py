"""The addresses of the first version, each behind its guard."""

from __future__ import annotations

from django.urls import URLPattern, path

from treem.api.edge import DECLARED, api, guarded
from treem.api.v1 import documents, duties, executions

__all__ = ["DECLARED", "api", "patterns"]

for _room in (documents, duties, executions):
    api.add_router("", _room.router)

_found, _app, _namespace = api.urls
patterns: list[URLPattern] = [
    path(str(each.pattern), guarded(str(each.name), each.callback), name=each.name)
    for each in _found
    if isinstance(each, URLPattern) and each.name in DECLARED
]
