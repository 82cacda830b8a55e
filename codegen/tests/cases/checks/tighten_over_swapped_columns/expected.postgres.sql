-- step: check CHECK_VIOLATIONS "note has rows that break the check note_title_check"

SELECT "id", "title"
FROM (SELECT "id", ("size") AS "title" FROM "note") AS "note"
WHERE NOT (title > 1);

-- step: transaction

-- Moves column note.size out of the way: its name is taken over below.
ALTER TABLE "note" RENAME COLUMN "size" TO "size__moving_0";

-- Renames column note.title to size; no row is touched.
-- Careful: code that knows it as title fails from here on
ALTER TABLE "note" RENAME COLUMN "title" TO "size";

-- Renames column note.size__moving_0 to title; no row is touched.
-- Careful: code that knows it as size fails from here on
ALTER TABLE "note" RENAME COLUMN "size__moving_0" TO "title";

-- Drops the check note_size_check.
ALTER TABLE "note" DROP CONSTRAINT "note_size_check";

-- Adds the check note_title_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_title_check"
    CHECK (title > 1) NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_title_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_title_check";
