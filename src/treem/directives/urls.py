from __future__ import annotations

from django.urls import path

from treem.directives import (
    views,
    views_cascade,
    views_cascade_following,
    views_cascade_steps,
    views_cutting,
    views_issue,
    views_item,
    views_pages,
    views_upload,
)
from treem.directives import views_cascade_targets as targets

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
    path("cascades/", views_cascade_following.cascades, name="cascades"),
    path("cascades/missing/", views_cascade_following.missing, name="cascade_missing"),
    path("cascades/of/<uuid:uuid>/", views_cascade_following.document, name="cascade_document"),
    path("cascades/new/<uuid:uuid>/", views_cascade.start, name="cascade_start"),
    path("cascades/decline/<uuid:uuid>/", views_cascade_steps.decline, name="cascade_decline"),
    path("cascades/duties/<uuid:uuid>/", views_cascade.duty, name="cascade_duty"),
    path("cascades/<uuid:uuid>/", views_cascade.cascade, name="cascade"),
    path("cascades/<uuid:uuid>/choose/", views_cascade.choose, name="cascade_choose"),
    path("cascades/<uuid:uuid>/words/", views_cascade.head, name="cascade_head"),
    path("cascades/<uuid:uuid>/add/", views_cascade.add, name="cascade_add"),
    path("cascades/<uuid:uuid>/several/", views_cascade.several, name="cascade_several"),
    path("cascades/<uuid:uuid>/targets/", targets.targets, name="cascade_targets"),
    path("cascades/<uuid:uuid>/draft/", views_cascade_steps.make_draft, name="cascade_draft"),
    path("cascades/<uuid:uuid>/present/", views_cascade_steps.present, name="cascade_present"),
    path("cascades/<uuid:uuid>/recall/", views_cascade_steps.recall, name="cascade_recall"),
    path("cascades/<uuid:uuid>/approve/", views_cascade_steps.approve, name="cascade_approve"),
    path("cascades/<uuid:uuid>/return/", views_cascade_steps.send_back, name="cascade_return"),
    path("cascades/<uuid:uuid>/drop/", views_cascade_steps.drop, name="cascade_drop"),
    path("cascades/<uuid:uuid>/take-up/", views_cascade_steps.take_up, name="cascade_take_up"),
    path("cascades/<uuid:uuid>/prepare/", views_cascade_steps.prepare, name="cascade_prepare"),
]
