-- Takes the foreign key note_author_fkey away for now: it depends on a column that changes.
ALTER TABLE "note" DROP CONSTRAINT "note_author_fkey";

-- note.author becomes bigint; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "author" TYPE bigint;

-- person.id becomes bigint; person is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "person" ALTER COLUMN "id" TYPE bigint;

-- Puts the foreign key note_author_fkey back: checks every row, and writes to note and person wait meanwhile.
ALTER TABLE "note" ADD CONSTRAINT "note_author_fkey"
    FOREIGN KEY ("author") REFERENCES "person" ("id") ON DELETE CASCADE;
