from __future__ import annotations

from django.urls import path

from treem.directives import views, views_item, views_upload

app_name = "directives"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("new/", views_upload.take_in, name="take_in"),
    path("uploads/<uuid:uuid>/", views_upload.upload, name="upload"),
    path("uploads/<uuid:uuid>/again/", views_upload.again, name="upload_again"),
    path("<uuid:uuid>/second/", views_upload.second, name="second"),
    path("<uuid:uuid>/", views.review, name="review"),
    path("<uuid:uuid>/accept/", views.accept_confident, name="accept_confident"),
    path("<uuid:uuid>/issue/", views.issue, name="issue"),
    path("items/<uuid:uuid>/", views_item.item, name="item"),
    path("items/<uuid:uuid>/edit/", views_item.edit, name="edit"),
]
