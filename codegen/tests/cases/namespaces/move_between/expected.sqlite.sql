-- Rename table a_note to b_note; what points at it follows.
ALTER TABLE "a_note" RENAME TO "b_note";
