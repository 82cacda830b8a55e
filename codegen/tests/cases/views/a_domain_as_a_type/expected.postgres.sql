-- step: check REWRITE_TOO_LARGE allow=rewrite:user.age "user has more than 100000 rows, and nobody could read or write it while all of them are written anew for age: make the change with `generate --phased`, or allow this way with `--allow rewrite:user.age`"

SELECT 'more than 100000' AS "rows"
FROM "user"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Creates the domain adult_age.
CREATE DOMAIN adult_age AS integer CHECK (VALUE > -1000000);

-- Creates the domain email_address.
CREATE DOMAIN email_address AS text CONSTRAINT has_at CHECK (VALUE LIKE '%@%');

-- Adds the column user.email; locks user for a moment.
ALTER TABLE "user" ADD COLUMN "email" email_address;

-- user.age becomes adult_age; user is locked while all of its rows are written anew.
-- Careful: nobody reads or writes user meanwhile, which takes as long as it has rows
ALTER TABLE "user" ALTER COLUMN "age" TYPE adult_age
    USING "age"::text::adult_age;
