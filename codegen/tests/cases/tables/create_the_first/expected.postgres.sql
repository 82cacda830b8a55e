-- Creates the table note.
CREATE TABLE "note" (
    "id" bigint NOT NULL,
    "body" text NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);
