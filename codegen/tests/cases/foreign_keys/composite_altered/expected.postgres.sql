-- step: transaction

-- Drops the foreign key mark_doc_nr_fkey.
ALTER TABLE "mark" DROP CONSTRAINT "mark_doc_nr_fkey";

-- Adds the foreign key mark_doc_nr_fkey for new rows; locks mark and line for a moment.
ALTER TABLE "mark" ADD CONSTRAINT "mark_doc_nr_fkey"
    FOREIGN KEY ("doc", "nr") REFERENCES "line" ("doc", "nr") ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE NOT VALID;

-- step: transaction

-- Checks the rows that are there against mark_doc_nr_fkey; reads and writes go on meanwhile.
ALTER TABLE "mark" VALIDATE CONSTRAINT "mark_doc_nr_fkey";
