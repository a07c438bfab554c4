from __future__ import annotations

from django.urls import path

from treem.reporting import views, views_consolidated, views_drafts, views_return, views_steps

app_name = "reporting"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("missing/", views.missing, name="missing"),
    path("rounds/new/", views_drafts.new_round, name="new_round"),
    path("rounds/<uuid:uuid>/", views.round_page, name="round"),
    path("rounds/<uuid:uuid>/draft/", views_drafts.draft, name="draft"),
    path("rounds/<uuid:uuid>/open/", views_drafts.open_round, name="open_round"),
    path("rounds/<uuid:uuid>/skip/", views_drafts.skip_round, name="skip_round"),
    path("rounds/<uuid:uuid>/draft-again/", views_drafts.draft_again, name="draft_again"),
    path("rounds/<uuid:uuid>/close/", views.close_round, name="close_round"),
    path("rounds/<uuid:uuid>/reopen/", views.reopen_round, name="reopen_round"),
    path("rounds/<uuid:uuid>/accept/", views.accept_many, name="accept_many"),
    path("rounds/<uuid:uuid>/consolidated/", views_consolidated.consolidated, name="consolidated"),
    path("rounds/<uuid:uuid>/reports/new/", views_consolidated.make_report, name="make_report"),
    path("reports/<uuid:uuid>/issue/", views_consolidated.issue_report, name="issue_report"),
    path("returns/", views_return.returns, name="returns"),
    path("returns/<uuid:uuid>/", views_return.return_page, name="return"),
    path("returns/<uuid:uuid>/save/", views_return.save, name="save_return"),
    path("returns/<uuid:uuid>/keep/", views_return.keep, name="keep_return"),
    path("returns/<uuid:uuid>/count/", views_return.fill, name="fill_return"),
    path("returns/<uuid:uuid>/present/", views_steps.present, name="present_return"),
    path("returns/<uuid:uuid>/check/", views_steps.check, name="check_return"),
    path("returns/<uuid:uuid>/approve/", views_steps.approve, name="approve_return"),
    path("returns/<uuid:uuid>/step-back/", views_steps.send_back_inside, name="step_back"),
    path("returns/<uuid:uuid>/recall/", views_steps.recall, name="recall_return"),
    path("returns/<uuid:uuid>/enter/", views_steps.enter, name="enter_return"),
    path("returns/<uuid:uuid>/record/", views_return.record_paper, name="record_paper"),
    path("returns/<uuid:uuid>/take-back/", views_steps.take_back, name="take_back"),
    path("returns/<uuid:uuid>/submit/", views_return.submit, name="submit_return"),
    path("returns/<uuid:uuid>/accept/", views_return.accept, name="accept_return"),
    path("returns/<uuid:uuid>/send-back/", views_return.send_back, name="send_back"),
]
