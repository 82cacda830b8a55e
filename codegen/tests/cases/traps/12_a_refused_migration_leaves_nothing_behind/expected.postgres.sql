-- Creates the table tag.
CREATE TABLE "tag" (
    "id" bigint NOT NULL,
    CONSTRAINT "tag_pkey" PRIMARY KEY ("id")
);

-- Adds the column note.extra; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "extra" text DEFAULT 'x' NOT NULL;

-- Adds the unique constraint note_code_key: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_code_key"
    UNIQUE ("code");

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_body_idx" ON "note" ("body");

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_extra_idx" ON "note" ("extra");
