-- Takes the foreign key note_author_fkey away for now: the key it points at changes.
ALTER TABLE "note" DROP CONSTRAINT "note_author_fkey";

-- Drops the unique constraint person_email_key.
ALTER TABLE "person" DROP CONSTRAINT "person_email_key";

-- Drops the primary key person_pkey.
ALTER TABLE "person" DROP CONSTRAINT "person_pkey";

-- Adds the unique constraint person_id_key: builds its index while person is locked.
ALTER TABLE "person" ADD CONSTRAINT "person_id_key"
    UNIQUE ("id");

-- Adds the primary key person_pkey: builds its index while person is locked.
ALTER TABLE "person" ADD CONSTRAINT "person_pkey"
    PRIMARY KEY ("email");

-- Puts the foreign key note_author_fkey back: checks every row, and writes to note and person wait meanwhile.
ALTER TABLE "note" ADD CONSTRAINT "note_author_fkey"
    FOREIGN KEY ("author") REFERENCES "person" ("id") ON DELETE CASCADE;
