"""The components of treem as template tags (built in: no ``{% load %}``). The page ``web:components`` shows each.

Words that people read are msgids: {% button _("Lưu") %}, or {% translate "…" as word %} first.

Words   {{ n|vn_number }} {{ n|vn_number:2 }}  382.104, 1,73      {{ r|vn_ratio }} {{ r|vn_ratio:1 }}  1,73 %
        {{ d|vn_date }} 22/11/2026   {{ d|vn_weekday }} Chủ nhật, 22/11/2026   {{ t|vn_datetime }} 21:05 22/11/2026
Marks   {% icon "bell" %}  {% icon "bell" label="Thông báo" %}            names: static/web/icons.svg
        {% badge "overdue" %}  {% badge "soon" "Còn 3 giờ" %}  states: done soon overdue running info
            neutral draft unverified todo doing blocked returned
        {% deadline due "Áp dụng biện pháp…" article="Điều 26…" article_url=url started=t done=t owner="…" %}
        {% due d started=t done=t %}                                      the same in one line, for a table cell
        due: datetime, or date (then late from 00:00 of the next day); now: context ``now`` or the clock
Acts    {% button "Ban hành nhiệm vụ" icon="check" kind="primary" name= value= form= type="submit" busy="Đang lưu…" key="a" %}
        {% link_button "Mở hồ sơ" url kind="secondary" icon="arrow-right" %}   kinds: primary secondary danger quiet
        {% actions %} buttons {% endactions %}       thumb=True: on a phone they stay at the bottom of the screen
Forms   {% error_summary form %}   {% field form.name %}   {% fields form %}   {% saved_at "21:05" %}
        radio, checkbox, select, textarea, file, date in three numbers: forms.DateField(widget=DateNumbers())
        from treem.web.templatetags.widgets. Warn before leaving: <form data-guard>; optional fields mark themselves
        {% search_box url "Tìm trẻ theo tên" value=q help="…" %}          always POST: names stay out of the address
Lists   {% table "Danh sách trẻ" cards=True wide=False %} <thead>… {% endtable %}
            {% sort_header "name" "Họ và tên" %} (?sort=name / -name), align="right" for figures
            cells: class="num" right-aligned; on a phone the row is a card: class "cell-main" and "cell-side" make
            line one, all other cells line two (data-label="Tuổi" says what they are)
        {% chips %}{% chip "Xã: Mường Chanh" "commune" %}{% endchips %}    remove one filter, or all
        {% choice_chip "state" "open" "Đang mở" count=12 %}               set a filter; current when the address says so
        {% pager total=1204 shown=50 after="cursor" before="cursor" %}    keyset: ?after= / ?before=
        {% pick_all %} and {% pick child.pk child.name %} in class="cell-pick"; {% bulk_bar %} buttons {% endbulk_bar %}
        {% empty_state "Không có việc nào đến hạn" kind="good" %} words, next step {% endempty_state %}
            kinds: good none lost loading denied; {% empty %} … {% endempty %} is the same, but not directly in a {% for %}
        {% queues "Hôm nay" %}{% queue 12 "Thông tin chờ đánh giá" url oldest=d due=d started=d %}{% endqueues %}
Page    {% section "Thông tin chung" id="general" %} … {% endsection %}   a card; level=3 for a smaller heading
        {% record_header "Nguyễn Thị Hoàng Thủy Tiên" "Nữ, 9 tuổi · xã Mường Chanh" owner="…" %} badges, deadline {% endrecord_header %}
        {% summary_list %}{% pair "Nơi ở hiện tại" value url "Sửa" %}{% endsummary_list %}
        {% figures %}{% figure "382.104" "trẻ em dưới 16 tuổi" note="…" url=url state="soon" %}{% endfigures %}
        {% tabs "Các phần" %}{% tab "Hồ sơ" url current=True count=3 %}{% endtabs %}
        {% breadcrumb "Trẻ em" url1 "Mường Chanh" url2 %}                 only below two levels
        {% timeline %}{% moment at "Đã duyệt" who="Lò Văn Hùng" kind="done" %} words {% endmoment %}{% endtimeline %}
        {% tasks %}{% task "Đánh giá nguy cơ ban đầu" url "doing" hint="…" %}{% endtasks %}
        {% progress 38 66 "đã xem" %}   {% steps 2 "Tiếp nhận" "Đánh giá" "Kế hoạch" %}
        {% disclosure "Vì sao?" %} … {% enddisclosure %}
        {% notice "info" "Tiêu đề" dismiss="key" %} … {% endnotice %}     kinds: info done soon danger child
        {% matrix "75 xã" %} <table> … {% cell_state "done" url "Đã nộp" %} (a <td>) … {% endmatrix %}
        {% print_header "Phiếu việc trong ngày" place="Xã Mường Chanh" %}  on paper only
Review  <div class="review"><div class="review-source">…<mark class="finding" id="s1">…</mark></div>
        <ol class="review-findings" data-keys><li class="finding-card" data-key-item data-mark="s1" tabindex="-1">…
        data-key="a|e|x|g" on its buttons; j/k move. {% finding_link "s1" %} jumps to the source without script.
Whole pages to fill: web/confirm.html, web/conflict.html (their first lines say with what).
Children's own pages: class="for-children" on the section turns the accent to marigold.
htmx: swap into #main with the fragment base; data-announce="…" on swapped markup is read aloud.
"""

from django import template

from treem.web.templatetags import ui_blocks, ui_forms, ui_lists, ui_marks, ui_words

register = template.Library()
for library in (
    ui_words.register,
    ui_marks.register,
    ui_forms.register,
    ui_lists.register,
    ui_blocks.register,
):
    register.tags.update(library.tags)
    register.filters.update(library.filters)
