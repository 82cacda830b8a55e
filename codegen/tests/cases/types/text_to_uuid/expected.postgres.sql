-- step: check VALUE_DOES_NOT_FIT "note.value has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "value"
FROM "note"
WHERE "value" !~ '^\s*[{]?([0-9a-fA-F]{4}-?){8}[}]?\s*$';

-- step: transaction

-- note.value becomes uuid; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE uuid
    USING "value"::uuid;
