from __future__ import annotations

from django.urls import include, path

from treem.api import site, views

app_name = "api"
urlpatterns = [
    path("", views.reference, name="reference"),
    path("openapi.json", views.openapi, name="openapi"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/new/", views.give, name="give"),
    path("tokens/<uuid:uuid>/renew/", views.renew, name="renew"),
    path("tokens/<uuid:uuid>/revoke/", views.revoke, name="revoke"),
    path("v1/", include((site.patterns, "v1"))),
]
