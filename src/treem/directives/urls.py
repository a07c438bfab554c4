from __future__ import annotations

from django.urls import path

from treem.directives import views, views_item

app_name = "directives"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("new/", views.take_in, name="take_in"),
    path("<uuid:uuid>/", views.review, name="review"),
    path("<uuid:uuid>/accept/", views.accept_confident, name="accept_confident"),
    path("<uuid:uuid>/issue/", views.issue, name="issue"),
    path("items/<uuid:uuid>/", views_item.item, name="item"),
    path("items/<uuid:uuid>/edit/", views_item.edit, name="edit"),
]
