from __future__ import annotations

from django.urls import path

from treem.indicators import views

app_name = "indicators"
urlpatterns = [
    path("targets/", views.targets, name="targets"),
    path("facts/", views.facts, name="facts"),
]
