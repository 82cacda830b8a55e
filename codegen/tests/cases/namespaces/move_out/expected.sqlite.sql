-- Rename table media_note to note; what points at it follows.
-- Careful: code that names media_note fails
ALTER TABLE "media_note" RENAME TO "note";
