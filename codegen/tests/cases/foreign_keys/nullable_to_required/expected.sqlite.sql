-- step: check FOREIGN_KEY_ORPHANS "note has rows whose owner is in no row of person, which note_owner_fkey forbids"

SELECT "child"."id", "child"."owner"
FROM (SELECT "id", CAST(coalesce("owner", (1)) AS INTEGER) AS "owner" FROM "note") AS "child"
WHERE "child"."owner" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "person" AS "parent" WHERE "parent"."id" = "child"."owner");

-- step: transaction foreign_keys=off

-- Rebuild note: column owner becomes NOT NULL, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_note" (
    "id" INTEGER NOT NULL,
    "owner" INTEGER NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "note_owner_fkey" FOREIGN KEY ("owner") REFERENCES "person" ("id")
);

-- The rows of note come over.
-- Careful: code that leaves owner NULL fails
INSERT INTO "_tablesmith_new_note" ("id", "owner")
SELECT
    "id",
    coalesce("owner", 1)
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
CREATE INDEX "note_owner_idx" ON "note" ("owner");
