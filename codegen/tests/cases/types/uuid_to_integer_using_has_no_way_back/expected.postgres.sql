-- note.maybe becomes integer; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "maybe" TYPE integer
    USING length(maybe::text);

-- note.value becomes integer; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE integer
    USING length(value::text);
