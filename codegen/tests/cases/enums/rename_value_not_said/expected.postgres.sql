-- step: check ENUM_VALUE_USED "note.state has values that go from state: say with `replaced` what becomes of them"

SELECT "id", "state"
FROM "note"
WHERE "state" IN ('open');

-- step: transaction

-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'new',
    'paid',
    'lost'
);

-- note.last becomes "state"; note is locked while all of its rows are written anew. Values that it does not have become NULL.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "last" TYPE "state"
    USING (CASE "last"::text WHEN 'open' THEN NULL ELSE "last"::text END)::"state";

-- note.state becomes "state"; note is locked while all of its rows are written anew. It fails on values that the type does not have.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING "state"::text::"state";

-- No column has the old state any more.
DROP TYPE "state__old";
