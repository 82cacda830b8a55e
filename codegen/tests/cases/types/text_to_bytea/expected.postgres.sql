-- step: check REWRITE_TOO_LARGE allow=rewrite:note.value "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for value: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.value`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check VALUE_DOES_NOT_FIT "note.value has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "value"
FROM "note"
WHERE "value" IS NOT NULL AND ("value"::bytea) IS NULL;

-- step: transaction

-- note.value becomes bytea; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE bytea
    USING "value"::bytea;
