-- step: check REWRITE_TOO_LARGE allow=rewrite:note.author "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for author: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.author`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:person.id "person has more than 100000 rows, and nobody could read or write it while all of them are written anew for id: make the change with `generate --phased`, or allow this way with `--allow rewrite:person.id`"

SELECT 'more than 100000' AS "rows"
FROM "person"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Takes the foreign key note_author_fkey away for now: it depends on a column that changes.
ALTER TABLE "note" DROP CONSTRAINT "note_author_fkey";

-- note.author becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "author" TYPE text;

-- person.id becomes text; person is locked while all of its rows are written anew.
-- Careful: nobody reads or writes person meanwhile, which takes as long as it has rows
ALTER TABLE "person" ALTER COLUMN "id" TYPE text;

-- Puts back the foreign key note_author_fkey for new rows; locks note and person for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_author_fkey"
    FOREIGN KEY ("author") REFERENCES "person" ("id") ON DELETE CASCADE NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_author_fkey; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_author_fkey";
