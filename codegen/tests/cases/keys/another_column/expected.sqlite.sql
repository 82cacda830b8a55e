-- step: check UNIQUE_DUPLICATES "person has rows that are alike in email, which person_pkey forbids"

SELECT "email", count(*) AS "rows"
FROM "person"
WHERE "email" IS NOT NULL
GROUP BY "email"
HAVING count(*) > 1;

-- step: transaction foreign_keys=off

-- Rebuild person: its primary key changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_person" (
    "id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    CONSTRAINT "person_pkey" PRIMARY KEY ("email")
);

-- The rows of person come over.
-- Careful: rows that are alike in email stop it
INSERT INTO "_tablesmith_new_person" (rowid, "id", "email")
SELECT
    rowid,
    "id",
    "email"
FROM "person";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of person was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "person") = (SELECT count(*) FROM "_tablesmith_new_person");
DROP TABLE temp."_tablesmith_assert";

-- The new person takes the place of the old one, whose rows it has.
DROP TABLE "person";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_person" RENAME TO "person";
PRAGMA legacy_alter_table = 0;
