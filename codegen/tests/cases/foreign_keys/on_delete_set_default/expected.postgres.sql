-- step: transaction

-- Drops the foreign key note_owner_fkey.
ALTER TABLE "note" DROP CONSTRAINT "note_owner_fkey";

-- Adds the foreign key note_owner_fkey for new rows; locks note and person for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_owner_fkey"
    FOREIGN KEY ("owner") REFERENCES "person" ("id") ON DELETE SET DEFAULT NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_owner_fkey; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_owner_fkey";
