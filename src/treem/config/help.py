"""What each command answers to ``--help``; nothing is started for it. The command line is Vietnamese; complaints about
arguments carry their English beside them."""

from __future__ import annotations

HELP = {
    "audit": """\
./treem audit verify
  Kiểm tra chuỗi niêm phong của nhật ký truy cập. Mã thoát 1 khi chuỗi không trọn vẹn.""",
    "backup": """\
./treem backup DIR [--with-keys] [--copy]
  Sao lưu cơ sở dữ liệu rồi đến tệp vào một thư mục mới trong DIR; dòng cuối in ra là thư mục đó.
  --with-keys  kèm khóa chủ: ai có bản sao lưu đọc được mọi nội dung
  --copy       chép tệp, không dùng liên kết cứng""",
    "bench": """\
./treem bench TÊN
  Đo tốc độ. Gọi không có tên để xem các tên.""",
    "check": """\
./treem check [format] [lint] [imports] [types] [migrations] [docs] [messages]
  Các phép kiểm tra mã nguồn; không nêu tên thì chạy tất cả.""",
    "count": """\
./treem count KỲ [--json]
  Đếm số liệu và chỉ tiêu của một kỳ: 2026, 2026-H1, 2026-9M, 2026-Q3, 2026-11. Kỳ chưa kết thúc: số liệu đến hôm nay,
  có ghi rõ (--json: "running": true). Kỳ chưa bắt đầu thì bị từ chối.
  --json  in một dòng JSON""",
    "demo": """\
./treem demo [--port P] [--children N] [--fresh] [--check [--stay]]
  Tỉnh mô phỏng, chạy tất cả; in ra địa chỉ và tài khoản. Ctrl+C hoặc ./treem stop để dừng.
  --port P      cổng (mặc định 8000; 0: cổng trống bất kỳ)
  --children N  số trẻ em mô phỏng (mặc định: cả tỉnh; ít nhất 75); dưới 1.000 thì chỉ một số xã làm việc trong câu chuyện
  --fresh       cất cơ sở dữ liệu mô phỏng cũ sang bên (không xóa), làm lại từ đầu
  --check       chạy, đo, in một dòng JSON, dừng
  --stay        với --check: in xong thì chạy tiếp""",
    "import": """\
./treem import bodies|people|villages TỆP [--dry-run] [--errors TỆP] [--passwords TỆP] [--by TÊN] [--json]
  Nhập danh sách cơ quan, cán bộ hoặc tổ, bản, tiểu khu từ XLSX, XLS, ODS, CSV. Dòng sai để lại, dòng đúng được nhập
  trong một lần; cùng một tệp nhập hai lần thì lần sau không đổi gì. Mã thoát 1 khi có dòng bị từ chối.
  --dry-run        chỉ xem trước, không ghi gì
  --errors TỆP     ghi các dòng bị từ chối kèm lý do (XLSX)
  --passwords TỆP  ghi mật khẩu dùng một lần của người mới (XLSX, chỉ chủ tệp đọc được); không có thì in ra
  --by TÊN         tên đăng nhập của người đưa danh sách vào
  --json           in một dòng JSON
./treem import children TỆP --by TÊN [--commune MÃ] [--sheet TÊN] [--dry-run] [--errors TỆP] [--json]
  Nhập danh sách trẻ em, trong phạm vi của người đưa vào. Trẻ đã có được cập nhật; trẻ giống trẻ đã có thì không
  ghi: đưa tệp các dòng chưa nhập (--errors) vào trang “Nhập danh sách trẻ em” để quyết định; ở đó cũng hoàn tác được cả
  lần nhập. Các cột: tải danh sách trống từ trang ấy.""",
    "link": """\
./treem link TỆP [--out DIR] [--engine duckdb]
  Tìm các bản ghi của cùng một trẻ trong tệp CSV (UTF-8) hoặc Parquet; không cần cơ sở dữ liệu.
  Các cột: record_id, full_name, sex, date_of_birth, personal_id, mother_name, father_name, commune, village, ethnicity;
  thiếu cột nào cũng được, cột khác được bỏ qua.
  --out DIR  thư mục kết quả (mặc định: TÊN_TỆP-link ở thư mục hiện tại):
             pairs.csv     từng cặp: xác suất, quyết định (same, review, no), lý do
             clusters.csv  mỗi bản ghi thuộc trẻ nào
             summary.json  số lượng, thời gian, bộ nhớ
  --engine   duckdb; spark chưa có
  Mã thoát 1 khi tệp không dùng được, 2 khi gọi sai; khi đó không ghi gì.""",
    "manage": """\
./treem manage LỆNH …
  Lệnh của Django (migrate, shell, rotate_keys…). ./treem manage LỆNH --help nói về một lệnh.""",
    "read": """\
./treem read TỆP… [--out DIR]
  Đọc văn bản chỉ đạo (.txt, .docx, .pdf, .doc, .rtf, .odt, bản quét, ảnh chụp) thành JSON; không cần cơ sở dữ liệu.
  Mỗi tệp một dòng trên stderr: đọc được bao nhiêu nhiệm vụ, văn bản viện dẫn, chỉ tiêu kế hoạch.
  --out DIR  ghi vào thư mục, không in ra màn hình: TÊN.json (kết quả) và TÊN.txt (nội dung dạng chữ mà các vị trí
             start, end trong JSON trỏ vào)""",
    "restore": """\
./treem restore DIR [--replace] [--without-keys]
  Đặt một bản sao lưu (hoặc bản mới nhất trong DIR) vào chỗ rồi kiểm tra. Trước đó dừng hệ thống: ./treem stop.
  --replace       hệ thống đang có dữ liệu: chuyển dữ liệu đó sang bên trước, không xóa; không có --replace thì từ chối
  --without-keys  vẫn khôi phục khi thiếu khóa chủ""",
    "sealer": """\
./treem sealer [--once]
  Niêm phong nhật ký truy cập, chạy ở tiền cảnh. ./treem stop hoặc Ctrl+C để dừng.""",
    "serve": """\
./treem serve [--port P] [tham số của gunicorn]
  Ứng dụng web ở tiền cảnh, mặc định tại 127.0.0.1:8000; ví dụ --port 8080 --workers 4, hoặc --bind 0.0.0.0:8080.
  ./treem stop hoặc Ctrl+C để dừng.""",
    "setup": """\
./treem setup --province MÃ --admin TÊN_ĐĂNG_NHẬP --name 'Họ và tên' [--bodies TỆP] [--people TỆP] [--villages TỆP] [--yes]
  Hệ thống thật, trống: khóa chủ, bảng, đơn vị hành chính, cơ quan, quản trị viên đầu tiên (mật khẩu dùng một lần).
  Tên đăng nhập là của riêng một người (lan.lothi), không phải tên chức danh, cơ quan hay xã.
  Chạy lại không có --admin, --name thì chỉ cập nhật danh mục.
  --bodies, --people, --villages  danh sách từ bảng tính, xem trước lần lượt rồi hỏi; cả ba vào hoặc không gì cả
  --yes                           nhập luôn, không hỏi""",
    "stop": """\
./treem stop
  Dừng demo, serve, worker, sealer, rồi cơ sở dữ liệu nhúng của thư mục này; in ra những gì đã dừng. Mã thoát 1 khi
  còn thứ không dừng được.""",
    "test": """\
./treem test [tham số của pytest]
  Toàn bộ kiểm thử; ví dụ ./treem test src/treem/registry -q.""",
    "upgrade": """\
./treem upgrade [--backup DIR]
  Sao lưu (khi cơ sở dữ liệu không trống), cập nhật bảng, kiểm tra; dừng ở bước đầu tiên không đạt.
  --backup DIR  nơi để bản sao lưu (mặc định: backups/ trong TREEM_VAR)""",
    "worker": """\
./treem worker [tham số của procrastinate]
  Việc nền, chạy ở tiền cảnh. ./treem stop hoặc Ctrl+C để dừng.""",
}
