-- Drops the foreign key mark_doc_nr_fkey.
ALTER TABLE "mark" DROP CONSTRAINT "mark_doc_nr_fkey";

-- Adds the foreign key mark_doc_nr_fkey: checks every row, and writes to mark and line wait meanwhile.
ALTER TABLE "mark" ADD CONSTRAINT "mark_doc_nr_fkey"
    FOREIGN KEY ("doc", "nr") REFERENCES "line" ("doc", "nr") ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE;
