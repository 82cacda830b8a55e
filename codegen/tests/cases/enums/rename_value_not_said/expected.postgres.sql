-- step: check REWRITE_TOO_LARGE allow=rewrite:note.last "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for last: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.last`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:note.state "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.state`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check ENUM_VALUE_USED "note.state has values that go from state: say with `replaced` what becomes of them"

SELECT "id", "state"
FROM "note"
WHERE "state" IN ('open');

-- step: check ENUM_VALUE_USED "note.last has values that go from state: say with `replaced` what becomes of them"

SELECT "id", "last"
FROM "note"
WHERE "last" IN ('open');

-- step: transaction

-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'new',
    'paid',
    'lost'
);

-- note.last becomes "state"; note is locked while all of its rows are written anew. No row has open, as the check has shown.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
-- Careful: rows whose note.last is open stop it
ALTER TABLE "note" ALTER COLUMN "last" TYPE "state"
    USING "last"::text::"state";

-- note.state becomes "state"; note is locked while all of its rows are written anew. No row has open, as the check has shown.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
-- Careful: rows whose note.state is open stop it
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING "state"::text::"state";

-- No column has the old state any more.
DROP TYPE "state__old";
