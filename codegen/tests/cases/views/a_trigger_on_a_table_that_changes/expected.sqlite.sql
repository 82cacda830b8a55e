-- step: check CHECK_VIOLATIONS "user has rows that break the check user_name_check"

SELECT "id", "name"
FROM "user"
WHERE NOT (name <> '');

-- step: check CHECK_VIOLATIONS "user has rows that break the check user_name_check1"

SELECT "id", "name"
FROM "user"
WHERE NOT (length("name") <= 60);

-- step: transaction foreign_keys=off

-- Take trigger count_changes on user away for now.
DROP TRIGGER "count_changes";

-- Rebuild user: constraint user_name_check is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_user" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "age" INTEGER NOT NULL,
    "changes" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "user_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "user_name_check" CHECK (name <> ''),
    CONSTRAINT "user_name_check1" CHECK (length("name") <= 60)
);

-- The rows of user come over.
-- Careful: rows that break user_name_check stop it
-- Careful: rows that break user_name_check1 stop it
INSERT INTO "_tablesmith_new_user" ("id", "name", "age", "changes")
SELECT
    "id",
    "name",
    "age",
    "changes"
FROM "user";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of user was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "user") = (SELECT count(*) FROM "_tablesmith_new_user");
DROP TABLE temp."_tablesmith_assert";

-- The new user takes the place of the old one, whose rows it has.
DROP TABLE "user";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_user" RENAME TO "user";
PRAGMA legacy_alter_table = 0;

-- Put trigger count_changes on user back.
CREATE TRIGGER count_changes AFTER UPDATE OF name ON "user"
BEGIN
    UPDATE "user" SET changes = changes + 1 WHERE id = NEW.id;
END;
