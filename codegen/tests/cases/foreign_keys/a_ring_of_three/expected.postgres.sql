-- step: transaction

-- Drops the foreign key c_a_fkey.
ALTER TABLE "c" DROP CONSTRAINT "c_a_fkey";

-- Adds the foreign key c_a_fkey for new rows; locks c and a for a moment.
ALTER TABLE "c" ADD CONSTRAINT "c_a_fkey"
    FOREIGN KEY ("a") REFERENCES "a" ("id") ON DELETE CASCADE NOT VALID;

-- step: transaction

-- Checks the rows that are there against c_a_fkey; reads and writes go on meanwhile.
ALTER TABLE "c" VALIDATE CONSTRAINT "c_a_fkey";
