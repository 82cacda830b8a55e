-- Rename table a_note to b_note; what points at it follows.
-- Careful: code that names a_note fails
ALTER TABLE "a_note" RENAME TO "b_note";
