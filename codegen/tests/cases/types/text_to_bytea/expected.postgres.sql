-- note.value becomes bytea; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE bytea
    USING "value"::bytea;
