-- step: batches key=id size=1000

-- Fills the gaps of note.a, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "a" = ''
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "a" IS NULL
    LIMIT 1000
) AND "a" IS NULL;

-- step: batches key=id size=1000

-- Fills the gaps of note.b, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "b" = 0
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "b" IS NULL
    LIMIT 1000
) AND "b" IS NULL;

-- step: batches key=id size=1000

-- Fills the gaps of note.c, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "c" = false
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "c" IS NULL
    LIMIT 1000
) AND "c" IS NULL;

-- step: transaction

-- No NULL comes into note.a from here on; locks note for a moment.
-- Careful: code that writes no value into note.a fails from here on
ALTER TABLE "note" ADD CONSTRAINT "a__not_null"
    CHECK ("a" IS NOT NULL) NOT VALID;

-- No NULL comes into note.b from here on; locks note for a moment.
-- Careful: code that writes no value into note.b fails from here on
ALTER TABLE "note" ADD CONSTRAINT "b__not_null"
    CHECK ("b" IS NOT NULL) NOT VALID;

-- No NULL comes into note.c from here on; locks note for a moment.
-- Careful: code that writes no value into note.c fails from here on
ALTER TABLE "note" ADD CONSTRAINT "c__not_null"
    CHECK ("c" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.a, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "a" = ''
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "a" IS NULL
    LIMIT 1000
) AND "a" IS NULL;

-- step: transaction

-- Looks for NULLs in note.a; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "a__not_null";

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.b, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "b" = 0
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "b" IS NULL
    LIMIT 1000
) AND "b" IS NULL;

-- step: transaction

-- Looks for NULLs in note.b; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "b__not_null";

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.c, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "c" = false
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "c" IS NULL
    LIMIT 1000
) AND "c" IS NULL;

-- step: transaction

-- Looks for NULLs in note.c; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "c__not_null";

-- step: transaction

-- note.a must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "a" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "a__not_null";

-- note.b must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "b" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "b__not_null";

-- note.c must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "c" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "c__not_null";
