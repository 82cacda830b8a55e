-- note.value becomes text[]; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE text[]
    USING string_to_array(value, ',');
