-- step: check VALUE_DOES_NOT_FIT "note.mood has values that mood does not have: say with `using` what becomes of them"

SELECT "id", "mood"
FROM "note"
WHERE CAST("mood" AS text) NOT IN ('open', 'paid', 'lost');

-- step: transaction

-- note.mood becomes "mood"; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "mood" TYPE "mood"
    USING "mood"::text::"mood";
