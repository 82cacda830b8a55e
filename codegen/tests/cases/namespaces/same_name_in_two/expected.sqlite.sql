-- New table media_note.
CREATE TABLE "media_note" (
    "id" INTEGER NOT NULL,
    CONSTRAINT "note_pkey1" PRIMARY KEY ("id")
);
