-- note.value becomes timestamp with time zone; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE timestamp with time zone
    USING value::timestamp at time zone 'UTC';
