-- Rename table note to media_note; what points at it follows.
ALTER TABLE "note" RENAME TO "media_note";
