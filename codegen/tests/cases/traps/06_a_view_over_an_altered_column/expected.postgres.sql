-- step: check VALUE_DOES_NOT_FIT "note.body has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "body"
FROM "note"
WHERE char_length(rtrim("body", ' ')) > 100;

-- step: transaction

-- note.body becomes character varying(100); note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "body" TYPE character varying(100);
