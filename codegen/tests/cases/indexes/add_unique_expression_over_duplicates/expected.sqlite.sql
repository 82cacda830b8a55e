-- step: check UNIQUE_DUPLICATES "note has rows that are alike in (lower(a)), which note_lower_idx forbids"

SELECT (lower(a)), count(*) AS "rows"
FROM "note"
WHERE (lower(a)) IS NOT NULL
GROUP BY (lower(a))
HAVING count(*) > 1;

-- step: transaction

-- Index of note.
-- Careful: rows that are alike in lower(a) stop it
CREATE UNIQUE INDEX "note_lower_idx" ON "note" (lower(a));
