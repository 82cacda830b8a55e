-- Drops the foreign key c_a_fkey.
ALTER TABLE "c" DROP CONSTRAINT "c_a_fkey";

-- Adds the foreign key c_a_fkey: checks every row, and writes to c and a wait meanwhile.
ALTER TABLE "c" ADD CONSTRAINT "c_a_fkey"
    FOREIGN KEY ("a") REFERENCES "a" ("id") ON DELETE CASCADE;
