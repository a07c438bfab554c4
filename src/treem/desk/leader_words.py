"""The leader's page in words: one set of sentences for the screen and for the A4 page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from treem.desk.leader import LeaderPage
from treem.duties.board import name_of
from treem.indicators.board import Risk
from treem.indicators.words import change_words, gap_words, level_words, pace_words, value_words
from treem.web.templatetags.ui_words import vn_date, vn_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from treem.indicators.rules import Status


@dataclass(frozen=True)
class Figure:
    """One of the six figures: value, what it counts, what it is compared with, where its records are."""

    value: str
    what: str
    note: str
    url: str = ""
    bad: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a list: two short cells and where it leads."""

    name: str
    text: str
    side: str
    url: str = ""


@dataclass(frozen=True)
class Words:
    """Everything that stands on the page."""

    figures: list[Figure]
    risks: list[Row]
    more_risks: str
    slowest: list[Row]
    agencies: list[Row]
    rounds: list[Row]


def words_of(page: LeaderPage) -> Words:
    """The page in the language in force."""
    return Words(
        _figures(page),
        [_risk(each) for each in page.risks],
        _("và %(n)s chỉ tiêu kế hoạch khác") % {"n": page.more_risks} if page.more_risks else "",
        [
            Row(
                str(each.unit), _late_words(each.late_duties, each.late_returns),
                _("từ %(day)s") % {"day": vn_date(each.since)} if each.since else "",
                reverse("duties:body", args=[each.body.pk]) if each.body else reverse("duties:by_body"),
            )
            for each in page.slowest
        ],
        [
            Row(
                name_of(each.body), _("%(n)s việc quá hạn") % {"n": vn_number(each.late)},
                _("trong %(n)s việc") % {"n": vn_number(each.total)},
                reverse("duties:body", args=[each.body.pk]),
            )
            for each in page.agencies
        ],
        [
            Row(
                line.round.title,
                _("thiếu %(missing)s trong %(total)s báo cáo")
                % {"missing": vn_number(line.missing), "total": vn_number(line.total)},
                _deadline(line),
                reverse("reporting:round", args=[line.round.uuid]),
            )
            for line in page.rounds
        ],
    )  # fmt: skip


def _figures(page: LeaderPage) -> list[Figure]:
    targets, grave = page.targets, page.grave
    return [
        Figure(
            f"{vn_number(targets['met'])}/{vn_number(page.targets_with_level)}",
            _("chỉ tiêu kế hoạch đã đạt"),
            _target_words(targets),
            f"{reverse('indicators:targets')}?status=met",
        ),
        Figure(
            vn_number(page.duties.overdue),
            _("việc quá hạn"),
            _("trong %(n)s việc đã giao · từ %(days)s ngày trở lên: %(long)s")
            % {
                "n": vn_number(page.duties.total),
                "days": vn_number(page.long_days),
                "long": vn_number(page.long_overdue),
            },
            reverse("duties:late"),
            bad=bool(page.duties.overdue),
        ),
        Figure(
            vn_number(page.reporting.missing),
            _("báo cáo chưa gửi"),
            _("trong %(total)s báo cáo phải gửi · quá hạn %(late)s")
            % {"total": vn_number(page.reporting.returns), "late": vn_number(page.reporting.overdue)},
            reverse("reporting:missing"),
            bad=bool(page.reporting.overdue),
        ),
        Figure(
            vn_number(page.silent),
            _("xã, phường chưa nhận việc nào"),
            _("trong %(n)s xã, phường") % {"n": vn_number(page.communes)},
            f"{reverse('duties:by_body')}?who=silent" if page.silent else "",
            bad=bool(page.silent),
        ),
        Figure(
            vn_number(grave.now.received),
            _("thông tin trẻ em nguy hiểm tức thời"),
            _("từ %(day)s; cùng kỳ năm trước %(before)s")
            % {"day": vn_date(grave.window.start), "before": vn_number(grave.before)},
        ),
        Figure(
            vn_number(grave.now.late),
            _("thông tin quá 12 giờ chưa có biện pháp"),
            _("chưa ai nhận %(waiting)s · biện pháp muộn %(slow)s")
            % {"waiting": vn_number(grave.now.waiting), "slow": vn_number(grave.now.measured_late)},
            bad=bool(grave.now.late),
        ),
    ]


def _target_words(targets: Mapping[Status, int]) -> str:
    """Every target that is not met, by how it stands: the figures add up to all targets of the board."""
    parts: list[tuple[str, Status]] = [
        (_("chưa đạt %(n)s"), "missed"), (_("đạt một phần %(n)s"), "partly"), (_("không phát sinh %(n)s"), "nothing"),
        (_("chưa có số liệu %(n)s"), "none"), (_("không đặt mức cho năm nay %(n)s"), "tracked"),
    ]  # fmt: skip
    usual = ("missed", "none")
    return " · ".join(
        words % {"n": vn_number(targets[status])} for words, status in parts if targets[status] or status in usual
    )  # fmt: skip


def _risk(risk: Risk) -> Row:
    row = risk.standing
    target: Any = row.target
    text = f"{value_words(target, row.value)} · {_('mức')} {level_words(target)}"
    side = pace_words(row) if risk.reason == "pace" else change_words(row) or gap_words(row)
    return Row(f"{target.label}. {target.name}", text, side, reverse("indicators:target", args=[target.uuid]))


def _late_words(late_duties: int, late_returns: int) -> str:
    parts = []
    if late_duties:
        parts.append(_("%(n)s việc quá hạn") % {"n": vn_number(late_duties)})
    if late_returns:
        parts.append(_("%(n)s báo cáo quá hạn") % {"n": vn_number(late_returns)})
    return ", ".join(parts)


def _deadline(line: Any) -> str:
    if line.round.deadline is None:
        return _("không có hạn")
    words = _("quá hạn, hạn %(day)s") if line.late else _("hạn %(day)s")
    return words % {"day": vn_date(line.round.deadline)}
