"""Why two records are taken for one child or not, in words, each with what it added; together they are the score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from treem.linkage.comparing import FIELDS, PLACE_OF, Levels
from treem.linkage.model import BASE, Model, by_field

_NAME = {
    "same": "trùng", "same_unmarked": "trùng khi bỏ dấu", "other_marks": "khác dấu", "near": "gần giống",
    "near_short": "hơi giống", "initial": "viết tắt", "different": "khác", "missing": "thiếu", "turned": "đảo thứ tự",
    "other_name_by_marks": "khác dấu thành tên khác", "other_name_near": "gần giống nhưng là tên khác",
    "one_missing": "một bên không có", "both_missing": "không có", "part_same": "trùng một phần",
    "given_same": "chỉ trùng tên", "swapped": "ghi lẫn cha mẹ",
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {
    "number": {
        "missing": "thiếu", "same": "trùng", "one_slip": "khác một chữ số", "two_digits": "khác hai chữ số",
        "different": "khác hẳn", "contradicted": "khác, và mâu thuẫn với hồ sơ",
    },
    "born": {
        "same": "trùng", "year_known": "trùng năm, chỉ biết năm", "swapped": "đảo ngày và tháng", "day_digit": "ngày khác một chữ số",
        "day": "khác ngày", "month": "khác tháng", "year_near": "lệch một năm", "year": "khác năm",
        "close": "cách dưới chín tháng", "apart": "cách trên chín tháng", "missing": "thiếu",
    },
    "sex": {"same": "trùng", "different": "khác", "missing": "thiếu"},
    "place": {
        "village": "cùng bản", "commune": "cùng xã", "other_village": "cùng xã, khác bản", "village_only": "khác xã, bản trùng tên",
        "different": "khác xã", "missing": "thiếu",
    },
    "ethnicity": {"same": "trùng", "different": "khác", "missing": "thiếu"},
}  # fmt: skip
TOPICS = {
    "number": "số định danh", "name": "tên", "born": "ngày sinh", "mother": "mẹ", "father": "cha", "sex": "giới tính",
    "place": "nơi ở", "ethnicity": "dân tộc",
}  # fmt: skip


def signed(value: float) -> str:
    return f"{value:+.2f}".replace(".", ",").replace("-", "−")


def tell(model: Model, levels: Levels) -> list[str]:
    """One sentence for each row of levels: every topic in words with its share, then the base."""
    base = f"xuất phát {signed(float(model.weights[BASE]))}"
    told = []
    for row, shares in zip(levels, by_field(model, levels), strict=True):
        parts = [f"{name} {_in_words(topic, row)} {signed(shares[topic])}" for topic, name in TOPICS.items()]
        told.append("; ".join([*parts, base]))
    return told


def _in_words(topic: str, row: NDArray[np.uint8]) -> str:
    def level(field: str) -> str:
        return FIELDS[PLACE_OF[field]].levels[int(row[PLACE_OF[field]])]

    if topic == "name":
        return f"{_NAME[level('given')]} (họ {_NAME[level('family')]}, đệm {_NAME[level('middle')]})"
    if topic in ("mother", "father"):
        return _NAME[level(topic)]
    return WORDS[topic][level(topic)]
