-- step: check REWRITE_TOO_LARGE allow=rewrite:user.plain "user has more than 100000 rows, and nobody could read or write it while all of them are written anew for plain: make the change with `generate --phased`, or allow this way with `--allow rewrite:user.plain`"

SELECT 'more than 100000' AS "rows"
FROM "user"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Creates the function folded.
SET LOCAL check_function_bodies = off;
CREATE FUNCTION folded(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(value) $$;

-- Creates the function is_grown.
SET LOCAL check_function_bodies = off;
CREATE FUNCTION is_grown(age integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT age > -1000000 $$;

-- Creates the sequence code_number.
CREATE SEQUENCE code_number START 100;

-- Creates the function next_code.
SET LOCAL check_function_bodies = off;
CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT 'C' || nextval('code_number') $$;

-- Adds the column user.plain; rewrites user while it is locked.
ALTER TABLE "user" ADD COLUMN "plain" text GENERATED ALWAYS AS (folded(name)) STORED NOT NULL;

-- Adds the column user.code, empty at first; locks user for a moment.
ALTER TABLE "user" ADD COLUMN "code" text;

-- New rows get this in user.code; no row is touched.
ALTER TABLE "user" ALTER COLUMN "code" SET DEFAULT next_code();

-- Adds the check grown for new rows; locks user for a moment.
ALTER TABLE "user" ADD CONSTRAINT "grown"
    CHECK (is_grown(age)) NOT VALID;

-- step: batches key=id size=1000

-- Fills user.code, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "user" SET "code" = next_code()
WHERE "id" IN (
    SELECT "id" FROM "user"
    WHERE "code" IS NULL AND (next_code()) IS NOT NULL
    LIMIT 1000
) AND "code" IS NULL AND (next_code()) IS NOT NULL;

-- step: transaction

-- Checks the rows that are there against grown; reads and writes go on meanwhile.
ALTER TABLE "user" VALIDATE CONSTRAINT "grown";

-- step: alone

-- Builds the index user_folded; reads and writes of user go on meanwhile.
CREATE INDEX CONCURRENTLY "user_folded" ON "user" ((folded(name)));

-- step: transaction

-- No NULL comes into user.code from here on; locks user for a moment.
ALTER TABLE "user" ADD CONSTRAINT "code__not_null"
    CHECK ("code" IS NOT NULL) NOT VALID;

-- step: transaction

-- Looks for NULLs in user.code; reads and writes go on meanwhile.
ALTER TABLE "user" VALIDATE CONSTRAINT "code__not_null";

-- step: transaction

-- user.code must have a value, as the check has shown; locks user for a moment.
ALTER TABLE "user" ALTER COLUMN "code" SET NOT NULL;

-- The check has served.
ALTER TABLE "user" DROP CONSTRAINT "code__not_null";
