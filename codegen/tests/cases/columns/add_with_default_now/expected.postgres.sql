-- Adds the column note.at; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "at" timestamp with time zone DEFAULT now() NOT NULL;
