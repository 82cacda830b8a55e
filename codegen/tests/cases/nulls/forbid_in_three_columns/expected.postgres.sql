-- Fills the gaps of note.a; the rows it writes are locked until the end.
UPDATE "note" SET "a" = ''
WHERE "a" IS NULL;

-- note.a must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "a" SET NOT NULL;

-- Fills the gaps of note.b; the rows it writes are locked until the end.
UPDATE "note" SET "b" = 0
WHERE "b" IS NULL;

-- note.b must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "b" SET NOT NULL;

-- Fills the gaps of note.c; the rows it writes are locked until the end.
UPDATE "note" SET "c" = false
WHERE "c" IS NULL;

-- note.c must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "c" SET NOT NULL;
