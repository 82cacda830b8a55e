-- step: check CHECK_VIOLATIONS "person has rows that break the check person_email_check"

SELECT "id", "email"
FROM "person"
WHERE NOT (email <> '');

-- step: transaction foreign_keys=off

-- Rebuild person: constraint person_email_check is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_person" (
    "id" INTEGER NOT NULL CONSTRAINT "person_pkey" PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    "age" INTEGER NOT NULL,
    "extra" TEXT,
    CONSTRAINT "person_email_key" UNIQUE ("email"),
    CONSTRAINT "person_age_check" CHECK (age > 0),
    CONSTRAINT "person_email_check" CHECK (email <> '')
);

-- Numbers that were given out are not given out again.
INSERT INTO sqlite_sequence (name, seq)
SELECT '_tablesmith_new_person', seq FROM sqlite_sequence WHERE name = 'person';

-- The rows of person come over.
-- Careful: rows that break person_email_check stop it
INSERT INTO "_tablesmith_new_person" ("id", "email", "age")
SELECT
    "id",
    "email",
    "age"
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
