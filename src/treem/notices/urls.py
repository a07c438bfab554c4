from __future__ import annotations

from django.urls import path

from treem.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("push-worker.js", views.push_worker, name="push_worker"),
    path("subscribe/", views.subscribe, name="subscribe"),
    path("subscriptions/<uuid:uuid>/end/", views.unsubscribe, name="unsubscribe"),
]
