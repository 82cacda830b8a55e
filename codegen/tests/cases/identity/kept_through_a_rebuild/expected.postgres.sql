-- step: check CHECK_VIOLATIONS "visit has rows that break the check visit_page_check"

SELECT "id", "page"
FROM "visit"
WHERE NOT (page <> '');

-- step: transaction

-- Adds the check visit_page_check for new rows; locks visit for a moment.
ALTER TABLE "visit" ADD CONSTRAINT "visit_page_check"
    CHECK (page <> '') NOT VALID;

-- step: transaction

-- Checks the rows that are there against visit_page_check; reads and writes go on meanwhile.
ALTER TABLE "visit" VALIDATE CONSTRAINT "visit_page_check";
