"""What the layout refuses, in the words a clerk would use."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class LayoutError(DomainError):
    """A paper cannot be laid out as asked; nothing was written."""

    code = "documents.layout"
    text = "Không trình bày được văn bản."


class LayoutNotInForce(LayoutError):
    """No layout rules are known for the day of the paper."""

    code = "documents.layout.not_in_force"
    text = (
        "Chưa có quy định thể thức cho văn bản ngày {day}. "
        "Quy định sớm nhất hệ thống biết có hiệu lực từ {first}."
    )


class MissingPart(LayoutError):
    """A component that this kind of paper must have is empty."""

    code = "documents.layout.missing_part"
    text = "Văn bản thiếu «{part}». {advice}"


class UnknownType(LayoutError):
    """The type name has no model here (or does not exist)."""

    code = "documents.layout.unknown_type"
    text = "Chưa có mẫu trình bày cho loại văn bản «{type_name}». Các loại có mẫu: {known}; để trống cho công văn."


class WrongSymbol(LayoutError):
    """The symbol does not fit the type or is not written as the decree asks."""

    code = "documents.layout.wrong_symbol"
    text = "Ký hiệu «{symbol}» không đúng. {advice}"


class WrongNumber(LayoutError):
    """The number of the paper is not an Arabic number."""

    code = "documents.layout.wrong_number"
    text = "Số văn bản «{number}» không đúng: chỉ ghi chữ số, ví dụ 05 hoặc 128. Để trống khi chưa cấp số."


class WrongDay(LayoutError):
    """Day and year of the paper contradict each other."""

    code = "documents.layout.wrong_day"
    text = "Ngày ban hành {day} không thuộc năm {year} ghi trên văn bản. Hãy sửa ngày hoặc năm."


class WrongYear(LayoutError):
    """No calendar has this year."""

    code = "documents.layout.wrong_year"
    text = "Năm «{year}» không đúng. Hãy ghi đủ bốn chữ số, ví dụ 2026."


class NotFinal(LayoutError):
    """A paper without the draft mark must be complete and hold real figures."""

    code = "documents.layout.not_final"
    text = "Không bỏ được dấu DỰ THẢO: {reason}"


class NoAddresseesHere(LayoutError):
    """«Kính gửi» stands only on letters, reports and submissions."""

    code = "documents.layout.no_addressees_here"
    text = "Loại văn bản «{type_name}» không có phần «Kính gửi». Chuyển các nơi này xuống «Nơi nhận»."


class BadRecipients(LayoutError):
    """The recipients do not end with the archive line."""

    code = "documents.layout.bad_recipients"
    text = "«Nơi nhận» phải kết thúc bằng đúng một dòng «Lưu: VT, …». {found}"


class BadText(LayoutError):
    """A text holds characters that no document can carry, or a line break where none may be."""

    code = "documents.layout.bad_text"
    text = "Nội dung «{sample}» có {problem}. Hãy xóa và nhập lại."


class BadTable(LayoutError):
    """Rows and columns of a table do not fit each other."""

    code = "documents.layout.bad_table"
    text = "Bảng «{caption}»: {problem}"


class TableTooWide(LayoutError):
    """The columns need more than a landscape page."""

    code = "documents.layout.table_too_wide"
    text = (
        "Bảng «{caption}» cần bề ngang {needed_mm} mm, trang A4 nằm ngang chỉ có {available_mm} mm. "
        "Hãy bớt cột hoặc tách bảng."
    )


class BadFigure(LayoutError):
    """A value cannot be printed as a number."""

    code = "documents.layout.bad_figure"
    text = "Không in được số liệu «{value}»: cần số nguyên, số thập phân hoặc chữ."


class PdfTooSlow(LayoutError):
    """Drawing took longer than one paper may take."""

    code = "documents.layout.pdf_too_slow"
    text = "Chưa tạo xong bản PDF sau {seconds} giây. Hãy bớt bảng hoặc phụ lục, hoặc dùng bản DOCX."


class PdfFailed(LayoutError):
    """The drawing program gave up; the DOCX of the same paper is not affected."""

    code = "documents.layout.pdf_failed"
    text = "Không tạo được bản PDF. Hãy dùng bản DOCX và báo cho người quản trị: {reason}"
