-- step: check REWRITE_TOO_LARGE allow=rewrite:user.mood "user has more than 100000 rows, and nobody could read or write it while all of them are written anew for mood: make the change with `generate --phased`, or allow this way with `--allow rewrite:user.mood`"

SELECT 'more than 100000' AS "rows"
FROM "user"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:user.moods "user has more than 100000 rows, and nobody could read or write it while all of them are written anew for moods: make the change with `generate --phased`, or allow this way with `--allow rewrite:user.moods`"

SELECT 'more than 100000' AS "rows"
FROM "user"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Takes the function is_happy away for now: it stands on what changes.
DROP FUNCTION "is_happy"(m mood);

-- Takes the materialized view mood_count away for now: it stands on what changes.
DROP MATERIALIZED VIEW "mood_count";

-- Takes the trigger stamp on user away for now: it stands on what changes.
DROP TRIGGER "stamp" ON "user";

-- Takes the view cheerful away for now: it stands on what changes.
DROP VIEW "cheerful";

-- No value can be taken from mood or moved in it: a new type takes its place.
ALTER TYPE "mood" RENAME TO "mood__old";

CREATE TYPE "mood" AS ENUM (
    'sad',
    'ok'
);

-- The default of user.mood is of the old type; it is set again below.
ALTER TABLE "user" ALTER COLUMN "mood" DROP DEFAULT;

-- user.mood becomes "mood"; user is locked while all of its rows are written anew.
-- Careful: nobody reads or writes user meanwhile, which takes as long as it has rows
ALTER TABLE "user" ALTER COLUMN "mood" TYPE "mood"
    USING (CASE "mood"::text WHEN 'happy' THEN 'ok' ELSE "mood"::text END)::"mood";

-- New rows get this in user.mood; no row is touched.
ALTER TABLE "user" ALTER COLUMN "mood" SET DEFAULT 'ok';

-- user.moods becomes "mood"[]; user is locked while all of its rows are written anew.
-- Careful: nobody reads or writes user meanwhile, which takes as long as it has rows
ALTER TABLE "user" ALTER COLUMN "moods" TYPE "mood"[]
    USING array_replace("moods"::text[], 'happy', 'ok')::"mood"[];

-- No column has the old mood any more.
DROP TYPE "mood__old";

-- Puts the function is_happy back.
SET LOCAL check_function_bodies = off;
CREATE FUNCTION is_happy(m mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT m = 'ok' $$;

-- Puts the materialized view mood_count back.
CREATE MATERIALIZED VIEW mood_count AS SELECT mood, count(*) AS n FROM "user" GROUP BY mood; CREATE UNIQUE INDEX mood_count_mood ON mood_count (mood);

-- Puts the trigger stamp on user back.
CREATE TRIGGER stamp BEFORE UPDATE ON "user" FOR EACH ROW WHEN (NEW.mood = 'sad') EXECUTE FUNCTION stamp();

-- Puts the view cheerful back.
CREATE VIEW cheerful AS SELECT id, mood, moods FROM "user" WHERE mood = 'ok';
