-- step: check FOREIGN_KEY_ORPHANS "note has rows whose user_id is in no row of user, which note_user_id_fkey forbids"

SELECT "child"."id", "child"."user_id"
FROM "note" AS "child"
WHERE "child"."user_id" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "user" AS "parent" WHERE "parent"."id" = "child"."user_id");

-- step: transaction foreign_keys=off

-- Rebuild note: constraint note_user_id_fkey is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "user_id" TEXT,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user" ("id")
);

-- The rows of note come over.
-- Careful: rows that point at no row of user stop it
INSERT INTO "_tablesmith_new_note" ("id", "user_id")
SELECT
    "id",
    "user_id"
FROM "note";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of note was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "note") = (SELECT count(*) FROM "_tablesmith_new_note");
DROP TABLE temp."_tablesmith_assert";

-- The new note takes the place of the old one, whose rows it has.
DROP TABLE "note";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_note" RENAME TO "note";
PRAGMA legacy_alter_table = 0;

-- Index of note.
CREATE INDEX "note_user_id_idx" ON "note" ("user_id");
