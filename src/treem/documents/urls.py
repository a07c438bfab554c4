from __future__ import annotations

from django.urls import path

from treem.documents import views, views_papers, views_relations

app_name = "documents"
urlpatterns = [
    path("", views.register, name="register"),
    path("export/", views.export, name="export"),
    path("missing/", views_relations.missing, name="missing"),
    path("outgoing/", views_papers.papers, name="papers"),
    path("outgoing/<uuid:uuid>/", views_papers.paper, name="paper"),
    path("outgoing/<uuid:uuid>/issue/", views_papers.issue_paper, name="issue_paper"),
    path("outgoing/<uuid:uuid>/check/", views_papers.check_paper, name="check_paper"),
    path("outgoing/<uuid:uuid>/replace/", views_papers.replace_paper, name="replace_paper"),
    path("<uuid:uuid>/", views.document, name="document"),
    path("<uuid:uuid>/relations/", views_relations.document_relations, name="relations"),
    path("missing/<int:pk>/", views_relations.cited, name="cited"),
    path("citations/<int:pk>/", views_relations.settle, name="settle"),
]
