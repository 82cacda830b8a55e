-- Renames table person to human; no row is touched.
-- Careful: code that knows it as person fails from here on
ALTER TABLE "person" RENAME TO "human";

-- Renames constraint person_email_key of human to human_email_key; no row is touched.
ALTER TABLE "human" RENAME CONSTRAINT "person_email_key" TO "human_email_key";

-- Renames constraint person_pkey of human to human_pkey; no row is touched.
ALTER TABLE "human" RENAME CONSTRAINT "person_pkey" TO "human_pkey";
