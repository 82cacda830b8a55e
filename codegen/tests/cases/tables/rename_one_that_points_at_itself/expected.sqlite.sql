-- step: transaction foreign_keys=off

-- Drop an index of twig.
DROP INDEX "branch_parent_idx";

-- Rename table branch to twig; what points at it follows.
-- Careful: code that names branch fails
ALTER TABLE "branch" RENAME TO "twig";

-- Rebuild twig: constraint branch_parent_fkey gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_twig" (
    "id" INTEGER NOT NULL,
    "parent" INTEGER,
    CONSTRAINT "twig_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "twig_parent_fkey" FOREIGN KEY ("parent") REFERENCES "twig" ("id") ON DELETE CASCADE
);

-- The rows of twig come over.
INSERT INTO "_tablesmith_new_twig" ("id", "parent")
SELECT
    "id",
    "parent"
FROM "twig";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of twig was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "twig") = (SELECT count(*) FROM "_tablesmith_new_twig");
DROP TABLE temp."_tablesmith_assert";

-- The new twig takes the place of the old one, whose rows it has.
DROP TABLE "twig";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_twig" RENAME TO "twig";
PRAGMA legacy_alter_table = 0;

-- Index of twig.
CREATE INDEX "twig_parent_idx" ON "twig" ("parent");
