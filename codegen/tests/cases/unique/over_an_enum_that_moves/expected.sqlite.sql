-- step: check UNIQUE_DUPLICATES "note has rows that are alike in state, which note_state_idx forbids"

SELECT "state", count(*) AS "rows"
FROM "note"
WHERE (state = 'open') AND "state" IS NOT NULL
GROUP BY "state"
HAVING count(*) > 1;

-- step: transaction

-- Index of note.
-- Careful: rows that are alike in state stop it
CREATE UNIQUE INDEX "note_state_idx" ON "note" ("state") WHERE state = 'open';
