-- Renames column event.at to happened_at; no row is touched.
-- Careful: code that knows it as at fails from here on
ALTER TABLE "event" RENAME COLUMN "at" TO "happened_at";

-- Renames index login_at_idx to login_happened_at_idx; no row is touched.
ALTER INDEX "login_at_idx" RENAME TO "login_happened_at_idx";

-- Drops the check event_e_check.
ALTER TABLE "event" DROP CONSTRAINT "event_e_check";

-- Adds the column event.new; locks event for a moment.
ALTER TABLE "event" ADD COLUMN "new" text DEFAULT 'n' NOT NULL;

-- Drops the column event.e and its values; locks event for a moment.
-- Careful: code that uses event.e fails from here on
ALTER TABLE "event" DROP COLUMN "e";

-- Adds the column login.e; locks login for a moment.
ALTER TABLE "login" ADD COLUMN "e" integer;

-- Drops the column login.old and its values; locks login for a moment.
-- Careful: code that uses login.old fails from here on
ALTER TABLE "login" DROP COLUMN "old";
