-- Creates the table tag.
CREATE TABLE "tag" (
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "word" character varying(20) NOT NULL,
    "note" bigint NOT NULL,
    CONSTRAINT "tag_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "tag_word_key" UNIQUE ("word")
);

COMMENT ON TABLE "tag" IS 'A word.';

CREATE INDEX "tag_note_idx" ON "tag" ("note");

-- Points tag at note; writes to note wait for a moment.
ALTER TABLE "tag" ADD CONSTRAINT "tag_note_fkey"
    FOREIGN KEY ("note") REFERENCES "note" ("id") ON DELETE CASCADE;
