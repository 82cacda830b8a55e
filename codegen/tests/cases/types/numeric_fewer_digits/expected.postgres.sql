-- step: check VALUE_DOES_NOT_FIT "note.value has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "value"
FROM "note"
WHERE abs(round("value"::numeric, 2)) >= 10000 AND "value" <> 'NaN';

-- step: transaction

-- note.value becomes numeric(6,2); note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE numeric(6,2);
