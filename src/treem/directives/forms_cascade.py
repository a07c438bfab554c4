"""What people type when their body passes a directive on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from treem.directives.models import Cascade, CascadeDuty, CascadeKind
from treem.directives.services import Given
from treem.documents.layout import SigningForm
from treem.duties.forms import VersionField
from treem.duties.words import ROLES
from treem.web.fields import NameField, PlainField, WrittenDayField

if TYPE_CHECKING:
    from treem.directives.cascade_selectors import Offer
    from treem.organisations.models import Body, User

MOST_DAYS = 365
DAY_WRONG = {"invalid": _("Ngày này không có thật. Hãy sửa lại, hoặc xóa cả ba ô nếu không đặt hạn.")}


class DaysField(forms.IntegerField):
    """A number of days before the superior's deadline."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Hạn nội bộ sớm hơn hạn của cấp trên (ngày)"),
            min_value=0,
            max_value=MOST_DAYS,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num w-10"}),
            error_messages={
                "required": _("Hãy ghi số ngày; ghi 0 nếu giữ đúng hạn của cấp trên."),
                "invalid": _("Hãy ghi số ngày bằng chữ số, ví dụ 5."),
                "min_value": _("Số ngày không được âm: hạn nội bộ không muộn hơn hạn của cấp trên."),
                "max_value": _("Số ngày nhiều nhất là 365."),
            },
            **options,
        )


class DutiesField(forms.TypedMultipleChoiceField):
    """Duties to tick."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Nhiệm vụ đưa vào"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": _("Có nhiệm vụ không còn trong văn bản. Hãy tải lại trang rồi chọn lại.")},
        )  # fmt: skip


class StartForm(forms.Form):
    """«Triển khai văn bản»: a plan or a letter, and which duties."""

    kind = forms.ChoiceField(label=_("Hình thức"), choices=CascadeKind.choices, widget=forms.RadioSelect,
                             error_messages={"required": _("Hãy chọn kế hoạch hay công văn."), "invalid_choice": _("Hãy chọn lại.")})  # fmt: skip
    issuer = forms.TypedChoiceField(label=_("Cơ quan ban hành"), coerce=int, widget=forms.RadioSelect,
                                    error_messages={"required": _("Hãy chọn cơ quan ban hành."), "invalid_choice": _("Hãy chọn lại.")})  # fmt: skip
    days_earlier = DaysField(
        help_text=_("Chỉ là gợi ý; từng nhiệm vụ sửa được, không muộn hơn hạn của cấp trên.")
    )
    duties = DutiesField()

    def __init__(self, *args: Any, issuers: Iterable[Body], offers: Collection[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuers = {body.pk: body for body in issuers}
        field = self.fields["issuer"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(pk, body.name) for pk, body in self.issuers.items()]
        if len(self.issuers) == 1:  # one issuer is no question
            field.widget, field.initial = forms.HiddenInput(), next(iter(self.issuers))
        duties = self.fields["duties"]
        assert isinstance(duties, DutiesField)
        duties.choices = [(offer.obligation.pk, str(offer.obligation)) for offer in offers]
        duties.initial = [offer.obligation.pk for offer in offers if offer.mine]

    @property
    def chosen(self) -> set[int]:
        """The duties ticked now, also where the rest of the form is wrong."""
        if not self.is_bound:
            return set(self.fields["duties"].initial or ())
        return {
            int(text)
            for text in self["duties"].value() or ()
            if str(text).isdecimal() and len(str(text)) < 18
        }


class HeadForm(forms.Form):
    """The words around the duties."""

    version = VersionField()
    kind = StartForm.base_fields["kind"]
    issuer = forms.TypedChoiceField(label=_("Cơ quan ban hành"), coerce=int, widget=forms.RadioSelect)
    subject = PlainField(label=_("Trích yếu"), max_length=500, help_text=_("Không ghi “V/v”."),
                         error_messages={"required": _("Hãy ghi trích yếu.")})  # fmt: skip
    opening = forms.CharField(label=_("Lời dẫn"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
                              error_messages={"required": _("Hãy ghi lời dẫn, dù chỉ một câu.")})  # fmt: skip
    further_bases = forms.CharField(label=_("Căn cứ khác"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
                                    help_text=_("Mỗi căn cứ một dòng. Văn bản cấp trên đã có sẵn trong phần căn cứ."))  # fmt: skip
    addressees = forms.CharField(label=_("Kính gửi"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
                                 help_text=_("Chỉ công văn mới có. Mỗi nơi một dòng."))  # fmt: skip
    recipients = forms.CharField(label=_("Nơi nhận"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
                                 help_text=_("Mỗi nơi một dòng; dòng cuối là “Lưu: VT, …”."),
                                 error_messages={"required": _("Hãy ghi nơi nhận; ít nhất một dòng “Lưu: VT, …”.")})  # fmt: skip
    signing = forms.ChoiceField(label=_("Quyền hạn, chức vụ người ký"), widget=forms.RadioSelect,
                                error_messages={"required": _("Hãy chọn quyền hạn ký."), "invalid_choice": _("Hãy chọn lại.")})  # fmt: skip
    signer = NameField(label=_("Họ và tên người ký"), required=False, max_length=120)

    def __init__(
        self, *args: Any, issuers: Iterable[Body], signing: Iterable[SigningForm], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.issuers = {body.pk: body for body in issuers}
        issuer, ways = self.fields["issuer"], self.fields["signing"]
        assert isinstance(issuer, forms.TypedChoiceField)
        assert isinstance(ways, forms.ChoiceField)
        issuer.choices = [(pk, body.name) for pk, body in self.issuers.items()]
        if len(self.issuers) == 1:
            issuer.widget, issuer.initial = forms.HiddenInput(), next(iter(self.issuers))
        ways.choices = [(form.key, form.words) for form in signing]

    def clean_recipients(self) -> str:
        text: str = self.cleaned_data["recipients"]
        lines = [line.strip(" -") for line in text.splitlines() if line.strip()]
        if not lines or not lines[-1].startswith("Lưu"):
            raise forms.ValidationError(_("Dòng cuối của nơi nhận phải là “Lưu: VT, …”."))
        return text

    def fields_for(self) -> dict[str, Any]:
        """What the service writes."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        data["issuer"] = self.issuers[data["issuer"]]
        return data


def head_initial(cascade: Cascade) -> dict[str, Any]:
    """What the form begins with."""
    names = (
        "version",
        "kind",
        "subject",
        "opening",
        "further_bases",
        "addressees",
        "recipients",
        "signing",
        "signer",
    )
    return {"issuer": cascade.issuer_id, **{name: getattr(cascade, name) for name in names}}


class WhoForm(forms.Form):
    """Whom the body may name: its bodies and its people."""

    person = forms.ChoiceField(label=_("Người phụ trách"), required=False,
                               error_messages={"invalid_choice": _("Người này không còn làm việc ở đơn vị. Hãy chọn lại.")})  # fmt: skip
    bodies = forms.MultipleChoiceField(label=_("Đơn vị thực hiện"), required=False, widget=forms.CheckboxSelectMultiple,
                                       error_messages={"invalid_choice": _("Có đơn vị không còn trong danh sách. Hãy tải lại trang rồi chọn lại.")})  # fmt: skip

    def __init__(
        self, *args: Any, people: Iterable[User], boxes: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        person, bodies = self.fields["person"], self.fields["bodies"]
        assert isinstance(person, forms.ChoiceField)
        assert isinstance(bodies, forms.MultipleChoiceField)
        person.choices = [("", _("chưa chọn")), *((pk, str(user)) for pk, user in self.people.items())]
        bodies.choices = list(boxes)

    @property
    def chosen_person(self) -> User | None:
        return self.people.get(self.cleaned_data["person"])


class DutyForm(WhoForm):
    """One line of the paper: own words, who, role, internal deadline."""

    version = VersionField(required=False)
    text = forms.CharField(label=_("Nội dung nhiệm vụ"), max_length=8000, widget=forms.Textarea(attrs={"rows": 4}),
                           error_messages={"required": _("Hãy ghi nội dung nhiệm vụ."),
                                           "max_length": _("Nội dung dài quá 8.000 chữ cái. Hãy tóm tắt.")})  # fmt: skip
    role = forms.ChoiceField(label=_("Vai trò"), choices=ROLES)
    who_words = PlainField(label=_("Ghi thêm bằng lời về nơi thực hiện"), required=False, max_length=300,
                           help_text=_("Cho nơi không có trong danh sách: trường học, tổ, bản, đoàn thể."))  # fmt: skip
    due_on = WrittenDayField(label=_("Hạn nội bộ"), required=False, error_messages=DAY_WRONG)
    field_order = ["version", "text", "role", "person", "bodies", "who_words", "due_on"]

    def given(self, bodies: Iterable[Body]) -> Given:
        """What the service writes."""
        data = self.cleaned_data
        return Given(
            text=data["text"], role=data["role"], bodies=tuple(bodies), person=self.chosen_person,
            who_words=data["who_words"], due_on=data["due_on"],
        )  # fmt: skip


def duty_initial(line: CascadeDuty) -> dict[str, Any]:
    """What the form of a line begins with."""
    return {
        "version": line.version, "text": line.text, "role": line.role, "person": str(line.person_id or ""),
        "bodies": [str(pk) for pk in line.bodies], "who_words": line.who_words, "due_on": line.due_on,
    }  # fmt: skip


class SeveralForm(WhoForm):
    """The same for several lines; what is left empty stays as it is on each."""

    days_earlier = DaysField(required=False)


class ReasonForm(forms.Form):
    """A step that needs its reason."""

    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                             error_messages={"required": _("Hãy nêu lý do.")})  # fmt: skip


class SendBackForm(ReasonForm):
    """«Trả lại»."""

    version = VersionField()


class CallForm(forms.Form):
    """Whether bodies make a paper of their own from a document, and by when."""

    version = VersionField(initial=0)
    wanted = forms.TypedChoiceField(
        label=_("Các đơn vị có phải lập kế hoạch, công văn triển khai không?"), widget=forms.RadioSelect,
        choices=[("yes", _("Có, mỗi đơn vị được giao nhiệm vụ lập văn bản riêng")), ("no", _("Không, thực hiện trực tiếp theo văn bản này"))],
        coerce=lambda text: text == "yes",
        error_messages={"required": _("Hãy chọn một ý."), "invalid_choice": _("Hãy chọn lại.")},
    )  # fmt: skip
    due_on = WrittenDayField(label=_("Ban hành chậm nhất ngày"), required=False, error_messages=DAY_WRONG)
