-- Rename table media_note to note; what points at it follows.
ALTER TABLE "media_note" RENAME TO "note";
