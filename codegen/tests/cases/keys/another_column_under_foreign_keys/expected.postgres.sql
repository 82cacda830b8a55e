-- step: alone

-- Builds the index of the unique constraint person_id_key; reads and writes of person go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "person_id_key" ON "person" ("id");

-- step: alone

-- Builds the index of the primary key person_pkey; reads and writes of person go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "person_pkey__new" ON "person" ("email");

-- step: transaction

-- Takes the foreign key note_author_fkey away for now: the key it points at changes.
ALTER TABLE "note" DROP CONSTRAINT "note_author_fkey";

-- Drops the unique constraint person_email_key.
ALTER TABLE "person" DROP CONSTRAINT "person_email_key";

-- Turns the index into the unique constraint person_id_key; locks person for a moment.
ALTER TABLE "person" ADD CONSTRAINT "person_id_key"
    UNIQUE USING INDEX "person_id_key";

-- Drops the primary key person_pkey.
ALTER TABLE "person" DROP CONSTRAINT "person_pkey";

-- Turns the index into the primary key person_pkey; locks person for a moment.
ALTER TABLE "person" ADD CONSTRAINT "person_pkey"
    PRIMARY KEY USING INDEX "person_pkey__new";

-- Puts back the foreign key note_author_fkey for new rows; locks note and person for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_author_fkey"
    FOREIGN KEY ("author") REFERENCES "person" ("id") ON DELETE CASCADE NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_author_fkey; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_author_fkey";
