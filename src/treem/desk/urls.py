from __future__ import annotations

from django.urls import path

from treem.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("leader/", views.leader_screen, name="leader"),
    path("leader/a4/", views.leader_paper, name="leader_paper"),
]
