"""Why a backup or a restore stops."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class BackupError(DomainError):
    code = "files.backup"
    text = "Sao lưu không xong: {reason}"


class RestoreRefused(DomainError):
    """Nothing was touched."""

    code = "files.restore_refused"
    text = "Chưa khôi phục, chưa có gì thay đổi: {reason}"


class RestoreFailed(DomainError):
    """The data were put in place but are not what the backup says."""

    code = "files.restore_failed"
    text = "Đã khôi phục nhưng kiểm tra không đạt: {reason}"
