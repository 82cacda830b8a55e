-- step: check REWRITE_TOO_LARGE allow="rewrite:an entry.the twice" "an entry has more than 2 rows, and nobody could read or write it while all of them are written anew for the twice: make the change with `generate --phased`, or allow this way with `--allow rewrite:an entry.the twice`"

SELECT 'more than 2' AS "rows"
FROM "the note"
LIMIT 1 OFFSET 2;

-- step: transaction

-- Renames table the note to an entry; no row is touched.
-- Careful: code that knows it as the note fails from here on
ALTER TABLE "the note" RENAME TO "an entry";

-- Renames constraint the note_pkey of an entry to an entry_pkey; no row is touched.
ALTER TABLE "an entry" RENAME CONSTRAINT "the note_pkey" TO "an entry_pkey";

-- Adds the column an entry.the twice; rewrites an entry while it is locked.
ALTER TABLE "an entry" ADD COLUMN "the twice" bigint GENERATED ALWAYS AS (id * 2) STORED NOT NULL;
