from __future__ import annotations

from django.urls import path

from treem.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.register, name="register"),
    path("<uuid:uuid>/", views.document, name="document"),
]
