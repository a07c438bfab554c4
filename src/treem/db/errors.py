"""What can go wrong with keys, in words a person can act on."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class KeyFileError(DomainError):
    """The file of master keys cannot be used. ``reason`` says what to do."""

    code = "db.key_file"
    text = "Tệp khóa chủ {path}: {reason}"


class KeyLost(DomainError):
    """A data key, or the master key that wraps it, is not there or is another one."""

    code = "db.key_lost"
    text = "Không mở được khóa dữ liệu {key}: {reason} Hãy báo người quản trị kèm mã khóa này."


class Undecipherable(DomainError):
    """Stored bytes that do not open under their key: of another record, changed, or the key is lost."""

    code = "db.undecipherable"
    text = "Nội dung mã hóa không đọc được (khóa {key}): {reason} Nội dung đã lưu vẫn giữ nguyên."


class SearchRefused(TypeError):
    """Somebody tried to search in, or write around, an encrypted column. A fault of the programme."""
