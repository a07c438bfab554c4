from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

DECIDE = "approved_by_id, approved_at, withdrawn_by_id, withdrawn_at, withdrawn_reason, version"


class LawbookConfig(AppConfig):
    name = "treem.lawbook"
    verbose_name = _("Mức riêng của tỉnh")

    def ready(self) -> None:
        from django.conf import settings

        from treem import law
        from treem.db import grants
        from treem.law import calendar
        from treem.lawbook.book import book
        from treem.web.registry import FootLink, register_foot_link

        register_foot_link(FootLink(_("Mức pháp luật và lịch làm việc"), "lawbook:values", "lawbook.view"))
        # What was proposed is never changed, only decided.
        for table in ("lawbook_override", "lawbook_calendarday"):
            grants.limit(table, f"SELECT, INSERT, UPDATE ({DECIDE})")
        # In tests the book is read only when told: rules of law are tested without a database.
        book.automatic = not settings.TESTING
        law.resolvers.append(book.value)
        calendar.resolvers.append(book.day)
