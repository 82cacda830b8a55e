-- Rename table note to media_note; what points at it follows.
-- Careful: code that names note fails
ALTER TABLE "note" RENAME TO "media_note";
