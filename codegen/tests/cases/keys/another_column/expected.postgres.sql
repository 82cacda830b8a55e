-- step: check UNIQUE_DUPLICATES "person has rows that are alike in email, which person_pkey forbids"

SELECT "email", count(*) AS "rows"
FROM "person"
WHERE "email" IS NOT NULL
GROUP BY "email"
HAVING count(*) > 1;

-- step: alone

-- Builds the index of the primary key person_pkey; reads and writes of person go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "person_pkey__new" ON "person" ("email");

-- step: transaction

-- Drops the primary key person_pkey.
ALTER TABLE "person" DROP CONSTRAINT "person_pkey";

-- Turns the index into the primary key person_pkey; locks person for a moment.
ALTER TABLE "person" ADD CONSTRAINT "person_pkey"
    PRIMARY KEY USING INDEX "person_pkey__new";
