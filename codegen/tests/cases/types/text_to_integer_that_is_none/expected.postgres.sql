-- step: check VALUE_DOES_NOT_FIT "note.value has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "value"
FROM "note"
WHERE "value" !~ '^\s*[-+]?[0-9]+\s*$';

-- step: transaction

-- note.value becomes integer; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE integer
    USING "value"::integer;
