-- step: transaction foreign_keys=off

-- Rename table person to human; what points at it follows.
-- Careful: code that names person fails
ALTER TABLE "person" RENAME TO "human";

-- Rebuild human: constraint person_email_key gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_human" (
    "id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    CONSTRAINT "human_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "human_email_key" UNIQUE ("email")
);

-- The rows of human come over.
INSERT INTO "_tablesmith_new_human" ("id", "email")
SELECT
    "id",
    "email"
FROM "human";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of human was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "human") = (SELECT count(*) FROM "_tablesmith_new_human");
DROP TABLE temp."_tablesmith_assert";

-- The new human takes the place of the old one, whose rows it has.
DROP TABLE "human";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_human" RENAME TO "human";
PRAGMA legacy_alter_table = 0;
