-- step: check UNIQUE_DUPLICATES "note has rows that are alike in (lower(a)), which note_lower_idx forbids"

SELECT (lower(a)), count(*) AS "rows"
FROM "note"
WHERE (lower(a)) IS NOT NULL
GROUP BY (lower(a))
HAVING count(*) > 1;

-- step: alone

-- Builds the index note_lower_idx; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_lower_idx" ON "note" ((lower(a)));
