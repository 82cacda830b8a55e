-- New table note.
CREATE TABLE "note" (
    "id" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);
