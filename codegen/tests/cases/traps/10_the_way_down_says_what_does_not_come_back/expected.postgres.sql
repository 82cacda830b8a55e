-- step: check REWRITE_TOO_LARGE allow=rewrite:note.size "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for size: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.size`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check VALUE_DOES_NOT_FIT "note.size has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "size"
FROM "note"
WHERE "size" NOT BETWEEN -2147483648 AND 2147483647;

-- step: transaction

-- Drops the table tag and all of its rows.
-- Careful: code that uses tag fails from here on
DROP TABLE "tag";

-- note.size becomes integer; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "size" TYPE integer;

-- Drops the column note.body and its values; locks note for a moment.
-- Careful: code that uses note.body fails from here on
ALTER TABLE "note" DROP COLUMN "body";
