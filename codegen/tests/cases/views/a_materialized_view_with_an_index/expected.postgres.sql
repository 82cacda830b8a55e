-- step: check REWRITE_TOO_LARGE allow=rewrite:user.age "user has more than 100000 rows, and nobody could read or write it while all of them are written anew for age: make the change with `generate --phased`, or allow this way with `--allow rewrite:user.age`"

SELECT 'more than 100000' AS "rows"
FROM "user"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Takes the index ages_age on ages away for now: it stands on what changes.
DROP INDEX "ages_age";

-- Takes the view oldest away for now: it stands on what changes.
DROP VIEW "oldest";

-- Takes the materialized view ages away for now: it stands on what changes.
DROP MATERIALIZED VIEW "ages";

-- user.age becomes bigint; user is locked while all of its rows are written anew.
-- Careful: nobody reads or writes user meanwhile, which takes as long as it has rows
ALTER TABLE "user" ALTER COLUMN "age" TYPE bigint;

-- Puts the materialized view ages back.
CREATE MATERIALIZED VIEW ages AS SELECT age, count(*) AS users FROM "user" GROUP BY age;

-- Puts the index ages_age on ages back.
CREATE UNIQUE INDEX ages_age ON ages (age);

-- Puts the view oldest back.
CREATE VIEW oldest AS SELECT max(age) AS age FROM ages;
