from __future__ import annotations

from django.urls import path

from treem.organisations import import_views, views

app_name = "organisations"
urlpatterns = [
    path("", views.bodies, name="bodies"),
    path("bodies/<slug:code>/", views.body, name="body"),
    path("people/new/", views.add_person, name="add_person"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/appoint/", views.add_appointment, name="add_appointment"),
    path("people/<int:pk>/password/", views.reset_password, name="reset_password"),
    path("people/<int:pk>/active/", views.set_active, name="set_active"),
    path("appointments/<int:pk>/end/", views.end_appointment, name="end_appointment"),
    path("appointments/<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("setup/", import_views.overview, name="setup"),
    path("lists/<slug:kind>/", import_views.lists, name="lists"),
    path("lists/<slug:kind>/template/", import_views.template, name="list_template"),
    path("imports/<uuid:uuid>/", import_views.preview, name="preview"),
    path("imports/<uuid:uuid>/refused/", import_views.refused_rows, name="refused_rows"),
    path("imports/<uuid:uuid>/undo/", import_views.undo, name="undo_import"),
    path("role/", views.switch, name="switch"),
]
