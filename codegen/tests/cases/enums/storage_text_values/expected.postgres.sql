-- step: transaction

-- Drops the check note_last_check.
ALTER TABLE "note" DROP CONSTRAINT "note_last_check";

-- Drops the check note_state_check.
ALTER TABLE "note" DROP CONSTRAINT "note_state_check";

-- Moves the values of note.last; the rows it writes are locked until the end.
UPDATE "note" SET "last" = CASE "last" WHEN 'paid' THEN 'done' WHEN 'lost' THEN 'open' ELSE "last" END
WHERE "last" IN ('paid', 'lost');

-- Moves the values of note.state; the rows it writes are locked until the end.
UPDATE "note" SET "state" = CASE "state" WHEN 'paid' THEN 'done' WHEN 'lost' THEN 'open' ELSE "state" END
WHERE "state" IN ('paid', 'lost');

-- Adds the check note_last_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_last_check"
    CHECK ("last" in ('open', 'done', 'sent')) NOT VALID;

-- Adds the check note_state_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_state_check"
    CHECK ("state" in ('open', 'done', 'sent')) NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_last_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_last_check";

-- step: transaction

-- Checks the rows that are there against note_state_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_state_check";
