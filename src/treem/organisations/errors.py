"""What is refused about people and agencies."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class SharedAccount(DomainError):
    code = "organisations.shared_account"
    text = (
        "“{username}” là tên của {what}, không phải của một người. Mỗi người dùng một tài khoản riêng để biết "
        "ai đã làm gì. Hãy đặt theo tên người, ví dụ lan.lothi."
    )
    field = "username"


class SharedPerson(DomainError):
    code = "organisations.not_a_person"
    text = "“{full_name}” không phải họ và tên của một người. Hãy ghi đủ họ và tên; cơ quan chọn ở phần phân công."
    field = "full_name"


class BadUsername(DomainError):
    code = "organisations.bad_username"
    text = (
        "Tên đăng nhập “{username}” chưa đúng: dùng 3 đến 60 chữ thường không dấu, số, dấu chấm, gạch nối, "
        "bắt đầu bằng chữ."
    )
    field = "username"


class UsernameTaken(DomainError):
    code = "organisations.username_taken"
    text = "Tên đăng nhập “{username}” đã có người dùng. Hãy thêm chữ đệm hoặc số, ví dụ {proposal}."
    field = "username"


class AppointmentOverlaps(DomainError):
    code = "organisations.appointment_overlaps"
    text = (
        "{person} đã có vai trò này tại {body} trong thời gian đó ({period}). Hãy kết thúc phân công cũ trước, "
        "hoặc chọn ngày khác."
    )
    field = "from_on"


class RoleDoesNotFitBody(DomainError):
    code = "organisations.role_does_not_fit"
    text = "Vai trò “{role}” không dùng cho {body}: {reason}"
    field = "body"


class BodyNotInForce(DomainError):
    code = "organisations.body_not_in_force"
    text = "{body} không hoạt động vào ngày {on}. Hãy chọn cơ quan hoặc ngày khác."
    field = "body"


class AppointmentEnded(DomainError):
    code = "organisations.appointment_ended"
    text = "Phân công này đã kết thúc ngày {on}."


class EndBeforeStart(DomainError):
    code = "organisations.end_before_start"
    text = "Ngày kết thúc {to} ở trước ngày bắt đầu {start}."
    field = "to_on"


class NothingToHandOver(DomainError):
    code = "organisations.nothing_to_hand_over"
    text = "{person} không giữ vai trò này tại {body} vào ngày {on}, nên không có gì để bàn giao."
    field = "from_user"


class SamePerson(DomainError):
    code = "organisations.same_person"
    text = "Người bàn giao và người nhận là một. Hãy chọn người nhận khác."
    field = "to_user"


class PersonInactive(DomainError):
    code = "organisations.person_inactive"
    text = "Tài khoản của {person} đã ngừng dùng. Hãy mở lại tài khoản trước khi phân công."
    field = "user"


class LastAdministrator(DomainError):
    code = "organisations.last_administrator"
    text = "Đây là người quản trị duy nhất. Hãy phân công người quản trị khác trước khi kết thúc."


class ImportDone(DomainError):
    code = "organisations.import_done"
    text = "Lần nhập này không còn chờ nữa (trạng thái: {state}). Hãy đưa tệp vào lại nếu cần."


class ImportChanged(DomainError):
    code = "organisations.import_changed"
    text = "Dữ liệu đã thay đổi từ lúc xem trước. Hãy xem lại bản xem trước mới rồi nhập."


class NothingToImport(DomainError):
    code = "organisations.nothing_to_import"
    text = "Không có dòng nào để nhập: mọi dòng đã có sẵn hoặc bị từ chối."


class ImportInUse(DomainError):
    code = "organisations.import_in_use"
    text = "Không hoàn tác được vì đã có nội dung dựa vào lần nhập này: {reasons}."


class FileNotReadable(DomainError):
    code = "organisations.file_not_readable"
    text = "Không mở được {path}: {reason}."


class FileExists(DomainError):
    code = "organisations.file_exists"
    text = "Đã có tệp {path}. Hãy chọn tên khác để không ghi đè mật khẩu."
