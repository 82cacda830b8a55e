-- step: transaction

-- Drops the check note_last_check.
ALTER TABLE "note" DROP CONSTRAINT "note_last_check";

-- Drops the check note_state_check.
ALTER TABLE "note" DROP CONSTRAINT "note_state_check";

-- Moves the values of note.last; the rows it writes are locked until the end.
UPDATE "note" SET "last" = array_replace(array_replace("last", 'paid', 'done'), 'lost', 'open')
WHERE "last" && ARRAY['paid', 'lost'];

-- New rows get this in note.last; no row is touched.
ALTER TABLE "note" ALTER COLUMN "last" SET DEFAULT '{"open"}';

-- Moves the values of note.state; the rows it writes are locked until the end.
UPDATE "note" SET "state" = array_replace(array_replace("state", 'paid', 'done'), 'lost', 'open')
WHERE "state" && ARRAY['paid', 'lost'];

-- Adds the check note_last_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_last_check"
    CHECK ("last" <@ array['open', 'done', 'sent']::text[]) NOT VALID;

-- Adds the check note_state_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_state_check"
    CHECK ("state" <@ array['open', 'done', 'sent']::text[]) NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_last_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_last_check";

-- step: transaction

-- Checks the rows that are there against note_state_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_state_check";
