-- step: check REWRITE_TOO_LARGE allow=rewrite:note.body "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for body: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.body`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check VALUE_DOES_NOT_FIT "note.body has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "body"
FROM "note"
WHERE char_length(rtrim("body", ' ')) > 100;

-- step: transaction

-- note.body becomes character varying(100); note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "body" TYPE character varying(100);
