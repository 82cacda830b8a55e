-- Adds the column person.extra; locks person for a moment.
ALTER TABLE "person" ADD COLUMN "extra" text;

-- Adds the check person_email_check: reads every row of person while it is locked.
ALTER TABLE "person" ADD CONSTRAINT "person_email_check"
    CHECK (email <> '');
