-- step: transaction foreign_keys=off

-- Rebuild c: constraint c_a_fkey changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_c" (
    "id" INTEGER NOT NULL,
    "a" INTEGER,
    CONSTRAINT "c_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "c_a_fkey" FOREIGN KEY ("a") REFERENCES "a" ("id") ON DELETE CASCADE
);

-- The rows of c come over.
-- Careful: rows that point at no row of a stop it
INSERT INTO "_tablesmith_new_c" ("id", "a")
SELECT
    "id",
    "a"
FROM "c";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of c was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "c") = (SELECT count(*) FROM "_tablesmith_new_c");
DROP TABLE temp."_tablesmith_assert";

-- The new c takes the place of the old one, whose rows it has.
DROP TABLE "c";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_c" RENAME TO "c";
PRAGMA legacy_alter_table = 0;

-- Index of c.
CREATE INDEX "c_a_idx" ON "c" ("a");
