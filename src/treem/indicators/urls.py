from __future__ import annotations

from django.urls import path

from treem.indicators import views, views_adopting, views_target, views_values

app_name = "indicators"
urlpatterns = [
    path("targets/", views.targets, name="targets"),
    path("targets/export/", views.export, name="export"),
    path("targets/keep-counts/", views_target.keep_counts, name="keep_counts"),
    path("targets/own-plan/", views_adopting.adoption, name="adoption"),
    path("targets/in-plans/", views_adopting.adoption_matrix, name="adoption_matrix"),
    path("targets/<uuid:uuid>/", views_target.target, name="target"),
    path("targets/<uuid:uuid>/enter/", views_values.enter, name="enter"),
    path("values/<uuid:uuid>/", views_values.value, name="value"),
    path("values/<uuid:uuid>/edit/", views_values.edit, name="edit_value"),
    path("values/<uuid:uuid>/confirm/", views_values.confirm, name="confirm_value"),
    path("values/<uuid:uuid>/return/", views_values.send_back, name="return_value"),
    path("values/<uuid:uuid>/withdraw/", views_values.withdraw, name="withdraw_value"),
    path("facts/", views.facts, name="facts"),
]
