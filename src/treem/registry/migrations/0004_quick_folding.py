"""The same answers of ``treem_fold`` and ``treem_birth_latest`` in a third and a twentieth of the time.

Both run for every child that is written. The letters are taken apart first, so that ``translate`` looks each sign up
among 16 and not among 146; and without STRICT the planner puts the second into the statement instead of calling it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# As kernel.vietnamese.letters on the day this was written; a test compares.
D_LETTERS = "đĐÐðƉɖ"
MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323\u0340\u0341"

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION treem_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT normalize(lower(translate(normalize(given, NFD), '{D_LETTERS}{MARKS}', '{"d" * len(D_LETTERS)}')), NFC)
$$;

CREATE OR REPLACE FUNCTION treem_birth_latest(born date, known text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE known
    WHEN 'day' THEN born
    WHEN 'estimated' THEN born
    WHEN 'year' THEN make_date(extract(year FROM born)::int, 12, 31)
    WHEN 'month' THEN (date_trunc('month', born::timestamp) + interval '1 month')::date - 1 END
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0003_search_in_few_communes")]
    operations: ClassVar = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
