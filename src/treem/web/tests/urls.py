"""Addresses for the tests of the page shell: sign-in and the shell's own, whatever other rooms are doing."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("account/", include("allauth.urls")), path("web/", include("treem.web.urls"))]
