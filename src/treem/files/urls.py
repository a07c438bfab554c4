from __future__ import annotations

from django.urls import path

from treem.files import views

app_name = "files"
urlpatterns = [path("<uuid:uuid>/", views.download, name="download")]
