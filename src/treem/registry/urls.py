from __future__ import annotations

from django.urls import path

from treem.registry import edit_views, import_views, views, villages
from treem.registry.alike import views as alike
from treem.registry.details import views as details
from treem.registry.ministry import views as ministry
from treem.registry.moves import views as moves
from treem.registry.quality import views as quality

app_name = "registry"
urlpatterns = [
    path("", views.children, name="children"),
    path("search/", views.search, name="search"),
    path("villages/", villages.villages, name="villages"),
    path("new/", edit_views.new, name="new"),
    path("new/alike/", edit_views.alike_hint, name="alike_hint"),
    path("lists/", import_views.child_lists, name="child_lists"),
    path("lists/template/", import_views.child_list_template, name="child_list_template"),
    path("lists/<uuid:uuid>/", import_views.child_list, name="child_list"),
    path("lists/<uuid:uuid>/columns/", import_views.child_list_columns, name="child_list_columns"),
    path("lists/<uuid:uuid>/left-out/", import_views.child_list_errors, name="child_list_errors"),
    path("alike/", alike.alike, name="alike"),
    path("alike/seek/", alike.seek, name="seek_alike"),
    path("alike/<uuid:uuid>/", alike.pair, name="alike_pair"),
    path("alike/<uuid:uuid>/merge/", alike.merge_pair, name="merge_pair"),
    path("alike/merges/<uuid:uuid>/", alike.undo_merge, name="undo_merge"),
    path("ministry/", ministry.ministry, name="ministry"),
    path("ministry/make/", ministry.ministry_make, name="ministry_make"),
    path("ministry/seen/<uuid:uuid>/", ministry.ministry_seen, name="ministry_seen"),
    path("ministry/<uuid:uuid>/", ministry.ministry_file, name="ministry_file"),
    path("ministry/<uuid:uuid>/workbook/", ministry.ministry_file_workbook, name="ministry_file_workbook"),
    path("moves/", moves.moves, name="moves"),
    path("moves/<uuid:group>/", moves.move, name="move"),
    path("moves/<uuid:group>/answer/", moves.answer_move, name="answer_move"),
    path("<int:pk>/moves/new/", moves.new_move, name="new_move"),
    path("<int:pk>/moves/<int:move>/back/", moves.come_back, name="come_back"),
    path("quality/", quality.quality, name="quality"),
    path("quality/check/", quality.quality_check, name="quality_check"),
    path("quality/report.docx", quality.quality_report_docx, name="quality_report_docx"),
    path("quality/report.xlsx", quality.quality_report_xlsx, name="quality_report_xlsx"),
    path("quality/batches/<uuid:uuid>/", quality.quality_batch, name="quality_batch"),
    path("quality/findings/<int:pk>/", quality.quality_finding, name="quality_finding"),
    path("quality/rules/<slug:rule>/", quality.quality_rule, name="quality_rule"),
    path("quality/rules/<slug:rule>/mend/", quality.quality_mend, name="quality_mend"),
    path("watch/", details.watch, name="watch"),
    path("<int:pk>/details/<slug:kind>/new/", details.new_detail, name="new_detail"),
    path("<int:pk>/details/<int:detail>/end/", details.end_detail, name="end_detail"),
    path("<int:pk>/household/", details.household, name="household"),
    path("<int:pk>/carers/new/", details.carer, name="new_carer"),
    path("<int:pk>/carers/<int:carer>/", details.carer, name="carer"),
    path("<int:pk>/", views.child, name="child"),
    path("<int:pk>/edit/", edit_views.edit, name="edit"),
    path("<int:pk>/circumstances/new/", edit_views.new_circumstance, name="new_circumstance"),
    path(
        "<int:pk>/circumstances/<int:circumstance>/end/", edit_views.end_circumstance, name="end_circumstance"
    ),
]
