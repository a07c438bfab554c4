"""Pairs of records that may be one child, sought over the whole register of the scope by the engine of ``linkage``.

The engine learns from the personal numbers of this very register (ADR 0022); what people decided stays as it is.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from treem.linkage.engine import link
from treem.linkage.records import TEXT_COLUMNS, Column, prepare

PIECE = 20_000
# In the order of TEXT_COLUMNS; places as numbers, which are the same for the same place however it is written.
_CHILDREN = """
SELECT c.id, c.full_name, c.sex, to_char(c.date_of_birth, CASE c.birth_precision WHEN 'year' THEN 'YYYY'
    WHEN 'month' THEN 'MM/YYYY' ELSE 'DD/MM/YYYY' END),
  c.personal_id, c.mother_name, c.father_name, c.commune_id::text, coalesce(c.village_id::text, ''), c.ethnicity
FROM registry_child c WHERE c.status NOT IN ('duplicate', 'withdrawn') ORDER BY c.id
"""
_KEEP = """
INSERT INTO registry_alikepair (uuid, version, first_id, second_id, first_commune_id, second_commune_id, chance,
    judgement, note, found_at)
  SELECT gen_random_uuid(), 1, f.one, f.other, a.commune_id, b.commune_id, f.chance, '', '', %(at)s
  FROM unnest(%(one)s::bigint[], %(other)s::bigint[], %(chance)s::int[]) AS f (one, other, chance)
    JOIN registry_child a ON a.id = f.one JOIN registry_child b ON b.id = f.other
  ON CONFLICT (first_id, second_id) DO UPDATE SET chance = excluded.chance
    WHERE registry_alikepair.judgement IN ('', 'asked')
      AND registry_alikepair.chance IS DISTINCT FROM excluded.chance
  RETURNING (xmax = 0)
"""


@transaction.atomic
def seek(*, at: datetime) -> int:
    """Find the pairs of the scope in force; returns how many are new. Safe to repeat."""
    ids: list[int] = []
    columns = {name: Column() for name in TEXT_COLUMNS}
    with connection.cursor() as settings:
        settings.execute("SET LOCAL statement_timeout = 0")
    with connection.chunked_cursor() as cursor:
        cursor.execute(_CHILDREN)
        while rows := cursor.fetchmany(PIECE):
            found, *said = zip(*rows, strict=True)
            ids.extend(found)
            for name, values in zip(TEXT_COLUMNS, said, strict=True):
                columns[name].extend(values)
    if len(ids) < 2:
        return 0
    pairs = [one for one in link(prepare([str(pk) for pk in ids], columns)).links() if one.decision != "no"]
    one, other, chance = [], [], []
    for pair in pairs:
        left, right = sorted((ids[pair.left], ids[pair.right]))
        one.append(left)
        other.append(right)
        chance.append(min(99, round(pair.probability * 100)))
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"one": one, "other": other, "chance": chance, "at": at})
        return sum(new for (new,) in cursor.fetchall())
