from __future__ import annotations

from django.urls import path

from treem.duties import views, views_asking, views_board, views_execution, views_reminder, views_summary

app_name = "duties"
urlpatterns = [
    path("", views.home, name="home"),
    path("list/", views.duties, name="list"),
    path("all/", views.overview, name="overview"),
    path("matrix/", views_board.matrix, name="matrix"),
    path("matrix/xlsx/", views_board.matrix_xlsx, name="matrix_xlsx"),
    path("deadlines/", views_board.by_deadline, name="by_deadline"),
    path("summary/<int:document>/", views_summary.summary, name="summary"),
    path("summary/<int:document>/docx/", views_summary.summary_docx, name="summary_docx"),
    path("summary/<int:document>/xlsx/", views_summary.summary_xlsx, name="summary_xlsx"),
    path("late/", views_board.late, name="late"),
    path("bodies/", views_board.by_body, name="by_body"),
    path("bodies/<int:pk>/", views_board.body, name="body"),
    path("reminders/", views_reminder.remind, name="remind"),
    path("reminders/<uuid:uuid>/", views_reminder.reminder, name="reminder"),
    path("unassigned/", views.unassigned, name="unassigned"),
    path("<uuid:uuid>/", views.obligation, name="obligation"),
    path("<uuid:uuid>/assign/", views.assign, name="assign"),
    path("<uuid:uuid>/recurs-until/", views.recurs_until, name="recurs_until"),
    path("executions/receive/", views_execution.receive, name="receive"),
    path("executions/<uuid:uuid>/", views_execution.execution, name="execution"),
    path("executions/<uuid:uuid>/report/", views_execution.report, name="report"),
    path("executions/<uuid:uuid>/start/", views_execution.start, name="start"),
    path("executions/<uuid:uuid>/progress/", views_execution.progress, name="progress"),
    path("executions/<uuid:uuid>/assign/", views_execution.assign_inside, name="assign_inside"),
    path("executions/<uuid:uuid>/accept/", views_execution.accept, name="accept"),
    path("executions/<uuid:uuid>/return/", views_execution.send_back, name="return"),
    path("executions/<uuid:uuid>/ask/", views_asking.ask, name="ask"),
    path("executions/<uuid:uuid>/grant/", views_asking.grant, name="grant"),
    path("executions/<uuid:uuid>/end-waiver/", views_asking.end_waiver, name="end_waiver"),
    path("requests/", views_asking.requests, name="requests"),
    path("requests/<uuid:uuid>/answer/", views_asking.answer, name="answer"),
    path("requests/<uuid:uuid>/decide/", views_asking.decide, name="decide"),
    path("requests/<uuid:uuid>/withdraw/", views_asking.withdraw, name="withdraw"),
]
