from __future__ import annotations

from django.urls import path

from treem.directives import views, views_cutting, views_issue, views_item, views_pages, views_upload

app_name = "directives"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("new/", views_upload.take_in, name="take_in"),
    path("uploads/<uuid:uuid>/", views_upload.upload, name="upload"),
    path("uploads/<uuid:uuid>/again/", views_upload.again, name="upload_again"),
    path("<uuid:uuid>/second/", views_upload.second, name="second"),
    path("<uuid:uuid>/", views.review, name="review"),
    path("<uuid:uuid>/accept/", views.accept_confident, name="accept_confident"),
    path("<uuid:uuid>/issue/", views_issue.issue, name="issue"),
    path("<uuid:uuid>/present/", views_issue.present, name="present"),
    path("<uuid:uuid>/take-back/", views_issue.take_back, name="take_back"),
    path("<uuid:uuid>/send-back/", views_issue.send_back, name="send_back"),
    path("<uuid:uuid>/add/", views_cutting.add, name="add"),
    path("<uuid:uuid>/replace/", views_cutting.replace, name="replace"),
    path("<uuid:uuid>/pages/<int:number>/", views_pages.page_picture, name="page_picture"),
    path("items/<uuid:uuid>/", views_item.item, name="item"),
    path("items/<uuid:uuid>/edit/", views_item.edit, name="edit"),
    path("items/<uuid:uuid>/split/", views_cutting.split, name="split"),
    path("items/<uuid:uuid>/merge/", views_cutting.merge, name="merge"),
    path("items/<uuid:uuid>/undo/", views_cutting.undo, name="undo"),
]
