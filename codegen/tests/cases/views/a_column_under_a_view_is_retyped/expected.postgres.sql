-- step: check REWRITE_TOO_LARGE allow=rewrite:user.name "user has more than 100000 rows, and nobody could read or write it while all of them are written anew for name: make the change with `generate --phased`, or allow this way with `--allow rewrite:user.name`"

SELECT 'more than 100000' AS "rows"
FROM "user"
LIMIT 1 OFFSET 100000;

-- step: check VALUE_DOES_NOT_FIT "user.name has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "name"
FROM "user"
WHERE char_length(rtrim("name", ' ')) > 60;

-- step: transaction

-- Takes the view active_user away for now: it stands on what changes.
DROP VIEW "active_user";

-- user.name becomes character varying(60); user is locked while all of its rows are written anew.
-- Careful: nobody reads or writes user meanwhile, which takes as long as it has rows
ALTER TABLE "user" ALTER COLUMN "name" TYPE character varying(60);

-- Puts the view active_user back.
CREATE VIEW active_user AS SELECT id, name FROM "user" WHERE active;
