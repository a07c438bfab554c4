from __future__ import annotations

from django.urls import path

from treem.files import views

app_name = "files"
urlpatterns = [
    path("<uuid:uuid>/", views.download, name="download"),
    path("evidence/<str:subject_type>/<uuid:subject_uuid>/", views.attach, name="attach"),
    path("evidence/<uuid:uuid>/withdraw/", views.withdraw, name="withdraw"),
]
