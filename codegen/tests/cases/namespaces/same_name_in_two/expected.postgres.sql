-- Creates the namespace media.
CREATE SCHEMA "media";

-- Creates the table media.note.
CREATE TABLE "media"."note" (
    "id" bigint NOT NULL,
    CONSTRAINT "note_pkey1" PRIMARY KEY ("id")
);
