from __future__ import annotations

from django.urls import path

from treem.lawbook import views

app_name = "lawbook"
urlpatterns = [
    path("", views.values, name="values"),
    path("waiting/", views.waiting, name="waiting"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/propose/", views.propose_day, name="propose_day"),
    path("calendar/<uuid:uuid>/approve/", views.approve, {"days": True}, name="approve_day"),
    path("calendar/<uuid:uuid>/withdraw/", views.withdraw, {"days": True}, name="withdraw_day"),
    path("lists/", views.lists, name="lists"),
    path("lists/<str:key>/", views.legal_list, name="list"),
    path("overrides/<uuid:uuid>/approve/", views.approve, name="approve"),
    path("overrides/<uuid:uuid>/withdraw/", views.withdraw, name="withdraw"),
    path("values/<str:key>/", views.parameter, name="parameter"),
    path("values/<str:key>/propose/", views.propose, name="propose"),
]
