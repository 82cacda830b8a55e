-- step: check CHECK_VIOLATIONS "person has rows that break the check person_email_check"

SELECT "id", "email"
FROM "person"
WHERE NOT (email <> '');

-- step: transaction

-- Adds the column person.extra; locks person for a moment.
ALTER TABLE "person" ADD COLUMN "extra" text;

-- Adds the check person_email_check for new rows; locks person for a moment.
ALTER TABLE "person" ADD CONSTRAINT "person_email_check"
    CHECK (email <> '') NOT VALID;

-- step: transaction

-- Checks the rows that are there against person_email_check; reads and writes go on meanwhile.
ALTER TABLE "person" VALIDATE CONSTRAINT "person_email_check";
