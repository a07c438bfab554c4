from __future__ import annotations

from django.urls import path

from treem.web import components, keeping, language

app_name = "web"
urlpatterns = [
    path("alive/", keeping.alive, name="alive"),
    path("components/", components.components, name="components"),
    path("language/", language.set_language, name="language"),
]
