"""More time for many bodies at once, and taking it back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from treem.duties.forms_asking import DAY_ERRORS, written
from treem.web.fields import WrittenDayField


class ExtendManyForm(forms.Form):
    """The new last day, and why."""

    until = WrittenDayField(label=_("Gia hạn đến hết ngày"), error_messages=DAY_ERRORS)
    text = written(
        _("Lý do, căn cứ"), _("Mọi đơn vị được gia hạn và thanh tra sẽ đọc câu này."), required=_("Hãy ghi lý do, căn cứ.")
    )  # fmt: skip


class UndoExtensionForm(forms.Form):
    """Why the old deadline counts again."""

    text = written(
        _("Lý do hoàn tác"), _("Các đơn vị sẽ đọc câu này."), required=_("Hãy ghi lý do hoàn tác.")
    )
