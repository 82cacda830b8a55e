-- Adds the column note.owner, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "owner" bigint;

-- Fills note.owner; the rows it writes are locked until the end.
UPDATE "note" SET "owner" = 99;

-- note.owner must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "owner" SET NOT NULL;

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_owner_idx" ON "note" ("owner");

-- Adds the foreign key note_owner_fkey: checks every row, and writes to note and person wait meanwhile.
ALTER TABLE "note" ADD CONSTRAINT "note_owner_fkey"
    FOREIGN KEY ("owner") REFERENCES "person" ("id");
