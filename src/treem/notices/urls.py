from __future__ import annotations

from django.urls import path

from treem.notices import views

app_name = "notices"
urlpatterns = [path("", views.mine, name="mine")]
