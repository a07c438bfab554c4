from __future__ import annotations

from django.urls import path

from treem.cases import edit_views, step_views, views

app_name = "cases"
urlpatterns = [
    path("", views.home, name="home"),
    path("intakes/", views.intakes, name="intakes"),
    path("intakes/new/", edit_views.new, name="new"),
    path("intakes/handed-away/", views.handed_away, name="handed_away"),
    path("intakes/<uuid:uuid>/", views.intake, name="intake"),
    path("intakes/<uuid:uuid>/edit/", edit_views.edit, name="edit"),
    path("intakes/<uuid:uuid>/paper/", views.paper, name="paper"),
    path("intakes/<uuid:uuid>/acknowledge/", step_views.acknowledge, name="acknowledge"),
    path("intakes/<uuid:uuid>/measures/", step_views.measures, name="measures"),
    path(
        "intakes/<uuid:uuid>/measures/<uuid:measure>/withdraw/",
        step_views.withdraw_measures,
        name="withdraw_measures",
    ),
    path("intakes/<uuid:uuid>/hand-over/", step_views.hand_over, name="hand_over"),
    path("intakes/<uuid:uuid>/set-aside/", step_views.set_aside, name="set_aside"),
    path("intakes/<uuid:uuid>/children/", step_views.link_child, name="link_child"),
    path("intakes/<uuid:uuid>/children/<uuid:link>/unlink/", step_views.unlink_child, name="unlink_child"),
    path("intakes/<uuid:uuid>/informant/", step_views.informant, name="informant"),
    path("counts/", views.counts, name="counts"),
    path("blanks/", views.blanks, name="blanks"),
    path("blanks/<slug:key>/", views.blank, name="blank"),
]
