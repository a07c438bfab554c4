from __future__ import annotations

from django.urls import path

from treem.territory import views

app_name = "territory"
urlpatterns = [
    path("boundaries/", views.boundary_changes, name="boundary_changes"),
    path("boundaries/template/", views.boundary_template, name="boundary_template"),
    path("boundaries/<uuid:uuid>/", views.boundary_change, name="boundary_change"),
]
