from __future__ import annotations

from django.urls import path

from treem.organisations import views

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
    path("role/", views.switch, name="switch"),
]
