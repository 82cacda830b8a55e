-- step: check VALUE_DOES_NOT_FIT "note.value has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "value"
FROM "note"
WHERE round("value") NOT BETWEEN -2147483648 AND 2147483647;

-- step: transaction

-- note.value becomes integer; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE integer;
