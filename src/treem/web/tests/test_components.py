"""The components as a person meets them: what they say, and that what was typed is never markup."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from treem.kernel.ratio import Ratio
from treem.web import components, registry
from treem.web.templatetags.ui_marks import clock
from treem.web.templatetags.ui_words import (
    in_fours,
    length_words,
    symbols,
    vn_date,
    vn_datetime,
    vn_number,
    vn_ratio,
    vn_weekday,
)
from treem.web.templatetags.widgets import DATE_FORMATS, DateNumbers
from treem.web.tests.sample_pages import ADDRESSES, LONG_NAME, MORNING, conflict, shell

pytestmark = pytest.mark.urls(ADDRESSES)


def draw(source: str, address: str = "/", **context: Any) -> str:
    """A template with our tags, drawn for an address."""
    return Template(source).render(Context({"request": RequestFactory().get(address), **context}))


# ---- Words -------------------------------------------------------------------------------------------------


def test_numbers_are_written_as_vietnamese_papers_write_them() -> None:
    assert vn_number(382_104) == "382.104"
    assert vn_number(1.725, 2) == "1,73"
    assert vn_number(Fraction(-5, 2), 1) == "\N{MINUS SIGN}2,5"
    assert vn_number("12 trẻ") == "12 trẻ"


def test_the_symbol_of_a_document_stays_on_one_line() -> None:
    kept = '<span class="nowrap">56/2017/NĐ-CP</span>'
    assert symbols("Điều 26 khoản 3, 56/2017/NĐ-CP ngày 09/05/2017") == (
        f"Điều 26 khoản 3, {kept} ngày 09/05/2017"
    )
    assert symbols("<b>23/QĐ-TTg") == '&lt;b&gt;<span class="nowrap">23/QĐ-TTg</span>'
    assert symbols("Quy ước của hệ thống") == "Quy ước của hệ thống"


def test_a_key_is_read_four_signs_at_a_time() -> None:
    assert in_fours("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_an_unknown_number_is_not_zero() -> None:
    assert vn_number(None) == "—"
    assert vn_number(0) == "0"


def test_a_rate_of_nothing_is_not_nought_per_cent() -> None:
    assert vn_ratio(Ratio(173, 10_000)) == "1,73\N{NO-BREAK SPACE}%"
    assert vn_ratio(Ratio(0, 0)) == "không phát sinh"
    assert vn_ratio(None) == "—"


def test_moments_are_told_by_the_clock_of_vietnam() -> None:
    assert vn_datetime(datetime(2026, 11, 22, 18, 5, tzinfo=UTC)) == "01:05 23/11/2026"
    assert vn_date(datetime(2026, 11, 22, 18, 5, tzinfo=UTC)) == "23/11/2026"
    assert vn_weekday(MORNING) == "09:00 thứ Hai, 23/11/2026"
    assert vn_weekday(date(2026, 11, 22)) == "Chủ nhật, 22/11/2026"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=45), "45 phút"),
        (timedelta(hours=3, minutes=5), "3 giờ 5 phút"),
        (timedelta(hours=11, minutes=59), "11 giờ"),
        (timedelta(days=2, hours=4), "2 ngày 4 giờ"),
        (timedelta(days=22, hours=9), "22 ngày"),
    ],
)
def test_a_length_is_said_in_what_matters(length: timedelta, words: str) -> None:
    assert length_words(length) == words


# ---- Clocks ------------------------------------------------------------------------------------------------


def test_the_last_fifth_of_the_time_is_due_soon() -> None:
    started, due = MORNING, MORNING + timedelta(hours=10)
    assert clock(due, now=MORNING + timedelta(hours=7, minutes=59), started=started).state == "running"
    assert clock(due, now=MORNING + timedelta(hours=8), started=started).state == "soon"


def test_a_day_is_late_from_midnight_of_the_next_one() -> None:
    due = date(2026, 11, 23)
    before_midnight = datetime(2026, 11, 23, 16, 59, tzinfo=UTC)
    assert clock(due, now=before_midnight).words == "Đến hạn hôm nay"
    assert clock(due, now=before_midnight + timedelta(minutes=1)).state == "overdue"


def test_the_moment_itself_is_still_in_time() -> None:
    assert clock(MORNING, now=MORNING).state == "soon"
    assert clock(MORNING, now=MORNING + timedelta(seconds=1)).state == "overdue"


def test_midnight_is_the_end_of_the_day_before() -> None:
    midnight = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert "hết thứ Hai, 23/11/2026" in draw("{% due midnight %}", midnight=midnight, now=MORNING)


def test_what_was_done_late_says_so_for_ever() -> None:
    assert clock(date(2026, 11, 20), now=MORNING, done=date(2026, 11, 20)).words == "Hoàn thành đúng hạn"
    assert clock(date(2026, 11, 20), now=MORNING, done=date(2026, 11, 21)).words == "Hoàn thành quá hạn"


def test_a_deadline_shows_its_article_and_leads_to_it() -> None:
    html = draw(
        '{% deadline due "Can thiệp" article="Điều 26 khoản 3" article_url="/law/26/" started=start %}',
        due=MORNING + timedelta(hours=2), start=MORNING - timedelta(hours=10), now=MORNING,
    )  # fmt: skip
    assert "deadline--soon" in html
    assert "Còn 2 giờ" in html
    assert "11:00 thứ Hai, 23/11/2026" in html
    assert '<a href="/law/26/">Điều 26 khoản 3</a>' in html


# ---- Marks, lists ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "{% badge 'info' bad %}", "{% button bad label=bad value=bad %}", "{% link_button bad '#' %}",
        "{% pick 1 bad %}", "{% queue 1 bad '#' %}", "{% pair bad bad %}", "{% figure bad bad note=bad %}",
        "{% table bad %}{% endtable %}", "{% notice 'info' bad %}{% endnotice %}", "{% steps 1 bad %}",
        "{% record_header bad bad %}{% endrecord_header %}", "{% chip bad 'q' %}", "{% search_box '#' bad value=bad %}",
        "{% moment now bad who=bad %}{% endmoment %}", "{% task bad '#' 'todo' hint=bad %}", "{% cell_state 'done' '#' bad %}",
        "{% section bad %}{{ bad }}{% endsection %}", "{% sort_header 'a' bad %}", "{% tab bad '#' %}", "{% breadcrumb bad '#' %}",
    ],
)  # fmt: skip
def test_what_people_typed_is_never_markup(source: str) -> None:
    bad = '"><img src=x>'
    html = draw(source, address="/?q=%22%3E%3Cimg%20src%3Dx%3E", bad=bad, now=MORNING)
    assert "<img" not in html
    assert "&lt;img" in html or "%3Cimg" in html


def test_a_state_nobody_defined_is_refused() -> None:
    with pytest.raises(KeyError):
        draw("{% badge 'lovely' %}")


def test_a_header_sorts_and_then_turns_round_and_begins_at_the_first_page() -> None:
    once = draw("{% sort_header 'name' 'Tên' %}", "/?commune=3&after=k9")
    assert 'href="?commune=3&amp;sort=name"' in once
    assert "aria-sort" not in once
    again = draw("{% sort_header 'name' 'Tên' %}", "/?sort=name")
    assert 'href="?sort=-name"' in again
    assert 'aria-sort="ascending"' in again


def test_a_filter_is_taken_out_alone_and_all_at_once() -> None:
    html = draw(
        "{% chips %}{% chip 'Xã' 'commune' %}{% chip 'Năm' 'year' %}{% endchips %}",
        "/list/?commune=3&sort=name",
    )
    assert 'href="?sort=name"' in html
    assert "Năm" not in html, "a filter that is not set is not shown"
    assert 'class="chip-clear" href="/list/"' in html
    assert draw("{% chips %}{% chip 'Xã' 'commune' %}{% endchips %}", "/list/").strip() == ""


def test_the_next_page_keeps_the_filters() -> None:
    html = draw("{% pager total=1204 shown=50 first=51 after='k100' before='k51' %}", "/?commune=3&after=k50")
    assert 'href="?commune=3&amp;after=k100"' in html
    assert 'href="?commune=3&amp;before=k51"' in html
    assert "51–100 trong 1.204" in html


def test_work_given_after_its_day_says_so_instead_of_contradicting_itself() -> None:
    html = draw(
        "{% queue 2 'Việc' '/x' oldest=day due=before %}",
        day=date(2026, 11, 20),
        before=date(2026, 5, 10),
        now=MORNING,
    )
    assert "hạn 10/05/2026, đã qua khi việc đến ngày 20/11/2026" in html
    assert "cũ nhất" not in html
    assert "Quá hạn" in html


def test_a_queue_where_nothing_waits_shows_no_clock() -> None:
    assert "Quá hạn" not in draw("{% queue 0 'Biểu' '#' due=due %}", due=date(2020, 1, 1))


def test_a_phone_shows_four_entries_and_the_rest_under_more() -> None:
    menu = [
        SimpleNamespace(label=f"Mục {n}", url=f"/{n}/", icon="desk", count=0, current=n == 6)
        for n in range(7)
    ]
    html = draw("{% menu_thumb menu %}", menu=iter(menu))
    bar, _more, sheet = html.partition("<details")
    assert bar.count("<a ") == 4
    assert sheet.count("<a ") == 3
    assert 'aria-current="true"' in sheet, "the page in force is inside"
    assert "<details" not in draw("{% menu_thumb menu %}", menu=menu[:5])


# ---- Forms -------------------------------------------------------------------------------------------------


class Sample(forms.Form):
    name = forms.CharField(
        label="Họ và tên", help_text="Như giấy khai sinh.", widget=forms.TextInput({"placeholder": "Tên"})
    )
    born = forms.DateField(label="Ngày sinh", widget=DateNumbers(), input_formats=DATE_FORMATS)
    sex = forms.ChoiceField(label="Giới tính", widget=forms.RadioSelect, choices=[("F", "Nữ"), ("M", "Nam")])
    note = forms.CharField(label="Ghi chú", required=False)


def test_a_field_joins_label_help_and_error_for_a_screen_reader() -> None:
    html = draw("{% field form.name %}", form=Sample({}))
    assert '<label class="field-label" for="id_name">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "placeholder" not in html


def test_a_hint_left_out_is_not_pointed_at() -> None:
    assert "aria-describedby" not in draw("{% field form.name hint='' %}", form=Sample())


def test_only_the_optional_is_marked() -> None:
    html = draw("{% fields form %}", form=Sample())
    assert html.count("(không bắt buộc)") == 1
    assert html.index("(không bắt buộc)") > html.index("Ghi chú")


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = draw("{% field form.sex %}", form=Sample({}))
    assert "<legend" in html
    assert '<fieldset class="field field--choices field--wrong" aria-describedby="id_sex_error">' in html


def test_the_summary_names_each_field_and_leads_to_where_it_is_mended() -> None:
    html = draw(
        "{% error_summary form %}{% fields form %}",
        form=Sample({"born_day": "31", "born_month": "2", "born_year": "2017"}),
    )
    for target in ("#id_name", "#id_born_0", "#id_sex_0"):
        assert f'href="{target}"' in html
        assert f'id="{target[1:]}"' in html, "the place is there"
    assert "Họ và tên:" in html
    assert draw("{% error_summary form %}", form=Sample()).strip() == "", (
        "an empty form has done nothing wrong"
    )


def test_one_error_without_a_field_is_said_without_being_counted() -> None:
    form = Sample({"name": "Lò Thị Mai", "sex": "f", "born_day": "1", "born_month": "2", "born_year": "2017"})
    form.errors.clear()
    form.add_error(None, "Tên đăng nhập hoặc mật khẩu không đúng.")
    html = draw("{% error_summary form %}", form=form)
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in html
    assert "chỗ cần sửa" not in html


def test_a_date_that_does_not_exist_stays_as_it_was_typed() -> None:
    form = Sample({"born_day": "31", "born_month": "2", "born_year": "2017"})
    assert "born" in form.errors
    html = draw("{% field form.born %}", form=form)
    for part, typed in (("day", "31"), ("month", "2"), ("year", "2017")):
        assert f'name="born_{part}" value="{typed}"' in html


@pytest.mark.parametrize(
    "data",
    [
        {"born_day": "31", "born_month": "3", "born_year": "2017"},
        {"born": "31/03/2017"},
        {"born": "2017-03-31"},
    ],
)
def test_a_date_is_read_from_three_numbers_or_one_text(data: dict[str, str]) -> None:
    form = Sample({"name": LONG_NAME, "sex": "F", **data})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(2017, 3, 31)


def test_three_empty_numbers_are_a_missing_date_not_a_wrong_one() -> None:
    form = Sample({"born_day": "", "born_month": " ", "born_year": ""})
    assert form.errors.as_data()["born"][0].code == "required"


def test_a_stored_date_fills_the_three_numbers() -> None:
    html = draw("{% field form.born %}", form=Sample(initial={"born": date(2017, 3, 31)}))
    assert 'name="born_day" value="31"' in html
    assert 'name="born_month" value="3"' in html


# ---- Whole pages -------------------------------------------------------------------------------------------


def test_the_page_of_components_is_a_page_and_a_fragment(
    monkeypatch: pytest.MonkeyPatch, rf: RequestFactory
) -> None:
    monkeypatch.setattr(registry, "simulated", [lambda: True])
    request: Any = rf.get("/web/components/")
    request.user = AnonymousUser()
    whole = components.components(request).content.decode()  # type: ignore[attr-defined]
    assert "<!doctype html>" in whole
    assert "DỮ LIỆU MÔ PHỎNG" in whole
    request.htmx = SimpleNamespace(boosted=False)
    part = components.components(request).content.decode()  # type: ignore[attr-defined]
    assert part.lstrip().startswith("<title>Các thành phần giao diện · treem</title>")
    assert "<html" not in part
    assert "<h1>Các thành phần giao diện</h1>" in part


def test_the_banner_of_invented_data_is_there_only_for_invented_data() -> None:
    assert "DỮ LIỆU MÔ PHỎNG" in render_to_string("web/404.html", shell())
    assert "DỮ LIỆU MÔ PHỎNG" not in render_to_string("web/404.html", shell(simulated=False))


@pytest.mark.parametrize("code", ["400", "403", "404", "409", "500", "503"])
def test_an_error_page_says_what_to_do_and_its_number(code: str) -> None:
    html = render_to_string(f"web/{code}.html", {"code": "sample_code", "request_id": "8f2c1a"})
    assert html.count("<h1>") == 1
    assert "sample_code" in html
    assert "8f2c1a" in html
    assert render_to_string(f"{code}.html", {}).count("<h1>") == 1, "Django's own way there works as well"


def test_a_conflict_shows_all_sides_and_gives_back_what_was_typed() -> None:
    html = conflict()
    assert '<input type="hidden" name="version" value="4">' in html
    assert '<input type="hidden" name="mine_phone" value="3&lt;b&gt;">' in html
    assert html.count('name="choose_phone"') == 3
    assert html.count('name="choose_place"') == 2, "what nobody remembers is not shown"
    assert 'id="choose-place-mine" value="mine" checked' in html
    assert "09:00 23/11/2026" in html


def test_static_files_survive_being_renamed_by_their_content(tmp_path: Path, settings: Any) -> None:
    from django.core.management import call_command

    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}
    call_command("collectstatic", interactive=False, verbosity=0)
    css = next((tmp_path / "web" / "css").glob("base.*.css")).read_text()
    assert "be-vietnam-pro-vietnamese-400-normal." in css
    assert "normal.woff2" not in css, "every font is named with the sum of its content"
