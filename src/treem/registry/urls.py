from __future__ import annotations

from django.urls import path

from treem.registry import edit_views, views, villages

app_name = "registry"
urlpatterns = [
    path("", views.children, name="children"),
    path("search/", views.search, name="search"),
    path("villages/", villages.villages, name="villages"),
    path("new/", edit_views.new, name="new"),
    path("<int:pk>/", views.child, name="child"),
    path("<int:pk>/edit/", edit_views.edit, name="edit"),
    path("<int:pk>/circumstances/new/", edit_views.new_circumstance, name="new_circumstance"),
    path(
        "<int:pk>/circumstances/<int:circumstance>/end/", edit_views.end_circumstance, name="end_circumstance"
    ),
]
