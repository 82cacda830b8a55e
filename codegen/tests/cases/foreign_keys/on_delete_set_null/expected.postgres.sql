-- Drops the foreign key note_owner_fkey.
ALTER TABLE "note" DROP CONSTRAINT "note_owner_fkey";

-- Adds the foreign key note_owner_fkey: checks every row, and writes to note and person wait meanwhile.
ALTER TABLE "note" ADD CONSTRAINT "note_owner_fkey"
    FOREIGN KEY ("owner") REFERENCES "person" ("id") ON DELETE SET NULL;
