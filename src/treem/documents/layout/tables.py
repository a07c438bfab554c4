"""Tables of figures: column widths, header rows that repeat, rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from treem.documents.layout.blocks import Column, GroupRow, NumberTable
from treem.documents.layout.errors import TableTooWide
from treem.documents.layout.figures import Cell, cell_text
from treem.documents.layout.markup import paragraph, run, twips
from treem.documents.layout.standard import PaperStandard
from treem.documents.layout.widths import lines_in, text_width_mm

_PADDING_MM = 3.6  # cell margins of both sides and the lines
_TWIPS_PER_MM = 1440 / 25.4
_LINE_HEIGHT = 1.16  # of the letter size, single spacing
_CELL_GAP_PT = 2.0
_LONGEST_WORD_MM = 60.0
_TEXT_COLUMN_MM = 45.0
_HEADER_LINES = 2.5  # a header wants no more lines than about this
_CROWDED = 1.25  # a portrait table may squeeze its texts this much before it turns to landscape


def is_wide(table: NumberTable, standard: PaperStandard) -> bool:
    """Whether the table needs a landscape page.

    Raises TableTooWide when a landscape page does not hold it either.
    """
    least, comfortable = _widths(table, standard.table_text)
    portrait = standard.text_width(landscape=False)
    if sum(least) <= portrait and sum(comfortable) <= portrait * _CROWDED:
        return False
    least, _ = _widths(table, standard.table_wide_text)
    available = standard.text_width(landscape=True)
    if sum(least) > available:
        raise TableTooWide(
            caption=table.caption or "không tên", needed_mm=round(sum(least)), available_mm=round(available)
        )
    return True


def table_elements(table: NumberTable, standard: PaperStandard, *, landscape: bool) -> list[str]:
    """Caption, unit, table and notes, one element each."""
    elements = []
    if table.caption:
        elements.append(paragraph("Caption", run(table.caption)))
    if table.unit:
        elements.append(paragraph("TableUnit", run(f"Đơn vị tính: {table.unit}")))
    elements.append(_grid(table, standard, landscape=landscape))
    notes = list(table.notes)
    if notes:
        lead = "Ghi chú: " if len(notes) == 1 else "Ghi chú:\n"
        text = notes[0] if len(notes) == 1 else "\n".join(f"- {note}" for note in notes)
        elements.append(paragraph("TableNote", run(lead + text), tail='<w:jc w:val="left"/>'))
    else:
        elements.append(paragraph("TableGap", ""))
    return elements


def _widths(table: NumberTable, size: float) -> tuple[list[float], list[float]]:
    """Least and comfortable width of each column in mm; a width that was asked for is both."""
    rows = [row for row in (*table.rows, table.total) if row is not None and not isinstance(row, GroupRow)]
    least, comfortable = [], []
    for at, column in enumerate(table.columns):
        if column.width is not None:
            least.append(column.width)
            comfortable.append(column.width)
            continue
        texts = [cell_text(row[at], column.decimals) for row in rows]
        words = [text_width_mm(word, size, bold=True) for word in f"{column.header} {column.unit}".split()]
        for text in texts:
            pieces = [text] if column.align == "right" else text.split()
            words += [text_width_mm(piece, size, bold=True) for piece in pieces]
        narrow = min(max(words, default=0.0), _LONGEST_WORD_MM)
        whole = max((text_width_mm(text, size) for text in texts), default=0.0)
        least.append(narrow + _PADDING_MM)
        header = text_width_mm(column.header, size, bold=True) / _HEADER_LINES
        comfortable.append(max(narrow, min(whole, _TEXT_COLUMN_MM), header) + _PADDING_MM)
    return least, comfortable


def column_widths(table: NumberTable, standard: PaperStandard, *, landscape: bool) -> list[float]:
    """Widths that fill the text area, unless every width was asked for."""
    room = standard.text_width(landscape=landscape)
    least, comfortable = _widths(table, standard.table_wide_text if landscape else standard.table_text)
    free = [column.width is None for column in table.columns]
    if not any(free):
        return least
    widths = least
    if sum(comfortable) <= room:
        widths = comfortable
    elif (wish := sum(comfortable) - sum(least)) > 0 and sum(least) < room:
        share = (room - sum(least)) / wish
        widths = [low + (high - low) * share for low, high in zip(least, comfortable, strict=True)]
    spare = room - sum(widths)
    texts = [is_free and column.align == "left" for is_free, column in zip(free, table.columns, strict=True)]
    takers = texts if any(texts) else free
    # Text columns take half of what is left over: figures must not drift apart on a sparse table.
    others = [
        is_free and column.align == "right" for is_free, column in zip(free, table.columns, strict=True)
    ]
    if spare > 0 and takers is texts and any(others):
        widths = [
            w + (spare / 2 / sum(others) if other else 0) for w, other in zip(widths, others, strict=True)
        ]
        spare /= 2
    return [w + (spare / sum(takers) if takes else 0) for w, takes in zip(widths, takers, strict=True)]


def _grid(table: NumberTable, standard: PaperStandard, *, landscape: bool) -> str:
    widths = [twips(width) for width in column_widths(table, standard, landscape=landscape)]
    suffix = "Wide" if landscape else ""
    side = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    borders = "".join(side.format(name) for name in ("top", "left", "bottom", "right", "insideH", "insideV"))
    size = standard.table_wide_text if landscape else standard.table_text
    rows = _header_rows(table.columns, widths, f"TableHead{suffix}", size)
    total = (
        []
        if table.total is None
        else [_row(table.total, table.columns, widths, f"TableCell{suffix}", bold=True)]
    )
    body = [
        _group_row(row.text, widths, f"TableCell{suffix}")
        if isinstance(row, GroupRow)
        else _row(row, table.columns, widths, f"TableCell{suffix}")
        for row in table.rows
    ]
    rows += total + body if table.total_first else body + total
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _tc(width: int, content: str, properties: str = "") -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}<w:vAlign w:val="center"/></w:tcPr>'
        f"{content}</w:tc>"
    )


def _tr(cells: str, *, header: bool = False, least_height: float = 0) -> str:
    height = f'<w:trHeight w:val="{round(least_height * 20)}" w:hRule="atLeast"/>' if least_height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{'<w:tblHeader/>' if header else ''}</w:trPr>{cells}</w:tr>"


def _header_rows(columns: Sequence[Column], widths: Sequence[int], style: str, size: float) -> list[str]:
    """One row, or two when neighbours share a common header."""

    def title(column: Column) -> str:
        unit = run(f"\n({column.unit})", properties='<w:b w:val="0"/><w:i/>') if column.unit else ""
        return paragraph(style, run(column.header) + unit)

    def needed(at: int) -> float:
        """Points. LibreOffice cuts a repeated cell that spans both rows unless the rows are tall enough."""
        room = widths[at] / _TWIPS_PER_MM - _PADDING_MM
        lines = lines_in(columns[at].header, size, room, bold=True)
        lines += lines_in(f"({columns[at].unit})", size, room, bold=True) if columns[at].unit else []
        return len(lines) * size * _LINE_HEIGHT + 2 * _CELL_GAP_PT

    if not any(column.group for column in columns):
        cells = "".join(_tc(width, title(column)) for column, width in zip(columns, widths, strict=True))
        return [_tr(cells, header=True)]
    upper, lower = [], []
    # A column without group stands alone, also beside another one without.
    for (group, _), members in groupby(
        enumerate(columns), key=lambda pair: (pair[1].group, -1 if pair[1].group else pair[0])
    ):
        places = [at for at, _ in members]
        if group:
            span = f'<w:gridSpan w:val="{len(places)}"/>' if len(places) > 1 else ""
            upper.append(_tc(sum(widths[at] for at in places), paragraph(style, run(group)), span))
            lower += [_tc(widths[at], title(columns[at])) for at in places]
        else:
            at = places[0]
            upper.append(_tc(widths[at], title(columns[at]), '<w:vMerge w:val="restart"/>'))
            lower.append(_tc(widths[at], paragraph(style, ""), "<w:vMerge/>"))
    tall = max((needed(at) for at, column in enumerate(columns) if not column.group), default=0.0)
    return [
        _tr("".join(upper), header=True, least_height=tall / 2),
        _tr("".join(lower), header=True, least_height=tall / 2),
    ]


def _group_row(text: str, widths: Sequence[int], style: str) -> str:
    span = f'<w:gridSpan w:val="{len(widths)}"/>' if len(widths) > 1 else ""
    return _tr(_tc(sum(widths), paragraph(style, run(text, bold=True), keep_next=True), span))


def _row(
    cells: Sequence[Cell], columns: Sequence[Column], widths: Sequence[int], style: str, *, bold: bool = False
) -> str:
    return _tr(
        "".join(
            _tc(
                width,
                paragraph(
                    style,
                    run(cell_text(cell, column.decimals), bold=bold),
                    tail="" if column.align == "left" else f'<w:jc w:val="{column.align}"/>',
                ),
            )
            for cell, column, width in zip(cells, columns, widths, strict=True)
        )
    )
