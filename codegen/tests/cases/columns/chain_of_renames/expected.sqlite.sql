-- Rename column b of note to c.
ALTER TABLE "note" RENAME COLUMN "b" TO "c";

-- Rename column a of note to b.
ALTER TABLE "note" RENAME COLUMN "a" TO "b";
