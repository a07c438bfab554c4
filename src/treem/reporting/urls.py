from __future__ import annotations

from django.urls import path

from treem.reporting import views, views_consolidated, views_return

app_name = "reporting"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("rounds/new/", views.new_round, name="new_round"),
    path("rounds/<uuid:uuid>/", views.round_page, name="round"),
    path("rounds/<uuid:uuid>/draft/", views.draft, name="draft"),
    path("rounds/<uuid:uuid>/open/", views.open_round, name="open_round"),
    path("rounds/<uuid:uuid>/close/", views.close_round, name="close_round"),
    path("rounds/<uuid:uuid>/accept/", views.accept_many, name="accept_many"),
    path("rounds/<uuid:uuid>/consolidated/", views_consolidated.consolidated, name="consolidated"),
    path("rounds/<uuid:uuid>/report.docx", views_consolidated.report, name="report"),
    path("returns/", views_return.returns, name="returns"),
    path("returns/<uuid:uuid>/", views_return.return_page, name="return"),
    path("returns/<uuid:uuid>/save/", views_return.save, name="save_return"),
    path("returns/<uuid:uuid>/count/", views_return.fill, name="fill_return"),
    path("returns/<uuid:uuid>/submit/", views_return.submit, name="submit_return"),
    path("returns/<uuid:uuid>/accept/", views_return.accept, name="accept_return"),
    path("returns/<uuid:uuid>/send-back/", views_return.send_back, name="send_back"),
]
