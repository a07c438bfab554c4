"""What the reader refuses, in the user's language."""

from __future__ import annotations

from treem.kernel.language import gettext
from treem.kernel.language import gettext_noop as _

_TEXTS = {
    "empty": _("Tệp {name} không có nội dung. Hãy chọn tệp khác."),
    "too_large": _(
        "Tệp {name} quá lớn (giới hạn {limit}). Hãy tách văn bản hoặc bỏ bớt phụ lục rồi thử lại."
    ),
    "unreadable": _(
        "Không đọc được tệp {name}: tệp hỏng hoặc không đúng định dạng. Hãy mở tệp bằng phần mềm soạn thảo và lưu lại."
    ),
    "foreign": _(
        "Tệp {name} không phải tiếng Việt (hoặc gõ không dấu). Chương trình chỉ đọc văn bản tiếng Việt có dấu."
    ),
    "encrypted": _("Tệp {name} được đặt mật khẩu. Hãy bỏ mật khẩu rồi thử lại."),
    "no_text": _("Tệp {name} không có chữ nào đọc được. Hãy chụp lại rõ hơn hoặc dùng bản điện tử."),
    "no_ocr": _(
        "Tệp {name} là bản chụp. Máy chủ chưa cài chương trình nhận dạng chữ (gói tesseract-ocr, tesseract-ocr-vie). Hãy báo người quản trị, hoặc dùng bản điện tử."
    ),
    "too_slow": _(
        "Tệp {name} là bản chụp quá nặng, máy chưa kịp đọc trang nào. Hãy tách tệp, chụp nhẹ hơn hoặc dùng bản điện tử."
    ),
    "no_office": _(
        "Tệp {name} là Word cũ (.doc), .rtf hoặc .odt. Máy chủ chưa cài LibreOffice (gói libreoffice-writer-nogui). Hãy báo người quản trị, hoặc lưu lại thành .docx."
    ),
    "stopped": _(
        "Đọc tệp {name} quá {limit} chưa xong nên đã dừng. Hãy tách văn bản, hoặc lưu lại thành .docx rồi thử lại."
    ),
    "failed": _("Chương trình không đọc được tệp {name}. Hãy lưu lại thành .docx hoặc .txt rồi thử lại."),
    "unsupported": _("Chưa đọc được loại tệp của {name}. Hãy lưu thành .docx, .pdf hoặc .txt."),
}


class ReadError(Exception):
    """A file that cannot be read. ``code`` is stable for programs; ``str()`` is for people, in the language of the moment."""

    def __init__(self, code: str, name: str, limit: str = "") -> None:
        self.code = code
        self.name = name
        self.limit = limit
        super().__init__(code, name, limit)

    def __str__(self) -> str:
        return gettext(_TEXTS[self.code]).format(name=self.name or gettext(_("đã chọn")), limit=self.limit)


class TakesLong(Exception):
    """Only for whoever asked to be answered at once: the file needs a scan, LibreOffice, or more than a few seconds."""
