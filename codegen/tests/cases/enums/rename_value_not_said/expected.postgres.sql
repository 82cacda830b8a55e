-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'new',
    'paid',
    'lost'
);

-- note.last becomes "state"; note is locked meanwhile, and rewritten unless the values stay as they are. Values that it does not have become NULL.
ALTER TABLE "note" ALTER COLUMN "last" TYPE "state"
    USING (CASE "last"::text WHEN 'open' THEN NULL ELSE "last"::text END)::"state";

-- note.state becomes "state"; note is locked meanwhile, and rewritten unless the values stay as they are. It fails on values that the type does not have.
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING "state"::text::"state";

-- No column has the old state any more.
DROP TYPE "state__old";
