-- step: check REWRITE_TOO_LARGE allow=rewrite:user.age "user has more than 100000 rows, and nobody could read or write it while all of them are written anew for age: make the change with `generate --phased`, or allow this way with `--allow rewrite:user.age`"

SELECT 'more than 100000' AS "rows"
FROM "user"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:user.name "user has more than 100000 rows, and nobody could read or write it while all of them are written anew for name: make the change with `generate --phased`, or allow this way with `--allow rewrite:user.name`"

SELECT 'more than 100000' AS "rows"
FROM "user"
LIMIT 1 OFFSET 100000;

-- step: check VALUE_DOES_NOT_FIT "user.name has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "name"
FROM "user"
WHERE char_length(rtrim("name", ' ')) > 60;

-- step: check CHECK_VIOLATIONS "user has rows that break the check user_name_check"

SELECT "id", "name"
FROM (SELECT "id", (CASE WHEN char_length(rtrim("name", ' ')) > 60 THEN NULL ELSE CAST("name" AS character varying(60)) END) AS "name" FROM "user") AS "user"
WHERE NOT (name <> '');

-- step: transaction

-- Takes the trigger count_changes on user away for now: it stands on what changes.
DROP TRIGGER "count_changes" ON "user";

-- Takes the view grown away for now: it stands on what changes.
DROP VIEW "grown";

-- user.age becomes bigint; user is locked while all of its rows are written anew.
-- Careful: nobody reads or writes user meanwhile, which takes as long as it has rows
ALTER TABLE "user" ALTER COLUMN "age" TYPE bigint;

-- user.name becomes character varying(60); user is locked while all of its rows are written anew.
-- Careful: nobody reads or writes user meanwhile, which takes as long as it has rows
ALTER TABLE "user" ALTER COLUMN "name" TYPE character varying(60);

-- Adds the check user_name_check for new rows; locks user for a moment.
ALTER TABLE "user" ADD CONSTRAINT "user_name_check"
    CHECK (name <> '') NOT VALID;

-- Puts the trigger count_changes on user back.
CREATE TRIGGER count_changes BEFORE UPDATE OF name ON "user" FOR EACH ROW EXECUTE FUNCTION count_changes();

-- Puts the view grown back.
CREATE VIEW grown AS SELECT id, name, changes FROM "user" WHERE age > 17;

-- step: transaction

-- Checks the rows that are there against user_name_check; reads and writes go on meanwhile.
ALTER TABLE "user" VALIDATE CONSTRAINT "user_name_check";
